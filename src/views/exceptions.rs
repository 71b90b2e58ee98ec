//! The exceptions table as data: what every printing of it is made from.

use std::collections::BTreeSet;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use crate::assess::{Assessment, Disposition, Image, OutcomeKind, Raised, Recommendation, ScanId, ToolRun};
use crate::model::{Check, Scan, Status, TitleKind};
use crate::registry::Entry;
use crate::views::facts::{Fact, facts};
use crate::views::sections::{SectionCounts, section_counts};

/// More unverified recommendations than this are counted, not listed, in what people read.
pub const MOST_UNVERIFIED: usize = 20;

/// The exceptions table of one run of the program.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ExceptionsView {
    /// `amicis-exceptions/1`.
    pub format: &'static str,
    /// The day that decided what is in force.
    #[schemars(with = "String")]
    pub as_of: Date,
    /// The registry's path.
    pub registry: String,
    /// One table for each image and benchmark.
    pub images: Vec<ImageView>,
    /// The entries that cover nothing here: stale, unmatched, or expired and beside no failing check.
    pub entries: Vec<EntryView>,
    /// Reasons why a pass or an absence cannot be trusted; those that keep the gate from judging first.
    pub doubts: Vec<Raised>,
    /// Notes on how scans were put together.
    pub notes: Vec<String>,
    /// Files could not be read: the table is incomplete.
    pub incomplete: bool,
    /// People read it by reason, not by number.
    #[serde(skip)]
    pub by_reason: bool,
}

/// The table of one image.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ImageView {
    /// The image's name.
    pub name: String,
    /// The facts about it: AMI, instances, operating system.
    pub facts: Vec<Fact>,
    /// The benchmark with its version.
    pub benchmark: String,
    /// How the benchmark is known: declared, given, inferred, assumed, unknown.
    pub established: String,
    /// A note on that.
    pub benchmark_note: Option<String>,
    /// The tools with profiles, one a run.
    pub tools: Vec<String>,
    /// How many instances were scanned, over all tools.
    pub instances: usize,
    /// The meaning of absence from the scan; one text for each kind among the scans.
    pub coverage: Vec<String>,
    /// Whether every scan lists everything.
    pub full: bool,
    /// The sections in which something fails or is not verified.
    pub sections: Vec<SectionCounts>,
    /// Failures that entries in force cover.
    pub excepted: Vec<Row>,
    /// Open and lapsed failures.
    pub uncovered: Vec<Row>,
    /// Not verified, and an entry in force says why: rows of the table, each marked as not verified.
    pub accepted: Vec<Row>,
    /// Left alone by the tool because it was told to, without an entry that says why.
    pub excluded: Vec<Row>,
    /// error, unknown, notchecked, and neither of the two.
    pub unverified: Vec<Row>,
    /// How many recommendations are not verified: accepted, excluded and all the others.
    pub not_verified: usize,
    /// Results that were changed inside a scan file.
    pub overridden: Vec<OverrideView>,
    /// The earliest end among the entries that cover something.
    #[schemars(with = "Option<String>")]
    pub next_expiry: Option<Date>,
}

/// One recommendation.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Row {
    /// The number; the tool's rule id for a check without one.
    pub id: String,
    /// The title.
    pub title: String,
    /// The reasons of the covering entries; Markdown.
    pub reason: String,
    /// Their workarounds; Markdown.
    pub workaround: String,
    /// Levels, such as `1, 2`.
    pub level: String,
    /// The result words of the parts that decide.
    pub status: String,
    /// The disposition in words.
    pub disposition: String,
    /// The printed names of the categories.
    pub category: String,
    /// Who answers for the entries.
    pub owner: String,
    /// The earliest end.
    pub expires: String,
    /// An entry ends within the days that the policy warns of.
    pub expires_soon: bool,
    /// The offenders, at most a few.
    pub evidence: String,
    /// The entries' links; plain addresses.
    pub links: Vec<String>,
    /// `3 of 12 instances` when there are several, or `1 of 2 runs`; else empty.
    pub instances: String,
    /// The ids of the entries concerned.
    pub entries: Vec<String>,
    /// Why nothing covers it, or who accepts that it is not verified.
    pub why: Vec<String>,
}

impl Row {
    /// The field of a column, as text; what comes from the registry is Markdown.
    pub fn field(&self, key: &str) -> String {
        let text = match key {
            "id" => &self.id,
            "title" => &self.title,
            "reason" => &self.reason,
            "workaround" => &self.workaround,
            "level" => &self.level,
            "status" => &self.status,
            "category" => &self.category,
            "owner" => &self.owner,
            "expires" => &self.expires,
            "evidence" => &self.evidence,
            // The other fields of the registry are Markdown, too.
            "links" => return self.links.iter().map(|link| format!("<{link}>")).collect::<Vec<_>>().join(" "),
            "instances" => &self.instances,
            "entries" => return self.entries.join(", "),
            _ => return String::new(),
        };
        text.clone()
    }
}

/// An entry that covers nothing here.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EntryView {
    /// The entry's id.
    pub id: String,
    /// stale, unmatched or expired.
    pub state: &'static str,
    /// The numbers and rules it names.
    pub rules: Vec<String>,
    /// The meaning, in words.
    pub message: String,
}

/// A result that somebody changed inside the scan file.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OverrideView {
    /// The number or rule.
    pub id: String,
    /// The result before.
    pub old: String,
    /// The result after.
    pub new: String,
    /// Who, when and why, as far as the file says.
    pub by: String,
}

impl ExceptionsView {
    /// The `format` that it states.
    pub const FORMAT: &'static str = "amicis-exceptions/1";

    /// The table of an assessment.
    pub fn new(assessment: &Assessment) -> Self {
        Self {
            format: Self::FORMAT,
            as_of: assessment.as_of,
            registry: assessment.registry.path.clone(),
            images: assessment.images.iter().map(|image| image_view(assessment, image)).collect(),
            entries: entries(assessment),
            doubts: assessment.raised(),
            notes: assessment.notes.clone(),
            incomplete: false,
            by_reason: false,
        }
    }

    /// How many rows the tables of all images have.
    pub fn rows(&self) -> usize {
        self.images.iter().map(|image| image.table().count()).sum()
    }

    /// The rows of all images that a disposition's list holds; for counting.
    pub fn uncovered(&self) -> usize {
        self.images.iter().map(|image| image.uncovered.len()).sum()
    }
}

fn image_view(assessment: &Assessment, image: &Image) -> ImageView {
    let scans: Vec<&Scan> = image.scans().collect();
    let rows = |wanted: fn(Disposition) -> bool| {
        let recommendations = image.recommendations.iter().filter(|recommendation| wanted(recommendation.disposition));
        recommendations.map(|recommendation| row(assessment, image, recommendation)).collect::<Vec<_>>()
    };
    let (accepted, others): (Vec<_>, Vec<_>) = image
        .recommendations
        .iter()
        .filter(|recommendation| recommendation.disposition == Disposition::Unverified)
        .partition(|recommendation| is_accepted(recommendation));
    let not_verified = accepted.len() + others.len();
    let (excluded, unverified): (Vec<_>, Vec<_>) = others.into_iter().partition(|one| is_left_alone(image, one));
    let some = |some: Vec<&Recommendation>| some.into_iter().map(|one| row(assessment, image, one)).collect();
    let excepted = |r: &&Recommendation| r.disposition == Disposition::Excepted || is_accepted(r);
    let covering = image.recommendations.iter().filter(excepted);
    let ends = covering.flat_map(Recommendation::covering).filter_map(|id| assessment.registry.entry(id).expires);
    let mut coverage: Vec<String> = scans.iter().map(|scan| scan.coverage.explain()).collect();
    coverage.sort();
    coverage.dedup();
    ImageView {
        name: image.label.clone(),
        facts: facts(&scans),
        benchmark: image.benchmark.to_string(),
        established: image.benchmark.established.to_string(),
        benchmark_note: image.benchmark.note.clone(),
        tools: image.runs.iter().map(|run| tool(image.first_of(run))).collect(),
        instances: image.instances(),
        coverage,
        full: scans.iter().all(|scan| scan.coverage.is_full()),
        sections: section_counts(image),
        excepted: rows(|disposition| disposition == Disposition::Excepted),
        uncovered: rows(Disposition::uncovered),
        accepted: some(accepted),
        excluded: some(excluded),
        unverified: some(unverified),
        not_verified,
        overridden: overridden(&scans),
        next_expiry: ends.min(),
    }
}

/// Whether nobody knows, and an entry in force says why that is so, of every part that decides.
fn is_accepted(recommendation: &Recommendation) -> bool {
    recommendation.disposition == Disposition::Unverified
        && recommendation.deciding().all(|part| part.judgement.accepted_unverified)
}

/// Whether the tool was told to leave it alone.
fn is_left_alone(image: &Image, recommendation: &Recommendation) -> bool {
    recommendation.deciding().any(|part| image.check(part).is_left_alone())
}

impl ImageView {
    /// The rows of the table: failures that entries cover, and what is not verified and an entry says why.
    pub fn table(&self) -> impl Iterator<Item = &Row> {
        self.excepted.iter().chain(&self.accepted)
    }
}

/// `cis-cat 4.44, Level 2`.
pub(super) fn tool(scan: &Scan) -> String {
    let mut text = match &scan.tool {
        Some(tool) => tool.to_string(),
        None => "tool not stated".to_owned(),
    };
    let profile = scan.profile.as_ref();
    if let Some(profile) = profile.and_then(|profile| profile.title.as_deref().or(profile.id.as_deref())) {
        text.push_str(", ");
        text.push_str(profile);
    }
    text
}

fn row(assessment: &Assessment, image: &Image, recommendation: &Recommendation) -> Row {
    let covering = assessment.entries_of(recommendation);
    let checks: Vec<&Check> = recommendation.deciding().map(|part| image.check(part)).collect();
    let mut reason = each_once(covering.iter().map(|entry| entry.reason.trim())).join("\n\n");
    for remark in
        each_once(recommendation.parts.iter().flat_map(|part| part.judgement.remarks.iter().map(String::as_str)))
    {
        reason.extend([" (", remark, ")"]);
    }
    if is_accepted(recommendation) {
        let alone = if is_left_alone(image, recommendation) { ": the tool was told to leave it alone" } else { "" };
        reason.extend([" (not verified", alone, ")"]);
    }
    let labels = covering.iter().filter_map(|entry| entry.category.as_deref());
    let labels = labels.map(|category| assessment.registry.labels.get(category).map_or(category, String::as_str));
    let evidence: Vec<&str> = checks.iter().flat_map(|check| check.evidence.lines()).collect();
    let links = each_once(covering.iter().flat_map(|entry| entry.links.iter().map(String::as_str)));
    Row {
        id: image.id_of(recommendation),
        title: title_of(recommendation, &checks, &covering),
        reason,
        workaround: each_once(covering.iter().map(|entry| entry.workaround.trim())).join("\n\n"),
        level: recommendation.levels.iter().map(u8::to_string).collect::<Vec<_>>().join(", "),
        status: each_once(checks.iter().map(|check| check.status.word())).join(", "),
        disposition: recommendation.disposition.to_string(),
        category: each_once(labels).join(", "),
        owner: each_once(covering.iter().filter_map(|entry| entry.owner.as_deref())).join(", "),
        expires: covering.iter().filter_map(|entry| entry.expires).min().map(|end| end.to_string()).unwrap_or_default(),
        expires_soon: covering.iter().any(|entry| ends_soon(assessment, entry)),
        evidence: some_of(&each_once(evidence.into_iter()), 5),
        links: links.into_iter().map(str::to_owned).collect(),
        instances: instances(image, recommendation),
        entries: covering.iter().map(|entry| entry.id.clone()).collect(),
        why: assessment.why(recommendation),
    }
}

/// Whether an entry ends within the days that the policy warns of.
pub(super) fn ends_soon(assessment: &Assessment, entry: &Entry) -> bool {
    let days = |end: Date| i64::from((end - assessment.as_of).get_days());
    entry.expires.is_some_and(|end| days(end) <= i64::from(assessment.registry.policy.warn_days))
}

/// The benchmark's own title where a scan or an entry has it, else the tool's.
pub(super) fn title_of(recommendation: &Recommendation, checks: &[&Check], covering: &[&Entry]) -> String {
    let own =
        checks.iter().filter_map(|check| check.title.as_ref()).find(|title| title.kind == TitleKind::Recommendation);
    let entry = || covering.iter().find_map(|entry| entry.title.clone());
    own.map(|title| title.text().to_owned()).or_else(entry).or_else(|| recommendation.title.clone()).unwrap_or_default()
}

/// How many instances of the run that is hit hardest fail, when there are several; how many runs, where an
/// instance was scanned more than once.
pub(super) fn instances(image: &Image, recommendation: &Recommendation) -> String {
    let deciding: Vec<ScanId> = recommendation.deciding().map(|part| part.scan).collect();
    let hit = |run: &ToolRun| run.scans.iter().filter(|scan| deciding.contains(scan)).count();
    let run = image.runs.iter().filter(|run| run.scans.len() > 1).max_by_key(|run| hit(run));
    let Some(run) = run else { return String::new() };
    let tool = if image.runs.len() > 1 { format!(" ({})", tool(image.first_of(run))) } else { String::new() };
    let what = if image.instances_of(run) == run.scans.len() { "instances" } else { "runs" };
    format!("{} of {} {what}{tool}", hit(run), run.scans.len())
}

pub(super) fn entries(assessment: &Assessment) -> Vec<EntryView> {
    let pairs = assessment.registry.entries.iter().zip(&assessment.outcomes);
    let view = |(entry, outcome): (&Entry, &crate::assess::EntryOutcome)| {
        let (state, message) = match outcome.kind {
            // One that lapsed on a check stands beside that check.
            OutcomeKind::Expired(end) if outcome.reasons.is_empty() => ("expired", format!("on {end}")),
            OutcomeKind::Stale => ("stale", "every check it names passes now: remove it".to_owned()),
            OutcomeKind::Unmatched => ("unmatched", "names nothing in this scan".to_owned()),
            _ => return None,
        };
        let rules = entry.rules.iter().map(ToString::to_string).collect();
        Some(EntryView { id: entry.id.clone(), state, rules, message })
    };
    pairs.filter_map(view).collect()
}

pub(super) fn overridden(scans: &[&Scan]) -> Vec<OverrideView> {
    let word = |status: Option<Status>| status.map_or("?", Status::word).to_owned();
    let checks = scans.iter().flat_map(|scan| &scan.checks);
    let view = |check: &Check| {
        let change = check.overridden_in_scan()?;
        let time = change.time.map(|time| time.to_string());
        let by = [change.authority.clone(), time, change.remark.clone()].into_iter().flatten().collect::<Vec<_>>();
        Some(OverrideView {
            id: check.name(),
            old: word(change.old),
            new: word(change.new),
            by: if by.is_empty() { "nobody named".to_owned() } else { by.join(", ") },
        })
    };
    checks.filter_map(view).collect()
}

/// The non-empty texts, each once, in their order.
pub(crate) fn each_once<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<&'t str> {
    let mut seen = BTreeSet::new();
    texts.filter(|text| !text.is_empty() && seen.insert(*text)).collect()
}

fn some_of(texts: &[&str], most: usize) -> String {
    let mut shown = texts.iter().take(most).copied().collect::<Vec<_>>().join("; ");
    if texts.len() > most {
        shown.extend([" and ", &(texts.len() - most).to_string(), " more"]);
    }
    shown
}
