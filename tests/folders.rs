//! Folders of scans in which something else lies: nothing that may have been a scan is passed over without a doubt.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use amicis::load::{Loaded, Loader};
use amicis::model::DoubtCode;

const GOOD: &str = "{\"type\":\"scan\",\"format\":\"amicis/1\",\"target\":{\"hostname\":\"good\"}}\n\
                    {\"type\":\"check\",\"number\":\"1.1\",\"status\":\"pass\"}\n{\"type\":\"end\",\"checks\":1}\n";

/// Loads a folder that holds a good scan, and what the caller puts beside it.
fn beside(put: impl Fn(&Path)) -> Loaded {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("good.jsonl"), GOOD).expect("written");
    put(folder.path());
    let loaded = Loader::default().load(&[folder.path().to_owned()]).expect("the good one");
    assert_eq!(loaded.scans.len(), 1);
    loaded
}

fn doubted(loaded: &Loaded, name: &str) -> bool {
    loaded.doubts.iter().any(|doubt| {
        doubt.code == DoubtCode::FileSkipped && doubt.about.as_deref().is_some_and(|about| about.ends_with(name))
    })
}

fn noted(loaded: &Loaded, name: &str) -> bool {
    loaded.notes.iter().any(|note| note.path.as_deref().is_some_and(|path| path.ends_with(name)))
}

#[test]
fn a_broken_file_under_the_name_of_data_is_doubted() {
    let wide: Vec<u8> = GOOD.chars().flat_map(|letter| u32::from(letter).to_le_bytes()).collect();
    for (name, bytes) in [
        ("bad.jsonl", &b""[..]),
        ("bad.json", b"   \n"),
        ("bad.csv", &[0; 4096]),
        ("bad.jsonl", &wide),
        ("bad.json", b"7z\xbc\xaf\x27\x1c\0\0"),
        ("bad.xml", b"<html><body>403</body></html>"),
        ("bad.log", b"<!DOCTYPE html>\n<html><body>502</body></html>"),
        ("bad.json", b"{\"message\":\"Too many requests\"}"),
        ("bad.json", b"{"),
        ("bad.jsonl", b"{\"type\":\"sc"),
        ("bad.xml", b"<?xml version=\"1.0\"?>\n"),
    ] {
        let loaded = beside(|folder| fs::write(folder.join(name), bytes).expect("written"));
        assert!(doubted(&loaded, name), "{name} {:?}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn a_packed_file_that_is_cut_is_refused_in_a_folder_as_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("good.jsonl"), GOOD).expect("written");
    fs::write(folder.path().join("bad.json.bz2"), b"BZh91AY&SY\x01\x02\x03").expect("written");
    let error = Loader::default().load(&[folder.path().to_owned()]).expect_err("cut");
    assert!(error.path.ends_with("bad.json.bz2") && error.help.is_some(), "{error}");
}

#[test]
fn sound_files_of_other_things_are_only_named() {
    for (name, text) in
        [("package.json", "{\"name\": \"x\"}"), ("notes.txt", "call Bob\n"), ("empty", ""), ("report.html", "<html/>")]
    {
        let loaded = beside(|folder| fs::write(folder.join(name), text).expect("written"));
        assert!(!doubted(&loaded, name) && noted(&loaded, name), "{name}");
    }
}

#[test]
fn hidden_files_are_named_and_doubted_where_they_are_named_as_scans() {
    let loaded = beside(|folder| {
        fs::write(folder.join(".more.jsonl"), GOOD).expect("written");
        fs::write(folder.join(".scan-2.jsonl"), GOOD).expect("written");
    });
    assert!(noted(&loaded, ".more.jsonl") && !doubted(&loaded, ".more.jsonl"));
    assert!(doubted(&loaded, ".scan-2.jsonl"));
}

#[cfg(unix)]
#[test]
fn pipes_and_sockets_are_named_and_never_opened() {
    use std::os::unix::net::UnixListener;
    use std::process::Command;
    let loaded = beside(|folder| {
        drop(UnixListener::bind(folder.join("agent")).expect("a socket"));
        let made = Command::new("mkfifo").arg(folder.join("more.jsonl")).status().expect("mkfifo runs");
        assert!(made.success());
    });
    assert!(noted(&loaded, "agent") && !doubted(&loaded, "agent"));
    assert!(doubted(&loaded, "more.jsonl"));
}
