//! `amicis triage` in a pseudo-terminal: keys in, screens and files out.

#![cfg(target_os = "linux")]
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use amicis::diag::is_hostile;

mod picture;
#[path = "../common/pty.rs"]
mod pty;

use pty::Terminal;

const SMALL: (u16, u16) = (24, 80);
const LARGE: (u16, u16) = (50, 140);
const ENTER: &str = "\r";
const ESC: &str = "\u{1b}";
const UP: &str = "\u{1b}[A";
const CTRL_C: &str = "\u{3}";
const ARGS: [&str; 8] =
    ["triage", "results.xml", "-r", "exceptions.toml", "--as-of", "2026-11-23", "--approve", "A. Reviewer"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder with a scan in which much fails, and half of a registry.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (from, to) in [
            ("samples/workshop/release-2/cis-cat.xml", "results.xml"),
            ("samples/triage/exceptions.toml", "exceptions.toml"),
        ] {
            fs::copy(root().join(from), folder.path().join(to)).expect("a sample");
        }
        Self { folder }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn registry(&self) -> String {
        fs::read_to_string(self.at("exceptions.toml")).expect("a registry")
    }

    fn start(&self, size: (u16, u16), env: &[(&str, &str)]) -> Terminal {
        let mut terminal = Terminal::start(self.folder.path(), size, &ARGS, env);
        terminal.until("0 decided");
        terminal
    }
}

fn before() -> String {
    fs::read_to_string(root().join("samples/triage/exceptions.toml")).expect("a registry")
}

#[test]
fn a_session_accepts_joins_skips_undoes_and_writes_what_was_agreed_to() {
    let desk = Desk::new();
    let mut terminal = desk.start(SMALL, &[]);
    insta::assert_snapshot!("small-list", terminal.text());
    terminal
        .then("aContainerd makes these directories.\tTracked upstream.\t\u{1b}[C\tplatform\t2027-06-30", "2027-06-30");
    insta::assert_snapshot!("small-accept", terminal.text());
    terminal.then(ENTER, "accepted 1.1.22");
    terminal.then("s", "skipped 1.6.1.6");
    terminal.then("aVolumes on EFS need the client.\r", "accepted 2.1.17");
    terminal.then("ekube-proxy", "Into which entry does 3.5.3.2.4 go?");
    insta::assert_snapshot!("small-join", terminal.text());
    terminal.then(ENTER, "joined 3.5.3.2.4");
    terminal.then("aA mistake.\r", "accepted 3.5.3.3.3");
    terminal.then("u", "taken back: accepted 3.5.3.3.3");
    assert_eq!(desk.registry(), before(), "nothing is written before the diff is agreed to");
    terminal.then("w", "Write this?");
    insta::assert_snapshot!("small-review", terminal.text());
    terminal.types("y");
    let (code, said) = terminal.end();
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("note: written: 2 accepted, 1 joined, 1 skipped"), "{said}");
    insta::assert_snapshot!("written", desk.registry());
    let left: Vec<_> = fs::read_dir(desk.folder.path()).expect("a folder").collect();
    assert_eq!(left.len(), 2, "no other file is left: {left:?}");
}

#[test]
fn several_are_done_at_once_and_the_large_screen_shows_list_and_finding_side_by_side() {
    let desk = Desk::new();
    let mut terminal = desk.start(LARGE, &[]);
    insta::assert_snapshot!("large-list", terminal.text());
    terminal.then("/files or dir", "/files or dir_");
    terminal.then(ENTER, "filter: files or dir (2 of 16)");
    terminal.then("  a", "Accept 2 findings: 6.1.11, 6.1.12");
    insta::assert_snapshot!("large-accept", terminal.text());
    terminal.then("Files of container layers.\r", "accepted 2 findings");
    terminal.then("w", "Write this?");
    insta::assert_snapshot!("large-review", terminal.text());
    terminal.types("y");
    assert_eq!(terminal.end().0, 0);
    let text = desk.registry();
    assert!(text.starts_with(&before()), "what stood there stays");
    assert!(text.contains("rules = [\"6.1.11\", \"6.1.12\"]"), "{text}");
}

#[test]
fn whoever_leaves_or_breaks_off_leaves_every_byte_as_it_was() {
    for (keys, code, said) in [
        (CTRL_C, 2, "stopped with Ctrl-C; nothing was written"),
        ("q", 0, "nothing was written"),
        ("aA reason.", 2, "stopped with Ctrl-C; nothing was written"),
    ] {
        let desk = Desk::new();
        let mut terminal = desk.start(SMALL, &[]);
        if keys.starts_with('a') {
            // In the middle of a second form, and in the review.
            terminal.then("aA reason.\r", "accepted 1.1.22");
            terminal.then("w", "Write this?");
            terminal.then(ESC, "a accept");
            terminal.then(keys, "A reason.");
            terminal.types(CTRL_C);
        } else {
            terminal.types(keys);
        }
        let (ended, screen) = terminal.end();
        assert_eq!(ended, code, "{screen}");
        assert!(screen.contains(said), "{screen}");
        assert_eq!(desk.registry(), before());
    }
    let desk = Desk::new();
    let mut terminal = desk.start(SMALL, &[]);
    terminal.then("p", "planned 1.1.22");
    terminal.then("q", "Write this?");
    terminal.types("n");
    let (code, screen) = terminal.end();
    assert!(code == 0 && screen.contains("nothing was written"), "{screen}");
    assert_eq!(desk.registry(), before());
}

#[test]
fn another_size_is_drawn_at_once_and_keys_go_on() {
    let desk = Desk::new();
    let mut terminal = desk.start(SMALL, &[]);
    assert!(!terminal.text().contains("help   q quit"));
    terminal.resize(LARGE);
    terminal.until("? help   q quit");
    terminal.then("p", "planned 1.1.22");
    terminal.resize((10, 30));
    terminal.until("Make the window larger");
    terminal.resize(SMALL);
    terminal.until("w write ? q");
    terminal.then("u", "taken back");
    terminal.types("q");
    assert_eq!(terminal.end().0, 0);
}

#[test]
fn a_registry_that_changed_meanwhile_is_not_written_over() {
    let desk = Desk::new();
    let mut terminal = desk.start(SMALL, &[]);
    terminal.then("p", "planned 1.1.22");
    let theirs = before() + "# somebody else was here\n";
    fs::write(desk.at("exceptions.toml"), &theirs).expect("written");
    terminal.then("w", "Write this?");
    terminal.types("y");
    let (code, screen) = terminal.end();
    assert_eq!(code, 2, "{screen}");
    assert!(screen.contains("was changed while the triage ran"), "{screen}");
    assert_eq!(desk.registry(), theirs);
}

#[test]
fn in_a_folder_each_new_entry_is_a_file_and_nothing_is_written_over() {
    let desk = Desk::new();
    fs::create_dir(desk.at("exceptions")).expect("a folder");
    fs::copy(desk.at("exceptions.toml"), desk.at("exceptions/old.toml")).expect("a registry");
    let args = ["triage", "results.xml", "-r", "exceptions/", "--as-of", "2026-11-23", "--approve", "A. Reviewer"];
    for (theirs, code) in [(true, 2), (false, 0)] {
        let mut terminal = Terminal::start(desk.folder.path(), SMALL, &args, &[]);
        terminal.until("0 decided");
        terminal.then("aContainerd makes these.\r", "accepted 1.1.22");
        terminal.then("w", "+++ exceptions/sticky-bit");
        if theirs {
            fs::write(desk.at("exceptions/new.toml"), "schema = 1\n").expect("written");
        }
        terminal.types("y");
        let (ended, screen) = terminal.end();
        assert_eq!(ended, code, "{screen}");
        let files = fs::read_dir(desk.at("exceptions")).expect("a folder").count();
        assert_eq!(files, if theirs { 2 } else { 3 }, "{screen}");
    }
    assert_eq!(fs::read_to_string(desk.at("exceptions/old.toml")).expect("a registry"), before());
}

#[test]
fn no_text_of_others_reaches_the_terminal_as_it_is() {
    let desk = Desk::new();
    let text = "a\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\u{202e}evil\u{2066}\u{200b}\u{e0041}漢字\r\n::error::x";
    let scan = serde_json::json!({
        "format": "amicis/1", "tool": {"name": text}, "benchmark": {"title": text, "version": "1.0.0"},
        "target": {"hostname": text}, "coverage": "full",
        "checks": [
            {"number": "1.1", "title": text, "status": "fail", "evidence": {"items": [text, "x".repeat(5000)]}},
            {"number": "1.2", "title": "漢".repeat(300), "rule": text, "status": "fail"},
            {"rule": text, "title": text, "status": "error", "raw_status": text},
        ],
    });
    let quoted = toml::Value::String(text.to_owned());
    let registry = format!(
        "schema = 1\n[[exception]]\nid = \"one\"\nbenchmark = {quoted}\nversion = \"1.0.0\"\nrules = [\"1.1\"]\ntitle = {quoted}\n\
         reason = {quoted}\nowner = {quoted}\nworkaround = {quoted}\nexpires = 2020-01-01\n"
    );
    fs::write(desk.at("results.xml"), scan.to_string()).expect("written");
    fs::write(desk.at("exceptions.toml"), registry).expect("written");
    for size in [SMALL, LARGE] {
        let mut terminal = desk.start(size, &[]);
        terminal.then("j", ">  1.2");
        terminal.then("k", ">  1.1");
        terminal.then("a", "Enter done");
        terminal.then(ESC, "a accept");
        terminal.then("e", "1.1");
        terminal.then(ESC, "a accept");
        terminal.then("p", "planned");
        terminal.then("w", "Write this?");
        let sent = String::from_utf8(terminal.sent.clone()).expect("UTF-8");
        // The program's own sequences: colours, places, modes. Nothing else begins with an escape.
        let own = |rest: &str| rest.starts_with('[') && !rest.starts_with("[2J\u{fffd}");
        for (at, _) in sent.match_indices('\u{1b}') {
            assert!(own(sent.split_at(at + 1).1), "{:?}", sent.split_at(at).1.chars().take(30).collect::<String>());
        }
        let harmless = |c: char| !is_hostile(c) || matches!(c, '\u{1b}' | '\n' | '\r');
        let found: Vec<char> = sent.chars().filter(|c| !harmless(*c)).collect();
        assert!(found.is_empty(), "{found:?}");
        assert!(sent.contains("\u{fffd}]0;owned"), "it is shown");
        terminal.types("n");
        assert_eq!(terminal.end().0, 0);
    }
}

#[test]
fn without_colours_where_they_are_not_wanted() {
    let desk = Desk::new();
    let coloured = |terminal: &Terminal| {
        let screen = terminal.screen();
        let cells = (0..24).flat_map(|row| (0..80).filter_map(move |column| screen.cell(row, column)));
        cells.filter(|cell| cell.fgcolor() != vt100::Color::Default).count()
    };
    let mut plain = desk.start(SMALL, &[("NO_COLOR", "1")]);
    assert_eq!(coloured(&plain), 0);
    assert!(plain.text().contains(">  1.1.22"), "the place is seen without colours");
    plain.types("q");
    plain.end();
    let mut terminal = desk.start(SMALL, &[]);
    assert!(coloured(&terminal) > 20);
    terminal.types("q");
    terminal.end();
}

#[test]
fn the_keys_are_explained_and_a_pasted_text_is_no_command() {
    let desk = Desk::new();
    let mut terminal = desk.start(SMALL, &[]);
    terminal.then("?", "Nothing is written before you have agreed to the diff.");
    insta::assert_snapshot!("small-help", terminal.text());
    terminal.then(ESC, "0 decided");
    terminal.types("\u{1b}[200~pqy\u{1b}[201~");
    terminal.then(UP, "0 decided");
    terminal.then("a\u{1b}[200~two\nlines\u{1b}[201~", "two lines");
    terminal.types(CTRL_C);
    assert_eq!(terminal.end().0, 2);
    assert_eq!(desk.registry(), before());
}

#[test]
fn without_a_terminal_it_says_what_to_use_instead() {
    let desk = Desk::new();
    let mut command = Command::new(env!("CARGO_BIN_EXE_amicis"));
    let output = command.args(ARGS).current_dir(desk.folder.path()).stdin(Stdio::null()).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{said}");
    for what in ["needs a terminal", "registry export --to csv", "registry apply", "registry add"] {
        assert!(said.contains(what), "{what}: {said}");
    }
    assert_eq!(desk.registry(), before());
}

#[test]
fn the_picture_in_the_book_is_what_the_screen_shows() {
    let desk = Desk::new();
    let mut terminal = desk.start((34, 120), &[]);
    terminal.then("aContainerd makes these directories.\r", "accepted 1.1.22");
    terminal.then("s", "skipped 1.6.1.6");
    terminal.then("j", ">  3.5.3.2.4");
    terminal.then("  ", "* 3.5.3.3.3");
    terminal.then("kk", ">* 3.5.3.2.4");
    let svg = picture::svg(terminal.screen());
    terminal.types(CTRL_C);
    terminal.end();
    let path = root().join("book/src/jobs/triage.svg");
    if std::env::var_os("UPDATE_PICTURES").is_some() {
        fs::write(&path, &svg).expect("written");
    }
    assert!(svg.len() < 100_000, "{} bytes", svg.len());
    let wanted = fs::read_to_string(&path).unwrap_or_default();
    assert!(svg == wanted, "UPDATE_PICTURES=1 cargo test --test triage draws it anew; then look at it");
}
