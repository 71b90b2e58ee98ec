//! What the tree promises: every format, message code, command and template has its page, every
//! mapping is listed, and the modules depend on each other in one direction only.

#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use amicis::diag::CODES;
use amicis::folder::files_below;
use amicis::formats::FORMATS;
use amicis::registry::State;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn stems(folder: &str) -> BTreeSet<String> {
    let files = files_below(&root().join(folder)).expect("a folder");
    let stem = |file: &PathBuf| file.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    files.iter().filter(|file| file.extension().is_some_and(|end| end == "md")).filter_map(stem).collect()
}

/// What stands behind a page's `## `.
fn sections(page: &str) -> BTreeSet<String> {
    read(page).lines().filter_map(|line| line.strip_prefix("## ")).map(str::to_owned).collect()
}

/// A subcommand's own subcommands, as its help lists them.
fn commands(of: &[&str]) -> Vec<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_amicis")).args(of).arg("--help").output().expect("amicis runs");
    let help = String::from_utf8(output.stdout).expect("UTF-8");
    let list = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    list.filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_format_has_a_page_and_samples() {
    let pages = stems("book/src/formats");
    let ids: BTreeSet<String> = FORMATS.iter().map(|format| format.id().to_owned()).collect();
    for id in &ids {
        assert!(read("README.md").contains(&format!("formats/{id}.md")), "the README does not list {id}");
        assert!(pages.contains(id), "book/src/formats/{id}.md is missing");
        assert!(root().join("samples/formats").join(id).is_dir(), "samples/formats/{id} is missing");
    }
    let others: Vec<_> = pages.iter().filter(|page| *page != "README" && !ids.contains(*page)).collect();
    assert!(others.is_empty(), "pages of no format: {others:?}");
}

#[test]
fn every_format_page_says_how_to_make_the_file_and_what_it_cannot_tell() {
    for format in FORMATS {
        let page = format!("book/src/formats/{}.md", format.id());
        let sections = sections(&page);
        for section in ["Make the file", "What it cannot tell", "Pitfalls", "Try it"] {
            assert!(sections.contains(section), "{page}: no section `{section}`");
        }
    }
}

#[test]
fn every_code_has_a_section_and_every_section_a_code() {
    let mut described = BTreeSet::new();
    for page in ["scans", "registry", "states", "mappings"] {
        for section in sections(&format!("book/src/codes/{page}.md")) {
            assert!(described.insert(section.clone()), "{section} is described twice");
        }
    }
    let states = State::ALL.iter().map(|state| state.word());
    let codes: BTreeSet<String> = CODES.iter().map(|(code, _)| *code).chain(states).map(str::to_owned).collect();
    let missing: Vec<_> = codes.difference(&described).collect();
    let unknown: Vec<_> = described.difference(&codes).collect();
    assert!(missing.is_empty() && unknown.is_empty(), "without a section: {missing:?}; of no code: {unknown:?}");
}

#[test]
fn every_command_has_a_page_and_every_subcommand_a_section() {
    let pages = stems("book/src/commands");
    for command in commands(&[]) {
        assert!(pages.contains(&command), "book/src/commands/{command}.md is missing");
        let page = format!("book/src/commands/{command}.md");
        let text = read(&page);
        for subcommand in commands(&[&command]) {
            let shown = format!("amicis {command} {subcommand}");
            assert!(text.contains(&shown), "{page} does not speak of `{shown}`");
        }
    }
}

#[test]
fn every_template_is_documented() {
    let page = read("book/src/templates.md");
    for file in files_below(&root().join("templates")).expect("templates") {
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        let documented = name == "README.md" || file.extension().is_some_and(|end| end == "json");
        assert!(documented || page.contains(&name), "templates/{name} is not in book/src/templates.md");
    }
}

/// Who may use what: a crate, and the places that may name it.
const CRATES: [(&str, &[&str]); 10] = [
    ("clap", &["cli/"]),
    ("clap_complete", &["cli/"]),
    ("clap_mangen", &["cli/"]),
    ("anyhow", &["cli/"]),
    ("indicatif", &["cli/"]),
    ("quick_xml", &["read/", "export/"]),
    ("csv", &["read/", "formats/", "mapping/", "export/", "registry/import/", "report/"]),
    ("handlebars", &["report/"]),
    ("pulldown_cmark", &["report/"]),
    ("toml_edit", &["registry/"]),
];

/// Modules, and those of ours that they must not name.
const FORBIDDEN: [(&str, &[&str]); 14] = [
    (
        "model/",
        &["read", "formats", "mapping", "registry", "assess", "diff", "report", "export", "load", "diag", "cli"],
    ),
    ("read/", &["formats", "mapping", "registry", "assess", "diff", "report", "export", "load", "cli"]),
    ("formats/", &["mapping", "registry", "assess", "diff", "report", "export", "load", "cli"]),
    ("mapping/", &["read", "formats", "registry", "assess", "diff", "report", "export", "load", "cli"]),
    ("registry/", &["read", "formats", "diff", "report", "export", "load", "cli"]),
    ("assess/", &["read", "formats", "diff", "report", "export", "load", "cli"]),
    ("diff/", &["read", "formats", "report", "export", "load", "cli"]),
    ("history/", &["read", "formats", "report", "export", "load", "cli"]),
    ("gate/", &["read", "formats", "report", "export", "load", "cli"]),
    ("report/", &["read", "formats", "load", "cli"]),
    ("export/", &["read", "formats", "load", "cli"]),
    ("release/", &["cli"]),
    ("load.rs", &["registry", "assess", "diff", "report", "export", "release", "gate", "history", "cli"]),
    (
        "diag/",
        &[
            "model", "read", "formats", "mapping", "registry", "assess", "diff", "report", "export", "release", "load",
            "cli",
        ],
    ),
];

/// The crates that `model` may use.
const OF_MODEL: [&str; 4] = ["serde", "jiff", "schemars", "thiserror"];

/// The sources below `src/`: the path within it, and the code without tests.
fn sources() -> Vec<(String, String)> {
    let src = root().join("src");
    let mut sources = Vec::new();
    for file in files_below(&src).expect("sources") {
        let path = file.strip_prefix(&src).expect("below src").to_string_lossy().into_owned();
        if Path::new(&path).extension().is_some_and(|end| end == "rs") && !path.contains("test") {
            let text = std::fs::read_to_string(&file).expect("UTF-8");
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            let code: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            sources.push((path, code.join("\n")));
        }
    }
    assert!(sources.len() > 50, "the sources were not found");
    sources
}

/// Whether code names something as the start of a path, as in `csv::Reader`.
fn names(code: &str, name: &str) -> bool {
    let path = format!("{name}::");
    code.match_indices(&path).any(|(at, _)| {
        let before = code.get(..at).and_then(|code| code.chars().next_back());
        before.is_none_or(|letter| !letter.is_alphanumeric() && !matches!(letter, '_' | ':'))
    })
}

#[test]
fn crates_are_used_where_they_belong() {
    let mut wrong = Vec::new();
    for (path, code) in sources() {
        for (name, places) in CRATES {
            if names(&code, name) && !places.iter().any(|place| path.starts_with(place)) {
                wrong.push(format!("src/{path} uses {name}; that belongs into {places:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn modules_depend_in_one_direction() {
    let mut wrong = Vec::new();
    for (path, code) in sources() {
        for (module, forbidden) in FORBIDDEN {
            for other in forbidden.iter().filter(|_| path.starts_with(module)) {
                if code.contains(&format!("crate::{other}::")) {
                    wrong.push(format!("src/{path} uses {other}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What two families share is a kit in `src/read/`; only the list knows them all.
#[test]
fn no_format_names_another_family() {
    let families: BTreeSet<String> = sources()
        .iter()
        .filter_map(|(path, _)| Some(path.strip_prefix("formats/")?.split_once('/')?.0.to_owned()))
        .collect();
    assert!(families.len() > 8, "the families were not found: {families:?}");
    let mut wrong = Vec::new();
    for (path, code) in sources() {
        let Some((own, _)) = path.strip_prefix("formats/").and_then(|path| path.split_once('/')) else { continue };
        for family in families.iter().filter(|family| *family != own) {
            let named = [format!("formats::{family}::"), format!("super::super::{family}::")];
            if named.iter().any(|name| code.contains(name)) {
                wrong.push(format!("src/{path} names {family}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_model_depends_on_little() {
    let manifest: toml::Table = read("Cargo.toml").parse().expect("TOML");
    let crates = manifest["dependencies"].as_table().expect("dependencies").keys().map(|name| name.replace('-', "_"));
    let others: Vec<String> = crates.filter(|name| !OF_MODEL.contains(&name.as_str())).collect();
    for (path, code) in sources().iter().filter(|(path, _)| path.starts_with("model/")) {
        let used: Vec<_> = others.iter().filter(|name| names(code, name)).collect();
        assert!(used.is_empty(), "src/{path} uses {used:?}");
    }
}
