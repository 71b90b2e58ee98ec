//! The release bundle as a person makes and checks it.

#![expect(clippy::expect_used, reason = "a test may stop at what should not be")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const REGISTRY: &str = "samples/workshop/exceptions.toml";

fn amicis(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_amicis"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments)
        .output()
        .expect("the program runs")
}

fn release(number: u8, folder: &Path, more: &[&str]) -> Output {
    let scan = format!("samples/workshop/release-{number}/cis-cat.xml");
    let folder = folder.to_str().expect("UTF-8");
    let mut arguments = vec!["release", &scan, "-r", REGISTRY, "--as-of", "2026-11-23", "-o", folder];
    arguments.extend(more);
    amicis(&arguments)
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_bundle_without_checksums_is_no_baseline() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join("bundle");
    assert_eq!(release(1, &folder, &[]).status.code(), Some(0));
    fs::remove_file(folder.join("SHA256SUMS")).expect("removed");
    let output = amicis(&["diff", folder.to_str().expect("UTF-8"), "samples/workshop/release-2/cis-cat.xml"]);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(errors.contains("sums-missing"), "{errors}");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn the_same_inputs_make_the_same_bytes_and_the_checksums_hold() {
    let home = tempfile::tempdir().expect("a folder");
    let (first, second) = (home.path().join("first"), home.path().join("second"));
    let more = ["--baseline", "samples/workshop/release-1/cis-cat.xml", "--sarif", "--junit"];
    assert_eq!(release(2, &first, &more).status.code(), Some(0));
    assert_eq!(release(2, &second, &more).status.code(), Some(0));
    let files = names(&first);
    assert_eq!(files, names(&second));
    for expected in ["report.html", "exceptions.md", "diff.md", "release-notes.md", "results.json", "SHA256SUMS"] {
        assert!(files.iter().any(|name| name == expected), "{expected} is missing");
    }
    for name in &files {
        let read = |folder: &Path| fs::read(folder.join(name)).expect("a file");
        assert!(read(&first) == read(&second), "{name} differs");
    }
    let sums = fs::read_to_string(first.join("SHA256SUMS")).expect("sums");
    for line in sums.lines() {
        let (digest, name) = line.split_once("  ").expect("a line of sha256sum");
        let found = amicis::digest::sha256_hex(fs::File::open(first.join(name)).expect("a file")).expect("read");
        assert_eq!(found, digest, "{name}");
    }
    assert_eq!(sums.lines().count() + 1, files.len());
}

#[test]
fn the_statement_is_about_every_file_and_has_the_shape_of_in_toto() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join("out");
    assert_eq!(release(1, &folder, &["--ami-id", "ami-0a51c0ffee1a2b3c4"]).status.code(), Some(0));
    let text = fs::read_to_string(folder.join("amicis.intoto.json")).expect("a statement");
    let statement: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let schema = serde_json::json!({
        "type": "object",
        "required": ["_type", "subject", "predicateType", "predicate"],
        "additionalProperties": false,
        "properties": {
            "_type": {"const": "https://in-toto.io/Statement/v1"},
            "subject": {"type": "array", "minItems": 1, "items": {
                "required": ["name", "digest"],
                "properties": {"name": {"type": "string"}, "digest": {"required": ["sha256"], "properties": {
                    "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"}}}},
            }},
            "predicateType": {"const": "https://in-toto.io/attestation/test-result/v0.1"},
            "predicate": {
                "required": ["result", "configuration"],
                "properties": {
                    "result": {"enum": ["PASSED", "WARNED", "FAILED"]},
                    "configuration": {"type": "array", "items": {"anyOf": [
                        {"required": ["uri"]}, {"required": ["digest"]}, {"required": ["content"]}]}},
                    "passedTests": {"type": "array", "items": {"type": "string"}},
                    "warnedTests": {"type": "array", "items": {"type": "string"}},
                    "failedTests": {"type": "array", "items": {"type": "string"}},
                },
            },
        },
    });
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let errors: Vec<_> = validator.iter_errors(&statement).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let subjects: Vec<&str> =
        statement["subject"].as_array().expect("subjects").iter().filter_map(|s| s["name"].as_str()).collect();
    // Statements are about the other files.
    let beside = ["SHA256SUMS", "amicis.intoto.json", "amicis.vsa.json"];
    let files: Vec<String> = names(&folder).into_iter().filter(|name| !beside.contains(&name.as_str())).collect();
    assert_eq!(subjects, files);
    assert!(text.contains("image/ami-0a51c0ffee1a2b3c4"));
}

#[test]
fn hosts_and_addresses_do_not_leave_the_house() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join("out");
    assert_eq!(release(2, &folder, &[]).status.code(), Some(0));
    let scan = fs::read_to_string("samples/workshop/release-2/cis-cat.xml").expect("the sample");
    for secret in ["ip-10-0-37-14", "10.0.37.14"] {
        assert!(scan.contains(secret), "the sample has {secret}");
        for name in names(&folder) {
            let text = fs::read_to_string(folder.join(&name)).expect("text");
            assert!(!text.contains(secret), "{name} holds {secret}");
        }
    }
}

#[test]
fn a_bundle_is_a_baseline_and_keeps_its_verdicts() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join("old");
    assert_eq!(release(1, &folder, &[]).status.code(), Some(0));
    // With an empty registry for both sides nothing would be excepted; the bundle remembers.
    let registry = home.path().join("empty.toml");
    fs::write(&registry, "schema = 1\n").expect("written");
    let (folder, registry) = (folder.to_str().expect("UTF-8"), registry.to_str().expect("UTF-8"));
    let new = "samples/workshop/release-1/cis-cat.xml";
    let output = amicis(&["diff", folder, new, "-r", registry, "--as-of", "2026-11-23", "--to", "json"]);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let view: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let counts = view["images"][0]["counts"].as_array().expect("counts");
    let lapsed = counts.iter().find(|count| count["class"] == "exception-lapsed").expect("lapsed ones");
    assert_eq!(lapsed["count"], 15);
}

#[test]
fn what_stands_in_the_way_is_left_alone() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join("out");
    fs::create_dir(&folder).expect("made");
    fs::write(folder.join("mine.txt"), "mine").expect("written");
    for more in [&[][..], &["--force"]] {
        let output = release(1, &folder, more);
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout.is_empty());
        assert_eq!(names(&folder), ["mine.txt"]);
        assert_eq!(names(home.path()), ["out"]);
    }
}

#[test]
fn the_gate_decides_the_exit_code_and_the_bundle_is_there() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join("out");
    assert_eq!(release(2, &folder, &["--gate"]).status.code(), Some(1));
    assert!(folder.join("report.html").is_file());
    let output = release(1, &home.path().join("two"), &["--gate", "--allow-unverified"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Damages a bundle's results; told the place of a check that passes.
type Damage = fn(&mut serde_json::Value, usize);

#[test]
fn verdicts_that_were_damaged_are_not_judged_anew_without_a_word() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join("old");
    assert_eq!(release(1, &folder, &[]).status.code(), Some(0));
    let results = folder.join("results.json");
    let whole: serde_json::Value = serde_json::from_slice(&fs::read(&results).expect("read")).expect("JSON");
    let number = whole["released"]["checks"][0]["check"].as_u64().expect("a place");
    let scan_checks = whole["scans"][0]["checks"].as_array().expect("checks");
    let passing = scan_checks.iter().position(|check| check["status"] == "pass").expect("one passes");
    let damages: [(&str, Damage); 6] = [
        ("missing field `released`", |document, _| drop(document.as_object_mut().expect("object").remove("released"))),
        ("missing field `as_of`", |document, _| document["released"] = serde_json::json!({})),
        ("is not among them", |document, _| document["released"]["checks"][0]["check"] = 100_000.into()),
        ("names an entry that is not stored", |document, _| document["released"]["entries"] = serde_json::json!([])),
        ("is said to be excepted, but is pass", |document, passing| {
            document["released"]["checks"][0]["check"] = passing.into();
        }),
        ("is stored as passed", |document, _| document["released"]["checks"][0]["disposition"] = "passed".into()),
    ];
    let sums = folder.join("SHA256SUMS");
    let sums_text = fs::read_to_string(&sums).expect("read");
    fs::write(&results, whole.to_string()).expect("written");
    let output = amicis(&["diff", folder.to_str().expect("UTF-8"), "samples/workshop/release-1/cis-cat.xml"]);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(errors.contains("sums-differ: results.json is not the file of SHA256SUMS"), "{errors}");
    assert_eq!(output.status.code(), Some(2));
    // Whoever changes the results may change the sums, too.
    assert!(sums_text.contains("  results.json"));
    let resummed = |document: &str| {
        let digest = amicis::digest::sha256_hex(document.as_bytes()).expect("bytes");
        let line = |line: &str| match line.split_once("  ") {
            Some((_, "results.json")) => format!("{digest}  results.json\n"),
            _ => format!("{line}\n"),
        };
        fs::write(&sums, sums_text.lines().map(line).collect::<String>()).expect("written");
    };
    assert_ne!(usize::try_from(number).expect("small"), passing);
    for (message, damage) in damages {
        let mut document = whole.clone();
        damage(&mut document, passing);
        fs::write(&results, document.to_string()).expect("written");
        resummed(&document.to_string());
        let folder = folder.to_str().expect("UTF-8");
        let newer = home.path().join("new");
        let newer = newer.to_str().expect("UTF-8");
        let scan = "samples/workshop/release-1/cis-cat.xml";
        let bundle = ["release", scan, "-r", REGISTRY, "--as-of", "2026-11-23", "-o", newer, "--baseline", folder];
        for arguments in [&["diff", folder, scan][..], &["diff", scan, folder], &bundle] {
            let output = amicis(arguments);
            let errors = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(2), "{message}: {errors}");
            assert!(errors.contains(message) && errors.contains("results.json"), "{message}: {errors}");
            assert!(output.stdout.is_empty());
        }
    }
}

#[test]
fn who_does_not_ask_a_bundle_for_its_verdicts_says_so() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join("old");
    assert_eq!(release(1, &folder, &[]).status.code(), Some(0));
    let folder = folder.to_str().expect("UTF-8");
    let note = "what the bundle excepts is left out";
    for (arguments, said) in [
        (&["show", folder][..], true),
        (&["history", folder], true),
        (&["show", folder, "-r", REGISTRY], false),
        (&["diff", folder, folder], false),
    ] {
        let output = amicis(arguments);
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {errors}");
        assert_eq!(errors.contains(note), said, "{arguments:?}: {errors}");
    }
}

/// The last release has pseudonyms where the next scan has values: nothing is worse by that, and what is worse is.
#[test]
fn a_redacted_baseline_is_compared_by_the_form_of_what_was_redacted() {
    let home = tempfile::tempdir().expect("a folder");
    let at = |name: &str| home.path().join(name).to_str().expect("UTF-8").to_owned();
    let write = |name: &str, more: &str, many: usize| {
        let mut items = vec![
            "peer 10.9.8.7 of db7.prod.example.com".to_owned(),
            "/home/alice/.netrc 0640".to_owned(),
            "444455556666.dkr.ecr.us-east-1.amazonaws.com/x".to_owned(),
            more.to_owned(),
        ];
        items.extend((0..many).map(|n| format!("/srv/{n} of user@web-{n}.prod.example.com")));
        let scan = serde_json::json!({"format": "amicis/1", "scans": [{
            "tool": {"name": "cis-cat"}, "benchmark": {"title": "CIS House Benchmark", "version": "1.0.0"},
            "profile": {"level": 1}, "target": {"hostname": "web-01.prod.example.com", "ami_id": "ami-0a51c0ffee1a2b3c4"},
            "checks": [
                {"number": "1.1", "title": "Ensure it is shut", "status": "fail", "evidence": items},
                {"number": "1.2", "title": "Ensure it is locked", "status": "pass"},
            ],
        }]});
        fs::write(at(name), scan.to_string()).expect("written");
    };
    fs::write(at("reg.toml"), "schema = 1\n").expect("written");
    for many in [0, 300] {
        write("old.json", "mail root@corp.example", many);
        write("worse.json", "mail root@corp.example and /etc/shadow", many);
        let registry = at("reg.toml");
        let more = ["-r", &registry, "--as-of", "2026-11-28"];
        let bundle = at(&format!("bundle-{many}"));
        let output = amicis(&[&["release", &at("old.json"), "-o", &bundle], &more[..]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let diff = |new: &str| amicis(&[&["diff", &bundle, &at(new)], &more[..]].concat());
        let same = diff("old.json");
        assert_eq!(same.status.code(), Some(0), "{many}: {}", String::from_utf8_lossy(&same.stdout));
        let worse = diff("worse.json");
        assert_eq!(worse.status.code(), Some(1), "{many}: {}", String::from_utf8_lossy(&worse.stdout));
    }
}

#[test]
fn a_newer_bundle_is_not_judged_anew_without_its_registry() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join("out");
    assert_eq!(release(2, &folder, &[]).status.code(), Some(0));
    let (old, new) = ("samples/workshop/release-1/cis-cat.xml", folder.to_str().expect("UTF-8"));
    let other = "samples/workshop/release-2/openscap.xml";
    for (arguments, wanted) in [
        (vec![old, new, "--as-of", "2026-11-24"], "leave out --as-of"),
        (vec!["--old", old, "--new", new, "--new", other], "leave out the other scans"),
    ] {
        let output = amicis(&[&["diff"], &arguments[..]].concat());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(2) && said.contains(wanted) && said.contains("-r"), "{said}");
        let judged = amicis(&[&["diff", "-r", REGISTRY], &arguments[..]].concat());
        let said = String::from_utf8_lossy(&judged.stderr).into_owned();
        assert!(!said.contains("leave out"), "with a registry it is judged, or refused for what it is: {said}");
    }
    assert_ne!(amicis(&["diff", old, new]).status.code(), Some(2));
}

#[test]
fn whatever_kinds_are_kept_a_bundle_is_a_baseline() {
    for keep in [&["--keep", "address,host"][..], &["--keep", "host"], &["--no-redact"], &[]] {
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join("out");
        assert_eq!(release(1, &folder, keep).status.code(), Some(0));
        let (old, scan) = (folder.to_str().expect("UTF-8"), "samples/workshop/release-1/cis-cat.xml");
        let output = amicis(&["diff", old, scan, "-r", REGISTRY, "--as-of", "2026-11-23"]);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.code() == Some(0) && said.contains("still-excepted"), "{keep:?}: {said}");
        assert!(!said.contains("lost-coverage") && !said.contains("worse"), "{keep:?}: {said}");
    }
}

#[test]
fn a_scan_of_a_doubted_benchmark_is_unchanged_beside_itself() {
    let home = tempfile::tempdir().expect("a folder");
    let file = home.path().join("scan.ndjson");
    let written = |status: &str| {
        let head = r#"{"type":"scan","tool":{"name":"audit"},"benchmark":{"title":"CIS Amazon Linux 2 Benchmark","version":"2.0.0"},"target":{"ami_name":"eks-node"},"finished":"2026-11-20T18:04:05Z"}"#;
        let check = |number: &str, status: &str| {
            format!(r#"{{"type":"check","number":"{number}","status":"{status}","levels":[1]}}"#)
        };
        let checks = [check("9.9.1", "fail"), check("9.9.2", "pass"), check("9.9.3", status)];
        format!("{head}\n{}\n{{\"type\":\"end\"}}\n", checks.join("\n"))
    };
    let (other, scan) = (home.path().join("other.ndjson"), file.to_str().expect("UTF-8"));
    fs::write(&file, written("fail")).expect("written");
    fs::write(&other, written("pass")).expect("written");
    let same = amicis(&["diff", scan, scan]);
    let said = String::from_utf8_lossy(&same.stdout).into_owned();
    assert!(same.status.code() == Some(0) && !said.contains("lost-coverage"), "{said}");
    // Equal numbers of two scans are still no pair while the benchmark is doubted.
    let two = amicis(&["diff", scan, other.to_str().expect("UTF-8")]);
    assert!(String::from_utf8_lossy(&two.stdout).contains("lost-coverage"));
}
