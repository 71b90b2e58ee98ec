//! The workbook of reasons in the hands of another program: openpyxl reads it, fills it in and saves it, and the registry takes it
//! back. Skipped, loudly, where openpyxl is not installed; see `tests/clients.rs` for `AMICIS_PYTHON` and `AMICIS_REQUIRE_CLIENTS`.

#![cfg(feature = "xlsx")]
#![expect(clippy::expect_used, clippy::print_stderr, reason = "a test fails by panicking and says what it skips")]

use std::path::Path;
use std::process::{Command, Output};

use amicis::registry::{Approval, Registry};

/// A Python with openpyxl.
fn python() -> Option<String> {
    let python = std::env::var("AMICIS_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let found = Command::new(&python).args(["-c", "import openpyxl"]).output();
    let found = found.is_ok_and(|output| output.status.success());
    let required = std::env::var_os("AMICIS_REQUIRE_CLIENTS").is_some();
    assert!(found || !required, "{python} has no openpyxl");
    if !found {
        eprintln!("SKIPPED: {python} has no openpyxl; no spreadsheet program read a workbook");
    }
    found.then_some(python)
}

fn amicis(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_amicis"));
    command.current_dir(folder).args(args).output().expect("amicis runs")
}

fn done(folder: &Path, args: &[&str]) {
    let output = amicis(folder, args);
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A registry of so many drafts, each with a note of its own.
fn registry_of(entries: usize) -> String {
    let mut text =
        "# Ours\nschema = 1\n\n[defaults]\nbenchmark = \"CIS House Benchmark\"\nversion = \"1.0.0\"\n".to_owned();
    for index in 0..entries {
        let number = format!("1.{}.{}", index / 50 + 1, index % 50 + 1);
        text.extend([
            format!("\n# note {index}\n[[exception]]\nid = \"e{index}\"\nrules = [\"{number}\"]\n"),
            format!("title = \"Ensure é & <{index}>\"\nreason = \"\" # still to come\nstatus = \"draft\"\n"),
        ]);
    }
    text
}

#[test]
fn five_hundred_reasons_go_out_and_come_back_through_a_spreadsheet() {
    let Some(python) = python() else { return };
    let home = tempfile::tempdir().expect("a folder");
    let here = home.path();
    let before = registry_of(500);
    std::fs::write(here.join("exceptions.toml"), &before).expect("written");
    done(here, &["registry", "export", "--to", "xlsx", "-o", "reasons.xlsx"]);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/spreadsheet.py");
    let output = Command::new(python).arg(script).arg(here.join("reasons.xlsx")).output().expect("Python runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(said.trim(), "500 filled in");
    done(here, &["registry", "apply", "reasons.xlsx", "--approve", "A. Reviewer", "--yes", "--as-of", "2026-11-23"]);
    let text = std::fs::read_to_string(here.join("exceptions.toml")).expect("a registry");
    let order = |text: &str| -> Vec<String> {
        text.lines().filter(|line| line.starts_with("# ") || line.starts_with("id = ")).map(str::to_owned).collect()
    };
    assert_eq!(order(&text), order(&before), "comments and order stay");
    assert_eq!(text.matches("# still to come").count(), 500);
    let registry = Registry::parse("exceptions.toml", &text).expect("a registry");
    for (entry, row) in registry.entries.iter().zip(2..) {
        assert_eq!(entry.reason, format!("Wanted; see ADR {row}.\n\"So\" it is, ä漢"));
        assert_eq!((entry.status, entry.approved_by.as_deref()), (Approval::Approved, Some("A. Reviewer")));
    }
    let first = registry.entries.first().and_then(|entry| entry.expires).map(|day| day.to_string());
    assert_eq!(first.as_deref(), Some("2027-06-30"), "a day of the spreadsheet's own");
}

#[test]
fn a_workbook_needs_a_file_and_replaces_none_and_comes_back_as_it_went() {
    let home = tempfile::tempdir().expect("a folder");
    let here = home.path();
    std::fs::write(here.join("exceptions.toml"), registry_of(3)).expect("written");
    let export = ["registry", "export", "--to", "xlsx"];
    let output = amicis(here, &export);
    assert!(output.status.code() == Some(2) && String::from_utf8_lossy(&output.stderr).contains("with -o"));
    let to = |name: &'static str| [&export[..], &["-o", name]].concat();
    done(here, &to("one.xlsx"));
    assert_eq!(amicis(here, &to("one.xlsx")).status.code(), Some(2), "it may be filled in");
    done(here, &to("two.xlsx"));
    let bytes = |name: &str| std::fs::read(here.join(name)).expect("a workbook");
    assert_eq!(bytes("one.xlsx"), bytes("two.xlsx"));
    let output = amicis(here, &["registry", "apply", "one.xlsx", "--yes"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && said.contains("nothing to write"), "{said}");
    let large = vec![b'x'; (64 << 20) + 1];
    for (name, bytes, part) in [
        ("old.xls", &b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..], "without a password"),
        ("cut.xlsx", &b"PK\x03\x04\x14\0"[..], "line 1: the workbook is damaged"),
        ("large.csv", &large, "larger than 64 MiB"),
    ] {
        std::fs::write(here.join(name), bytes).expect("written");
        let output = amicis(here, &["registry", "apply", name, "--yes"]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(2) && said.contains(name) && said.contains(part), "{name}: {said}");
    }
    assert_eq!(std::fs::read_to_string(here.join("exceptions.toml")).expect("a registry"), registry_of(3));
}
