//! `report --to xlsx`: the sheets, what stands in which, and that no cell is more than it says.

#![cfg(feature = "xlsx")]
#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "common/workbook.rs"]
mod workbook;

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

const OLD: &str = "samples/workshop/release-1/cis-cat.xml";
const NEW: &str = "samples/workshop/release-2/cis-cat.xml";
const REGISTRY: [&str; 4] = ["-r", "samples/workshop/exceptions.toml", "--as-of", "2026-10-12"];

fn amicis(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_amicis"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments).output().expect("amicis runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The workbook of a report, as bytes.
fn made(arguments: &[&str]) -> Vec<u8> {
    let home = tempfile::tempdir().expect("a folder");
    let file = home.path().join("report.xlsx");
    let output = amicis(&[&["report", "--to", "xlsx", "-o", &file.display().to_string()], arguments].concat());
    assert!(output.status.success(), "{}", said(&output));
    std::fs::read(file).expect("a workbook")
}

fn report(arguments: &[&str]) -> Value {
    workbook::read(&made(arguments))
}

/// A scan of ours. The format comes first, for whoever recognises it.
fn scan(checks: &Value) -> String {
    format!("{{\"format\":\"amicis/1\",\"coverage\":\"full\",\"checks\":{checks}}}")
}

/// A scan of ours in a file, and its report with a registry of ours.
fn report_of(checks: &Value, registry: &str) -> Value {
    let home = tempfile::tempdir().expect("a folder");
    let at = |name: &str| home.path().join(name).display().to_string();
    std::fs::write(at("scan.json"), scan(checks)).expect("written");
    std::fs::write(at("exceptions.toml"), format!("schema = 1\n{registry}")).expect("written");
    report(&[&at("scan.json"), "-r", &at("exceptions.toml"), "--as-of", "2026-10-12", "--benchmark", "House 1.0.0"])
}

fn names(book: &Value) -> Vec<&str> {
    book.as_array().expect("sheets").iter().filter_map(|sheet| sheet["name"].as_str()).collect()
}

fn sheet<'b>(book: &'b Value, name: &str) -> &'b Value {
    book.as_array().expect("sheets").iter().find(|sheet| sheet["name"] == name).expect("the sheet")
}

fn rows<'b>(book: &'b Value, name: &str) -> &'b [Value] {
    &sheet(book, name)["rows"].as_array().expect("rows")[1..]
}

/// What the rows of a sheet have in a column.
fn column<'b>(book: &'b Value, name: &str, heading: &str) -> Vec<&'b Value> {
    let head = sheet(book, name)["rows"][0].as_array().expect("a head");
    let place = head.iter().position(|cell| cell["text"] == heading).expect("the column");
    rows(book, name).iter().map(|row| &row[place]).collect()
}

fn texts<'b>(book: &'b Value, name: &str, heading: &str) -> Vec<&'b str> {
    column(book, name, heading).into_iter().map(|cell| cell["text"].as_str().unwrap_or_default()).collect()
}

#[test]
fn every_question_has_its_sheet_and_every_recommendation_its_row() {
    let book = report(&[&[NEW, "--baseline", OLD], &REGISTRY[..]].concat());
    assert_eq!(names(&book), ["Summary", "Accepted", "Open", "Not verified", "Changes", "Registry", "All", "Controls"]);
    let count = |name: &str| rows(&book, name).len();
    assert_eq!(["Accepted", "Open", "Not verified", "Registry", "All"].map(count), [13, 2, 3, 15, 93]);
    // A number is a text, and a failure stays one.
    assert!(texts(&book, "All", "Number").contains(&"1.1.10"), "1.1.10 is not 1.1.1");
    assert!(texts(&book, "Accepted", "Status").iter().all(|status| *status == "fail"));
    assert_eq!(texts(&book, "Open", "Disposition"), ["lapsed", "open"]);
    let why = texts(&book, "Open", "Why");
    assert!(
        why[0].contains("outside its scope: /opt/build-cache") && why[1].starts_with("no entry names it"),
        "{why:?}"
    );
    assert!(texts(&book, "Changes", "Class").contains(&"regressed"));
    let meanings = texts(&book, "Changes", "Meaning");
    assert!(meanings.contains(&"passed or did not apply before, fails uncovered now"), "{meanings:?}");
    // Entries that cover nothing are there too.
    let controls = texts(&book, "Controls", "Control");
    let place = controls.iter().position(|control| *control == "3.3").expect("the control");
    assert_eq!(column(&book, "Controls", "Excepted")[place], &json!({ "number": 3.0 }));
    assert_eq!(column(&book, "Controls", "Passed")[place], &json!({ "number": 0.0 }));
    assert_eq!(texts(&book, "Controls", "Kind").last(), Some(&"not mapped"));
    let states = texts(&book, "Registry", "State");
    assert!(states.contains(&"stale") && states.contains(&"covers"), "{states:?}");
    assert!(texts(&book, "Registry", "Category").contains(&"false-positive"), "the registry's word");
    assert!(texts(&book, "Registry", "Owner").iter().all(|owner| !owner.is_empty()));
    assert_eq!(column(&book, "Accepted", "Expires")[0], &json!({ "day": "2027-09-30" }));
    assert_eq!(column(&book, "Registry", "Approved on")[0], &json!({ "day": "2026-10-01" }));
    let links = sheet(&book, "Registry")["links"].as_array().expect("links");
    assert!(links.contains(&json!("https://github.com/awslabs/amazon-eks-ami/issues/846")), "{links:?}");
    let alone = report(&[&[NEW], &REGISTRY[..]].concat());
    assert_eq!(names(&alone), ["Summary", "Accepted", "Open", "Not verified", "Registry", "All", "Controls"]);
}

#[test]
fn doubts_and_coverage_stand_before_the_scores_which_are_numbers() {
    let book = report(&[&[OLD], &REGISTRY[..]].concat());
    let parts = texts(&book, "Summary", "Part");
    let first = |part: &str| parts.iter().position(|text| *text == part).expect("the part");
    assert!(first("Doubts") < first("Coverage") && first("Coverage") < first("Scores"), "{parts:?}");
    let value = |what: &str| {
        let place = texts(&book, "Summary", "What").iter().position(|text| *text == what).expect("the row");
        column(&book, "Summary", "Value")[place].clone()
    };
    assert_eq!(value("raw score"), json!({ "number": 0.8049 }));
    assert_eq!(value("excepted"), json!({ "number": 15.0 }));
    assert_eq!(value("judged as of"), json!({ "day": "2026-10-12" }));
    assert_eq!(value("doubts"), json!({ "text": "none" }));
    // What is doubted says what it does.
    let doubted = report(&["samples/formats/cis-cat-json/score-differs/input.json"]);
    assert_eq!(texts(&doubted, "Summary", "Value")[..2], ["stops the gate", "stops the gate"]);
    assert!(texts(&doubted, "Summary", "What").contains(&"results-differ"));
}

#[test]
fn an_empty_sheet_can_be_filtered_all_the_same() {
    let book = report(&[&[OLD], &REGISTRY[..]].concat());
    assert_eq!(rows(&book, "Open").len(), 0);
    assert_eq!(sheet(&book, "Open")["filter"], "A1:M1");
    assert_eq!(sheet(&book, "All")["filter"], "A1:R94");
}

#[test]
fn what_looks_like_a_formula_is_a_text_and_what_is_too_long_is_cut_and_counted() {
    let lines: Vec<String> = (0..5000).map(|line| format!("/srv/file-{line}")).collect();
    let checks = json!([
        {"number": "1.10", "status": "fail", "title": "=cmd|' /C calc'!A0", "evidence": lines},
        {"number": "1.2", "status": "pass", "title": "_x0041_ & <b>"},
    ]);
    let book = report_of(&checks, "");
    assert_eq!(texts(&book, "Open", "Title"), ["=cmd|' /C calc'!A0"]);
    assert_eq!(texts(&book, "Open", "Number"), ["1.10"]);
    assert_eq!(texts(&book, "All", "Title")[0], "_x0041_ & <b>");
    let evidence = texts(&book, "Open", "Evidence")[0];
    assert!(evidence.ends_with('…') && evidence.chars().count() <= 32_767, "{}", evidence.len());
    let place = texts(&book, "Summary", "What").iter().position(|what| *what == "Open: Evidence").expect("it is said");
    assert_eq!(column(&book, "Summary", "Value")[place], &json!({ "number": 1.0 }));
    assert!(texts(&book, "Summary", "Note")[place].contains("32,767"));
}

#[test]
fn the_first_link_of_an_entry_can_be_followed() {
    let entry = "[defaults]\nbenchmark = \"House\"\nversion = \"1.0.0\"\n[[exception]]\nid = \"a\"\nrules = [\"1.1\"]\n\
                 title = \"Ensure a\"\nreason = \"r\"\nexpires = 2027-06-30\n";
    let checks = json!([{"number": "1.1", "status": "fail", "title": "Ensure a"}]);
    let link = "https://a.example/b?c=d&e='f'";
    let book = report_of(&checks, &format!("{entry}links = [\"{link}\", \"https://second.example\"]\n"));
    assert_eq!(sheet(&book, "Registry")["links"], json!([link]));
    assert_eq!(texts(&book, "Registry", "Link"), [link]);
    assert_eq!(texts(&book, "Registry", "Further links"), ["https://second.example"]);
}

#[test]
fn the_same_inputs_are_the_same_bytes_and_another_day_is_another_workbook() {
    let of = |day: &str| made(&[NEW, "-r", "samples/workshop/exceptions.toml", "--as-of", day]);
    let one = of("2026-10-12");
    std::thread::sleep(std::time::Duration::from_millis(2100));
    assert_eq!(one, of("2026-10-12"));
    assert_ne!(one, of("2026-10-13"));
}

#[test]
fn benchmark_text_stands_there_only_where_it_is_asked_for() {
    let head = |book: &Value| sheet(book, "All")["rows"][0].as_array().expect("a head").len();
    assert_eq!(head(&report(&[OLD])), 18);
    let checks = json!([{"number": "1.1", "status": "fail", "title": "Ensure a", "rationale": "because"}]);
    let home = tempfile::tempdir().expect("a folder");
    let file = home.path().join("scan.json").display().to_string();
    std::fs::write(&file, scan(&checks)).expect("written");
    let book = report(&[&file, "--with-benchmark-text"]);
    assert_eq!(texts(&book, "All", "Rationale"), ["because"]);
    assert_eq!(head(&report(&[&file])), 18);
}

#[test]
fn a_workbook_wants_a_file_and_takes_no_template() {
    let output = amicis(&["report", NEW, "--to", "xlsx"]);
    assert!(output.status.code() == Some(2) && output.stdout.is_empty());
    assert!(said(&output).contains("xlsx is no text: name a file, with -o FILE"), "{}", said(&output));
    let home = tempfile::tempdir().expect("a folder");
    let file = home.path().join("report.xlsx").display().to_string();
    let output = amicis(&["report", NEW, "--to", "xlsx", "-o", &file, "--max-bytes", "100"]);
    assert!(output.status.code() == Some(2) && said(&output).contains("are for --to md"), "{}", said(&output));
    let template = home.path().join("own.hbs").display().to_string();
    std::fs::write(&template, "x").expect("written");
    let output = amicis(&["report", NEW, "--to", "xlsx", "-o", &file, "--template", &template]);
    assert!(output.status.code() == Some(2) && said(&output).contains("templates are for"), "{}", said(&output));
    assert!(!Path::new(&file).exists());
}

#[test]
fn a_bundle_holds_it_redacted_and_is_made_again_byte_for_byte() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join("bundle").display().to_string();
    let inputs = [&[NEW, "--baseline", OLD, "--ami-id", "ami-0b62d1ffee5d6e7f8"], &REGISTRY[..]].concat();
    let output = amicis(&[&["release", "--also", "xlsx", "-o", &folder], &inputs[..]].concat());
    assert!(output.status.success(), "{}", said(&output));
    let bytes = std::fs::read(home.path().join("bundle/assessment.xlsx")).expect("the workbook");
    let book = workbook::read(&bytes);
    assert_eq!(rows(&book, "Accepted").len(), 13);
    for secret in ["ip-10-0-37-14", "ip-10-0-21-228", "10.0.37.14"] {
        assert!(!book.to_string().contains(secret), "{secret} stands in the workbook");
    }
    let verify = [&["verify", &folder, "--rebuild"], &inputs[..]].concat();
    let output = amicis(&verify);
    assert!(output.status.success(), "{}", said(&output));
    assert!(String::from_utf8_lossy(&output.stdout).contains("the inputs make the same bytes"));
    let another = [&["verify", &folder, "--rebuild", OLD][..], &inputs[1..]].concat();
    let output = amicis(&another);
    assert!(output.status.code() == Some(1) && said(&output).contains("assessment.xlsx"), "{}", said(&output));
}

#[test]
fn a_file_that_could_not_be_read_is_said_first() {
    let home = tempfile::tempdir().expect("a folder");
    let at = |name: &str| home.path().join(name).display().to_string();
    std::fs::write(at("broken.xml"), "<Benchmark").expect("written");
    let output = amicis(&["report", NEW, &at("broken.xml"), "--keep-going", "--to", "xlsx", "-o", &at("report.xlsx")]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    let book = workbook::read(&std::fs::read(at("report.xlsx")).expect("a workbook"));
    assert_eq!(texts(&book, "Summary", "What")[0], "incomplete");
}
