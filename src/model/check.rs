//! One result of one rule on one target.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Evidence, Moment, Number, Status, Title, Weight};

/// How a recommendation is assessed, in the benchmarks' own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "AssessedBy")]
pub enum AssessedBy {
    /// A tool can decide it.
    Automated,
    /// A person has to decide it.
    Manual,
}

impl AssessedBy {
    /// The word that is printed and written.
    pub fn word(self) -> &'static str {
        match self {
            Self::Automated => "automated",
            Self::Manual => "manual",
        }
    }
}

impl fmt::Display for AssessedBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// A foreign identifier of a rule: a CCE, a CIS Control, a link.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Ident {
    /// The identifier's system, a URI where the scan has one.
    pub system: String,
    /// The identifier itself.
    pub value: String,
}

/// The beginning of the system of an ident that is a recommendation's number: OpenSCAP's content refers
/// to the benchmark so. `https://www.cisecurity.org/controls/` holds others.
pub const CIS_REFERENCE: &str = "https://www.cisecurity.org/benchmark/";

impl Ident {
    /// The numbers of recommendations that it names, apart from commas and spaces.
    pub fn numbers(&self) -> Vec<Number> {
        if !self.system.starts_with(CIS_REFERENCE) {
            return Vec::new();
        }
        let words = self.value.split([',', ';', ' ']).filter(|word| !word.is_empty());
        words.map(|word| word.parse().ok()).collect::<Option<_>>().unwrap_or_default()
    }
}

/// A result that somebody changed inside the scan file (XCCDF's `override`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Override {
    /// When it was changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<Moment>,
    /// Who is said to have changed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
    /// The result before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<Status>,
    /// The result after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<Status>,
    /// The reason given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
}

/// One check: a rule's result, with what the scan knows of the rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Check {
    /// The recommendation number; absent when the tool names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<Number>,
    /// The tool's own id of the rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The title, and whose wording it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Title>,
    /// The result in XCCDF's words.
    pub status: Status,
    /// The tool's own word, where it differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw_status: Option<String>,
    /// The profile levels that hold the recommendation, ascending; empty when unknown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<u8>,
    /// Automated or manual; absent when unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessment: Option<AssessedBy>,
    /// The tool's severity word, lower case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<String>,
    /// The weight in scores; 0 is "unscored". Absent means 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<Weight>,
    /// The evidence that the tool printed or collected.
    #[serde(default, skip_serializing_if = "Evidence::is_absent")]
    pub evidence: Evidence,
    /// The tool was told to leave it alone, as the build kit is by its list of exclusions: the deliberate failure of
    /// that workflow, whose result nobody knows.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub left_alone: bool,
    /// Changes of the result inside the scan file, in file order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<Override>,
    /// Foreign identifiers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub idents: Vec<Ident>,
    /// The benchmark's prose; read only when something prints it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The benchmark's prose; read only when something prints it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rationale: Option<String>,
    /// The benchmark's prose; read only when something prints it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remediation: Option<String>,
}

impl Check {
    /// Whether the tool was told to leave it alone, and nothing else judged it.
    pub fn is_left_alone(&self) -> bool {
        self.left_alone && self.status == Status::NotChecked
    }

    /// A check of which only the status is known.
    pub fn new(status: Status) -> Self {
        Self {
            number: None,
            rule: None,
            title: None,
            status,
            raw_status: None,
            levels: Vec::new(),
            assessment: None,
            severity: None,
            weight: None,
            evidence: Evidence::default(),
            left_alone: false,
            overrides: Vec::new(),
            idents: Vec::new(),
            description: None,
            rationale: None,
            remediation: None,
        }
    }

    /// Weight in scores, 1 when the scan states none.
    pub fn weight(&self) -> Weight {
        self.weight.unwrap_or(Weight::ONE)
    }

    /// The id that an exception can name: the number, else the tool's id of the rule.
    pub fn id(&self) -> Option<String> {
        self.number.as_ref().map(ToString::to_string).or_else(|| self.rule.clone())
    }

    /// The name that every output gives the check: its id, else its title, else a dash.
    pub fn name(&self) -> String {
        self.id().or_else(|| self.title_text().map(str::to_owned)).unwrap_or_else(|| "-".to_owned())
    }

    /// The title's text, whoever worded it.
    pub fn title_text(&self) -> Option<&str> {
        self.title.as_ref().map(Title::text)
    }

    /// The first override that turned a failure, or a result without a verdict (error, unknown,
    /// notchecked), into something better.
    pub fn overridden_in_scan(&self) -> Option<&Override> {
        self.overrides.iter().find(|change| {
            let old = change.old.unwrap_or(Status::Fail);
            let failing = matches!(old, Status::Fail | Status::Error | Status::Unknown | Status::NotChecked);
            failing && change.new.is_some_and(|new| old.worse(new) == old && new != old)
        })
    }
}
