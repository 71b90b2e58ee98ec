//! The full report as data: what every template of it is given, and what `--to json` prints.
//!
//! Every field is always there, so that a template in strict mode can ask for it. Nothing is
//! escaped here: fields that say "Markdown" hold the registry's text, all others are plain text.

use schemars::JsonSchema;
use serde::Serialize;

use crate::assess::Raised;
use crate::views::controls::{ControlsFileView, RollupsView};
use crate::views::diff::DiffView;
use crate::views::exceptions::{EntryView, OverrideView};
use crate::views::facts::Fact;

/// A report: scans joined with a registry on a day.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ReportView {
    /// `amicis-report/1`.
    pub format: &'static str,
    /// The program and its version.
    pub generator: String,
    /// When the report was made; only where `SOURCE_DATE_EPOCH` says so.
    pub generated: Option<String>,
    /// The day that decided what is in force, such as `2026-11-23`.
    pub as_of: String,
    /// The registry, when one was given.
    pub registry: Option<RegistryView>,
    /// The images, each judged as one: an image held against a benchmark.
    pub images: Vec<ReportImage>,
    /// The changes since an older release, when one was given: the data of `amicis diff --to json`.
    pub changes: Option<DiffView>,
    /// Entries that cover nothing here: stale, unmatched, or expired and beside no failing check.
    pub idle_entries: Vec<EntryView>,
    /// A person's own mapping of recommendations to controls, when one was given.
    pub controls_file: Option<ControlsFileView>,
    /// Reasons why a pass or an absence cannot be trusted; those that keep the gate from judging first.
    pub doubts: Vec<Raised>,
    /// The account of all results: how many were read, judged and set aside, such as
    /// `289 results in 1 scan: 289 judged, 0 set aside`.
    pub account: String,
    /// Notes on how scans were put together.
    pub notes: Vec<String>,
    /// Files could not be read: the report is incomplete.
    pub incomplete: bool,
}

/// The exception registry.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RegistryView {
    /// Its path as given.
    pub path: String,
    /// How many entries it has.
    pub entries: usize,
    /// Its files.
    pub files: Vec<FileView>,
}

/// A file that was read.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FileView {
    /// Its path as given.
    pub path: String,
    /// Its SHA-256 in hexadecimal; absent when it was not taken.
    pub sha256: Option<String>,
}

/// One image held against one benchmark, by one tool or several.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ReportImage {
    /// Its anchor in a page.
    pub anchor: String,
    /// Its name.
    pub name: String,
    /// The facts about it: AMI, instances, operating system.
    pub facts: Vec<Fact>,
    /// The benchmark with its version.
    pub benchmark: String,
    /// How the benchmark is known: declared, given, inferred, assumed, unknown.
    pub established: String,
    /// A note on that.
    pub benchmark_note: Option<String>,
    /// How many instances were scanned, over all tools.
    pub instances: usize,
    /// The meaning of absence from the scan; one text for each kind among the scans.
    pub coverage: Vec<String>,
    /// Whether every scan lists everything.
    pub full: bool,
    /// One for each tool and profile.
    pub runs: Vec<RunView>,
    /// How many recommendations have which disposition.
    pub counts: Counts,
    /// The same by section.
    pub sections: Vec<SectionView>,
    /// The earliest end among the entries that cover something.
    pub next_expiry: Option<String>,
    /// Failures that no entry covers: open, then lapsed.
    pub uncovered: Vec<RecommendationView>,
    /// Failures that entries in force cover.
    pub excepted: Vec<RecommendationView>,
    /// error, unknown, notchecked.
    pub unverified: Vec<RecommendationView>,
    /// Everything else: passed, informational, not applicable, not selected.
    pub others: Vec<RecommendationView>,
    /// The entries that cover something here.
    pub exceptions: Vec<ExceptionView>,
    /// Results that were changed inside a scan file.
    pub overridden: Vec<OverrideView>,
    /// Where tools do not say the same; empty unless there are several.
    pub disagreements: Vec<Disagreement>,
    /// The controls of frameworks that the recommendations belong to, with what became of those of each.
    pub controls: RollupsView,
}

/// The results of one tool on an image, over all instances.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RunView {
    /// The tool with its version, and the profile.
    pub tool: String,
    /// The score over recommendations.
    pub raw: ScoreView,
    /// The score with excepted recommendations left out.
    pub accepted: ScoreView,
    /// Scores as the tool itself reports them.
    pub reported: Vec<String>,
    /// The scans, one an instance.
    pub scans: Vec<ScanView>,
}

/// A score.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ScoreView {
    /// In per cent with two decimals; absent when nothing was scored.
    pub percent: Option<String>,
    /// The weight that passed.
    pub earned: String,
    /// The weight that counted.
    pub possible: String,
}

/// Where a scan came from.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ScanView {
    /// The file.
    pub file: FileView,
    /// The format it was read as.
    pub input_format: String,
    /// The run's own id.
    pub run: Option<String>,
    /// The instance or host.
    pub target: String,
    /// When it started and finished.
    pub time: String,
    /// How many checks it holds.
    pub checks: usize,
    /// The reader's warnings.
    pub warnings: Vec<String>,
}

/// How many recommendations have which disposition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Counts {
    /// Failures that no entry names.
    pub open: usize,
    /// Failures whose entries do not apply.
    pub lapsed: usize,
    /// error, unknown, notchecked.
    pub unverified: usize,
    /// Failures that entries in force cover.
    pub excepted: usize,
    /// Not judged by a tool; a person attested that they pass.
    pub attested: usize,
    /// Passed.
    pub passed: usize,
    /// Reported for information only.
    pub informational: usize,
    /// Not applicable to the target.
    pub not_applicable: usize,
    /// Left out by the profile.
    pub not_selected: usize,
    /// All of them.
    pub total: usize,
}

/// One section of the benchmark.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SectionView {
    /// The section's number; empty for checks without a number.
    pub number: String,
    /// The section's name, as the scan gives it or as it is known of the benchmark; else empty.
    pub name: String,
    /// Its recommendations that fail and are not covered, or are not verified.
    pub failures: Vec<Reference>,
    /// Its recommendations.
    pub counts: Counts,
}

/// One recommendation.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RecommendationView {
    /// Its anchor in a page: `r-` and the number with hyphens, such as `r-1-1-22`, made unique.
    pub anchor: String,
    /// The number; the tool's rule id for a check without one.
    pub id: String,
    /// The title.
    pub title: String,
    /// The section's number; empty for a check without a number.
    pub section: String,
    /// The levels.
    pub levels: Vec<u8>,
    /// open, lapsed, unverified, excepted, passed, informational, not-applicable, not-selected.
    pub disposition: String,
    /// The disposition in words.
    pub word: &'static str,
    /// The result words of the parts that decide.
    pub status: String,
    /// `3 of 12 instances` when there are several, or `1 of 2 runs`; else empty.
    pub instances: String,
    /// The tools' own ids of the rules that decide, at most a few.
    pub rules: Vec<String>,
    /// Why it fails: what the tools found. Empty for what passed.
    pub evidence: EvidenceView,
    /// Why we accept it: the entries in force.
    pub entries: Vec<ExceptionText>,
    /// Remarks on the match of an entry.
    pub remarks: Vec<String>,
    /// Why nothing covers it, or who accepts that it is not verified.
    pub why: Vec<String>,
    /// The benchmark's own text; absent unless it was asked for.
    pub text: Option<BenchmarkText>,
}

/// The evidence for one recommendation, cut to the length that a person reads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EvidenceView {
    /// The evidence, by the tools and instances that it is of.
    pub groups: Vec<EvidenceGroup>,
    /// How many items are not shown.
    pub more: usize,
    /// The tool itself left something out.
    pub truncated: bool,
}

/// The evidence of the tools or instances named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EvidenceGroup {
    /// The tools and instances; empty when there is only one.
    pub from: String,
    /// The evidence, one item a line.
    pub items: Vec<String>,
}

/// An entry's content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ExceptionText {
    /// The entry's id.
    pub id: String,
    /// Why; Markdown.
    pub reason: String,
    /// The steps that a customer should take; Markdown.
    pub workaround: String,
    /// The printed name of the category.
    pub category: String,
    /// Who answers for it.
    pub owner: String,
    /// Who approved it, and when.
    pub approved: String,
    /// The last day in force; absent when it never ends.
    pub expires: Option<String>,
    /// It ends within the days that the policy warns of.
    pub expires_soon: bool,
    /// Links for the reader.
    pub links: Vec<String>,
}

/// An entry, with what it covers in this image.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ExceptionView {
    /// The entry.
    pub entry: ExceptionText,
    /// The recommendations that it covers.
    pub covers: Vec<Reference>,
}

/// A recommendation somewhere else in the report.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Reference {
    /// Its anchor.
    pub anchor: String,
    /// Its number or rule.
    pub id: String,
}

/// A recommendation of which tools do not say the same.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Disagreement {
    /// Its anchor.
    pub anchor: String,
    /// Its number or rule.
    pub id: String,
    /// The title.
    pub title: String,
    /// The word of each run, in the order of the runs; empty where it has none.
    pub statuses: Vec<String>,
}

/// The benchmark's own text, licensed by CIS.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BenchmarkText {
    /// The description of the recommendation.
    pub description: Option<String>,
    /// Why it is recommended.
    pub rationale: Option<String>,
    /// How to satisfy it.
    pub remediation: Option<String>,
}
