//! `convert --to csv` for others than this program: a header and rows alone, and for spreadsheets no cell that is a formula.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::io::Write;
use std::process::{Command, Output, Stdio};

const SCAN: &str = "samples/workshop/release-1/cis-cat.xml";

fn convert(arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_amicis"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).arg("convert").args(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("amicis runs");
    child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("written");
    child.wait_with_output().expect("it ends")
}

/// The records of a CSV of which every row is as wide as its header.
fn records(output: &Output) -> Vec<csv::StringRecord> {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(output.stdout.as_slice());
    reader.records().collect::<Result<_, _>>().expect("rows of one width")
}

fn column<'r>(records: &'r [csv::StringRecord], name: &str) -> Vec<&'r str> {
    let place = records[0].iter().position(|heading| heading == name).expect("a column");
    records.iter().skip(1).map(|record| &record[place]).collect()
}

#[test]
fn a_plain_csv_is_a_header_and_a_row_for_each_check() {
    let plain = records(&convert(&[SCAN, "--to", "csv", "--plain"], ""));
    assert_eq!(plain.len(), 94);
    assert!(plain.iter().all(|record| !record[0].starts_with('#')));
    let failed = column(&plain, "status").into_iter().filter(|status| *status == "fail").count();
    assert_eq!(failed, 15);
    // All else is as in the CSV that amicis reads again.
    let whole = String::from_utf8(convert(&[SCAN, "--to", "csv"], "").stdout).expect("UTF-8");
    let text = String::from_utf8(convert(&[SCAN, "--to", "csv", "--plain"], "").stdout).expect("UTF-8");
    let rest = whole.strip_prefix(&text).expect("the same rows");
    assert!(rest.starts_with("#scan,1,") && rest.ends_with("#end,93\n"), "{rest}");
}

#[test]
fn a_guarded_csv_has_no_formula_and_nothing_that_hides() {
    let check =
        r#"{"number":"1.10","status":"fail","title":"=HYPERLINK(\"http://x\")","evidence":"-rw-r--r-- a\u202eb"}"#;
    let scan = format!(r#"{{"format":"amicis/1","checks":[{check}]}}"#);
    let plain = records(&convert(&["-", "--to", "csv", "--plain"], &scan));
    assert_eq!(column(&plain, "title"), ["=HYPERLINK(\"http://x\")"], "as the scan has it");
    let guarded = records(&convert(&["-", "--to", "csv", "--plain", "--guard"], &scan));
    assert_eq!(column(&guarded, "title"), ["'=HYPERLINK(\"http://x\")"]);
    assert_eq!(column(&guarded, "evidence"), ["'-rw-r--r-- a\u{fffd}b"]);
    assert_eq!(column(&guarded, "number"), ["1.10"]);
}

#[test]
fn what_no_row_says_is_said_and_other_forms_have_no_such_options() {
    let said = |output: &Output| String::from_utf8_lossy(&output.stderr).into_owned();
    let none = r#"{"format":"amicis/1","scans":[{"checks":[{"number":"1.1","status":"pass"}]},{"checks":[]}]}"#;
    let output = convert(&["-", "--to", "csv", "--plain"], none);
    assert!(said(&output).contains("has no check, so no row speaks of it"), "{}", said(&output));
    let output = convert(&[SCAN, "--plain"], "");
    assert!(output.status.code() == Some(2) && output.stdout.is_empty());
    assert!(said(&output).contains("--plain and --guard are for --to csv"), "{}", said(&output));
    let output = convert(&[SCAN, "--to", "csv", "--guard"], "");
    assert!(output.status.code() == Some(2) && said(&output).contains("--plain"), "{}", said(&output));
}
