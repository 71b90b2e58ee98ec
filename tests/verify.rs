//! `amicis verify` finds a bundle that is not the one that was released.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may stop at what should not be"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use amicis::digest::sha256_hex;
use serde_json::{Value, json};

type Files = BTreeMap<String, Vec<u8>>;

fn amicis(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_amicis"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments)
        .output()
        .expect("the program runs")
}

fn released(folder: &Path) {
    let scan = "samples/workshop/release-2/cis-cat.xml";
    let folder = folder.to_str().expect("UTF-8");
    let registry = "samples/workshop/exceptions.toml";
    let ami = "ami-0b62d1ffee5d6e7f8";
    let output =
        amicis(&["release", scan, "-r", registry, "--as-of", "2026-11-23", "-o", folder, "--sarif", "--ami-id", ami]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

fn files(folder: &Path) -> Files {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries
        .map(|path| (path.file_name().expect("a name").to_string_lossy().into_owned(), fs::read(&path).expect("bytes")))
        .collect()
}

/// Exit code and messages for a bundle of these files.
fn verified(files: &Files, more: &[&str]) -> (Option<i32>, String) {
    let home = tempfile::tempdir().expect("a folder");
    for (name, bytes) in files {
        fs::write(home.path().join(name), bytes).expect("written");
    }
    let folder = home.path().to_str().expect("UTF-8");
    let output = amicis(&[&["verify", folder], more].concat());
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&said).replace(folder, "DIR"))
}

/// Makes the checksums anew, as somebody would who knows about them.
fn summed(files: &mut Files) {
    let line =
        |(name, bytes): (&String, &Vec<u8>)| format!("{}  {name}\n", sha256_hex(bytes.as_slice()).expect("bytes"));
    let sums: String = files.iter().filter(|(name, _)| *name != "SHA256SUMS").map(line).collect();
    files.insert("SHA256SUMS".to_owned(), sums.into_bytes());
}

/// Makes the subjects of the in-toto statement anew as well.
fn stated(files: &mut Files) {
    let beside = ["SHA256SUMS", "amicis.intoto.json", "amicis.vsa.json"];
    let of = |(name, bytes): (&String, &Vec<u8>)| json!({"name": name, "digest": {"sha256": sha256_hex(bytes.as_slice()).expect("bytes")}});
    let subject: Vec<Value> = files.iter().filter(|(name, _)| !beside.contains(&name.as_str())).map(of).collect();
    edit(files, "amicis.intoto.json", |statement| statement["subject"] = json!(subject));
}

fn edit(files: &mut Files, name: &str, change: impl FnOnce(&mut Value)) {
    let mut value: Value = serde_json::from_slice(&files[name]).expect("JSON");
    change(&mut value);
    files.insert(name.to_owned(), serde_json::to_vec_pretty(&value).expect("JSON"));
}

/// Changes the predicate in both files that hold it.
fn predicate(files: &mut Files, change: impl Fn(&mut Value)) {
    edit(files, "amicis.predicate.json", &change);
    edit(files, "amicis.intoto.json", |statement| change(&mut statement["predicate"]));
}

type Tampering = (&'static str, fn(&mut Files));

/// A part of a bundle is changed; the files that follow from it are made anew as far as the name says.
const TAMPERINGS: [Tampering; 26] = [
    ("a byte of the page", |files| files.get_mut("report.html").expect("a page").push(b' ')),
    ("a line of the table is gone", |files| {
        let table = String::from_utf8(files["exceptions.md"].clone()).expect("UTF-8");
        let last = table.trim_end().rfind('\n').expect("lines");
        files.insert("exceptions.md".into(), table[..last].into());
    }),
    ("a failure is a pass", |files| {
        let text = String::from_utf8(files["results.json"].clone()).expect("UTF-8").replacen("\"fail\"", "\"pass\"", 1);
        files.insert("results.json".into(), text.into());
    }),
    ("no checksums", |files| drop(files.remove("SHA256SUMS"))),
    ("no statement", |files| drop(files.remove("amicis.predicate.json"))),
    ("a file too many", |files| drop(files.insert("more.md".into(), b"x".to_vec()))),
    ("a file is gone with its line", |files| {
        files.remove("release-notes.md");
        summed(files);
    }),
    ("a file too many with a line", |files| {
        files.insert("more.md".into(), b"x".to_vec());
        summed(files);
    }),
    ("the page, with sums", |files| {
        files.insert("report.html".into(), b"<p>all is well".to_vec());
        summed(files);
    }),
    ("the registry, with sums", |files| {
        files.get_mut("registry.toml").expect("a registry").extend(b"\n# more");
        summed(files);
    }),
    ("SARIF without results, with sums", |files| {
        edit(files, "results.sarif", |sarif| sarif["runs"][0]["results"] = json!([]));
        summed(files);
    }),
    ("a failure is a pass, with sums and subjects", |files| {
        let text = String::from_utf8(files["results.json"].clone()).expect("UTF-8").replacen("\"fail\"", "\"pass\"", 1);
        files.insert("results.json".into(), text.into());
        stated(files);
        summed(files);
    }),
    ("a check is gone, with sums and subjects", |files| {
        edit(files, "results.json", |results| {
            drop(results["scans"][0]["checks"].as_array_mut().expect("checks").pop());
        });
        stated(files);
        summed(files);
    }),
    ("an exception more, with sums and subjects", |files| {
        edit(files, "results.json", |results| {
            let checks = results["released"]["checks"].as_array_mut().expect("verdicts");
            let lapsed = checks.iter_mut().find(|check| check["disposition"] == "lapsed").expect("a lapsed one");
            lapsed["disposition"] = json!("excepted");
        });
        stated(files);
        summed(files);
    }),
    ("a failed test less", |files| {
        predicate(files, |predicate| drop(predicate["failedTests"].as_array_mut().expect("tests").pop()));
        stated(files);
        summed(files);
    }),
    ("an open test less", |files| {
        predicate(files, |predicate| drop(predicate["openTests"].as_array_mut().expect("tests").pop()));
        stated(files);
        summed(files);
    }),
    ("a passed test more", |files| {
        predicate(files, |predicate| {
            predicate["passedTests"].as_array_mut().expect("tests").push(json!("9.9.9 A pass"));
        });
        stated(files);
        summed(files);
    }),
    ("another result", |files| {
        predicate(files, |predicate| predicate["result"] = json!("PASSED"));
        stated(files);
        summed(files);
    }),
    ("another result in one of two places", |files| {
        edit(files, "amicis.intoto.json", |statement| statement["predicate"]["result"] = json!("PASSED"));
        summed(files);
    }),
    ("a summary that passed", |files| {
        edit(files, "amicis.vsa.json", |summary| summary["predicate"]["verificationResult"] = json!("PASSED"));
        summed(files);
    }),
    ("a day more, in the results", |files| {
        edit(files, "results.json", |results| results["released"]["as_of"] = json!("2099-01-01"));
        stated(files);
        summed(files);
    }),
    ("another scan's digest", |files| {
        edit(files, "results.json", |results| results["scans"][0]["source"]["sha256"] = json!("0".repeat(64)));
        stated(files);
        summed(files);
    }),
    ("another image", |files| {
        edit(files, "amicis.vsa.json", |summary| {
            summary["predicate"]["resourceUri"] = json!("arn:aws:ec2:::image/ami-0");
        });
        summed(files);
    }),
    ("another policy", |files| {
        edit(files, "amicis.vsa.json", |summary| {
            summary["predicate"]["policy"]["digest"]["sha256"] = json!("0".repeat(64));
        });
        summed(files);
    }),
    ("another day of the verification", |files| {
        edit(files, "amicis.vsa.json", |summary| summary["predicate"]["timeVerified"] = json!("2099-01-01T00:00:00Z"));
        summed(files);
    }),
    ("a summary of other results", |files| {
        edit(files, "amicis.vsa.json", |summary| summary["subject"][0]["digest"]["sha256"] = json!("00"));
        summed(files);
    }),
];

#[test]
fn a_whole_bundle_is_said_to_be_whole_and_every_tampering_is_found() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join("bundle");
    released(&folder);
    let whole = files(&folder);
    let (exit, said) = verified(&whole, &[]);
    assert!(exit == Some(0) && said.contains("whole") && said.contains("FAILED"), "{said}");
    for (what, tamper) in TAMPERINGS {
        let mut changed = whole.clone();
        tamper(&mut changed);
        assert_ne!(changed, whole, "{what} changes nothing");
        let (exit, said) = verified(&changed, &[]);
        // Without results or statement it is no bundle; everything else is a bundle that was changed.
        let wanted = if what == "no statement" { Some(2) } else { Some(1) };
        assert_eq!(exit, wanted, "{what}: {said}");
        assert!(exit == Some(2) || said.contains("help: "), "{what}: {said}");
    }
}

#[test]
fn a_bundle_that_was_made_anew_is_found_by_its_digest() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join("bundle");
    released(&folder);
    let whole = files(&folder);
    let digest = sha256_hex(whole["SHA256SUMS"].as_slice()).expect("bytes");
    assert_eq!(verified(&whole, &["--digest", &format!("sha256:{digest}")]).0, Some(0));
    let other = format!("sha256:{}", "0".repeat(64));
    let (exit, said) = verified(&whole, &["--digest", &other]);
    assert!(exit == Some(1) && said.contains(&digest), "{said}");
    let scan = "samples/workshop/release-2/cis-cat.xml";
    let older = folder.to_str().expect("UTF-8");
    let registry = ["-r", "samples/workshop/exceptions.toml", "--as-of", "2026-11-23"];
    let diff = |digest: &str| amicis(&[&["diff", older, scan, "--baseline-digest", digest], &registry[..]].concat());
    assert_eq!(diff(&other).status.code(), Some(2));
    assert_eq!(diff(&digest).status.code(), Some(0));
}

#[test]
fn a_bundle_that_keeps_instances_apart_is_whole_and_a_baseline() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join("bundle").to_str().expect("UTF-8").to_owned();
    let scans = ["samples/workshop/release-1/cis-cat.xml", "samples/workshop/release-1/native.ndjson"];
    let more = ["-r", "samples/workshop/exceptions.toml", "--as-of", "2026-11-23", "--ami-id", "ami-0a51c0ffee1a2b3c4"];
    let made = amicis(&[&["release"], &scans[..], &["--each", "-o", &folder], &more[..]].concat());
    assert_eq!(made.status.code(), Some(0), "{}", String::from_utf8_lossy(&made.stderr));
    let checked = amicis(&["verify", &folder]);
    assert_eq!(checked.status.code(), Some(0), "{}", String::from_utf8_lossy(&checked.stderr));
}
