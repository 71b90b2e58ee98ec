//! The JSON Schemas: the committed ones are current, strict, of one draft, each with an id of its own; and all JSON that
//! the program prints of the samples keeps to them.

#![expect(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod strict;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use amicis::outputs::{SCHEMAS, Schema};
use jsonschema::Validator;
use serde_json::Value;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/schema")
}

fn value(schema: &Schema) -> Value {
    serde_json::from_str(&schema.text()).expect("JSON")
}

/// `UPDATE_SCHEMAS=1 cargo test --test schemas` writes the files.
#[test]
fn the_committed_schemas_are_those_of_the_program() {
    let mut names = BTreeSet::new();
    for schema in SCHEMAS {
        let (name, text) = (format!("{}.schema.json", schema.name), schema.text());
        let path = folder().join(&name);
        if std::env::var_os("UPDATE_SCHEMAS").is_some() {
            std::fs::write(&path, &text).expect("written");
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == text, "{name} is old; write it: UPDATE_SCHEMAS=1 cargo test --test schemas");
        names.insert(name);
    }
    let there = std::fs::read_dir(folder()).expect("a folder");
    let there: BTreeSet<String> =
        there.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    assert_eq!(there, names, "a file that is no schema of the program");
}

#[test]
fn all_schemas_are_strict_and_of_one_draft_with_an_id_each() {
    let mut ids = BTreeSet::new();
    for schema in SCHEMAS {
        let (name, value) = (schema.name, value(&schema));
        assert_eq!(value["$schema"], "http://json-schema.org/draft-07/schema#", "{name}");
        let id = value["$id"].as_str().unwrap_or_else(|| panic!("{name}: no id"));
        assert!(ids.insert(id.to_owned()), "{name}: the id {id} is another's");
        assert!(jsonschema::meta::is_valid(&value), "{name} is no schema");
        assert_eq!(strict::broken(&value), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn every_schema_is_in_the_book() {
    let page = std::fs::read_to_string("book/src/commands/formats.md").expect("a page");
    for schema in SCHEMAS {
        assert!(page.contains(&format!("`{}`", schema.name)), "{} is not in the book", schema.name);
        assert!(schema.marker.0 != "format" || page.contains(&format!("`{}`", schema.marker.1)), "{}", schema.name);
    }
}

/// What a command prints.
fn printed(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_amicis")).args(args).output().expect("amicis runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.stdout.is_empty(), "{args:?}: {said}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Every folder of `samples/diff/` with a scan on both sides in one file each.
fn pairs() -> Vec<(String, String)> {
    let folders = std::fs::read_dir("samples/diff").expect("the samples");
    let mut folders: Vec<PathBuf> = folders.map(|entry| entry.expect("an entry").path()).collect();
    folders.sort();
    let side = |folder: &Path, name: &str| folder.join(name).to_string_lossy().into_owned();
    let pairs = folders.iter().map(|folder| (side(folder, "old.json"), side(folder, "new.json")));
    pairs.filter(|(old, new)| Path::new(old).is_file() && Path::new(new).is_file()).collect()
}

/// The validators, and which of them were used.
struct Held {
    validators: BTreeMap<&'static str, (Schema, Validator)>,
    seen: BTreeSet<&'static str>,
}

impl Held {
    fn new() -> Self {
        let of = |schema: Schema| {
            let validator = jsonschema::validator_for(&value(&schema)).expect("a schema");
            (schema.name, (schema, validator))
        };
        Self { validators: SCHEMAS.into_iter().map(of).collect(), seen: BTreeSet::new() }
    }

    /// The data is what the schema says, and says so; without its marker it is refused.
    fn hold(&mut self, name: &'static str, data: &Value, about: &str) {
        let (schema, validator) = &self.validators[name];
        let errors: Vec<String> = validator.iter_errors(data).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{about}: {errors:#?}");
        let (key, marker) = schema.marker;
        let marked = data.get(key).is_some_and(|value| value == marker || value == 1 && marker == "1");
        assert!(marked || data.get("type").is_some_and(|kind| name == "amicis-1" && kind != "scan"), "{about}: {data}");
        if marked {
            let mut other = data.clone();
            other[key] = "amicis-other/1".into();
            assert!(data.get("type").is_some() || !validator.is_valid(&other), "{name}: its schema takes any {key}");
        }
        self.seen.insert(name);
    }

    fn command(&mut self, name: &'static str, args: &[&str]) {
        let text = printed(args);
        let data = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{args:?}: {error}"));
        self.hold(name, &data, &args.join(" "));
    }
}

/// TOML as the JSON that an editor holds against the schema: dates are texts.
fn json_of_toml(value: toml::Value) -> Value {
    match value {
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(values) => values.into_iter().map(json_of_toml).collect(),
        toml::Value::Table(table) => table.into_iter().map(|(key, value)| (key, json_of_toml(value))).collect(),
        other => serde_json::to_value(other).expect("JSON"),
    }
}

#[test]
fn all_json_that_the_program_prints_keeps_to_its_schema() {
    let mut held = Held::new();
    let registry = "samples/workshop/exceptions.toml";
    let judged = ["-r", registry, "--as-of", "2026-11-23", "--to", "json"];
    let (old, new) = ("samples/workshop/release-1/cis-cat.xml", "samples/workshop/release-2/cis-cat.xml");
    // Five tools on one image.
    let folder = "samples/workshop/release-2";
    let mut judgements: Vec<(&str, Vec<&str>)> = vec![
        ("exceptions", vec!["exceptions", folder]),
        ("gate", vec!["check", folder]),
        ("gate", vec!["check", new, "--baseline", old]),
        ("report", vec!["report", folder]),
        ("report", vec!["report", new, "--baseline", old, "--with-benchmark-text"]),
        ("diff", vec!["diff", old, new]),
        ("assessment", vec!["assess", folder]),
        ("assessment", vec!["assess", new, "--baseline", old, "--with-benchmark-text"]),
        ("lint", vec!["registry", "lint", folder]),
        ("controls", vec!["show", folder, "--by", "control"]),
        ("controls", vec!["show", new, "--by", "control", "--controls", "samples/workshop/controls.csv"]),
        ("report", vec!["report", new, "--controls", "samples/workshop/controls.csv"]),
        ("assessment", vec!["assess", new, "--controls", "samples/workshop/controls.csv"]),
        ("gate", vec!["check", new, "--require-control", "CIS Controls v8:5.4"]),
    ];
    let pairs = pairs();
    assert!(pairs.len() > 10, "the samples were not found");
    for (old, new) in &pairs {
        if !old.contains("not-comparable") {
            judgements.push(("diff", vec!["diff", old, new]));
        }
        judgements.push(("gate", vec!["check", new]));
        judgements.push(("assessment", vec!["assess", new]));
        judgements.push(("exceptions", vec!["exceptions", new]));
    }
    for (name, args) in judgements {
        held.command(name, &[args.as_slice(), &judged].concat());
    }
    held.command("history", &["history", old, new, "-r", registry, "--to", "json"]);
    held.command("benchmarks", &["benchmarks", "--to", "json"]);
    held.command("formats", &["formats", "--to", "json"]);
    held.command("outputs", &["formats", "--outputs", "--to", "json"]);
    held.command("refusals", &["formats", "--refused", "--to", "json"]);
    for (from, to) in [("AL2 2.0.0", "AL2 3.0.0"), ("AL2 2.0.0", "AL2023 1.0.0")] {
        held.command("crosswalk", &["crosswalk", "--from", from, "--to", to, "--format", "json"]);
    }
    held.command("amicis-1", &["convert", folder, "--to", "json"]);
    for line in printed(&["convert", folder, "--to", "ndjson"]).lines() {
        held.hold("amicis-1", &serde_json::from_str(line).expect("JSON"), line);
    }
    bundle(&mut held, old, new, registry);
    let text = std::fs::read_to_string(registry).expect("a registry");
    held.hold("registry", &json_of_toml(toml::from_str(&text).expect("TOML")), registry);
    assert_eq!(held.seen, SCHEMAS.iter().map(|schema| schema.name).collect(), "a schema is not tried");
}

/// The JSON files of a bundle.
fn bundle(held: &mut Held, old: &str, new: &str, registry: &str) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("schemas-bundle");
    let _ = std::fs::remove_dir_all(&folder);
    let into = folder.to_string_lossy().into_owned();
    let args = ["release", new, "--baseline", old, "-r", registry, "--as-of", "2026-11-23", "-o", &into];
    let output = Command::new(env!("CARGO_BIN_EXE_amicis")).args(args).output().expect("amicis runs");
    assert!(folder.is_dir(), "{}", String::from_utf8_lossy(&output.stderr));
    for (name, file) in [
        ("results", "results.json"),
        ("amicis-1", "results.json"),
        ("predicate", "amicis.predicate.json"),
        ("statement", "amicis.intoto.json"),
        ("summary", "amicis.vsa.json"),
    ] {
        let text = std::fs::read_to_string(folder.join(file)).expect("a file of the bundle");
        held.hold(name, &serde_json::from_str(&text).expect("JSON"), file);
    }
}
