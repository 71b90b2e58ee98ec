//! Inspector Classic: what the files beside the findings add to the scans.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use amicis::load::{Loaded, Loader};
use amicis::model::Coverage;

fn sample(case: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("samples/formats/inspector-classic/{case}/input.json"))
}

fn load(cases: &[&str]) -> Loaded {
    let paths: Vec<_> = cases.iter().map(|case| sample(case)).collect();
    Loader::default().load(&paths).expect("scans")
}

#[test]
fn a_run_beside_the_findings_gives_the_true_times() {
    let alone = &load(&["wrapper"]).scans[0];
    assert!(alone.times_approximate && alone.started.is_none());
    let loaded = load(&["wrapper", "side-runs"]);
    let scan = &loaded.scans[0];
    assert_eq!(scan.started.map(|time| time.to_string()).as_deref(), Some("2019-10-02T06:07:40.5Z"));
    assert_eq!(scan.finished.map(|time| time.to_string()).as_deref(), Some("2019-10-02T07:07:40.25Z"));
    assert!(!scan.times_approximate);
    assert_eq!(scan.coverage, Coverage::FailuresOnly, "a completed run still lists failures only");
    assert!(loaded.notes.iter().any(|note| note.message.contains("0-RUN00002")), "the other run's facts have no scan");
}

#[test]
fn a_run_that_is_not_completed_is_incomplete() {
    let loaded = load(&["side-runs", "several-instances"]);
    let states: Vec<_> = loaded.scans.iter().map(|scan| matches!(scan.coverage, Coverage::Partial(_))).collect();
    assert_eq!(states, [false, false, true]);
    assert!(loaded.scans[2].times_approximate, "the run states no completion time");
}

#[test]
fn an_excluded_instance_and_an_unwell_agent_make_their_scans_incomplete() {
    let loaded = load(&["several-instances", "side-exclusions", "side-agents"]);
    let of = |index: usize| loaded.scans[index].coverage.explain();
    assert!(of(0).contains("excluded the instance"), "{}", of(0));
    assert!(of(1).contains("UNHEALTHY"), "{}", of(1));
    assert_eq!(loaded.scans[2].coverage, Coverage::FailuresOnly, "another run");
    assert!(loaded.scans[1].warnings.iter().any(|warning| warning.code == "exclusion"), "it concerns the whole run");
}

#[test]
fn the_cis_rules_package_gives_the_version_of_the_tool() {
    let tool = load(&["wrapper", "side-rules-packages"]).scans.remove(0).tool.expect("a tool");
    assert_eq!(tool.version.as_deref(), Some("1.0"));
}

#[test]
fn side_files_alone_are_nothing_to_judge() {
    for case in ["side-runs", "side-rules-packages", "side-exclusions", "side-agents"] {
        let error = Loader::default().load(&[sample(case)]).expect_err(case);
        assert!(error.is_no_checks(), "{error}");
        assert!(error.help.is_some_and(|help| help.contains("describe-findings")), "{case}");
    }
}

#[test]
fn findings_without_a_cis_rule_are_nothing_to_judge() {
    for case in ["no-cis-finding", "empty"] {
        assert!(Loader::default().load(&[sample(case)]).expect_err(case).is_no_checks(), "{case}");
    }
}
