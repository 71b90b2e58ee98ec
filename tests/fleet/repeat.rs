//! Runs that are repeated, killed, put in another order or parted: the rows are the same, and none is there twice.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use amicis::host::files_below;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;

use super::lake::{Row, done, native, rows};

/// Folders of scans by several accounts and on several days; each has one file or a few.
fn fleet(root: &Path, count: usize) -> Vec<PathBuf> {
    let folder = |place: usize| {
        let folder = root.join(format!("run-{place:03}"));
        fs::create_dir_all(&folder).expect("a folder");
        for file in 0..=(place % 3) {
            let account = format!("{:012}", place % 4);
            let host = format!("host-{}", place % 5);
            let target = match place % 2 {
                0 => json!({"instance_id": format!("i-{place}-{file}"), "account": account, "ami_id": "ami-1"}),
                _ => json!({"hostname": host, "account": account, "region": "eu-west-1"}),
            };
            let day = format!("2026-11-{:02}T10:00:00Z", 20 + place % 3);
            let status = if (place + file).is_multiple_of(2) { "fail" } else { "pass" };
            let checks = [("1.10", "fail"), ("1.9", status), ("1.1", "notchecked")];
            let time = (!place.is_multiple_of(7)).then_some(day.as_str());
            fs::write(folder.join(format!("{file}.json")), native(&target, time, &checks)).expect("written");
        }
        folder
    };
    (0..count).map(folder).collect()
}

fn convert(folders: &[PathBuf], lake: &Path) {
    let mut arguments = vec!["convert".to_owned()];
    arguments.extend(folders.iter().map(|folder| folder.display().to_string()));
    arguments.extend(["--to", "parquet", "-o", &lake.display().to_string()].map(str::to_owned));
    done(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
}

fn tables(lake: &Path) -> [Vec<Row>; 2] {
    ["findings", "scans"].map(|table| rows(lake, table))
}

/// The files of a folder with their bytes.
fn bytes(lake: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let name = |file: PathBuf| (file.strip_prefix(lake).expect("below").to_owned(), fs::read(&file).expect("a file"));
    files_below(lake).expect("a folder").into_iter().map(name).collect()
}

#[test]
fn any_order_and_any_parting_of_the_folders_gives_the_same_rows() {
    let home = tempfile::tempdir().expect("a folder");
    let folders = fleet(&home.path().join("scans"), 12);
    let whole = home.path().join("whole");
    convert(&folders, &whole);
    let expected = tables(&whole);
    assert!(expected[0].len() > 50 && expected[1].len() > 20);
    let worlds = (Just(folders.clone()).prop_shuffle(), prop::collection::vec(0..4_usize, folders.len()));
    let mut runner = TestRunner::new(Config { cases: 6, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&worlds, |(folders, calls)| {
        let lake = tempfile::tempdir().expect("a folder");
        for call in 0..4 {
            let own: Vec<PathBuf> =
                folders.iter().zip(&calls).filter(|(_, of)| **of == call).map(|(folder, _)| folder.clone()).collect();
            if !own.is_empty() {
                convert(&own, lake.path());
            }
        }
        prop_assert_eq!(&tables(lake.path()), &expected);
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn the_same_scans_are_the_same_files_whatever_their_order() {
    let home = tempfile::tempdir().expect("a folder");
    let folders = fleet(&home.path().join("scans"), 6);
    let (one, other) = (home.path().join("one"), home.path().join("other"));
    convert(&folders, &one);
    std::thread::sleep(Duration::from_millis(1100));
    let turned: Vec<PathBuf> = folders.iter().rev().cloned().collect();
    convert(&turned, &other);
    assert_eq!(bytes(&one), bytes(&other));
    convert(&folders, &one);
    assert_eq!(bytes(&one), bytes(&other), "a second run replaces itself");
}

#[test]
fn a_scan_that_is_given_twice_is_written_once_and_that_is_said() {
    let home = tempfile::tempdir().expect("a folder");
    let folders = fleet(&home.path().join("scans"), 3);
    let (once, twice) = (home.path().join("once"), home.path().join("twice"));
    convert(&folders, &once);
    let copy = home.path().join("copy");
    fs::create_dir_all(&copy).expect("a folder");
    for file in files_below(&folders[2]).expect("files") {
        fs::copy(&file, copy.join(file.file_name().expect("a name"))).expect("copied");
    }
    let given = [&folders[..], &[copy]].concat();
    let mut arguments = vec!["convert".to_owned()];
    arguments.extend(given.iter().map(|folder| folder.display().to_string()));
    arguments.extend(["--to", "parquet", "-o", &twice.display().to_string()].map(str::to_owned));
    let said = done(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(said.contains("3 scans were given more than once, and are written once"), "{said}");
    assert_eq!(tables(&once), tables(&twice));
}

#[test]
fn a_run_that_was_killed_and_is_repeated_doubles_nothing() {
    let home = tempfile::tempdir().expect("a folder");
    let folders = fleet(&home.path().join("scans"), 60);
    let (whole, lake) = (home.path().join("whole"), home.path().join("lake"));
    convert(&folders, &whole);
    let mut killed = 0;
    for wait in [1, 5, 20, 50, 90, 200] {
        let mut run = Command::new(env!("CARGO_BIN_EXE_amicis"))
            .args(["convert", &home.path().join("scans").display().to_string(), "--to", "parquet", "-o"])
            .arg(&lake)
            .stderr(Stdio::null())
            .spawn()
            .expect("it runs");
        std::thread::sleep(Duration::from_millis(wait));
        killed += usize::from(run.try_wait().expect("its state").is_none());
        run.kill().expect("killed, or over");
        run.wait().expect("over");
        // What there is of it is whole: no file is half written, and no row doubled.
        for (found, all) in tables(&lake).iter().zip(&tables(&whole)) {
            assert!(found.iter().all(|row| all.contains(row)));
        }
    }
    assert!(killed > 0, "no run was killed");
    convert(&folders, &lake);
    assert_eq!(tables(&lake), tables(&whole));
    assert_eq!(bytes(&lake), bytes(&whole));
}
