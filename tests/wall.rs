//! The host's wall: what touches the machine is in `src/host/` and in the program alone, so that the
//! library without features compiles where there is no machine.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

/// The rooms behind the wall.
const BEHIND: [&str; 3] = ["host/", "cli/", "main.rs"];

/// The names that reach the machine, as they stand in code without white space.
const FORBIDDEN: [&str; 25] = [
    "std::fs",
    "std::env",
    "std::thread",
    "std::process",
    "std::net",
    "std::os",
    "SystemTime",
    "Instant",
    "Timestamp::now",
    "Zoned::now",
    "File::",
    "io::stdin",
    "io::stdout",
    "io::stderr",
    "println!",
    "rayon",
    "tempfile",
    ".is_dir()",
    ".is_file()",
    ".exists()",
    ".metadata()",
    ".symlink_metadata()",
    ".canonicalize()",
    ".read_dir()",
    ".read_link()",
];

/// Modules of the standard library that may not be named in a list either, as in `use std::{fs, io}`.
const LISTED: [&str; 6] = ["fs", "env", "thread", "process", "net", "os"];

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every Rust file below a folder, with its path in it.
fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let name = path.strip_prefix(src()).expect("below src").to_string_lossy().replace('\\', "/");
            found.push((name, std::fs::read_to_string(&path).expect("UTF-8")));
        }
    }
}

/// The code that ships: no comments, no strings, and no item under `#[cfg(test)]`, wherever it stands.
fn shipped(text: &str) -> String {
    let code = bare(text);
    let mut kept = String::new();
    let mut rest = code.as_str();
    while let Some((before, after)) = rest.split_once("#[cfg(test)]") {
        kept.push_str(before);
        rest = after_item(after);
    }
    kept.push_str(rest);
    kept
}

/// Code without comments, and with empty strings and characters.
fn bare(text: &str) -> String {
    let mut code = String::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let word = code.chars().next_back().is_some_and(|before: char| before.is_alphanumeric() || before == '_');
        let raw = ["br", "r"].iter().find_map(|start| {
            let after = rest.strip_prefix(start)?;
            let hashes = after.len() - after.trim_start_matches('#').len();
            let quoted = after.get(hashes..)?.strip_prefix('"')?;
            Some((quoted, format!("\"{}", "#".repeat(hashes))))
        });
        rest = if let Some((quoted, end)) = raw.filter(|_| !word) {
            code.push_str("\"\"");
            quoted.split_once(&end).map_or("", |(_, after)| after)
        } else if rest.starts_with("//") {
            rest.find('\n').and_then(|at| rest.get(at..)).unwrap_or_default()
        } else if rest.starts_with("/*") {
            rest.split_once("*/").map_or("", |(_, after)| after)
        } else if letter == '"' {
            code.push_str("\"\"");
            after_quote(rest.get(1..).unwrap_or_default(), '"')
        } else if let Some(after) = character(rest) {
            code.push_str("' '");
            after
        } else {
            code.push(letter);
            rest.get(letter.len_utf8()..).unwrap_or_default()
        };
    }
    code
}

/// The text behind a character such as `'{'` or `'\n'`; a lifetime is none.
fn character(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('\'')?;
    if inner.starts_with('\\') {
        return Some(after_quote(inner, '\''));
    }
    let letter = inner.chars().next()?;
    inner.get(letter.len_utf8()..)?.strip_prefix('\'')
}

fn after_quote(text: &str, quote: char) -> &str {
    let mut escaped = false;
    let end = text.char_indices().find(|(_, letter)| {
        let ends = *letter == quote && !escaped;
        escaped = *letter == '\\' && !escaped;
        ends
    });
    end.and_then(|(at, _)| text.get(at + 1..)).unwrap_or_default()
}

/// The code behind the next item: its braces, or its semicolon.
fn after_item(code: &str) -> &str {
    let mut depth = 0usize;
    for (at, letter) in code.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ';' if depth == 0 => return code.get(at + 1..).unwrap_or_default(),
            _ => continue,
        }
        if letter == '}' && depth == 0 {
            return code.get(at + 1..).unwrap_or_default();
        }
    }
    ""
}

fn in_a_word(letter: Option<char>) -> bool {
    letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_')
}

/// Code without white space but that between words.
fn tight(code: &str) -> String {
    code.split_whitespace().fold(String::new(), |mut tight, piece| {
        if in_a_word(tight.chars().next_back()) && in_a_word(piece.chars().next()) {
            tight.push(' ');
        }
        tight + piece
    })
}

/// What a file's code names that reaches the machine.
fn reached(text: &str) -> Vec<String> {
    let code = tight(&shipped(text));
    let is_whole = |at: usize, name: &str| {
        let before = code.get(..at).and_then(|before| before.chars().next_back());
        let after = code.get(at + name.len()..).and_then(|after| after.chars().next());
        let starts_inside = in_a_word(name.chars().next()) && in_a_word(before);
        let ends_inside = in_a_word(name.chars().next_back()) && in_a_word(after);
        !starts_inside && !ends_inside
    };
    let is_named = |name: &&&str| code.match_indices(**name).any(|(at, _)| is_whole(at, name));
    let mut found: Vec<String> = FORBIDDEN.iter().filter(is_named).map(|name| (*name).to_owned()).collect();
    for (at, _) in code.match_indices("std::{") {
        let list = code.get(at..).and_then(|list| list.split(';').next()).unwrap_or_default();
        let words: Vec<&str> = list.split(|letter: char| !letter.is_alphanumeric() && letter != '_').collect();
        found.extend(LISTED.iter().filter(|name| words.contains(name)).map(|name| format!("std::{{{name}}}")));
    }
    found
}

#[test]
fn only_the_host_and_the_program_reach_the_machine() {
    let mut files = Vec::new();
    sources(&src(), &mut files);
    assert!(files.len() > 100, "the sources were not found");
    let mut wrong = Vec::new();
    for (path, text) in &files {
        let is_test = path.ends_with("tests.rs") || path.ends_with("_test.rs") || path.contains("/tests/");
        if !is_test && !BEHIND.iter().any(|room| path.starts_with(room)) {
            wrong.extend(reached(text).iter().map(|name| format!("src/{path} names {name}")));
        }
    }
    assert!(wrong.is_empty(), "these belong into src/host/, behind a function that takes bytes: {wrong:#?}");
}

#[test]
fn the_crates_of_the_host_and_the_program_are_optional() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let manifest: toml::Table = std::fs::read_to_string(path).expect("UTF-8").parse().expect("TOML");
    let crates = manifest["dependencies"].as_table().expect("dependencies");
    for name in ["anstream", "anyhow", "clap", "clap_complete", "clap_mangen", "indicatif", "rayon", "tempfile"] {
        let optional = crates[name].get("optional").and_then(toml::Value::as_bool);
        assert_eq!(optional, Some(true), "{name} would come to whoever takes the library alone");
    }
}

#[test]
fn every_way_to_the_machine_is_seen() {
    for (code, name) in [
        ("use std::fs;", "std::fs"),
        ("use std::{fs, io};", "std::{fs}"),
        ("use std::{\n    collections::BTreeMap,\n    thread,\n};", "std::{thread}"),
        ("let a = std :: env :: var(\"A\");", "std::env"),
        ("use std::time::{Duration, SystemTime};", "SystemTime"),
        ("let begun = Instant::now();", "Instant"),
        ("use rayon::prelude::*;", "rayon"),
        ("#[cfg(test)]\nmod tests {\n    fn a() { '}'; }\n}\nfn b() { path.exists() }", ".exists()"),
        ("#[cfg(test)]\nuse std::fs;\nuse tempfile::tempdir;", "tempfile"),
    ] {
        assert_eq!(reached(code), [name], "{code}");
    }
}

#[test]
fn words_and_tests_are_no_way_to_the_machine() {
    for code in [
        "// std::fs\n/* rayon */ const A: &str = \"std::fs \\\" tempfile\"; const B: &str = r#\"std::env\"#;",
        "#[cfg(test)]\nmod tests {\n    use std::fs;\n    const OPEN: char = '{';\n    const S: &str = \"}\";\n}\n",
        "fn a<'a>(profile: &'a Profile) -> &'a str { Profile::name(profile) }",
        "use crate::model::{Instance, Instantly}; use std::{fmt, io}; fn profile() { Profile::new() }",
    ] {
        assert!(reached(code).is_empty(), "{code}: {:?}", reached(code));
    }
}
