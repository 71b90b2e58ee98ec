//! The rows: what a scan, a finding and a file that could not be read are to an engine that asks for columns.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::assess::Disposition;
use crate::model::{Coverage, Number, Scan, Score, Status};
use crate::read::{ReadError, ReadErrorKind};

/// The most bytes of evidence in a row; the rest is in the scan's file.
pub const MOST_EVIDENCE: usize = 4096;

/// One scan.
#[derive(Clone, Debug, PartialEq)]
pub struct ScanRow {
    /// Its id, the same wherever and whenever it is read.
    pub scan_id: String,
    /// The day on which it finished, else started, in UTC; absent where it states neither.
    pub day: Option<Date>,
    /// When it started: microseconds since 1970.
    pub started: Option<i64>,
    /// When it finished: microseconds since 1970.
    pub finished: Option<i64>,
    /// The AWS account.
    pub account: Option<String>,
    /// The AWS region.
    pub region: Option<String>,
    /// The AMI's id.
    pub ami_id: Option<String>,
    /// The AMI's name.
    pub ami_name: Option<String>,
    /// The family that the image is of: the tag `family`.
    pub family: Option<String>,
    /// The instance.
    pub instance_id: Option<String>,
    /// The host's name.
    pub hostname: Option<String>,
    /// The operating system as the tool names it.
    pub os: Option<String>,
    /// The tool's name; `unknown` where the scan does not say.
    pub tool: String,
    /// The tool's version.
    pub tool_version: Option<String>,
    /// The format that the scan was read as.
    pub format: String,
    /// The run's own id.
    pub run: Option<String>,
    /// The benchmark's title.
    pub benchmark: Option<String>,
    /// The benchmark's version.
    pub benchmark_version: Option<String>,
    /// How the benchmark is known.
    pub established: &'static str,
    /// The profile's title, else its id.
    pub profile: Option<String>,
    /// The profile's level.
    pub profile_level: Option<i32>,
    /// What the absence of a check means, in a word.
    pub coverage: &'static str,
    /// Why a scan is partial.
    pub coverage_reason: Option<String>,
    /// The file.
    pub path: String,
    /// Its SHA-256.
    pub source_sha256: Option<String>,
    /// How many checks have each status.
    pub statuses: Statuses,
    /// The score over recommendations.
    pub raw: Score,
    /// The score with excepted recommendations left out; absent where no registry was asked.
    pub accepted: Option<Score>,
    /// The reader's warnings: code and sentence.
    pub warnings: Vec<String>,
    /// The doubts: code and sentence.
    pub doubts: Vec<String>,
    /// The tags of the instance.
    pub tags: BTreeMap<String, String>,
    /// Why an assessment leaves it out beside another scan of its unit: `replaced` or `same-run`.
    pub set_aside: Option<&'static str>,
    /// The day and the registry that it was judged with.
    pub judged: Option<Arc<super::FleetDay>>,
}

/// How many checks have each status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statuses([i32; 9]);

impl Statuses {
    /// The statuses in the order of the columns.
    pub const ALL: [Status; 9] = [
        Status::Fail,
        Status::Error,
        Status::Unknown,
        Status::NotChecked,
        Status::Informational,
        Status::Pass,
        Status::Fixed,
        Status::NotApplicable,
        Status::NotSelected,
    ];

    /// Counts the checks of a scan.
    pub(super) fn of(scan: &Scan) -> Self {
        let count = |status| scan.checks.iter().filter(|check| check.status == status).count();
        Self(Self::ALL.map(|status| i32::try_from(count(status)).unwrap_or(i32::MAX)))
    }

    /// How many have a status.
    pub fn of_status(&self, status: Status) -> i32 {
        Self::ALL.iter().zip(self.0).find(|(known, _)| **known == status).map_or(0, |(_, count)| count)
    }

    /// All checks.
    pub fn sum(&self) -> i32 {
        self.0.iter().fold(0, |sum, count| sum.saturating_add(*count))
    }
}

/// One check of a scan.
#[derive(Clone, Debug, PartialEq)]
pub struct FindingRow {
    /// Its scan.
    pub scan: Arc<ScanRow>,
    /// Its place in the scan, counted from 0. A rule that stands for several recommendations has a place for each.
    pub ordinal: i32,
    /// The lowest profile level that holds the recommendation.
    pub level: Option<i32>,
    /// The recommendation's number, as printed.
    pub number: Option<String>,
    /// The number in a form that sorts.
    pub number_sort: Option<String>,
    /// The tool's id of the rule.
    pub rule: Option<String>,
    /// The title.
    pub title: Option<String>,
    /// Whose wording the title is: `recommendation` or `tool`.
    pub title_kind: Option<&'static str>,
    /// The hash of the recommendation's title: the scan's own, else that of the benchmark's list.
    pub title_hash: Option<String>,
    /// What the recommendation is called over versions and tools: the checks of one image that have the same are parts
    /// of one recommendation.
    pub recommendation_key: String,
    /// The status.
    pub status: &'static str,
    /// The tool's own word, where it differs.
    pub raw_status: Option<String>,
    /// The tool's severity word.
    pub severity: Option<String>,
    /// `automated` or `manual`.
    pub assessment: Option<&'static str>,
    /// The weight in scores.
    pub weight: Option<f64>,
    /// The verdict; absent where no registry was asked.
    pub verdict: Option<VerdictRow>,
    /// The evidence is not all that was found: the tool cut it, or it is longer than a row holds.
    pub evidence_cut: bool,
    /// The evidence, a line or an item each.
    pub evidence: Option<String>,
}

/// The verdict on a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerdictRow {
    /// The disposition.
    pub disposition: Disposition,
    /// The entries in force.
    pub entries: Vec<String>,
    /// The codes of the reasons why entries that name it do not apply, each once.
    pub lapse_codes: Vec<&'static str>,
    /// The verdicts over all days; only of checks that fail or that nobody verified.
    pub spans: Option<Vec<SpanRow>>,
}

/// Days in a row with one verdict; an absent day is without end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpanRow {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
    /// The disposition.
    pub disposition: Disposition,
    /// The entries in force.
    pub entries: Vec<String>,
}

/// A file or folder that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ErrorRow {
    /// Its path as given.
    pub path: String,
    /// Its size, where it has one.
    pub bytes: Option<i64>,
    /// The kind of its fault, in a word.
    pub code: &'static str,
    /// The fault, with the place in the file.
    pub message: String,
}

impl ErrorRow {
    /// The row of an error.
    pub fn new(error: &ReadError, bytes: Option<u64>) -> Self {
        let code = match error.kind {
            ReadErrorKind::Io(_) => "io",
            ReadErrorKind::Empty => "empty",
            ReadErrorKind::Binary(_) => "binary",
            ReadErrorKind::Encoding(_) => "encoding",
            ReadErrorKind::Syntax(_) => "syntax",
            ReadErrorKind::Content(_) => "content",
            ReadErrorKind::Unrecognised(_) => "unrecognised",
            ReadErrorKind::Refused(_) => "refused",
            ReadErrorKind::Limit(_) => "limit",
            ReadErrorKind::NoChecks(_) => "no-checks",
        };
        let bytes = bytes.and_then(|bytes| i64::try_from(bytes).ok());
        Self { path: error.path.clone(), bytes, code, message: error.to_string() }
    }
}

/// A number with every part as four digits, so that texts sort as numbers do: `0001.0001.0022`.
pub fn number_sort(number: &Number) -> String {
    number.parts().iter().map(|part| format!("{part:04}")).collect::<Vec<_>>().join(".")
}

/// The meaning of absence in a word, and why a scan is partial.
pub(super) fn coverage(coverage: &Coverage) -> (&'static str, Option<String>) {
    match coverage {
        Coverage::Full => ("full", None),
        Coverage::FailuresOnly => ("failures-only", None),
        Coverage::Partial(why) => ("partial", Some(why.clone())),
        Coverage::CountsOnly => ("counts-only", None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_sort_as_texts() {
        let mut all = ["1.10", "1.9", "1.1.22", "10.1", "2"].map(|text| number_sort(&text.parse().expect("a number")));
        all.sort();
        assert_eq!(all, ["0001.0001.0022", "0001.0009", "0001.0010", "0002", "0010.0001"]);
    }
}
