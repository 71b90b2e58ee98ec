//! Every case of `samples/diff/`: compared as `amicis diff old.json new.json` does, it says what the
//! snapshot `diff.snap` beside it says; and all cases together show every class.
//!
//! A case is a folder with `old.json` and `new.json`, or with the folders `old` and `new`, and perhaps
//! a `registry.toml`; without one the registry is that of `samples/workshop/`.

#![expect(clippy::expect_used, clippy::format_push_string, reason = "a test may stop at what should not be")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use amicis::assess::Assessment;
use amicis::diff::{Class, CompareError, Comparison};
use amicis::load::Loader;
use amicis::mapping::Mappings;
use amicis::model::Scan;
use amicis::registry::Registry;
use amicis::report::diff_text;
use amicis::views::DiffView;
use jiff::civil::date;

fn cases() -> Vec<PathBuf> {
    let entries = std::fs::read_dir("samples/diff").expect("the samples");
    let mut cases: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_dir()).collect();
    cases.sort();
    cases
}

fn side(case: &Path, name: &str, mappings: &Mappings) -> Assessment {
    let own = case.join("registry.toml");
    let registry = if own.is_file() { own } else { "samples/workshop/exceptions.toml".into() };
    let registry = Registry::load(&registry).expect("a registry");
    let loader = Loader { mappings: mappings.clone(), ..Loader::default() };
    let file = case.join(name).with_extension("json");
    let path = if file.is_file() { file } else { case.join(name) };
    let scans = loader.load(&[path]).expect("scans").scans;
    assert!(
        scans.iter().all(|scan| scan.warnings.is_empty()),
        "{}: {:?}",
        case.display(),
        scans.first().map(|scan| &scan.warnings)
    );
    let day = scans.iter().filter_map(Scan::day).max().filter(|_| name == "old").unwrap_or(date(2026, 11, 23));
    Assessment::new(scans, registry, day, false, mappings)
}

/// The text, then every change as data, the unchanged ones too.
fn said(comparison: &Comparison<'_>) -> String {
    let mut said = anstream::adapter::strip_str(&diff_text(&DiffView::new(comparison, None), 80)).to_string();
    let all = DiffView::new(comparison, Some(&Class::ALL));
    for row in all.images.iter().flat_map(|image| &image.lists).flat_map(|list| &list.rows) {
        said.push_str(&format!("\n{}", serde_json::to_string(row).expect("JSON")));
    }
    said
}

#[test]
fn every_case_compares_as_its_snapshot_says() {
    let mappings = Mappings::builtin();
    for case in cases() {
        let (old, new) = (side(&case, "old", &mappings), side(&case, "new", &mappings));
        let outcome = match Comparison::new(&old, &new, &mappings) {
            Ok(comparison) => said(&comparison),
            Err(error @ CompareError::OtherBenchmark { .. }) => error.to_string(),
            Err(error) => panic!("{}: {error}", case.display()),
        };
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join(&case));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!("diff", outcome));
    }
}

#[test]
fn the_cases_together_show_every_class() {
    let mappings = Mappings::builtin();
    let mut seen = BTreeSet::new();
    for case in cases() {
        let (old, new) = (side(&case, "old", &mappings), side(&case, "new", &mappings));
        seen.extend(
            Comparison::new(&old, &new, &mappings).iter().flat_map(Comparison::changes).map(|change| change.class),
        );
    }
    assert_eq!(seen, BTreeSet::from(Class::ALL));
}
