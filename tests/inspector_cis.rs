//! Amazon Inspector CIS scans with the facts about their runs beside them.

use std::path::{Path, PathBuf};

use amicis::load::{Loaded, Loader};

fn load(files: &[&str]) -> Result<Loaded, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/formats/inspector-cis");
    let files: Vec<PathBuf> = files.iter().map(|file| root.join(file)).collect();
    Loader::default().load(&files).map_err(|error| error.to_string())
}

#[test]
fn facts_about_runs_alone_are_no_clean_scan_and_say_why() {
    let error = load(&["list-cis-scans/input.json"]).expect_err("no check");
    assert!(error.contains("totalChecks 0") && error.contains("CANCELLED"), "{error}");
    let error = load(&["aggregated-by-target/input.json"]).expect_err("no check");
    assert!(error.contains("TIMED_OUT (SSM_UNMANAGED)"), "{error}");
}

#[test]
fn a_target_that_was_not_scanned_makes_its_results_partial() {
    let loaded = load(&["details-pages/input.jsonl", "aggregated-by-target/input.json"]).expect("scans");
    let full: Vec<_> = loaded.scans.iter().map(|scan| scan.coverage.is_full()).collect();
    assert_eq!(full, [true, false]);
    assert_eq!(loaded.scans[0].target.tags.get("my_Tag").map(String::as_str), Some("a, b"));
}

#[test]
fn a_run_that_checked_nothing_is_told_beside_results_of_it() {
    let loaded = load(&["details-pages/input.jsonl", "list-cis-scans/input.json"]).expect("scans");
    assert!(loaded.scans.iter().all(|scan| !scan.coverage.is_full() && scan.started.is_some()));
    assert!(loaded.notes.iter().any(|note| note.message.contains("CANCELLED")), "{:?}", loaded.notes);
}
