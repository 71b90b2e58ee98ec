//! Bad input: a clear error, the right exit code, nothing on standard output, nothing written.

#![expect(clippy::expect_used, reason = "a test may stop at what should not be")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const SCAN: &str = "samples/workshop/release-1/cis-cat.xml";
const REGISTRY: &str = "samples/workshop/exceptions.toml";

fn amicis(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_amicis"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments)
        .output()
        .expect("the program runs")
}

/// Every command that reads scans refuses it alike.
fn refused(scan: &str, registry: &str, code: i32, says: &[&str]) {
    let home = tempfile::tempdir().expect("a folder");
    let out = home.path().join("out");
    let out = out.to_str().expect("UTF-8");
    for arguments in [
        vec!["exceptions", scan, "-r", registry],
        vec!["exceptions", scan, "-r", registry, "-o", out],
        vec!["show", scan, "-r", registry],
        vec!["convert", scan],
        vec!["report", scan, "-r", registry],
        vec!["release", scan, "-r", registry, "-o", out],
        vec!["check", scan, "-r", registry],
        vec!["diff", SCAN, scan, "-r", registry],
        vec!["diff", scan, SCAN, "-r", registry],
    ] {
        if arguments.first() == Some(&"convert") && registry != REGISTRY {
            continue;
        }
        let output = amicis(&arguments);
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {error}");
        assert!(output.stdout.is_empty(), "{arguments:?} printed something");
        for text in says {
            assert!(error.contains(text), "{arguments:?}: {text} is not in {error}");
        }
        assert!(fs::read_dir(home.path()).expect("a folder").next().is_none(), "{arguments:?} wrote something");
    }
}

#[test]
fn scans_that_cannot_be_read_are_refused_with_the_place() {
    for (name, says) in [
        ("empty.xml", &["empty.xml", "empty"][..]),
        ("cut-in-rule-result.xml", &["cut-in-rule-result.xml:", "rule-result"]),
        ("cut.json", &["cut.json:"]),
        ("doctype-nested-entities.xml", &["doctype-nested-entities.xml:"]),
        ("doctype-external-entity.xml", &["doctype-external-entity.xml:"]),
        ("mismatched-tags.xml", &["mismatched-tags.xml:"]),
        ("invalid-utf8.xml", &["invalid-utf8.xml", "UTF-8"]),
        ("binary.bin", &["binary.bin"]),
        ("there-is-none.xml", &["there-is-none.xml"]),
    ] {
        refused(&format!("samples/bad/{name}"), REGISTRY, 2, says);
    }
}

#[test]
fn nesting_without_end_is_refused() {
    let home = tempfile::tempdir().expect("a folder");
    let xml = home.path().join("deep.xml");
    let json = home.path().join("deep.json");
    let start = "<Benchmark xmlns=\"http://checklists.nist.gov/xccdf/1.2\">";
    fs::write(&xml, format!("{start}{}", "<Group>".repeat(10_000))).expect("written");
    fs::write(&json, format!("{{\"format\":\"amicis/1\",\"scans\":{}", "[".repeat(10_000))).expect("written");
    for file in [xml, json] {
        refused(file.to_str().expect("UTF-8"), REGISTRY, 2, &["deep."]);
    }
}

#[test]
fn registries_that_cannot_be_used_are_refused_with_the_line() {
    for (name, says) in [
        ("samples/bad/registry-misspelt-key.toml", &["registry-misspelt-key.toml:", "did you mean"][..]),
        ("samples/bad/registry-duplicate-id.toml", &["registry-duplicate-id.toml:", "duplicate-id"]),
        ("samples/bad/registry-bad-date.toml", &["registry-bad-date.toml:"]),
        ("samples/bad/there-is-none.toml", &["there-is-none.toml", "registry-missing"]),
    ] {
        refused(SCAN, name, 2, says);
    }
}

#[test]
fn what_holds_no_check_ends_with_4() {
    refused("samples/bad/folder-without-scans", REGISTRY, 4, &["folder-without-scans"]);
    refused("samples/bad/test-result-without-rule-results.xml", REGISTRY, 4, &["rule-result"]);
}

#[test]
fn a_file_of_several_that_cannot_be_read_stops_everything_unless_told_to_go_on() {
    let bad = "samples/bad/cut.json";
    let output = amicis(&["exceptions", SCAN, bad, "-r", REGISTRY]);
    assert_eq!((output.status.code(), output.stdout.is_empty()), (Some(2), true));
    let output = amicis(&["exceptions", SCAN, bad, "-r", REGISTRY, "--keep-going", "--as-of", "2026-11-23"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(2));
    assert!(text.contains("15 excepted") && text.contains("Incomplete"), "{text}");
}

#[test]
fn every_output_of_a_run_that_went_on_says_that_it_is_incomplete() {
    let bad = "samples/bad/cut.json";
    for arguments in [
        &["show"][..],
        &["show", "--by-tool"],
        &["show", "--number", "1.1.22"],
        &["exceptions", "-r", REGISTRY, "--to", "csv"],
        &["exceptions", "-r", REGISTRY, "--to", "csv", "--columns", "id"],
        &["history", "--to", "csv"],
    ] {
        let (command, options) = arguments.split_first().expect("a command");
        let output = amicis(&[&[*command, SCAN, bad, "--keep-going"], options].concat());
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let last = text.lines().last().unwrap_or_default();
        assert!(last.starts_with("Incomplete: files could not be read."), "{arguments:?}: {last}");
        let cells = |line: &str| line.matches(',').count();
        if arguments.contains(&"csv") {
            assert_eq!(cells(last), cells(text.lines().next().unwrap_or_default()), "{arguments:?}: {last}");
        }
    }
}

#[test]
fn what_is_converted_of_files_that_cannot_all_be_read_is_no_whole_scan_when_it_is_read_again() {
    let home = tempfile::tempdir().expect("a folder");
    let stored = home.path().join("stored");
    let stored = stored.to_str().expect("UTF-8");
    for to in ["json", "ndjson", "csv"] {
        let convert = ["convert", SCAN, "samples/bad/cut.json", "--keep-going", "--to", to, "-o", stored];
        assert_eq!(amicis(&convert).status.code(), Some(2), "{to}");
        let output = amicis(&["check", stored, "-r", REGISTRY, "--as-of", "2026-11-23"]);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.code(), Some(3), "{to}: {text}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains("[incomplete]") && said.contains("samples/bad/cut.json"), "{to}: {said}");
    }
}

#[test]
fn an_expired_entry_and_a_wrong_title_are_said_beside_the_failure() {
    for (registry, says) in [
        ("samples/bad/registry-expired-entry.toml", "lapsed; entry"),
        ("samples/bad/registry-wrong-title.toml", "needs review: title differs"),
    ] {
        let output = amicis(&["exceptions", SCAN, "-r", registry, "--as-of", "2026-11-23"]);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success() && text.contains(says), "{registry}: {text}");
    }
}

#[test]
fn an_output_file_is_whole_or_not_there() {
    let home = tempfile::tempdir().expect("a folder");
    let missing = home.path().join("no/such/folder/out.md");
    let output = amicis(&["exceptions", SCAN, "-r", REGISTRY, "-o", missing.to_str().expect("UTF-8")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(!Path::new(&missing).exists());
}

#[test]
fn what_a_command_reads_is_not_replaced_by_what_it_writes() {
    let home = tempfile::tempdir().expect("a folder");
    let at = |name: &str| home.path().join(name).display().to_string();
    let (scan, registry) = (at("scan.xml"), at("exceptions.toml"));
    fs::copy(SCAN, &scan).expect("copied");
    fs::copy(REGISTRY, &registry).expect("copied");
    for arguments in [
        &["exceptions", &scan, "-r", &registry, "-o", &registry][..],
        &["exceptions", &scan, "-r", &registry, "-o", &scan],
        &["report", &scan, "-r", &registry, "-o", &scan],
        &["diff", SCAN, &scan, "-r", &registry, "-o", &scan],
        &["convert", &scan, "-o", &scan],
        &["registry", "export", "--to", "build-kit", "-r", &registry, "-o", &registry],
    ] {
        let output = amicis(arguments);
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {error}");
        assert!(error.contains("is what this command reads"), "{arguments:?}: {error}");
    }
    for (copy, original) in [(&scan, SCAN), (&registry, REGISTRY)] {
        assert_eq!(fs::read(copy).expect("read"), fs::read(original).expect("read"));
    }
}

#[test]
fn standard_input_is_given_once() {
    for arguments in [["show", "-", "-"], ["convert", "-", "-"]] {
        let output = amicis(&arguments);
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {error}");
        assert!(error.contains("can be given once"), "{arguments:?}: {error}");
    }
}

#[test]
fn a_value_of_an_option_says_what_it_should_be() {
    for (option, value, says) in [
        ("--as-of", "23.11.2026", "such as 2026-11-23"),
        ("--as-of", "", "such as 2026-11-23"),
        ("--ami-id", "foo", "is no AMI id"),
        ("--from", "xcdf", "did you mean `xccdf`"),
    ] {
        let output = amicis(&["exceptions", SCAN, "-r", REGISTRY, option, value]);
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{option} {value}: {error}");
        assert!(error.contains(says), "{option} {value}: {error}");
    }
}

#[test]
fn a_table_is_not_imported_into_a_registry_that_would_be_refused() {
    let output = amicis(&["registry", "import", "README.md", "--benchmark", "CIS Amazon Linux 2"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    assert!(String::from_utf8_lossy(&output.stderr).contains("needs a version"));
}

#[test]
fn a_folder_that_is_not_there_is_said() {
    let output = amicis(&["report", SCAN, "-r", REGISTRY, "-o", "no-such-folder/report.html"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no-such-folder is no folder"));
}
