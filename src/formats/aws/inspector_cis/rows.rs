//! Records of Amazon Inspector CIS scans → checks and scans; shared with the CSV report.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::platform;
use crate::diag::Code;
use crate::formats::aws::arn::account_and_region;
use crate::model::{
    AssessedBy, Check, Coverage, Doubt, DoubtCode, Evidence, Moment, Number, Profile, Scan, Status, Target, Title, Tool,
};
use crate::read::ReadOptions;
use crate::read::cis;
use crate::read::repeated::join_repeated;

/// Run, account, instance: what makes a scan.
pub(super) type Key = (Option<String>, Option<String>, Option<String>);

/// One check's result on one instance (`scanResultDetails`).
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub(super) struct Detail {
    #[serde(rename = "scanarn")]
    pub(super) scan_arn: Option<String>,
    #[serde(rename = "accountid")]
    pub(super) account: Option<String>,
    #[serde(rename = "targetresourceid")]
    pub(super) instance: Option<String>,
    pub(super) platform: Option<String>,
    pub(super) status: Option<String>,
    #[serde(rename = "statusreason")]
    pub(super) reason: Option<String>,
    #[serde(rename = "checkid")]
    pub(super) check_id: String,
    pub(super) title: Option<String>,
    #[serde(rename = "checkdescription")]
    pub(super) description: Option<String>,
    pub(super) remediation: Option<String>,
    pub(super) level: Option<String>,
    /// Only in the CSV report.
    #[serde(skip)]
    pub(super) date: Option<String>,
}

impl Detail {
    pub(super) fn key(&self) -> Key {
        (self.scan_arn.clone(), self.account.clone(), self.instance.clone())
    }

    /// The status and, for a manual check, its assessment.
    ///
    /// The API has three words; SKIPPED stands for five of the agent's, which only the reason tells apart.
    pub(super) fn outcome(&self) -> Result<(Status, Option<AssessedBy>), String> {
        let word = self.status.as_deref().unwrap_or_default();
        let folded: String = word.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
        let status = match folded.as_str() {
            "PASSED" | "PASS" => Status::Pass,
            "FAILED" | "FAIL" => Status::Fail,
            "SKIPPED" | "SKIP" => return Ok(self.skipped()),
            "NOTEVALUATED" => Status::NotChecked,
            "INFORMATIONAL" => Status::Informational,
            "UNKNOWN" => Status::Unknown,
            "NOTAPPLICABLE" => Status::NotApplicable,
            "ERROR" => Status::Error,
            "" => return Err(format!("the check {} has no status", self.check_id)),
            _ => return Err(format!("`{word}` is no status of Amazon Inspector (PASSED, FAILED, SKIPPED)")),
        };
        Ok((status, None))
    }

    fn skipped(&self) -> (Status, Option<AssessedBy>) {
        let reason = self.reason.as_deref().unwrap_or_default().to_lowercase().replace('_', " ");
        let says = |words: &[&str]| words.iter().any(|word| reason.contains(word));
        if says(&["not applicable"]) {
            (Status::NotApplicable, None)
        } else if says(&["manual"]) {
            (Status::NotChecked, Some(AssessedBy::Manual))
        } else if says(&["informational"]) {
            (Status::Informational, None)
        } else if says(&["error", "timeout", "timed out", "unable"]) {
            (Status::Error, None)
        } else if says(&["unknown"]) {
            (Status::Unknown, None)
        } else {
            (Status::NotChecked, None)
        }
    }

    fn check(&self, options: &ReadOptions) -> Check {
        let (status, assessment) = self.outcome().unwrap_or((Status::Unknown, None));
        Check {
            raw_status: self.status.clone(),
            assessment,
            evidence: Evidence::text(self.reason.clone().unwrap_or_default()),
            remediation: self.remediation.clone().filter(|_| options.text),
            ..self.described(status, options)
        }
    }

    /// The columns that do not depend on the result.
    fn described(&self, status: Status, options: &ReadOptions) -> Check {
        let id = self.check_id.trim();
        let number = id.parse().ok().or_else(|| Number::leading(id).map(|(number, _)| number));
        let title = self.title.as_deref().map(|title| Number::leading(title).map_or(title, |(_, rest)| rest));
        Check {
            rule: number.is_none().then(|| id.to_owned()),
            number,
            title: title.and_then(Title::recommendation),
            levels: self.level.as_deref().and_then(level_of).into_iter().collect(),
            description: self.description.clone().filter(|_| options.text),
            ..Check::new(status)
        }
    }
}

/// One check's counts over all instances (`checkAggregations`).
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Counts {
    #[serde(skip)]
    pub(super) of: Detail,
    #[serde(rename = "statuscounts")]
    pub(super) numbers: StatusCounts,
}

/// Counts of instances; one that is missing is not 0.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct StatusCounts {
    pub(super) failed: Option<u64>,
    pub(super) passed: Option<u64>,
    pub(super) skipped: Option<u64>,
}

impl StatusCounts {
    /// Their sum, where none is missing: a count that is missing is not 0.
    pub(super) fn sum(self) -> Option<u64> {
        Some(self.failed?.saturating_add(self.passed?).saturating_add(self.skipped?))
    }
}

impl Counts {
    fn check(&self, options: &ReadOptions) -> Check {
        let StatusCounts { failed, passed, skipped } = self.numbers;
        // The worse counts: on an instance that skipped a check, nobody knows.
        let status = match (failed, skipped, passed) {
            (Some(1..), _, _) => Status::Fail,
            (Some(0), Some(1..), _) => Status::NotChecked,
            (Some(0), Some(0), Some(1..)) => Status::Pass,
            _ => Status::Unknown,
        };
        let [failed, passed, skipped] = [failed, passed, skipped]
            .map(|count| count.map_or_else(|| "an unknown number".to_owned(), |n| n.to_string()));
        Check {
            evidence: Evidence::text(format!("failed on {failed}, passed on {passed}, skipped on {skipped}")),
            ..self.of.described(status, options)
        }
    }
}

/// `LEVEL_1`, `Level 1`; in a report also `1`.
fn level_of(text: &str) -> Option<u8> {
    cis::level(text).or_else(|| text.trim().parse().ok().filter(|level| (1..=2).contains(level)))
}

/// The scan of counts over all instances.
pub(super) fn count_scan(key: &Key, rows: &[Counts], options: &ReadOptions) -> Scan {
    let mut scan = scan_of(key, rows.iter().map(|row| &row.of));
    scan.checks = rows.iter().map(|row| row.check(options)).collect();
    join_repeated(&mut scan);
    scan.profile = profile(&scan.checks);
    scan.coverage = Coverage::CountsOnly;
    scan
}

/// The doubt that the counts per check of a run do not fit the single results of its instances.
///
/// Results of instances that are not in the file may be missing; those of the instances that are may not.
pub(super) fn disagree(key: &Key, counts: &[Counts], details: &[(Key, Vec<Detail>)]) -> Option<Doubt> {
    let of_run: Vec<_> = details.iter().filter(|(of, _)| of.0 == key.0).map(|(_, rows)| rows).collect();
    // How many instances have a result of a check, and how many a failure.
    let mut seen: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for rows in &of_run {
        let mut worst: BTreeMap<&str, bool> = BTreeMap::new();
        for row in *rows {
            let failed = matches!(row.outcome(), Ok((Status::Fail, _)));
            *worst.entry(row.check_id.trim()).or_default() |= failed;
        }
        for (check, failed) in worst {
            let (found, failures) = seen.entry(check).or_default();
            *found += 1;
            *failures += u64::from(failed);
        }
    }
    let instances = of_run.len() as u64;
    let differs = |row: &&Counts| {
        let (found, failures) = seen.get(row.of.check_id.trim()).copied().unwrap_or_default();
        let (Some(sum), Some(failed)) = (row.numbers.sum(), row.numbers.failed) else { return false };
        found < sum.min(instances) || failures > failed || failed - failures > sum.saturating_sub(found)
    };
    let wrong: Vec<_> = counts.iter().filter(differs).collect();
    let first = wrong.first().filter(|_| instances > 0)?.of.check_id.trim();
    let why =
        format!("the counts of {} checks do not fit the single results beside them; the first is {first}", wrong.len());
    Some(Doubt::new(DoubtCode::ResultsDiffer, why))
}

/// The scan of one instance.
pub(super) fn detail_scan(key: &Key, rows: &[Detail], options: &ReadOptions) -> Scan {
    let mut scan = scan_of(key, rows.iter());
    if let Some(date) = rows.iter().find_map(|row| row.date.as_deref()) {
        scan.started = Moment::parse(date);
        if scan.started.is_none() {
            scan.warn(Code::UnreadableTime, format!("The scan's date `{date}` is no time; it was left out."));
        }
    }
    scan.checks = rows.iter().map(|row| row.check(options)).collect();
    join_repeated(&mut scan);
    let passed = scan.checks.iter().filter(|check| check.status.passed()).count();
    if passed > 0 {
        scan.profile = profile(&scan.checks);
    }
    // Manual checks are skipped, so that a whole scan has words of several kinds.
    let filtered = match passed {
        0 => Some(("no passed check is in the file", "No check passed", "the failures")),
        _ if passed == scan.checks.len() => Some(("only passed checks are in the file", "Every check passed", "them")),
        _ => None,
    };
    if let Some((why, found, to)) = filtered {
        scan.coverage = Coverage::Partial(format!("{why}: it was filtered by status"));
        let message =
            format!("{found}: such a file was most likely filtered to {to}; what it does not list is unknown.");
        scan.warn(Code::Filtered, message);
    }
    scan
}

fn scan_of<'r>((run, account, instance): &Key, mut rows: impl Iterator<Item = &'r Detail>) -> Scan {
    let platform = rows.find_map(|row| row.platform.as_deref().filter(|name| !name.is_empty()));
    let (owner, region) = run.as_deref().map(account_and_region).unwrap_or_default();
    Scan {
        tool: Some(Tool::named("amazon-inspector")),
        run: run.clone(),
        benchmark: platform::benchmark(platform),
        target: Target {
            instance_id: instance.clone(),
            account: account.clone().or(owner),
            region,
            os: platform.map(str::to_owned),
            ..Target::default()
        },
        ..Scan::default()
    }
}

/// The highest level seen: a level 2 scan holds level 1 too.
fn profile(checks: &[Check]) -> Option<Profile> {
    let level = checks.iter().flat_map(|check| &check.levels).max()?;
    Some(Profile { level: Some(*level), ..Profile::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, status: &str, level: &str) -> Detail {
        Detail { check_id: id.into(), status: Some(status.into()), level: Some(level.into()), ..Detail::default() }
    }

    fn scan(rows: &[Detail]) -> Scan {
        detail_scan(&Key::default(), rows, &ReadOptions::default())
    }

    #[test]
    fn a_skipped_check_is_refined_by_its_reason() {
        let status = |reason: &str| {
            let row = Detail { reason: Some(reason.into()), ..row("1.1", "SKIPPED", "LEVEL_1") };
            row.outcome().expect("a status")
        };
        assert_eq!(status("Rule is NOT APPLICABLE here"), (Status::NotApplicable, None));
        assert_eq!(status("Manual review"), (Status::NotChecked, Some(AssessedBy::Manual)));
        assert_eq!(status("Timed out"), (Status::Error, None));
        assert_eq!(status("because"), (Status::NotChecked, None));
    }

    #[test]
    fn a_word_that_is_no_status_is_an_error() {
        assert!(row("1.1", "OK-ISH", "").outcome().is_err());
        assert!(row("1.1", "", "").outcome().is_err());
    }

    #[test]
    fn one_check_of_two_levels_is_one_check() {
        let scan =
            scan(&[row("1.1", "PASSED", "LEVEL_1"), row("1.1", "PASSED", "LEVEL_2"), row("1.1", "PASSED", "LEVEL_2")]);
        assert_eq!((scan.checks.len(), scan.checks[0].levels.as_slice()), (1, [1, 2].as_slice()));
        assert!(scan.warnings.iter().any(|warning| warning.code == Code::Repeated), "{:?}", scan.warnings);
        assert_eq!(scan.profile.and_then(|profile| profile.level), Some(2));
    }

    #[test]
    fn failures_or_passes_alone_are_a_part_of_a_scan() {
        assert!(!scan(&[row("1.1", "FAILED", "LEVEL_1")]).coverage.is_full());
        assert!(!scan(&[row("1.1", "PASSED", "LEVEL_1"), row("1.2", "PASSED", "LEVEL_2")]).coverage.is_full());
        assert!(scan(&[row("1.1", "PASSED", "LEVEL_1"), row("1.2", "SKIPPED", "LEVEL_2")]).coverage.is_full());
        assert!(scan(&[row("1.1", "FAILED", "LEVEL_1"), row("1.2", "PASSED", "LEVEL_1")]).coverage.is_full());
    }

    #[test]
    fn the_worst_count_of_a_check_is_its_result() {
        let status = |failed, passed, skipped| {
            let numbers = StatusCounts { failed, passed, skipped };
            Counts { of: row("1.1", "", "LEVEL_1"), numbers }.check(&ReadOptions::default()).status
        };
        assert_eq!(status(Some(1), Some(2), Some(1)), Status::Fail);
        assert_eq!(status(Some(0), Some(2), Some(1)), Status::NotChecked);
        assert_eq!(status(Some(0), Some(2), Some(0)), Status::Pass);
        assert_eq!(status(Some(0), Some(0), Some(0)), Status::Unknown);
        assert_eq!(status(None, Some(2), Some(0)), Status::Unknown);
        assert_eq!(status(Some(0), Some(2), None), Status::Unknown);
    }

    #[test]
    fn a_missing_count_of_failures_is_not_none() {
        let numbers = StatusCounts { failed: None, passed: Some(2), skipped: Some(0) };
        let counts = Counts { of: row("1.1", "", "LEVEL_1"), numbers };
        assert_eq!(counts.check(&ReadOptions::default()).status, Status::Unknown);
    }

    #[test]
    fn counts_per_check_are_held_against_the_results_of_the_instances_that_are_there() {
        let counts = |failed, passed| {
            let numbers = StatusCounts { failed: Some(failed), passed: Some(passed), skipped: Some(0) };
            vec![Counts { of: row("1.1", "", "LEVEL_1"), numbers }]
        };
        let one = |status: &str| vec![(Key::default(), vec![row("1.1", status, "LEVEL_1")])];
        let differs =
            |counts: &[Counts], details: &[(Key, Vec<Detail>)]| disagree(&Key::default(), counts, details).is_some();
        assert!(!differs(&counts(0, 1), &one("PASSED")));
        assert!(differs(&counts(1, 0), &one("PASSED")));
        assert!(differs(&counts(0, 1), &one("FAILED")));
        // The failure may be another instance's, whose results are not here; two failures may not.
        assert!(!differs(&counts(1, 1), &one("PASSED")));
        assert!(differs(&counts(2, 0), &one("PASSED")));
        assert!(differs(&counts(0, 1), &[(Key::default(), vec![row("1.2", "PASSED", "LEVEL_1")])]));
        assert!(!differs(&counts(1, 0), &[]));
    }

    #[test]
    fn different_results_of_one_check_stay_apart() {
        assert_eq!(scan(&[row("1.1", "FAILED", "LEVEL_1"), row("1.1", "PASSED", "LEVEL_1")]).checks.len(), 2);
    }
}
