//! A summary and a verbose log of one folder become one scan. Reads no file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::format::ID;
use super::summary::MANUAL_UNDECIDED;
use crate::diag::Code;
use crate::model::{Check, Number, Scan, Status};

/// Joins every build-kit summary with the verbose log that lies beside it.
///
/// The summary's words count; the verbose log decides which MANUAL ones fail, and gives the evidence
/// and the times. Several logs of one kind in a folder are not joined, with a warning.
pub(super) fn join_logs(scans: &mut Vec<Scan>) {
    let mut folders: BTreeMap<PathBuf, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (index, scan) in scans.iter().enumerate() {
        if scan.source.format == ID && scan.source.path != "-" {
            let folder = Path::new(&scan.source.path).parent().unwrap_or(Path::new("")).to_owned();
            let (summaries, verbose) = folders.entry(folder).or_default();
            // Only the verbose log has nothing to say about what did not run.
            if scan.coverage.is_full() { summaries.push(index) } else { verbose.push(index) }
        }
    }
    let mut used = Vec::new();
    for (summaries, verbose) in folders.into_values() {
        match (summaries.as_slice(), verbose.as_slice()) {
            ([], _) | (_, []) => {}
            (&[summary], &[verbose]) => {
                let log = scans.get_mut(verbose).map(std::mem::take).unwrap_or_default();
                if let Some(summary) = scans.get_mut(summary) {
                    join(summary, log);
                }
                used.push(verbose);
            }
            (several, _) => {
                for index in several {
                    if let Some(scan) = scans.get_mut(*index) {
                        scan.warn(
                            Code::LogsNotJoined,
                            "the folder holds several build-kit runs: keep one in each folder",
                        );
                    }
                }
            }
        }
    }
    let mut index = 0;
    scans.retain(|_| {
        index += 1;
        !used.contains(&(index - 1))
    });
}

fn join(summary: &mut Scan, verbose: Scan) {
    (summary.started, summary.finished) = (verbose.started, verbose.finished);
    summary.warnings.retain(|warning| warning.code != MANUAL_UNDECIDED);
    let mut logged: BTreeMap<Number, Check> =
        verbose.checks.into_iter().filter_map(|check| Some((check.number.clone()?, check))).collect();
    let (mut silent, mut contrary) = (Vec::new(), Vec::new());
    for check in &mut summary.checks {
        let Some(number) = &check.number else { continue };
        let raw = check.raw_status.as_deref().unwrap_or_default();
        let Some(block) = logged.remove(number) else {
            if !matches!(raw, "SKIPPED" | "EXCLUDED") {
                silent.push(number.to_string());
            }
            continue;
        };
        if raw == "MANUAL" && block.status == Status::Fail {
            (check.status, check.assessment) = (Status::Fail, None);
        } else if block.status != Status::Unknown && block.status != check.status {
            contrary.push(number.to_string());
        }
        check.evidence.items.extend(block.evidence.items);
    }
    let added: Vec<_> = logged.keys().map(Number::to_string).collect();
    summary.checks.extend(logged.into_values());
    for (code, numbers, message) in [
        (Code::NotInVerboseLog, silent, "ran, and the verbose log has no block for"),
        (Code::NotInSummary, added, "the verbose log has blocks that the summary does not list, they were added:"),
        (Code::LogsDiffer, contrary, "the two logs have different results, the summary's count:"),
    ] {
        if !numbers.is_empty() {
            summary.warn(code, format!("{message} {}", numbers.join(", ")));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Coverage, Evidence, Moment, Source};

    fn scan(path: &str, coverage: Coverage, checks: &[(&str, Status, &str)]) -> Scan {
        let source = Source { path: path.to_owned(), format: ID.to_owned(), ..Source::default() };
        let checks = checks.iter().map(|(number, status, raw)| Check {
            number: number.parse().ok(),
            raw_status: Some((*raw).to_owned()),
            evidence: Evidence::items([*raw]),
            ..Check::new(*status)
        });
        Scan { source, coverage, checks: checks.collect(), ..Scan::default() }
    }

    fn verbose(path: &str, checks: &[(&str, Status, &str)]) -> Scan {
        let mut scan = scan(path, Coverage::Partial("ran".into()), checks);
        scan.started = Moment::parse("2025-09-16T03:14:48");
        scan
    }

    #[test]
    fn manual_fails_when_the_verbose_log_says_so_and_the_summary_counts_otherwise() {
        let summary = [
            ("1.1", Status::NotChecked, "MANUAL"),
            ("1.2", Status::NotChecked, "MANUAL"),
            ("1.3", Status::Pass, "PASSED"),
            ("1.4", Status::Fixed, "REMEDIATED"),
        ];
        let blocks = [
            ("1.1", Status::Fail, "a"),
            ("1.2", Status::NotChecked, "b"),
            ("1.3", Status::Fail, "c"),
            ("1.5", Status::Pass, "d"),
        ];
        let mut scans = vec![verbose("f/v.log", &blocks), scan("f/s.log", Coverage::Full, &summary)];
        join_logs(&mut scans);
        assert_eq!(scans.len(), 1);
        let statuses: Vec<_> = scans[0].checks.iter().map(|check| check.status).collect();
        assert_eq!(statuses, [Status::Fail, Status::NotChecked, Status::Pass, Status::Fixed, Status::Pass]);
        assert!(scans[0].started.is_some() && scans[0].coverage.is_full());
        let codes: Vec<_> = scans[0].warnings.iter().map(|warning| warning.code.as_str()).collect();
        assert_eq!(codes, ["not-in-verbose-log", "not-in-summary", "logs-differ"]);
    }

    #[test]
    fn logs_of_other_folders_and_ambiguous_ones_stay_apart() {
        let check = [("1.1", Status::Pass, "PASSED")];
        let mut scans = vec![scan("a/s.log", Coverage::Full, &check), verbose("b/v.log", &check)];
        join_logs(&mut scans);
        assert_eq!(scans.len(), 2);
        let mut scans = vec![
            scan("a/1.log", Coverage::Full, &check),
            scan("a/2.log", Coverage::Full, &check),
            verbose("a/v.log", &check),
        ];
        join_logs(&mut scans);
        assert_eq!((scans.len(), scans[0].warnings.len()), (3, 1));
    }
}
