//! The logs of one folder become one scan. Reads no file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::extract::{self, Kind};
use super::format::ID;
use super::summary::{MANUAL_UNDECIDED, undecided};
use crate::diag::Code;
use crate::model::{AssessedBy, Beside, Check, Coverage, Doubt, DoubtCode, Number, Scan, Status};
use crate::read::ReadError;

/// The logs of a folder, as indexes of scans.
#[derive(Default)]
struct Logs {
    summaries: Vec<usize>,
    verbose: Vec<usize>,
    extracts: Vec<usize>,
}

/// Joins every build-kit summary with the verbose log and the extracts that lie beside it.
///
/// The worse of both logs counts; the verbose log decides which MANUAL ones fail, and gives the evidence
/// and the times. The extracts are held against the summary. Several logs of one kind in a folder are not
/// joined, with a warning; an extract without its summary is refused.
pub(super) fn join_logs(scans: &mut Vec<Scan>) -> Vec<ReadError> {
    let mut folders: BTreeMap<PathBuf, Logs> = BTreeMap::new();
    let mut refused = Vec::new();
    for (index, scan) in scans.iter().enumerate().filter(|(_, scan)| scan.source.format == ID) {
        let kind = Kind::of_scan(scan);
        if scan.source.path == "-" {
            refused.extend(kind.map(|_| (index, extract::refused(scan, "it stands alone"))));
            continue;
        }
        let folder = Path::new(&scan.source.path).parent().unwrap_or(Path::new("")).to_owned();
        let logs = folders.entry(folder).or_default();
        let is_verbose = scan.warnings.iter().any(|warning| warning.code == Code::VerboseOnly);
        match kind {
            Some(_) => logs.extracts.push(index),
            None if is_verbose => logs.verbose.push(index),
            None => logs.summaries.push(index),
        }
    }
    let mut used = BTreeSet::new();
    for Logs { summaries, verbose, extracts } in folders.into_values() {
        let &[summary] = summaries.as_slice() else {
            let why = if summaries.is_empty() { "the summary is not there" } else { "there are several summaries" };
            refused.extend(extracts.iter().filter_map(|at| Some((*at, extract::refused(scans.get(*at)?, why)))));
            not_joined(scans, if verbose.is_empty() { &[] } else { &summaries });
            continue;
        };
        for at in extracts {
            let log = scans.get_mut(at).map(std::mem::take).unwrap_or_default();
            if let Some(summary) = scans.get_mut(summary) {
                hold_extract(summary, log);
            }
            used.insert(at);
        }
        match verbose.as_slice() {
            [] => {}
            &[verbose] => {
                let log = scans.get_mut(verbose).map(std::mem::take).unwrap_or_default();
                if let Some(summary) = scans.get_mut(summary) {
                    join(summary, log);
                }
                used.insert(verbose);
            }
            _ => not_joined(scans, &[summary]),
        }
    }
    used.extend(refused.iter().map(|(index, _)| *index));
    let mut index = 0;
    scans.retain(|_| {
        index += 1;
        !used.contains(&(index - 1))
    });
    refused.into_iter().map(|(_, error)| error).collect()
}

fn not_joined(scans: &mut [Scan], summaries: &[usize]) {
    for index in summaries {
        if let Some(scan) = scans.get_mut(*index) {
            scan.warn(Code::LogsNotJoined, "the folder holds several build-kit runs: keep one in each folder");
        }
    }
}

/// Holds an extract against the summary that it was made from: what only one of them lists was lost in the other.
fn hold_extract(summary: &mut Scan, extract: Scan) {
    if let Some(word) = Kind::of_scan(&extract).and_then(Kind::word) {
        let numbers = |scan: &Scan| -> BTreeSet<Number> {
            let has_word = |check: &&Check| check.raw_status.as_deref() == Some(word);
            scan.checks.iter().filter(has_word).filter_map(|check| check.number.clone()).collect()
        };
        let (summed, listed) = (numbers(summary), numbers(&extract));
        let differing: Vec<_> = summed.symmetric_difference(&listed).map(Number::to_string).collect();
        if !differing.is_empty() || listed.len() != extract.checks.len() {
            let message = format!(
                "the summary and {} do not list the same as {word}: {}",
                extract.source.path,
                if differing.is_empty() { "other words stand in it".to_owned() } else { differing.join(", ") }
            );
            summary.doubt(Doubt::new(DoubtCode::ResultsDiffer, message).hides(differing.len() as u64));
        }
    }
    summary.doubts.extend(extract.doubts);
    summary.warnings.extend(extract.warnings);
    summary.source.beside.push(Beside { path: extract.source.path, sha256: extract.source.sha256 });
}

fn join(summary: &mut Scan, verbose: Scan) {
    (summary.started, summary.finished) = (verbose.started, verbose.finished);
    summary.source.beside.push(Beside { path: verbose.source.path, sha256: verbose.source.sha256 });
    summary.source.beside.sort_by(|a, b| a.path.cmp(&b.path));
    summary.doubts.extend(verbose.doubts);
    if summary.warnings.iter().any(|warning| warning.code == MANUAL_UNDECIDED) {
        summary.warnings.retain(|warning| warning.code != MANUAL_UNDECIDED);
        summary.coverage = Coverage::Full;
    }
    let mut logged: BTreeMap<Number, Check> =
        verbose.checks.into_iter().filter_map(|check| Some((check.number.clone()?, check))).collect();
    let (mut silent, mut contrary, mut manual) = (Vec::new(), Vec::new(), 0);
    for check in &mut summary.checks {
        let Some(number) = &check.number else { continue };
        let raw = check.raw_status.as_deref().unwrap_or_default();
        let Some(block) = logged.remove(number) else {
            if raw != "SKIPPED" && !check.left_alone {
                silent.push(number.to_string());
                manual += usize::from(raw == "MANUAL");
            }
            continue;
        };
        if raw == "MANUAL" && block.status == Status::Fail {
            (check.status, check.assessment) = (Status::Fail, None);
        } else if block.status != Status::Unknown && block.status != check.status {
            contrary.push(number.to_string());
            check.status = check.status.worse(block.status);
            check.assessment = check.assessment.filter(|by| *by != AssessedBy::Manual || check.status != Status::Fail);
        }
        check.evidence.items.extend(block.evidence.items);
    }
    let added: Vec<_> = logged.keys().map(Number::to_string).collect();
    summary.checks.extend(logged.into_values());
    // The logs of one run agree; one that was left over from another run decides nothing.
    let differing = silent.len() + contrary.len() + added.len();
    if differing > 0 {
        let message = format!(
            "the summary and the verbose log do not fit together in {differing} of their recommendations: they are of \
             two runs, or one of them was cut or edited"
        );
        summary.doubt(Doubt::new(DoubtCode::ResultsDiffer, message).hides(differing as u64));
    }
    for (code, numbers, message) in [
        (Code::NotInVerboseLog, silent, "ran, and the verbose log has no block for"),
        (Code::NotInSummary, added, "the verbose log has blocks that the summary does not list, they were added:"),
        (Code::LogsDiffer, contrary, "the two logs have different results, the worse counts:"),
    ] {
        if !numbers.is_empty() {
            summary.warn(code, format!("{message} {}", numbers.join(", ")));
        }
    }
    if manual > 0 {
        undecided(summary, manual);
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
        scan.warn(Code::VerboseOnly, "ran");
        scan.started = Moment::parse("2025-09-16T03:14:48");
        scan
    }

    #[test]
    fn manual_fails_when_the_verbose_log_says_so_and_the_worse_of_both_counts_otherwise() {
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
        assert_eq!(statuses, [Status::Fail, Status::NotChecked, Status::Fail, Status::Fixed, Status::Pass]);
        assert!(scans[0].started.is_some() && scans[0].coverage.is_full());
        assert_eq!(scans[0].source.beside, [Beside { path: "f/v.log".into(), sha256: None }]);
        let codes: Vec<_> = scans[0].warnings.iter().map(|warning| warning.code.as_str()).collect();
        assert_eq!(codes, ["not-in-verbose-log", "not-in-summary", "logs-differ"]);
        assert!(scans[0].doubts[0].hides == Some(3) && scans[0].is_doubted(DoubtCode::ResultsDiffer));
    }

    #[test]
    fn two_logs_that_fit_together_are_not_doubted_and_one_of_another_run_is() {
        let summary = [("1.1", Status::Pass, "PASSED"), ("1.2", Status::Fail, "FAILED")];
        for (blocks, doubts) in [
            (summary.to_vec(), 0),
            (vec![summary[0]], 1),
            (vec![summary[0], ("1.2", Status::Pass, "x")], 1),
            (vec![summary[0], summary[1], ("1.3", Status::Pass, "x")], 1),
        ] {
            let mut scans = vec![scan("f/s.log", Coverage::Full, &summary), verbose("f/v.log", &blocks)];
            join_logs(&mut scans);
            assert_eq!(scans[0].doubts.len(), doubts, "{blocks:?}");
        }
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

    fn extract(path: &str, kind: Kind, checks: &[(&str, Status, &str)]) -> Scan {
        let mut scan = scan(path, Coverage::FailuresOnly, checks);
        scan.run = Some(kind.run().to_owned());
        scan
    }

    #[test]
    fn extracts_are_held_against_the_summary_and_stand_beside_it() {
        let summary = [("1.1", Status::NotChecked, "MANUAL"), ("1.2", Status::Pass, "PASSED")];
        let blocks = [("1.1", Status::Fail, "a"), ("1.2", Status::Pass, "b")];
        let folder = |manual: &[(&str, Status, &str)], failed: &[(&str, Status, &str)]| {
            let mut scans = vec![
                extract("f/m.log", Kind::Manual, manual),
                extract("f/f.log", Kind::Failed, failed),
                extract("f/e.log", Kind::Errors, &[]),
                scan("f/s.log", Coverage::Full, &summary),
                verbose("f/v.log", &blocks),
            ];
            assert!(join_logs(&mut scans).is_empty());
            assert_eq!(scans.len(), 1);
            scans.remove(0)
        };
        let whole = folder(&summary[..1], &[]);
        let beside: Vec<_> = whole.source.beside.iter().map(|log| log.path.as_str()).collect();
        assert_eq!(beside, ["f/e.log", "f/f.log", "f/m.log", "f/v.log"]);
        assert!(whole.doubts.is_empty(), "{:?}", whole.doubts);
        for odd in [folder(&[], &[]), folder(&summary[..1], &[("1.2", Status::Fail, "FAILED")]), folder(&summary, &[])]
        {
            assert!(odd.is_doubted(DoubtCode::ResultsDiffer));
        }
    }

    #[test]
    fn an_extract_without_its_summary_is_refused() {
        for path in ["-", "f/m.log"] {
            let mut scans = vec![extract(path, Kind::Manual, &[]), verbose("f/v.log", &[])];
            let refused = join_logs(&mut scans);
            assert_eq!((refused.len(), scans.len()), (1, 1));
            assert!(refused[0].path == path && refused[0].help.is_some(), "{:?}", refused[0]);
        }
    }

    #[test]
    fn a_manual_one_that_the_verbose_log_is_silent_about_stays_undecided() {
        let summary = [("1.1", Status::NotChecked, "MANUAL")];
        let mut scans = vec![scan("f/s.log", Coverage::Full, &summary), verbose("f/v.log", &[])];
        join_logs(&mut scans);
        assert!(!scans[0].coverage.is_full());
    }
}
