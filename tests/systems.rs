//! The formats of other systems, made from the samples: they keep to their schemas, which are not part of this project
//! and lie in ../shared where they are; references lead somewhere; and a finding has the same id in the next release.

#![expect(clippy::expect_used, clippy::print_stderr, reason = "a test fails by panicking, and says what it skips")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

const AMI: [&str; 6] = ["--ami-id", "ami-0b62d1ffee5d6e7f8", "--account", "111122223333", "--region", "us-west-2"];

/// The folder of schemas that others publish.
fn schemas() -> Option<PathBuf> {
    let shared = std::env::var_os("SHARED").map_or_else(|| Path::new("..").join("shared"), PathBuf::from);
    let schemas = shared.join("schemas");
    if !schemas.is_dir() {
        eprintln!("SKIPPED: there is no {}, so nothing was held against the schemas of others", schemas.display());
        return None;
    }
    Some(schemas)
}

fn validator(schema: &Path) -> jsonschema::Validator {
    // OCSF's generated schemas name a key with a slash, and do not write it as a pointer does.
    let text = fs::read_to_string(schema).expect("a schema").replace("#/$defs/win/", "#/$defs/win~1");
    let schema: Value = serde_json::from_str(&text).expect("JSON");
    jsonschema::options().should_validate_formats(true).build(&schema).expect("a schema that compiles")
}

fn holds(validator: &jsonschema::Validator, document: &Value, name: &str) {
    let errors: Vec<String> =
        validator.iter_errors(document).take(5).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{name}: {errors:#?}");
}

/// The files of an output of the workshop's scan of a release, by name.
fn written(release: u8, to: &str, more: &[&str]) -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let scan = format!("samples/workshop/release-{release}/cis-cat.xml");
    let into = format!("{}/", folder.path().join("out").display());
    let registry = "samples/workshop/exceptions.toml";
    let mut arguments = vec!["assess", &scan, "-r", registry, "--as-of", "2026-10-12", "--to", to, "-o", &into];
    arguments.extend(more);
    let amicis = Command::new(env!("CARGO_BIN_EXE_amicis")).args(&arguments).output().expect("it runs");
    assert!(amicis.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&amicis.stderr));
    let files = fs::read_dir(folder.path().join("out")).expect("a folder").map(|file| file.expect("a file"));
    let text = |file: fs::DirEntry| {
        (file.file_name().to_string_lossy().into_owned(), fs::read_to_string(file.path()).expect("text"))
    };
    files.map(text).collect()
}

fn only(files: BTreeMap<String, String>) -> Value {
    let (_, text) = files.into_iter().next().expect("a file");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn documents_keep_to_the_schemas_of_those_who_read_them() {
    let Some(schemas) = schemas() else { return };
    for release in [1, 2] {
        for (to, schema) in [
            ("hdf", "hdf-v1/exec-json.schema.json"),
            ("oscal-ar", "oscal/oscal_assessment-results_schema.json"),
            ("oscal-poam", "oscal/oscal_poam_schema.json"),
        ] {
            holds(&validator(&schemas.join(schema)), &only(written(release, to, &AMI)), to);
        }
        for version in ["1.1.0", "1.3.0", "1.8.0"] {
            let validator = validator(&schemas.join(format!("ocsf/compliance_finding-{version}.schema.json")));
            for more in [&AMI[..], &[]] {
                let options = [&["--ocsf", version], more].concat();
                let lines = written(release, "ocsf", &options);
                let lines = lines.values().next().expect("a file");
                assert_eq!(lines.lines().count(), 93);
                for line in lines.lines() {
                    holds(&validator, &serde_json::from_str(line).expect("JSON"), version);
                }
            }
        }
        let import = validator(&schemas.join("asff/BatchImportFindingsRequest.schema.json"));
        let update = validator(&schemas.join("asff/BatchUpdateFindingsRequest.schema.json"));
        let files = written(release, "asff", &AMI);
        assert!(files.keys().any(|name| name.starts_with("asff-update")));
        for (name, text) in files {
            let document: Value = serde_json::from_str(&text).expect("JSON");
            if name.starts_with("asff-import") {
                holds(&import, &json!({ "Findings": document }), &name);
            } else {
                holds(&update, &document, &name);
            }
        }
    }
}

#[test]
fn a_finding_has_the_same_id_in_the_next_release() {
    let ids = |release: u8, more: &[&str]| -> BTreeMap<&str, BTreeSet<String>> {
        let json = |to: &str| only(written(release, to, more));
        let list = |value: &Value, path: &str, key: &str| -> BTreeSet<String> {
            let items = value.pointer(path).and_then(Value::as_array).expect("a list");
            items.iter().map(|item| item[key].as_str().unwrap_or_default().to_owned()).collect()
        };
        let ocsf = written(release, "ocsf", more);
        let lines = ocsf.values().flat_map(|text| text.lines());
        let uid = |line: &str| {
            let event: Value = serde_json::from_str(line).expect("JSON");
            event["finding_info"]["uid"].as_str().unwrap_or_default().to_owned()
        };
        BTreeMap::from([
            ("json", list(&json("json"), "/images/0/recommendations", "uid")),
            ("hdf", list(&json("hdf"), "/profiles/0/controls", "id")),
            ("oscal-ar", list(&json("oscal-ar"), "/assessment-results/results/0/findings", "uuid")),
            ("ocsf", lines.map(uid).collect()),
        ])
    };
    let (old, new) = (ids(1, &AMI), ids(2, &AMI));
    assert_eq!(old, new);
    assert_eq!(new.get("ocsf").map(BTreeSet::len), Some(93));
}

#[test]
fn every_reference_of_oscal_leads_somewhere_and_no_id_is_given_twice() {
    for (release, to) in [(1, "oscal-ar"), (2, "oscal-ar"), (1, "oscal-poam"), (2, "oscal-poam")] {
        let document = only(written(release, to, &AMI));
        let (mut ids, mut references) = (Vec::new(), Vec::new());
        collect(&document, &mut ids, &mut references);
        let known: BTreeSet<&String> = ids.iter().collect();
        assert_eq!(known.len(), ids.len(), "{to}: an id stands twice");
        let dangling: Vec<_> = references.iter().filter(|reference| !known.contains(reference)).collect();
        assert!(dangling.is_empty() && references.len() > 50, "{to}: {dangling:?} of {}", references.len());
    }
}

/// The ids that a document gives, and those that it names.
fn collect(value: &Value, ids: &mut Vec<String>, references: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match (key.as_str(), value.as_str()) {
                    ("uuid", Some(id)) => ids.push(id.to_owned()),
                    ("href", Some(id)) => references.extend(id.strip_prefix('#').map(str::to_owned)),
                    (key, Some(id)) if key.ends_with("-uuid") => references.push(id.to_owned()),
                    _ => collect(value, ids, references),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, ids, references)),
        _ => {}
    }
}

#[test]
fn xccdf_with_overrides_is_read_back_as_the_same_scan() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("xccdf.xml");
    let written = written(2, "xccdf", &[]);
    fs::write(&path, written.values().next().expect("a document")).expect("written");
    let shown = |scan: &str| {
        let registry = "samples/workshop/exceptions.toml";
        let arguments = ["exceptions", scan, "-r", registry, "--as-of", "2026-10-12", "--to", "csv"];
        let amicis = Command::new(env!("CARGO_BIN_EXE_amicis")).args(arguments).output().expect("it runs");
        assert!(amicis.status.success(), "{}", String::from_utf8_lossy(&amicis.stderr));
        assert!(
            !String::from_utf8_lossy(&amicis.stderr).contains("doubt"),
            "{}",
            String::from_utf8_lossy(&amicis.stderr)
        );
        String::from_utf8(amicis.stdout).expect("UTF-8")
    };
    assert_eq!(shown(&path.display().to_string()), shown("samples/workshop/release-2/cis-cat.xml"));
}

#[test]
fn numbers_that_no_rules_id_tells_come_back_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let back = folder.path().join("back.xml").display().to_string();
    let counts = |scan: &str| {
        let arguments = ["assess", scan, "-r", "samples/workshop/exceptions.toml", "--as-of", "2026-10-12"];
        let document: Value = serde_json::from_str(&run(&arguments).1).expect("JSON");
        let all = document.pointer("/images/0/recommendations").and_then(Value::as_array).expect("a list").clone();
        let of = |one: Value| (one["number"].to_string(), one["status"].to_string());
        all.into_iter().map(of).collect::<BTreeSet<_>>()
    };
    for scan in ["native.ndjson", "openscap.xml", "inspector-classic.json"] {
        let scan = format!("samples/workshop/release-2/{scan}");
        let written = run(&["assess", &scan, "--as-of", "2026-10-12", "--to", "xccdf", "-o", &back]);
        assert_eq!(written.0, Some(0), "{}", written.2);
        assert_eq!(counts(&back), counts(&scan), "{scan}");
    }
}

#[test]
fn what_a_format_cannot_be_without_is_asked_for_and_never_invented() {
    let error = |more: &[&str]| {
        let mut arguments = vec!["assess", "samples/workshop/release-2/cis-cat.xml", "--as-of", "2026-10-12"];
        arguments.extend(more);
        let amicis = Command::new(env!("CARGO_BIN_EXE_amicis")).args(arguments).output().expect("it runs");
        assert_eq!(amicis.status.code(), Some(2));
        assert!(amicis.stdout.is_empty());
        String::from_utf8(amicis.stderr).expect("UTF-8")
    };
    assert!(error(&["--to", "asff"]).contains("states the AWS account; give it with --account"));
    assert!(error(&["--to", "asff", "--account", "111122223333"]).contains("the AWS region; give it with --region"));
    // Two scans are two documents, which no single file can be.
    let two = "samples/workshop/release-2/openscap.xml";
    assert!(
        error(&[two, "--to", "hdf"]).contains("write them into a folder, with -o FOLDER/"),
        "{}",
        error(&[two, "--to", "hdf"])
    );
}

#[test]
fn the_same_inputs_give_the_same_bytes_wherever_they_are_written() {
    for to in ["json", "hdf", "hdf3", "hdf-amendments", "oscal-ar", "oscal-poam", "ocsf", "asff", "xccdf"] {
        let elsewhere = |zone: &str, locale: &str, threads: &str| {
            let folder = tempfile::tempdir().expect("a folder");
            let into = format!("{}/", folder.path().join("out").display());
            let run = Command::new(env!("CARGO_BIN_EXE_amicis"))
                .args(["assess", "samples/workshop/release-2/cis-cat.xml", "-r", "samples/workshop/exceptions.toml"])
                .args(["--as-of", "2026-10-12", "--to", to, "-o", &into])
                .args(AMI)
                .envs([("TZ", zone), ("LC_ALL", locale), ("RAYON_NUM_THREADS", threads)])
                .output()
                .expect("it runs");
            assert!(run.status.success(), "{to}: {}", String::from_utf8_lossy(&run.stderr));
            let files = fs::read_dir(folder.path().join("out")).expect("a folder").map(|file| file.expect("a file"));
            let bytes = |file: fs::DirEntry| (file.file_name(), fs::read(file.path()).expect("bytes"));
            files.map(bytes).collect::<BTreeMap<_, _>>()
        };
        assert_eq!(elsewhere("Asia/Tokyo", "de_DE.UTF-8", "1"), elsewhere("America/Lima", "C", "4"), "{to}");
    }
}

#[test]
fn a_bundle_holds_them_redacted_and_is_made_again_with_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let bundle = folder.path().join("bundle").display().to_string();
    let inputs = ["samples/workshop/release-2/cis-cat.xml", "-r", "samples/workshop/exceptions.toml"];
    let amicis = |arguments: &[&str]| {
        let run = Command::new(env!("CARGO_BIN_EXE_amicis")).args(arguments).output().expect("it runs");
        assert!(run.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&run.stderr));
    };
    let also = ["--also", "json,hdf,hdf3,hdf-amendments,oscal-ar,oscal-poam,ocsf,xccdf"];
    let image = ["--ami-id", "ami-0b62d1ffee5d6e7f8"];
    amicis(&[&["release"], &inputs[..], &["--as-of", "2026-10-12", "-o", &bundle], &also, &image].concat());
    let names: Vec<String> = fs::read_dir(&bundle)
        .expect("a bundle")
        .map(|file| file.expect("a file").file_name().to_string_lossy().into())
        .collect();
    for name in [
        "assessment.json",
        "hdf-1.json",
        "hdf3-1.json",
        "hdf-amendments.json",
        "oscal-ar.json",
        "ocsf.ndjson",
        "xccdf-1.xml",
    ] {
        assert!(names.iter().any(|known| known == name), "{name} is not in {names:?}");
        let text = fs::read_to_string(Path::new(&bundle).join(name)).expect("text");
        assert!(!text.contains("ip-10-0-37-14") && !text.contains("10.0.37.14"), "{name} names the host");
    }
    amicis(&["verify", &bundle]);
    amicis(&[&["verify", &bundle, "--rebuild"], &inputs[..], &image].concat());
}

#[test]
fn a_scan_without_a_time_gets_the_one_that_is_given_and_none_of_ours() {
    let folder = tempfile::tempdir().expect("a folder");
    let scan = folder.path().join("scan.json").display().to_string();
    let checks = json!([{"number": "1.1.1", "title": "Ensure one", "status": "fail"}]);
    let text =
        json!({"format": "amicis/1", "benchmark": "CIS Example Benchmark 1.0.0", "target": "node", "checks": checks});
    fs::write(&scan, text.to_string()).expect("written");
    let run = |more: &[&str]| {
        let arguments = [&["assess", &scan, "--as-of", "2026-10-12", "--to", "ocsf"], more].concat();
        Command::new(env!("CARGO_BIN_EXE_amicis")).args(arguments).output().expect("it runs")
    };
    let without = run(&[]);
    assert_eq!((without.status.code(), without.stdout.is_empty()), (Some(2), true));
    let said = String::from_utf8_lossy(&without.stderr).into_owned();
    assert!(said.contains("does not say when the scan was made; give it with --scanned-at"), "{said}");
    let given = run(&["--scanned-at", "2026-10-01T12:00:00+02:00"]);
    let event: Value = serde_json::from_slice(&given.stdout).expect("an event");
    assert_eq!(event.get("time"), Some(&json!(1_790_848_800_000_i64)));
    assert_eq!(run(&["--scanned-at", "2026-10-01T12:00:00"]).status.code(), Some(2), "a time without a zone is none");
}

/// Runs the program; what it prints and says, and how it ends.
fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_amicis")).args(arguments).output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (run.status.code(), text(run.stdout), text(run.stderr))
}

#[test]
fn what_an_earlier_run_left_is_not_taken_for_this_ones() {
    let folder = tempfile::tempdir().expect("a folder");
    let into = format!("{}/", folder.path().display());
    let scan = "samples/workshop/release-2/cis-cat.xml";
    let registry = ["-r", "samples/workshop/exceptions.toml", "--as-of", "2026-10-12", "--to", "asff", "-o", &into];
    assert_eq!(run(&[&["assess", scan], &registry[..], &AMI].concat()).0, Some(0));
    assert_eq!(run(&[&["assess", scan], &registry[..], &AMI].concat()).0, Some(0), "the same once more replaces it");
    let bare = ["assess", scan, "--as-of", "2026-10-12", "--to", "asff", "-o", &into];
    let (code, _, said) = run(&[&bare[..], &AMI].concat());
    assert_eq!(code, Some(2));
    assert!(said.contains("is of an earlier run, and would be taken for one of this"), "{said}");
}

#[test]
fn every_finding_of_a_document_has_an_id_of_its_own() {
    let scans = tempfile::tempdir().expect("a folder");
    for host in ["one", "two"] {
        let text = fs::read_to_string("samples/workshop/release-2/cis-cat.xml").expect("a scan");
        let text = text.replace("ip-10-0-37-14", &format!("ip-10-0-37-{host}"));
        fs::write(scans.path().join(format!("{host}.xml")), text).expect("written");
    }
    let instances = scans.path().display().to_string();
    // Instances that are kept apart, and tools that were held against two versions of a benchmark.
    for more in [&[instances.as_str(), "--each"][..], &["samples/workshop/release-2"]] {
        let arguments = [&["assess", "--as-of", "2026-10-12", "--to", "ocsf"], more, &AMI].concat();
        let (code, lines, said) = run(&arguments);
        assert_eq!(code, Some(0), "{said}");
        let uid = |line: &str| {
            let event: Value = serde_json::from_str(line).expect("JSON");
            event.pointer("/finding_info/uid").and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        let uids: BTreeSet<String> = lines.lines().map(uid).collect();
        assert_eq!(uids.len(), lines.lines().count(), "{more:?}");
        let (_, text, _) = run(&[&["assess", "--as-of", "2026-10-12", "--to", "oscal-ar"], more, &AMI].concat());
        let (mut ids, mut references) = (Vec::new(), Vec::new());
        collect(&serde_json::from_str(&text).expect("JSON"), &mut ids, &mut references);
        let known: BTreeSet<&String> = ids.iter().collect();
        assert_eq!(known.len(), ids.len(), "{more:?}");
    }
}

#[test]
fn a_name_keeps_findings_together_over_the_releases_of_an_image() {
    let scan = |release: u8| format!("samples/workshop/release-{release}/cis-cat.xml");
    let assess = |release: u8, ami: &str, more: &[&str]| {
        let scan = scan(release);
        let arguments = ["assess", &scan, "-r", "samples/workshop/exceptions.toml", "--as-of", "2026-10-12"];
        run(&[&arguments[..], &["--ami-id", ami, "--to", "ocsf"], more].concat()).1
    };
    let ids = |lines: &str| -> BTreeMap<String, u64> {
        let of = |line: &str| {
            let event: Value = serde_json::from_str(line).expect("JSON");
            let uid = event.pointer("/finding_info/uid").and_then(Value::as_str).unwrap_or_default().to_owned();
            (uid, event.get("activity_id").and_then(Value::as_u64).unwrap_or_default())
        };
        lines.lines().map(of).collect()
    };
    let (old, new) = ("ami-0a51c0ffee1a2b3c4", "ami-0b62d1ffee5d6e7f8");
    let older = scan(1);
    let baseline = ["--baseline", older.as_str(), "--old-ami-id", old];
    let named = ["--image", "eks-node"];
    let first = ids(&assess(1, old, &named));
    let next = ids(&assess(2, new, &[&named[..], &baseline].concat()));
    assert_eq!(first.keys().collect::<Vec<_>>(), next.keys().collect::<Vec<_>>());
    assert!(next.values().any(|activity| *activity == 2), "what was there is updated");
    let another = ids(&assess(2, new, &baseline));
    assert!(another.keys().all(|id| !first.contains_key(id)), "another AMI has findings of its own");
    assert!(another.values().all(|activity| *activity == 1), "what was not there before is created");
}

#[test]
fn a_clean_image_has_no_plan_and_that_is_no_failure() {
    let folder = tempfile::tempdir().expect("a folder");
    let (scan, plan) = (folder.path().join("scan.json"), folder.path().join("poam.json"));
    let checks = json!([{"number": "1.1.1", "title": "Ensure one", "status": "pass"}]);
    let text = json!({"format": "amicis/1", "benchmark": "CIS Example Benchmark 1.0.0", "finished": "2026-10-01T12:00:00Z",
        "target": "node", "checks": checks});
    fs::write(&scan, text.to_string()).expect("written");
    let (scan, path) = (scan.display().to_string(), plan.display().to_string());
    let arguments = ["assess", &scan, "--as-of", "2026-10-12", "--to", "oscal-poam", "-o", &path];
    let (code, _, said) = run(&arguments);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("nothing fails") && !plan.exists(), "{said}");
    fs::write(&plan, "{}").expect("written");
    let (code, _, said) = run(&arguments);
    assert_eq!(code, Some(2), "a plan of before does not stand for none: {said}");
}

#[test]
fn the_findings_of_security_hub_are_read_back_as_the_checks_they_were() {
    // Number, status, levels, rule, evidence: what a registry's entries ask for.
    let checks = |scan: &str| -> Vec<Value> {
        let output = Command::new(env!("CARGO_BIN_EXE_amicis"))
            .args(["convert", scan, "--to", "json"])
            .output()
            .expect("it runs");
        assert!(output.status.success(), "{scan}: {}", String::from_utf8_lossy(&output.stderr));
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!said.contains("dealt with in Security Hub"), "amicis's own marks are nobody's: {said}");
        let document: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let list = document.pointer("/scans/0/checks").and_then(Value::as_array).expect("checks").clone();
        let part =
            |check: Value| json!([check["number"], check["status"], check["levels"], check["rule"], check["title"]]);
        list.into_iter().filter(|check| check["status"] != "notselected").map(part).collect()
    };
    for release in [1, 2] {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("findings.json");
        let mut files = written(release, "asff", &AMI);
        let only = files.remove("asff-import-1.json").expect("the first call");
        assert!(!files.contains_key("asff-import-2.json"), "one call has all");
        fs::write(&file, only).expect("written");
        let before = checks(&format!("samples/workshop/release-{release}/cis-cat.xml"));
        assert_eq!(before.len(), 91);
        assert_eq!(checks(&file.to_string_lossy()), before);
    }
}
