//! Checks with their verdicts, and the recommendations that they are folded to.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use crate::assess::Disposition;
use crate::model::{AssessedBy, Ident, Override, Status, TitleKind, Weight};

/// A recommendation of an image: its checks over all tools and instances, folded worst first.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AssessedRecommendation {
    /// A UUID of image and lineage: the same in every release of one image.
    pub uid: String,
    /// The name that outlives a renumbering and another tool: the benchmark's, and a hash of the title.
    pub lineage: String,
    /// The number; null for a check without one.
    pub number: Option<String>,
    /// The number, else the rule, else the title.
    pub id: String,
    /// The title; the benchmark's own where a scan has it, else the tool's.
    pub title: Option<String>,
    /// The section that the number is in.
    pub section: Option<String>,
    /// The section's name, where it is known.
    pub section_name: Option<String>,
    /// The profile levels, ascending; empty when unknown.
    pub levels: Vec<u8>,
    /// The outcome once the registry has been asked.
    pub disposition: Disposition,
    /// The status of the check that decided.
    pub status: Option<Status>,
    /// The severity that a tool stated for the check that decided; CIS states none.
    pub severity: Option<String>,
    /// The reasons of the disposition, as sentences.
    pub why: Vec<String>,
    /// Its checks, in the order of the scans.
    pub checks: Vec<CheckPlace>,
    /// The entries that cover it, and those that name it and do not apply.
    pub entries: Vec<NamedEntry>,
    /// Nobody verified it, and an entry accepts that.
    pub accepted_unverified: bool,
    /// A person's verdict, which decided in the place of a tool's.
    pub attested: Option<String>,
    /// The class of its change since the baseline; null without a baseline.
    pub change: Option<&'static str>,
}

/// The place of a check in its image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct CheckPlace {
    /// The scan, in the image's list, counted from 0.
    pub scan: usize,
    /// The check, in the scan's list, counted from 0.
    pub check: usize,
}

/// One check of one scan with its verdict.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AssessedCheck {
    /// The place of its recommendation in the image's list, counted from 0.
    pub recommendation: usize,
    /// The number; null when the tool names none.
    pub number: Option<String>,
    /// The tool's own id of the rule.
    pub rule: Option<String>,
    /// The title as the scan has it.
    pub title: Option<String>,
    /// Whose wording the title is.
    pub title_kind: Option<TitleKind>,
    /// The result in XCCDF's words.
    pub status: Status,
    /// The tool's own word, where it differs.
    pub raw_status: Option<String>,
    /// The outcome once the registry has been asked.
    pub disposition: Disposition,
    /// The profile levels, ascending.
    pub levels: Vec<u8>,
    /// Automated or manual.
    pub assessment: Option<AssessedBy>,
    /// The tool's severity word.
    pub severity: Option<String>,
    /// The weight in scores; null when not stated, 0 for "unscored".
    pub weight: Option<Weight>,
    /// The evidence, a line or an item each.
    pub evidence: Vec<String>,
    /// The tool cut the evidence, or lists fewer items than it found.
    pub evidence_cut: bool,
    /// Changes of the result inside the scan file.
    pub overrides: Vec<OverriddenView>,
    /// Foreign identifiers.
    pub idents: Vec<ReferenceIdent>,
    /// The entries that cover it, and those that name it and do not apply.
    pub entries: Vec<NamedEntry>,
    /// Nobody verified it, and an entry accepts that.
    pub accepted_unverified: bool,
    /// A person's verdict, which decided in the place of a tool's.
    pub attested: Option<String>,
    /// The benchmark's description; only where benchmark text is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The benchmark's rationale; only where benchmark text is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rationale: Option<String>,
    /// The benchmark's remediation; only where benchmark text is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remediation: Option<String>,
}

/// An entry of the registry that names a check. What stands in it is in the document's list of entries.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct NamedEntry {
    /// Its id.
    pub id: String,
    /// Whether it covers the check.
    pub covers: bool,
    /// The codes of the reasons why it does not: expired, not-started, title-differs and others.
    pub lapses: Vec<&'static str>,
    /// The same reasons as sentences.
    pub why: Vec<String>,
    /// Its last day.
    #[schemars(with = "Option<String>")]
    pub expires: Option<Date>,
}

/// A foreign identifier: a CCE, a CIS Control, a control of a catalogue.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct ReferenceIdent {
    /// The identifier's system, a URI where the scan has one.
    pub system: String,
    /// The identifier itself.
    pub value: String,
}

/// A result that somebody changed inside the scan file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OverriddenView {
    /// When.
    pub time: Option<String>,
    /// Who is said to have changed it.
    pub authority: Option<String>,
    /// The result before.
    pub old: Option<Status>,
    /// The result after.
    pub new: Option<Status>,
    /// The reason given.
    pub remark: Option<String>,
}

impl From<&Ident> for ReferenceIdent {
    fn from(ident: &Ident) -> Self {
        Self { system: ident.system.clone(), value: ident.value.clone() }
    }
}

impl From<&Override> for OverriddenView {
    fn from(change: &Override) -> Self {
        Self {
            time: change.time.map(|time| time.to_string()),
            authority: change.authority.clone(),
            old: change.old,
            new: change.new,
            remark: change.remark.clone(),
        }
    }
}

impl AssessedRecommendation {
    /// The entries that cover it.
    pub fn covering(&self) -> impl Iterator<Item = &NamedEntry> {
        self.entries.iter().filter(|entry| entry.covers)
    }
}
