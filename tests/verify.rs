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

type Stray = (&'static str, fn(&Path));

#[cfg(unix)]
const STRAYS: [Stray; 8] = [
    ("later.html is a link", |folder| {
        std::os::unix::fs::symlink("report.html", folder.join("later.html")).expect("a link");
    }),
    // The bytes are the right ones today, and whatever somebody wants tomorrow.
    ("report.html is a link", |folder| {
        let elsewhere = folder.parent().expect("a folder").join("elsewhere.html");
        fs::rename(folder.join("report.html"), &elsewhere).expect("moved");
        std::os::unix::fs::symlink(elsewhere, folder.join("report.html")).expect("a link");
    }),
    (".note is hidden", |folder| fs::write(folder.join(".note"), "x").expect("written")),
    (".amicis-8Ykw1z is hidden", |folder| fs::create_dir(folder.join(".amicis-8Ykw1z")).expect("made")),
    ("logs/ is an empty folder", |folder| fs::create_dir(folder.join("logs")).expect("made")),
    ("logs/.x is hidden", |folder| {
        fs::create_dir(folder.join("logs")).expect("made");
        fs::write(folder.join("logs/.x"), "x").expect("written");
    }),
    ("SHA256SUMS has no line for logs/x", |folder| {
        fs::create_dir(folder.join("logs")).expect("made");
        fs::write(folder.join("logs/x"), "x").expect("written");
    }),
    ("SHA256SUMS has two lines for amicis.vsa.json", |folder| {
        let sums = fs::read_to_string(folder.join("SHA256SUMS")).expect("sums");
        let line = sums.lines().find(|line| line.ends_with("amicis.vsa.json")).expect("a line").to_owned();
        fs::write(folder.join("SHA256SUMS"), format!("{sums}{line}\n")).expect("written");
    }),
];

#[cfg(unix)]
#[test]
fn whatever_is_no_file_of_the_bundle_is_named_and_no_baseline_has_it() {
    for (what, put) in STRAYS {
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join("bundle");
        released(&folder);
        put(&folder);
        let shown = folder.to_str().expect("UTF-8");
        let verified = amicis(&["verify", shown]);
        let said = String::from_utf8_lossy(&verified.stderr).into_owned();
        assert_eq!(verified.status.code(), Some(1), "{what}: {said}");
        assert!(said.contains(what) && said.contains("help: "), "{what}: {said}");
        let diff = amicis(&["diff", shown, "samples/workshop/release-2/cis-cat.xml"]);
        assert_eq!(diff.status.code(), Some(2), "{what}");
        assert!(String::from_utf8_lossy(&diff.stderr).contains(what), "{what}");
    }
}

const SCAN: &str = "samples/workshop/release-2/cis-cat.xml";
const MADE_WITH: [&str; 4] = ["-r", "samples/workshop/exceptions.toml", "--ami-id", "ami-0b62d1ffee5d6e7f8"];

#[test]
fn a_bundle_is_made_again_from_its_inputs_byte_for_byte() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join("bundle");
    released(&folder);
    let whole = files(&folder);
    // Its day and that it has SARIF are known from the bundle.
    let (exit, said) = verified(&whole, &[&["--rebuild", SCAN], &MADE_WITH[..]].concat());
    assert!(exit == Some(0) && said.contains("the inputs make the same bytes"), "{said}");
    let other = "samples/workshop/release-1/cis-cat.xml";
    for (inputs, wanted) in [
        (vec![other], "results.json is not what the inputs make: it differs from line"),
        (vec![SCAN, "--as-of", "2027-11-23"], "exceptions.md is not what the inputs make"),
        (vec![SCAN, "--junit"], "results.junit.xml is not there, but the inputs make it"),
        (vec![SCAN, "--no-registry"], "registry.toml is none of the files that the inputs make"),
        (vec![SCAN, "--no-redact"], "report.html is not what the inputs make"),
        (vec![SCAN, "--baseline", other], "diff.md is not there, but the inputs make it"),
    ] {
        let (exit, said) = verified(&whole, &[&["--rebuild"], &inputs[..], &MADE_WITH].concat());
        assert!(exit == Some(1) && said.contains(wanted) && said.contains("help: "), "{inputs:?}: {said}");
        assert!(!said.contains("same bytes"), "{said}");
    }
}

#[test]
fn whoever_makes_every_digest_anew_is_found_by_the_inputs() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join("bundle");
    released(&folder);
    let mut changed = files(&folder);
    changed.insert("report.html".into(), b"<p>all is well".to_vec());
    stated(&mut changed);
    let statement: Value = serde_json::from_slice(&changed["amicis.intoto.json"]).expect("JSON");
    edit(&mut changed, "amicis.vsa.json", |summary| summary["subject"] = statement["subject"].clone());
    summed(&mut changed);
    assert_eq!(verified(&changed, &[]).0, Some(0), "nothing but the inputs can tell");
    let (exit, said) = verified(&changed, &[&["--rebuild", SCAN], &MADE_WITH[..]].concat());
    assert!(
        exit == Some(1) && said.contains("report.html is not what the inputs make: it differs from line 1"),
        "{said}"
    );
}

#[test]
fn what_only_a_rebuild_reads_is_not_passed_over_without_one() {
    for more in [vec![SCAN], vec!["-r", "samples/workshop/exceptions.toml"], vec!["--junit"], vec!["--rebuild"]] {
        let output = amicis(&[&["verify", "samples"], &more[..]].concat());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(2) && said.contains("required"), "{more:?}: {said}");
    }
}
