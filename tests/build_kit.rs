//! A build-kit summary and verbose log in one folder are one scan.

#![expect(clippy::expect_used, clippy::print_stderr, reason = "a test fails by panicking and says what it skips")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use amicis::assess::Assessment;
use amicis::diff::{Class, Comparison};
use amicis::load::Loader;
use amicis::mapping::Mappings;
use amicis::model::{Scan, Status};
use amicis::registry::Registry;
use jiff::civil::date;

fn sample(case: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/formats/build-kit").join(case).join("input.log")
}

fn load(path: &Path) -> Vec<Scan> {
    Loader::default().load(&[path.to_owned()]).expect("scans").scans
}

fn count(scan: &Scan, status: Status) -> usize {
    scan.checks.iter().filter(|check| check.status == status).count()
}

#[test]
fn a_folder_with_both_logs_is_one_scan_that_knows_which_manual_ones_fail() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::copy(sample("summary"), folder.path().join("CIS-LBK.log")).expect("a copy");
    fs::copy(sample("verbose"), folder.path().join("CIS-LBK_verbose.log")).expect("a copy");
    let scans = load(folder.path());
    assert_eq!(scans.len(), 1);
    let scan = &scans[0];
    assert_eq!((scan.checks.len(), scan.coverage.is_full(), scan.started.is_some()), (7, true, true));
    assert!(scan.warnings.is_empty(), "{:?}", scan.warnings);
    let failed = scan.checks.iter().find(|check| check.status == Status::Fail).expect("a failure");
    assert_eq!(failed.number.as_ref().map(ToString::to_string).as_deref(), Some("1.2"));
    assert_eq!(failed.evidence.items, ["FAILED:", "/gamma is on /"]);
    // The excluded one and the manual one without a finding.
    assert_eq!(count(scan, Status::NotChecked), 2);
}

#[test]
fn the_real_builds_agree_with_a_count_of_their_lines() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/build-kit");
    if !corpus.is_dir() {
        eprintln!("skipped: {} is absent", corpus.display());
        return;
    }
    for (build, manual, failing) in [("09_16_2025_0314", 62, 30), ("09_16_2025_0454", 77, 43)] {
        let scans = load(&corpus.join(build));
        assert_eq!(scans.len(), 1, "{build}");
        let raw_manual = scans[0].checks.iter().filter(|check| check.raw_status.as_deref() == Some("MANUAL")).count();
        assert_eq!(
            (raw_manual, count(&scans[0], Status::Fail), scans[0].checks.len()),
            (manual, failing, 289),
            "{build}"
        );
    }
}

#[test]
fn the_real_builds_at_two_levels_differ_by_what_was_selected_alone() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/build-kit");
    if !corpus.is_dir() {
        eprintln!("skipped: {} is absent", corpus.display());
        return;
    }
    let mappings = Mappings::builtin();
    let side = |build: &str| {
        let scans = load(&corpus.join(build));
        Assessment::new(scans, Registry::default(), date(2026, 11, 23), false, &mappings)
    };
    let (level_1, level_2) = (side("09_16_2025_0314"), side("09_16_2025_0454"));
    let there = Comparison::new(&level_1, &level_2, &mappings).expect("a comparison");
    let back = Comparison::new(&level_2, &level_1, &mappings).expect("a comparison");
    // The kit names no profile: what one build did not select got or lost its verdict.
    let counts = |class| BTreeMap::from([(Class::StillOpen, 30), (class, 52), (Class::Unchanged, 207)]);
    for (comparison, class) in [(&there, Class::RegainedCoverage), (&back, Class::LostCoverage)] {
        assert_eq!(comparison.counts(), counts(class));
        let parts = comparison.images[0].attribution.and_then(|parts| parts.rounded()).expect("parts");
        assert_eq!((parts.host, parts.coverage.abs(), parts.benchmark), (0, 190, 0), "{parts:?}");
    }
}
