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
fn the_folder_of_five_logs_is_one_scan_with_all_its_digests() {
    let folder = tempfile::tempdir().expect("a folder");
    for (case, name) in [
        ("summary", "CIS-LBK.log"),
        ("verbose", "CIS-LBK_verbose.log"),
        ("extract-manual", "CIS-LBK_manual.log"),
        ("extract-failed", "CIS-LBK_failed.log"),
        ("extract-errors", "CIS-LBK_error.log"),
    ] {
        fs::copy(sample(case), folder.path().join(name)).expect("a copy");
    }
    let loader = Loader { digest: true, ..Loader::default() };
    let scans = loader.load(&[folder.path().to_owned()]).expect("scans").scans;
    assert_eq!((scans.len(), scans[0].checks.len(), count(&scans[0], Status::Fail)), (1, 7, 1));
    assert!(scans[0].coverage.is_full() && scans[0].doubts.is_empty(), "{:?}", scans[0].doubts);
    assert_eq!(scans[0].source.beside.len(), 4);
    assert!(scans[0].source.beside.iter().all(|log| log.sha256.is_some()));
    // The lines of the error log are said.
    let codes: Vec<_> = scans[0].warnings.iter().map(|warning| warning.code.as_str()).collect();
    assert_eq!(codes, ["lines-left-out"]);
}

#[test]
fn an_extract_that_does_not_fit_its_summary_is_doubted_and_alone_it_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let manual = folder.path().join("CIS-LBK_manual.log");
    fs::copy(sample("extract-manual"), &manual).expect("a copy");
    let error = Loader::default().load(std::slice::from_ref(&manual)).expect_err("an extract");
    assert!(
        error.to_string().contains("extract") && error.help.as_ref().is_some_and(|help| help.contains("CIS-LBK.log"))
    );
    let going = Loader { keep_going: true, ..Loader::default() }.load(std::slice::from_ref(&manual)).expect("went on");
    assert_eq!((going.scans.len(), going.failed.len()), (0, 1));
    let text = fs::read_to_string(&manual).expect("text").replace("2.10", "2.11");
    fs::write(&manual, text).expect("written");
    fs::copy(sample("summary"), folder.path().join("CIS-LBK.log")).expect("a copy");
    let scans = load(folder.path());
    assert!(scans[0].doubts[0].message.contains("2.10, 2.11"), "{:?}", scans[0].doubts);
    // Without the verbose log nobody knows which of the manual ones fail.
    assert!(!scans[0].coverage.is_full());
}

#[test]
fn the_real_folders_are_one_scan_each() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/build-kit-folders");
    if !corpus.is_dir() {
        eprintln!("skipped: {} is absent", corpus.display());
        return;
    }
    for build in ["07_10_2025_2358", "09_16_2025_2335"] {
        let scans = load(&corpus.join(build));
        assert_eq!((scans.len(), scans[0].checks.len(), count(&scans[0], Status::Fail)), (1, 289, 43), "{build}");
        assert!(scans[0].warnings.is_empty() && scans[0].doubts.is_empty(), "{:?}", scans[0].warnings);
        assert_eq!(scans[0].source.beside.len(), 4);
    }
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
