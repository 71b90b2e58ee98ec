//! One run of one tool over one target.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Benchmark, Check, Doubt, DoubtCode, Moment, Score, Section, Target};
use crate::diag::{Code, MessageCode};

/// Where a scan was read from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Source {
    /// The file's path as given, or `-`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// The id of the format it was read as.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub format: String,
    /// The file's SHA-256, lower-case hexadecimal; taken only when provenance is printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// The name of the input that it was read from: not the path, where a file holds the scans of others.
    #[serde(skip)]
    pub input: String,
    /// Further files that decided on its results.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<Beside>,
}

impl Source {
    /// The file's name without its folder and its ending.
    pub fn stem(&self) -> &str {
        let name = self.path.rsplit(['/', '\\']).next().unwrap_or(&self.path);
        name.split_once('.').map(|(stem, _)| stem).filter(|stem| !stem.is_empty()).unwrap_or(name)
    }
}

/// A further file of a scan, beside the one that lists its checks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Beside {
    /// The file's path as given.
    pub path: String,
    /// The file's SHA-256, lower-case hexadecimal; taken only when provenance is printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

/// The tool that made the scan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tool {
    /// A stable name, such as `cis-cat`, `openscap`, `amazon-inspector-classic`.
    pub name: String,
    /// Its version, when the scan states it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

impl Tool {
    /// A tool whose version is not stated.
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), version: None }
    }
}

impl fmt::Display for Tool {
    /// The name, and the version where it is stated.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        match &self.version {
            Some(version) => write!(f, " {version}"),
            None => Ok(()),
        }
    }
}

/// The profile that was run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Profile {
    /// Its id in the scan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its title as the scan has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The level it stands for; level 2 includes level 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<u8>,
}

/// The meaning of a check's absence from the scan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Coverage {
    /// Every check of the profile is listed.
    #[default]
    Full,
    /// Failures only: what is not listed is unknown, not passed.
    FailuresOnly,
    /// Something is missing, and this is why.
    Partial(String),
    /// Counts over many targets, no single results.
    CountsOnly,
}

impl Coverage {
    /// Whether absence means "not part of this scan" (true) or "unknown" (false).
    pub fn is_full(&self) -> bool {
        matches!(self, Self::Full | Self::CountsOnly)
    }

    /// The meaning in a few words, for a person.
    pub fn explain(&self) -> String {
        match self {
            Self::Full => "full".to_owned(),
            Self::FailuresOnly => "failures only: what is not listed is unknown, not passed".to_owned(),
            Self::Partial(why) => format!("partial ({why}): what is not listed is unknown, not passed"),
            Self::CountsOnly => "counts over several targets".to_owned(),
        }
    }
}

/// A score that the tool itself reported.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReportedScore {
    /// The scoring system's id; absent when the scan names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// The score.
    pub value: f64,
    /// Its maximum, when stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<f64>,
}

/// Something the reader noticed that a person should know; never fatal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Warning {
    /// A stable kebab-case code.
    pub code: MessageCode,
    /// The message, as a sentence.
    pub message: String,
}

impl Warning {
    /// A warning of ours.
    pub fn new<M: Into<String>>(code: Code, message: M) -> Self {
        Self { code: code.into(), message: message.into() }
    }
}

/// One run of one tool over one target.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Scan {
    /// Where it was read from.
    pub source: Source,
    /// The tool that made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool: Option<Tool>,
    /// The run's own id: an ARN for Amazon Inspector, the `TestResult`'s id for XCCDF.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
    /// The benchmark it was held against.
    pub benchmark: Benchmark,
    /// The profile that was run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<Profile>,
    /// The machine, instance or image that was scanned.
    pub target: Target,
    /// When it started.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started: Option<Moment>,
    /// When it finished.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finished: Option<Moment>,
    /// The times are the nearest the source has, not the run's own.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub times_approximate: bool,
    /// The meaning of a check's absence.
    pub coverage: Coverage,
    /// The file itself says which rules were selected, by a list of them or by totals that fit.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub states_selection: bool,
    /// Scores that the tool reported.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scores: Vec<ReportedScore>,
    /// The reader's warnings.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Warning>,
    /// Reasons why a pass or an absence in it cannot be trusted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub doubts: Vec<Doubt>,
    /// The names that the source gives the sections of the benchmark.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<Section>,
    /// The checks, in the source's order.
    pub checks: Vec<Check>,
}

impl Scan {
    /// Records something a person should know.
    pub fn warn<S: Into<String>>(&mut self, code: Code, message: S) {
        self.warnings.push(Warning::new(code, message));
    }

    /// Raises a doubt about the scan, once.
    pub fn doubt(&mut self, doubt: Doubt) {
        if !self.doubts.contains(&doubt) {
            self.doubts.push(doubt);
        }
    }

    /// Whether it carries a doubt of a kind.
    pub fn is_doubted(&self, code: DoubtCode) -> bool {
        self.doubts.iter().any(|doubt| doubt.code == code)
    }

    /// The score over all checks as they stand, one by one (not folded by number).
    pub fn score(&self) -> Score {
        Score::of(self.checks.iter().map(|check| (check.status, check.weight())))
    }

    /// The day the scan finished, else started; in UTC.
    pub fn day(&self) -> Option<jiff::civil::Date> {
        self.finished.as_ref().or(self.started.as_ref()).map(Moment::utc_date)
    }
}

/// Facts about a run that stand in a file beside its results (Amazon Inspector's
/// `describe-assessment-runs`, `list-cis-scans` …); merged into the scans of that run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunFacts {
    /// The run's id, equal to [`Scan::run`]; or an id that stands among the idents of its checks.
    pub run: String,
    /// Restricts the facts to one instance.
    pub instance: Option<String>,
    /// When the run started.
    pub started: Option<Moment>,
    /// When the run finished.
    pub finished: Option<Moment>,
    /// Facts about the target, taken where the scan has none.
    pub target: Target,
    /// The profile, taken where the scan has none.
    pub profile: Option<Profile>,
    /// Why the run's results are not the whole, when they are not.
    pub incomplete: Option<String>,
    /// The version of the tool or of its rules, taken where the scan has none.
    pub tool_version: Option<String>,
    /// How many checks the run had, when stated.
    pub total: Option<u64>,
    /// How many checks of the run failed, when stated; of all its instances together where it names none.
    pub failed: Option<u64>,
    /// How many checks of the instance passed, when stated.
    pub passed: Option<u64>,
    /// The warnings for a person.
    pub warnings: Vec<Warning>,
    /// Where the facts were read from.
    pub path: String,
}
