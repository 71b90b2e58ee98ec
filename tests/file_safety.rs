//! Files are written whole or not at all: modes, links, devices, full disks, gone readers, two at once.

#![cfg(unix)]
#![expect(clippy::expect_used, reason = "a test may stop at what should not be")]

use std::fs;
use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Output, Stdio};

const SCAN: &str = "samples/workshop/release-1/cis-cat.xml";
const REGISTRY: &str = "samples/workshop/exceptions.toml";

fn amicis() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_amicis"));
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

/// Runs `script` with the program as `"$@"`.
fn within(script: &str, arguments: &[&str]) -> Output {
    Command::new("sh")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["-c", script, "sh", env!("CARGO_BIN_EXE_amicis")])
        .args(arguments)
        .output()
        .expect("a shell")
}

fn shown(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("a file").permissions().mode() & 0o7777
}

/// What lies in a folder.
fn left(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<_> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_new_file_is_as_open_as_the_umask_allows_and_an_old_one_keeps_its_mode() {
    let home = tempfile::tempdir().expect("a folder");
    let path = home.path().join("out.json");
    for (umask, expected) in [("077", 0o600), ("022", 0o644), ("027", 0o640)] {
        let output = within(&format!("umask {umask}; exec \"$@\""), &["convert", SCAN, "-o", shown(&path)]);
        assert!(output.status.success(), "{output:?}");
        assert_eq!(mode(&path), expected, "umask {umask}");
        fs::remove_file(&path).expect("removed");
    }
    fs::write(&path, "old").expect("written");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o664)).expect("set");
    assert!(within("umask 077; exec \"$@\"", &["convert", SCAN, "-o", shown(&path)]).status.success());
    assert_eq!((mode(&path), left(home.path())), (0o664, vec!["out.json".to_owned()]));
}

#[test]
fn a_link_stays_a_link_and_its_file_is_replaced_whole() {
    let home = tempfile::tempdir().expect("a folder");
    let (real, link) = (home.path().join("real.json"), home.path().join("link.json"));
    fs::write(&real, "old").expect("written");
    symlink("real.json", &link).expect("linked");
    assert!(amicis().args(["convert", SCAN, "-o", shown(&link)]).status().expect("runs").success());
    assert!(fs::symlink_metadata(&link).expect("a link").is_symlink());
    assert!(fs::read_to_string(&real).expect("a file").starts_with('{'));
}

#[test]
fn a_link_in_a_folder_of_our_files_is_not_followed() {
    let home = tempfile::tempdir().expect("a folder");
    let precious = home.path().join("precious");
    fs::write(&precious, "precious").expect("written");
    for (name, arguments) in [("amicis.1", &["man"][..]), ("report.html.hbs", &["templates", "export", "--force"])] {
        let folder = home.path().join(name.replace('.', "-"));
        fs::create_dir(&folder).expect("made");
        symlink(&precious, folder.join(name)).expect("linked");
        let output = amicis().args(arguments).arg(&folder).output().expect("it runs");
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{errors}");
        assert!(errors.contains("is a link"), "{errors}");
        assert_eq!(fs::read_to_string(&precious).expect("read"), "precious");
        assert_eq!(left(&folder), [name]);
    }
}

#[test]
fn a_pipe_is_written_to_and_stays_a_pipe() {
    let home = tempfile::tempdir().expect("a folder");
    let (pipe, link) = (home.path().join("pipe"), home.path().join("link"));
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    symlink("pipe", &link).expect("linked");
    for name in [&pipe, &link] {
        let reader = Command::new("cat").arg(&pipe).stdout(Stdio::piped()).spawn().expect("cat");
        assert!(amicis().args(["convert", SCAN, "-o", shown(name)]).status().expect("runs").success());
        assert!(reader.wait_with_output().expect("cat").stdout.starts_with(b"{"));
        assert!(fs::symlink_metadata(&pipe).expect("a pipe").file_type().is_fifo());
    }
    assert_eq!(left(home.path()), ["link", "pipe"]);
}

#[test]
fn a_reader_that_has_gone_does_not_change_what_a_gate_says() {
    for arguments in
        [vec!["check", SCAN, "-r", REGISTRY], vec!["diff", SCAN, SCAN, "-r", REGISTRY, "--fail-on", "unchanged"]]
    {
        let gone = within("{ sleep 1; \"$@\"; echo $? >&2; } | true", &arguments);
        assert!(String::from_utf8_lossy(&gone.stderr).ends_with("1\n"), "{arguments:?}: {gone:?}");
    }
}

#[test]
fn the_name_of_standard_output_stays_what_it_is() {
    let home = tempfile::tempdir().expect("a folder");
    let path = home.path().join("out.json");
    // By another name for the same, so that a failure breaks a link in this folder only.
    let link = home.path().join("stdout");
    symlink("/proc/self/fd/1", &link).expect("linked");
    let through = |redirect: &str| {
        within(&format!("exec \"$@\" {redirect}"), &["convert", SCAN, "-o", "/proc/self/fd/1"]).status.success()
    };
    if !Path::new("/proc/self/fd/1").exists() {
        return;
    }
    assert!(through(&format!("> '{}'", shown(&path))));
    let once = fs::read(&path).expect("a file");
    assert!(through(&format!(">> '{}'", shown(&path))));
    assert_eq!(fs::read(&path).expect("a file"), [once.clone(), once.clone()].concat());
    let output = within("exec \"$@\" | cat", &["convert", SCAN, "-o", shown(&link)]);
    assert_eq!(output.stdout, once);
    assert!(fs::symlink_metadata(&link).expect("a link").is_symlink());
}

#[test]
fn a_file_that_cannot_be_written_leaves_the_old_one_and_nothing_else() {
    let home = tempfile::tempdir().expect("a folder");
    let path = home.path().join("out.json");
    fs::write(&path, "old").expect("written");
    // A file may have 4 KiB: the write fails in its middle, as on a full disk.
    let script = "trap '' XFSZ; ulimit -f 8; exec \"$@\"";
    let output = within(script, &["convert", SCAN, "-o", shown(&path)]);
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(error.contains("cannot write") && error.contains("out.json"), "{error}");
    assert_eq!((fs::read_to_string(&path).expect("a file").as_str(), left(home.path()).len()), ("old", 1));

    let out = home.path().join("release");
    let output = within(script, &["release", SCAN, "-r", REGISTRY, "-o", shown(&out)]);
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(left(home.path()), ["out.json"]);

    let output = amicis().args(["convert", SCAN, "-o", shown(home.path())]).output().expect("runs");
    assert_eq!(output.status.code(), Some(2), "a folder is no file: {output:?}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_behind_standard_output_is_said() {
    for arguments in [&["convert", SCAN][..], &["show", SCAN], &["formats"], &["--version"], &["--help"]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
        let output = amicis().args(arguments).stdout(full).output().expect("runs");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {output:?}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    for arguments in [&["convert", SCAN][..], &["show", SCAN], &["exceptions", SCAN, "-r", REGISTRY]] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let output = amicis().args(arguments).stdout(writer).stderr(Stdio::piped()).output().expect("runs");
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {error}");
        assert!(!error.contains("panicked") && !error.contains("Broken pipe"), "{error}");
    }
}

#[test]
fn one_unreadable_file_among_many_stops_the_run_unless_told_to_go_on() {
    let home = tempfile::tempdir().expect("a folder");
    let scan = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/formats/native/document/input.json"));
    let scan = String::from_utf8(scan.expect("a sample")).expect("UTF-8");
    for index in 0..100 {
        fs::write(home.path().join(format!("{index:03}.json")), &scan).expect("written");
    }
    // A link that leads nowhere cannot be read by anyone, root included.
    symlink("nowhere", home.path().join("050b.json")).expect("linked");
    let output = amicis().args(["convert", shown(home.path())]).output().expect("runs");
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{error}");
    assert!(error.contains("050b.json"), "{error}");
    let output = amicis().args(["convert", "--keep-going", shown(home.path())]).output().expect("runs");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(error.contains("050b.json"), "{error}");
    assert_eq!(output.status.code(), Some(2), "{error}");
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let whole: serde_json::Value = serde_json::from_str(&scan).expect("JSON");
    let count = |document: &serde_json::Value| document["scans"].as_array().map(Vec::len);
    assert_eq!(count(&document), count(&whole).map(|count| count * 100));
}

#[test]
fn two_runs_into_one_place_leave_one_whole_result() {
    let home = tempfile::tempdir().expect("a folder");
    let (file, folder) = (home.path().join("out.json"), home.path().join("release"));
    for _ in 0..5 {
        let start = |arguments: &[&str]| amicis().args(arguments).stderr(Stdio::null()).stdout(Stdio::null()).spawn();
        let convert = ["convert", SCAN, "-o", shown(&file)];
        let release = ["release", SCAN, "-r", REGISTRY, "--as-of", "2026-11-23", "-o", shown(&folder)];
        let runs = [start(&convert), start(&convert), start(&release), start(&release)];
        let codes = runs.map(|run| run.expect("runs").wait().expect("ends").code());
        assert_eq!(codes[..2], [Some(0), Some(0)]);
        assert!(codes[2..].contains(&Some(0)), "{codes:?}");
        serde_json::from_slice::<serde_json::Value>(&fs::read(&file).expect("a file")).expect("whole");
        let sums = Command::new("sha256sum").args(["--check", "--quiet", "SHA256SUMS"]).current_dir(&folder).status();
        assert!(sums.expect("sha256sum").success());
        assert_eq!(left(home.path()), ["out.json", "release"]);
        fs::remove_dir_all(&folder).expect("removed");
    }
}
