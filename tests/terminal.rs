//! The program around its results: how much it says, completions, manual pages, where it writes.

#![expect(clippy::expect_used, reason = "a test may stop at what should not be")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// A folder file that is no scan is told; a failure without a title is not.
const SCAN: &str = "number,status,title\n1.1.1,fail,Ensure a\n1.1.2,pass,Ensure b\n#end,2\n";

fn amicis(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_amicis")).current_dir(folder).args(arguments).output().expect("the program runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

fn scans() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("scans")).expect("a folder");
    for (name, content) in [("scans/a.csv", SCAN), ("scans/notes.txt", "nothing\n")] {
        fs::write(folder.path().join(name), content).expect("written");
    }
    folder
}

#[test]
fn quiet_says_errors_alone() {
    let folder = scans();
    let usual = amicis(folder.path(), &["convert", "scans"]);
    assert!(text(&usual.stderr).contains("notes.txt"), "{}", text(&usual.stderr));
    let quiet = amicis(folder.path(), &["convert", "scans", "--quiet"]);
    assert_eq!((text(&quiet.stderr).as_str(), &quiet.stdout), ("", &usual.stdout));
    let failed = amicis(folder.path(), &["-q", "convert", "scans/notes.txt"]);
    assert_eq!(failed.status.code(), Some(2));
    assert!(text(&failed.stderr).starts_with("error: "), "{}", text(&failed.stderr));
}

#[test]
fn quiet_keeps_the_errors_of_a_registry() {
    let folder = scans();
    let registry = "schema = 1\n[[exception]]\nid = \"a\"\nrules = [\"1.1.1\"]\n";
    fs::write(folder.path().join("exceptions.toml"), registry).expect("written");
    let output = amicis(folder.path(), &["exceptions", "scans", "-r", "exceptions.toml", "-q"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("error[missing-key]"), "{}", text(&output.stderr));
}

#[test]
fn verbose_says_what_was_read_as_what() {
    let folder = scans();
    let said = text(&amicis(folder.path(), &["-v", "convert", "scans"]).stderr);
    assert!(said.contains("done: scans/a.csv is native: 2 checks"), "{said}");
    assert!(said.contains("done: 1 scan read in "), "{said}");
}

#[test]
fn without_a_terminal_there_is_no_bar() {
    let folder = scans();
    for index in 0..60 {
        fs::write(folder.path().join(format!("scans/{index}.csv")), SCAN).expect("written");
    }
    let output = amicis(folder.path(), &["convert", "scans", "-o", "all.json"]);
    assert!(output.status.success());
    assert!(!text(&output.stderr).contains(['\r', '\u{1b}']), "{:?}", text(&output.stderr));
}

#[test]
fn every_command_has_a_manual_page() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(amicis(folder.path(), &["man", "new/man1", "--date", "2026-11-29"]).status.success());
    let pages = fs::read_dir(folder.path().join("new/man1")).expect("the pages");
    let pages: BTreeSet<String> =
        pages.map(|page| page.expect("a page").file_name().to_string_lossy().into_owned()).collect();
    for name in ["amicis.1", "amicis-check.1", "amicis-completions.1", "amicis-registry.1", "amicis-registry-lint.1"] {
        assert!(pages.contains(name), "{name} is not among {pages:?}");
    }
    let page = fs::read_to_string(folder.path().join("new/man1/amicis-check.1")).expect("a page");
    let title = format!(".TH amicis-check 1 2026-11-29 \"amicis {}\" \"amicis manual\"", env!("CARGO_PKG_VERSION"));
    let parts = ["allow\\-unverified", "Exit codes: 0 it passes", "\\-\\-quiet", ".SH \"EXIT STATUS\"", ".SH EXAMPLES"];
    for part in parts.into_iter().chain([title.as_str()]) {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains("SH EXTRA"), "{page}");
}

#[test]
fn every_shell_gets_completions_of_commands_and_options() {
    let folder = tempfile::tempdir().expect("a folder");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = amicis(folder.path(), &["completions", shell]);
        let script = text(&output.stdout);
        assert!(output.status.success() && script.contains("completions"), "{shell}");
        assert!(script.contains("min-raw-score"), "{shell}");
        // The shells that complete values: benchmarks by a name without blanks.
        if shell != "elvish" && shell != "powershell" {
            assert!(script.contains("amazon_linux_2_v2.0.0"), "{shell}");
        }
    }
}

/// A pipe is written to; replaced by a file it would be gone, and so would a device.
#[cfg(unix)]
#[test]
fn what_is_no_file_is_written_to_and_not_replaced() {
    use std::os::unix::fs::FileTypeExt;

    let folder = scans();
    let pipe = folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read_to_string(pipe).expect("what is written")
    });
    let output = amicis(folder.path(), &["convert", "scans", "-q", "-o", "pipe"]);
    let is_pipe = fs::symlink_metadata(&pipe).expect("it is there").file_type().is_fifo();
    assert!(is_pipe && output.status.success(), "{}", text(&output.stderr));
    assert_eq!(reader.join().expect("read"), text(&amicis(folder.path(), &["convert", "scans", "-q"]).stdout));
}

#[test]
fn text_takes_the_width_that_there_is() {
    let folder = scans();
    let long = format!("1.1.3,fail,Ensure {}\n#end,3\n", "that every word of a long title is shown ".repeat(6));
    fs::write(folder.path().join("wide.csv"), SCAN.replace("#end,2\n", &long)).expect("written");
    let widest = |arguments: &[&str], columns: Option<&str>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_amicis"));
        command.current_dir(folder.path()).args(arguments).env_remove("COLUMNS");
        columns.map(|columns| command.env("COLUMNS", columns));
        let printed = text(&command.output().expect("the program runs").stdout);
        printed.lines().map(|line| line.chars().count()).max().unwrap_or_default()
    };
    assert_eq!(widest(&["show", "wide.csv"], None), 80, "a pipe");
    assert_eq!(widest(&["show", "wide.csv"], Some("120")), 120, "COLUMNS");
    assert_eq!(widest(&["show", "wide.csv", "--width", "60"], Some("120")), 60, "what is asked for goes first");
    assert!(widest(&["show", "wide.csv", "--width", "0"], None) >= 40, "no less than what tables need");
}
