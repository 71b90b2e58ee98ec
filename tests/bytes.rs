//! Bytes in, text out: what a caller without a file system gives is read as files and folders are.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use amicis::report::exceptions_markdown;
use amicis::{Assessment, Column, ExceptionsView, Input, Loaded, Loader, Mappings, Registry, Templates};

const SCAN: &str = "samples/workshop/release-1/cis-cat.xml";
const REGISTRY: &str = "samples/workshop/exceptions.toml";

fn text(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("a sample")
}

fn table(loaded: Loaded, registry: Registry) -> String {
    let day = "2026-11-23".parse().expect("a day");
    let assessment = Assessment::new(loaded.scans, registry, day, false, &Mappings::builtin());
    exceptions_markdown(&ExceptionsView::new(&assessment), &Column::workshop(), true).expect("the built-in template")
}

#[test]
fn the_table_of_bytes_is_that_of_the_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let input = Input::from_bytes(root.join(SCAN).display().to_string(), text(SCAN));
    let given = Loader::default().load_inputs(&[input]).expect("a scan");
    let read = Loader::default().load(&[root.join(SCAN)]).expect("a scan");
    let path = root.join(REGISTRY);
    let parsed = Registry::parse(&path.display().to_string(), &text(REGISTRY)).expect("a registry");
    let table_of_bytes = table(given, parsed);
    assert_eq!(table_of_bytes, table(read, Registry::load(&path).expect("a registry")));
    assert!(table_of_bytes.contains("| 1.1.22 |"), "{table_of_bytes}");
}

#[test]
fn the_texts_of_a_registry_are_one_registry_and_name_their_file() {
    let entry = |id: &str| {
        format!("[[exception]]\nid = \"{id}\"\nbenchmark = \"B\"\nversion = \"1\"\nrules = [\"1.1\"]\nreason = \"r\"\n")
    };
    let (a, b) = (format!("schema = 1\n{}", entry("a")), format!("schema = 1\n{}", entry("b")));
    let registry = Registry::from_texts("both", [("a.toml", a.as_str()), ("b.toml", b.as_str())]).expect("a registry");
    let places: Vec<_> = registry.entries.iter().map(|entry| (entry.id.as_str(), entry.place.path.as_str())).collect();
    assert_eq!(places, [("a", "a.toml"), ("b", "b.toml")]);
    let error =
        Registry::from_texts("both", [("a.toml", a.as_str()), ("c.toml", a.as_str())]).expect_err("one id twice");
    assert_eq!(error.diagnostics.len(), 1, "{:?}", error.diagnostics);
    assert_eq!(error.diagnostics.first().and_then(|problem| problem.path.as_deref()), Some("c.toml"));
}

#[test]
fn a_mapping_is_known_by_the_folder_in_its_path() {
    let known = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("mappings/benchmarks")).expect("the lists");
    let mut lists: Vec<_> = known.map(|entry| entry.expect("an entry").path()).collect();
    lists.sort();
    let built_in = fs::read_to_string(lists.first().expect("a list")).expect("UTF-8");
    let own = Mappings::from_texts([("mine/benchmarks/own.csv", built_in.as_str()), ("rules/README", "no table")]);
    let own = own.expect("own mappings");
    let codes: Vec<_> = own.notes().iter().map(|note| (note.code.as_str(), note.path.as_deref())).collect();
    assert!(codes.contains(&("own-mapping", Some("mine/benchmarks/own.csv"))), "{codes:?}");
    assert!(codes.contains(&("skipped", Some("rules/README"))), "{codes:?}");
    for path in ["own.csv", "lists/own.csv"] {
        let error = Mappings::from_texts([(path, built_in.as_str())]).expect_err("of no kind").to_string();
        assert!(error.contains("lies in none of the folders"), "{error}");
    }
}

#[test]
fn a_template_is_known_by_its_name() {
    let day = "2026-11-23".parse().expect("a day");
    let scans = Loader::default().load_inputs(&[Input::from_bytes("a.xml", text(SCAN))]).expect("a scan").scans;
    let assessment = Assessment::new(scans, Registry::default(), day, false, &Mappings::builtin());
    let view = ExceptionsView::new(&assessment);
    let templates = Templates::from_texts([("exceptions.md.hbs", "mine\n"), ("notes.txt", "?")]).expect("a template");
    let made = amicis::exceptions_markdown_with(&templates, &view, &Column::workshop(), true).expect("made");
    assert_eq!(made, "mine\n");
    let unknown = Templates::from_texts([("exception.md.hbs", "mine")]).expect_err("no template").to_string();
    assert!(unknown.contains("exception.md.hbs is no template's name"), "{unknown}");
    let none = Templates::from_texts([("notes.txt", "?")]).expect_err("no template").to_string();
    assert!(none.contains("holds no template"), "{none}");
}
