//! Files that cannot be read: rows of a table, and no spot on the others.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::lake::{amicis, files, native, rows, rows_of_stream, text};

/// Folders of native scans; of every third the file is cut in half.
fn fleet(root: &Path, count: usize) -> usize {
    let mut bad = 0;
    for place in 0..count {
        let folder = root.join(format!("run-{place:02}"));
        fs::create_dir_all(&folder).expect("a folder");
        let target = json!({"instance_id": format!("i-{place:017}"), "account": "000011112222", "region": "eu-west-1"});
        let scan = native(&target, Some("2026-11-20T10:00:00Z"), &[("1.1", "pass"), ("1.2", "fail")]);
        let whole = if place % 3 == 0 { &scan[..scan.len() / 2] } else { &scan };
        bad += usize::from(place % 3 == 0);
        fs::write(folder.join("scan.json"), whole).expect("written");
    }
    bad
}

#[test]
fn bad_files_are_rows_and_the_others_are_whole() {
    let home = tempfile::tempdir().expect("a folder");
    let (scans, lake) = (home.path().join("scans"), home.path().join("lake"));
    let bad = fleet(&scans, 20);
    let (from, to) = (scans.display().to_string(), lake.display().to_string());
    let output = amicis(&["convert", &from, "--to", "parquet", "--errors", "rows", "-o", &to]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains(&format!("{bad} of the files could not be read; {} scans could", 20 - bad)), "{said}");
    let found = rows(&lake, "scans");
    assert_eq!(found.len(), 20 - bad);
    assert!(found.iter().all(|row| text(row, "coverage") == Some("full") && row["warnings"] == json!([])));
    let errors = rows(&lake, "errors");
    assert_eq!(errors.len(), bad);
    for row in &errors {
        let path = text(row, "path").expect("a path");
        assert_eq!(row["bytes"].as_u64(), fs::metadata(path).ok().map(|file| file.len()), "{path}");
        assert_eq!((text(row, "code"), text(row, "scan_day")), (Some("syntax"), Some("1970-01-01")));
        assert!(text(row, "message").expect("a message").starts_with(path));
    }
    // The same without the bad files: nothing about the good ones is other.
    for row in &errors {
        fs::remove_dir_all(Path::new(text(row, "path").expect("a path")).parent().expect("a folder")).expect("removed");
    }
    let alone = home.path().join("alone");
    super::lake::done(&["convert", &from, "--to", "parquet", "-o", &alone.display().to_string()]);
    for table in ["findings", "scans"] {
        assert_eq!(rows(&alone, table), rows(&lake, table), "{table}");
    }
    assert!(files(&alone, "errors").is_empty());
}

#[test]
fn without_rows_the_first_bad_file_ends_it_and_nothing_is_written() {
    let home = tempfile::tempdir().expect("a folder");
    fleet(home.path(), 8);
    let (from, lake) = (home.path().display().to_string(), home.path().join("lake"));
    for more in [&["--to", "parquet"][..], &["--to", "arrow"]] {
        let to = lake.display().to_string();
        let output = amicis(&[&["convert", &from, "-o", &to], more].concat());
        assert_eq!(output.status.code(), Some(2), "{more:?}");
        let left = lake.is_dir().then(|| fs::read_dir(&lake).expect("a folder").count());
        assert!(left.is_none_or(|left| left == 0) && !lake.is_file(), "{more:?}: {left:?}");
        let output = amicis(&["convert", &from, "--to", "arrow"]);
        assert!(output.stdout.is_empty(), "half a stream was printed");
    }
}

#[test]
fn the_exit_code_tells_none_from_some_and_some_from_too_many() {
    let home = tempfile::tempdir().expect("a folder");
    let (scans, lake) = (home.path().join("scans"), home.path().join("lake"));
    let bad = fleet(&scans, 9);
    let (from, to) = (scans.display().to_string(), lake.display().to_string());
    let code = |more: &[&str]| {
        let given = ["convert", &from, "--to", "parquet", "-o", &to];
        amicis(&[&given[..], more].concat()).status.code()
    };
    let (few, enough) = ((bad - 1).to_string(), bad.to_string());
    assert_eq!(code(&["--errors", "rows", "--max-errors", &enough]), Some(0));
    fs::remove_dir_all(&lake).expect("removed");
    assert_eq!(code(&["--errors", "rows", "--max-errors", &few]), Some(2));
    assert_eq!(rows(&lake, "errors").len(), bad, "what is known is written all the same");
    assert_eq!(code(&["--max-errors", "3"]), Some(2), "it counts rows");
    assert_eq!(code(&["--keep-going"]), Some(2), "it marks every scan");
    for place in (0..9).filter(|place| place % 3 != 0) {
        fs::remove_dir_all(scans.join(format!("run-{place:02}"))).expect("removed");
    }
    assert_eq!(code(&["--errors", "rows"]), Some(2), "none could be read");
    assert_eq!(rows(&lake, "errors").len(), bad, "the same errors are the same file");
}

#[test]
fn lines_and_streams_pass_over_bad_files_as_well() {
    let home = tempfile::tempdir().expect("a folder");
    let bad = fleet(home.path(), 7);
    let from = home.path().display().to_string();
    let output = amicis(&["convert", &from, "--to", "ndjson", "--errors", "rows"]);
    assert_eq!(output.status.code(), Some(0));
    let lines: Vec<Value> = output
        .stdout
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).expect("JSON"))
        .collect();
    let places: Vec<u64> = lines
        .iter()
        .filter(|line| line["type"] == "scan")
        .map(|line| line["scan"].as_u64().expect("a place"))
        .collect();
    assert_eq!(places, (1..=(7 - bad) as u64).collect::<Vec<_>>(), "scans are counted through");
    assert!(lines.iter().filter(|line| line["type"] == "scan").all(|line| line["coverage"] == "full"));
    let output = amicis(&["convert", &from, "--to", "arrow", "--errors", "rows"]);
    assert_eq!(rows_of_stream(output.stdout.as_slice()).len(), (7 - bad) * 2);
    for to in ["json", "csv"] {
        let output = amicis(&["convert", &from, "--to", to, "--errors", "rows"]);
        assert_eq!(output.status.code(), Some(2), "{to} holds everything in memory, and says so");
    }
}

#[test]
fn a_folder_without_a_scan_and_a_path_that_is_not_there_are_errors() {
    let home = tempfile::tempdir().expect("a folder");
    let lake = home.path().join("lake");
    let (good, empty) = (home.path().join("good"), home.path().join("empty"));
    fleet(&good, 2);
    fs::create_dir_all(empty.join("below")).expect("a folder");
    let given =
        [good.display().to_string(), empty.display().to_string(), home.path().join("gone").display().to_string()];
    let to = lake.display().to_string();
    let mut arguments = vec!["convert"];
    arguments.extend(given.iter().map(String::as_str));
    arguments.extend(["--to", "parquet", "--errors", "rows", "-o", &to]);
    assert_eq!(amicis(&arguments).status.code(), Some(0));
    let mut codes: Vec<_> = rows(&lake, "errors").iter().map(|row| text(row, "code").map(str::to_owned)).collect();
    codes.sort();
    assert_eq!(codes, ["io", "no-checks", "syntax"].map(|code| Some(code.to_owned())));
}
