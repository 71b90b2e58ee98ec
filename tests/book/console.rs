//! Runs the ```` ```console ```` blocks: each page in a folder of its own that sees `samples/`.
//!
//! `$ ` begins a command, `> ` goes on with it, and the rest is what it prints. `...` stands for any
//! lines and `[..]` for anything within one. A command that fails is followed by `$ echo $?`.
//! `BOOK=overwrite cargo test --test book` writes what is printed into the pages.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::pages;

/// Runs every page; panics with everything that differs.
pub(crate) fn run_all() {
    let overwrite = std::env::var("BOOK").is_ok_and(|value| value == "overwrite");
    let mut wrong = Vec::new();
    let mut commands = 0;
    for page in pages::all() {
        let mut lines = pages::lines(&page);
        let mut session = None;
        // Written at the end, from the last to the first, so that the lines keep their places.
        let mut changes = Vec::new();
        for block in pages::blocks(&lines).iter().filter(|block| block.language == "console") {
            let session = session.get_or_insert_with(Session::new);
            let steps = steps(&lines, block.lines.clone());
            assert!(!steps.is_empty(), "{}: a console block without a command", pages::name(&page));
            for (index, step) in steps.iter().enumerate() {
                commands += 1;
                let printed = session.run(&step.command);
                let expected = &lines[step.output.clone()];
                if !matches(expected, &printed) {
                    wrong.push(difference(&page, step, expected, &printed));
                    changes.push((step.output.clone(), printed));
                }
                let said = steps.get(index + 1).is_some_and(|next| next.command == "echo $?");
                if session.status != 0 && !said {
                    wrong.push(format!("{}: `{}` exits with {}", pages::name(&page), step.command, session.status));
                }
            }
        }
        if overwrite && !changes.is_empty() {
            for (place, printed) in changes.into_iter().rev() {
                lines.splice(place, printed);
            }
            std::fs::write(&page, lines.join("\n") + "\n").expect("a page can be written");
        }
    }
    assert!(commands > 0, "no page has a console block");
    assert!(wrong.is_empty(), "{} of {commands} commands:\n{}", wrong.len(), wrong.join("\n"));
}

struct Step {
    command: String,
    output: std::ops::Range<usize>,
}

fn steps(lines: &[String], block: std::ops::Range<usize>) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for index in block {
        let line = &lines[index];
        match (line.strip_prefix("$ "), line.strip_prefix("> "), steps.last_mut()) {
            (Some(command), ..) => steps.push(Step { command: command.to_owned(), output: index + 1..index + 1 }),
            (_, Some(more), Some(step)) if step.output.is_empty() && step.output.start == index => {
                step.command = format!("{}\n{more}", step.command);
                step.output = index + 1..index + 1;
            }
            (.., Some(step)) => step.output.end = index + 1,
            (.., None) => panic!("output before a command: {line}"),
        }
    }
    steps
}

/// A folder to work in, and the exit code of the last command.
struct Session {
    folder: tempfile::TempDir,
    status: i32,
}

impl Session {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        // A link, for speed: no page writes into samples/.
        std::os::unix::fs::symlink(pages::root().join("samples"), folder.path().join("samples")).expect("a link");
        std::fs::copy(pages::root().join("README.md"), folder.path().join("README.md")).expect("a copy");
        Self { folder, status: 0 }
    }

    fn run(&mut self, command: &str) -> Vec<String> {
        let program = PathBuf::from(env!("CARGO_BIN_EXE_amicis"));
        let beside = program.parent().expect("a folder").display().to_string();
        let path = format!("{beside}:{}", std::env::var("PATH").unwrap_or_default());
        let script = format!("exec 2>&1\n(exit {})\n{command}", self.status);
        let output = Command::new("bash")
            .args(["-c", &script])
            .current_dir(self.folder.path())
            .env_clear()
            .envs([("PATH", path.as_str()), ("LC_ALL", "C.UTF-8"), ("TZ", "UTC"), ("SOURCE_DATE_EPOCH", "1795392000")])
            .env("HOME", self.folder.path())
            .output()
            .expect("bash runs");
        self.status = output.status.code().unwrap_or(-1);
        let printed = String::from_utf8(output.stdout).expect("UTF-8");
        trimmed(printed.lines().map(str::to_owned).collect())
    }
}

/// Without blank lines at the end.
fn trimmed(mut lines: Vec<String>) -> Vec<String> {
    while lines.last().is_some_and(|line| line.trim().is_empty()) {
        lines.pop();
    }
    lines
}

fn matches(expected: &[String], printed: &[String]) -> bool {
    lines_match(&trimmed(expected.to_vec()), printed)
}

fn lines_match(expected: &[String], printed: &[String]) -> bool {
    match (expected.split_first(), printed.split_first()) {
        (None, None) => true,
        (Some((first, rest)), _) if first == "..." => {
            (0..=printed.len()).any(|skipped| lines_match(rest, &printed[skipped..]))
        }
        (Some((first, rest)), Some((line, others))) => line_matches(first, line) && lines_match(rest, others),
        _ => false,
    }
}

fn line_matches(expected: &str, line: &str) -> bool {
    match expected.split_once("[..]") {
        None => expected == line,
        Some((before, after)) => line.strip_prefix(before).is_some_and(|rest| {
            rest.char_indices().map(|(at, _)| at).chain([rest.len()]).any(|at| line_matches(after, &rest[at..]))
        }),
    }
}

fn difference(page: &Path, step: &Step, expected: &[String], printed: &[String]) -> String {
    let expected = trimmed(expected.to_vec()).join("\n");
    let diff = similar::TextDiff::from_lines(&expected, printed.join("\n")).unified_diff().to_string();
    format!("--- {}:{}: $ {}\n{diff}", pages::name(page), step.output.start, step.command)
}
