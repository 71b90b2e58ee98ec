//! Real XCCDF and ARF files, held against an independent reading of them; skipped, loudly, where
//! the collection of real files is not at hand.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use amicis::load::Loader;
use amicis::model::{Check, Evidence, Scan, Status};

#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn corpus() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = root.ancestors().map(|folder| folder.join("shared/corpus")).find(|folder| folder.is_dir());
    if found.is_none() {
        eprintln!("skipped: no folder shared/corpus beside the project, the real files are not read");
    }
    found
}

fn load(path: PathBuf) -> Result<Vec<Scan>, amicis::read::ReadError> {
    Loader::default().load(&[path]).map(|loaded| loaded.scans)
}

#[test]
fn counts_agree_with_the_independent_reading() {
    let Some(corpus) = corpus() else { return };
    let expected = std::fs::read_to_string(corpus.join("expected.jsonl")).expect("expected.jsonl");
    let mut held = 0;
    for row in expected.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON")) {
        let file = row["file"].as_str().expect("a file");
        if !file.starts_with("xccdf/") && !file.starts_with("openscap/") {
            continue;
        }
        held += 1;
        let Some(expected) = row["scans"].as_array() else {
            assert!(load(corpus.join(file)).is_err(), "{file} should be refused");
            continue;
        };
        let counts = |scan: &Scan| {
            let mut counts = BTreeMap::new();
            for check in &scan.checks {
                *counts.entry(check.status.word().to_owned()).or_insert(0) += 1;
            }
            serde_json::to_value(counts).expect("JSON")
        };
        let scans = load(corpus.join(file)).unwrap_or_else(|error| panic!("{error}"));
        let expected: Vec<_> = expected.iter().map(|scan| scan["counts"].clone()).collect();
        assert_eq!(scans.iter().map(counts).collect::<Vec<_>>(), expected, "{file}");
    }
    assert!(held > 10, "only {held} files were held");
}

#[test]
fn results_and_arf_of_one_openscap_run_are_one_scan() {
    let Some(corpus) = corpus() else { return };
    let read = |file: &str| load(corpus.join("openscap").join(file)).expect("a scan").remove(0);
    let (results, arf) = (read("ubuntu2204-cis-l2.results.xml.gz"), read("ubuntu2204-cis-l2.arf.xml.gz"));
    // What OVAL found stands in the ARF alone.
    assert!(arf.checks.iter().any(|check| check.evidence.items.iter().any(|item| item.contains("/etc/"))));
    let without = |check: &Check| match check.status {
        Status::Fail => Check { evidence: Evidence::default(), ..check.clone() },
        _ => check.clone(),
    };
    let all_without = |scan: &Scan| scan.checks.iter().map(without).collect::<Vec<_>>();
    assert_eq!(all_without(&results), all_without(&arf));
    assert_eq!(results.benchmark.to_string(), "CIS Ubuntu 22.04 LTS Benchmark v1.0.0");
    assert_eq!(results.profile.expect("a profile").level, Some(2));

    let evaluated = arf.checks.iter().filter(|check| check.status != Status::NotSelected);
    let numbers: BTreeSet<_> = evaluated.clone().map(|check| check.number.as_ref().expect("a CIS reference")).collect();
    assert_eq!(numbers.len(), 149);
    let level_1 = evaluated.filter(|check| check.levels == [1]).map(|check| &check.number).collect::<BTreeSet<_>>();
    assert_eq!(level_1.len(), 118);
}
