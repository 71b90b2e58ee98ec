//! Spreadsheets, readers of JUnit XML, and those who count with pandas or in SQL.

use std::process::Command;

use super::{done, python_with};

const VARIABLE: &str = "AMICIS_TABLES_PYTHON";
const OLD: &str = "samples/workshop/release-1/cis-cat.xml";
const NEW: &str = "samples/workshop/release-2/cis-cat.xml";
const REGISTRY: [&str; 4] = ["-r", "samples/workshop/exceptions.toml", "--as-of", "2026-10-12"];

fn amicis(arguments: &[&str]) {
    done(env!("CARGO_BIN_EXE_amicis"), arguments);
}

fn said(python: &str, arguments: &[&str]) -> String {
    String::from_utf8(done(python, &[&["tests/data/tables.py"], arguments].concat())).expect("UTF-8")
}

/// The workbook of the second release with what changed since the first.
#[cfg(feature = "xlsx")]
fn workbook(file: &str) {
    amicis(&[&["report", NEW, "--baseline", OLD, "--to", "xlsx", "-o", file], &REGISTRY[..]].concat());
}

#[test]
fn pandas_counts_the_checks_of_a_plain_csv() {
    let Some(python) = python_with(VARIABLE, "pandas") else { return };
    let home = tempfile::tempdir().expect("a folder");
    let file = home.path().join("checks.csv").display().to_string();
    amicis(&["convert", OLD, "--to", "csv", "--plain", "--guard", "-o", &file]);
    let counts = "[('error', 1), ('fail', 15), ('informational', 2), ('notapplicable', 5), ('notchecked', 2), \
                  ('notselected', 2), ('pass', 66)]";
    assert_eq!(said(&python, &["pandas", &file]), format!("93 {counts}\nTrue 0\n"));
}

#[test]
fn duckdb_joins_checks_and_scans_of_json_lines() {
    let Some(python) = python_with(VARIABLE, "duckdb") else { return };
    let home = tempfile::tempdir().expect("a folder");
    let file = home.path().join("checks.ndjson").display().to_string();
    amicis(&["convert", OLD, NEW, "--to", "ndjson", "-o", &file]);
    let failures = said(&python, &["duckdb", &file]);
    assert_eq!(
        failures,
        "ip-10-0-21-228.us-west-2.compute.internal 15
ip-10-0-37-14.us-west-2.compute.internal 15
"
    );
}

#[test]
#[cfg(feature = "xlsx")]
fn openpyxl_finds_texts_numbers_and_days_in_the_xlsx_and_no_formula() {
    let Some(python) = python_with(VARIABLE, "openpyxl") else { return };
    let home = tempfile::tempdir().expect("a folder");
    let file = home.path().join("report.xlsx").display().to_string();
    workbook(&file);
    assert_eq!(
        said(&python, &["openpyxl", &file]),
        "Summary: 35 rows, ['d', 'n', 's'], 0 links\n\
         Accepted: 13 rows, ['d', 's'], 0 links\n\
         Open: 2 rows, ['s'], 0 links\n\
         Not verified: 3 rows, ['s'], 0 links\n\
         Changes: 5 rows, ['s'], 0 links\n\
         Registry: 15 rows, ['d', 'n', 's'], 3 links\n\
         All: 93 rows, ['d', 's'], 0 links\n\
         Controls: 8 rows, ['n', 's'], 0 links\n\
         0.8049 0.00% True\n"
    );
}

#[test]
#[cfg(feature = "xlsx")]
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn libreoffice_shows_every_sheet_of_the_xlsx_as_it_is() {
    if !Command::new("soffice").arg("--version").output().is_ok_and(|output| output.status.success()) {
        assert!(std::env::var_os("AMICIS_REQUIRE_CLIENTS").is_none(), "soffice does not run");
        eprintln!("SKIPPED: soffice does not run; LibreOffice opened no workbook");
        return;
    }
    let home = tempfile::tempdir().expect("a folder");
    let at = |name: &str| home.path().join(name).display().to_string();
    workbook(&at("report.xlsx"));
    let profile = format!("-env:UserInstallation=file://{}", at("profile"));
    // Commas, quotes, UTF-8, cells as they are shown, and every sheet in a file of its own.
    let form = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1";
    let folder = home.path().display().to_string();
    done("soffice", &[&profile, "--headless", "--convert-to", form, "--outdir", &folder, &at("report.xlsx")]);
    let read = |sheet: &str| {
        let mut reader = csv::Reader::from_path(home.path().join(format!("report-{sheet}.csv"))).expect("a CSV");
        reader.records().collect::<Result<Vec<_>, _>>().expect("rows")
    };
    let count = ["Summary", "Accepted", "Open", "Not verified", "Changes", "Registry", "All", "Controls"]
        .map(|name| read(name).len());
    assert_eq!(count, [35, 13, 2, 3, 5, 15, 93, 8]);
    let all = read("All");
    assert!(all.iter().any(|row| row.get(2) == Some("1.1.10")), "a number stays a text");
    let summary = read("Summary");
    let value =
        |what: &str| summary.iter().find(|row| row.get(2) == Some(what)).and_then(|row| row.get(3)).expect("it");
    assert_eq!((value("raw score"), value("judged as of")), ("80.49%", "2026-10-12"));
}

#[test]
fn junitparser_and_junit2html_read_what_the_gate_says() {
    let Some(python) = python_with(VARIABLE, "junitparser, junit2htmlreport") else { return };
    let home = tempfile::tempdir().expect("a folder");
    let at = |name: &str| home.path().join(name).display().to_string();
    for (scan, file) in [(OLD, at("1.junit.xml")), (NEW, at("2.junit.xml"))] {
        // The gate says no to both.
        let arguments = [&["check", scan, "--to", "junit", "-o", &file], &REGISTRY[..]].concat();
        assert_eq!(super::run(env!("CARGO_BIN_EXE_amicis"), &arguments).status.code(), Some(1));
    }
    let said = said(&python, &["junit", &at("1.junit.xml"), &at("2.junit.xml"), &home.path().display().to_string()]);
    assert_eq!(said, "94 1 3 24\n95 4 3 22\n['/', 'f', 'f', 'Failed']\n");
}
