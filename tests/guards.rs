//! What the tree promises: every format, message code, command and template has its page, every
//! mapping is listed, and the modules depend on each other in one direction only.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use amicis::diag::Code;
use amicis::formats::FORMATS;
use amicis::host::files_below;
use amicis::outputs::OUTPUTS;
use amicis::outputs::fleet::COLUMNAR;

#[path = "guards/imports.rs"]
mod imports;

use imports::{Named, named};

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
    let codes: BTreeSet<String> = Code::ALL.iter().map(|code| code.word().to_owned()).collect();
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
const CRATES: [(&str, &[&str]); 18] = [
    ("clap", &["cli/"]),
    ("clap_complete", &["cli/"]),
    ("clap_mangen", &["cli/"]),
    ("anyhow", &["cli/"]),
    ("indicatif", &["cli/"]),
    ("ratatui", &["cli/triage/"]),
    ("quick_xml", &["read/", "outputs/junit/", "outputs/xccdf/"]),
    ("csv", &["formats/", "read/", "mapping/", "outputs/csv/", "registry/import/", "registry/sheet/", "report/"]),
    ("handlebars", &["report/"]),
    ("pulldown_cmark", &["report/"]),
    ("toml_edit", &["registry/"]),
    ("calamine", &["registry/sheet/"]),
    ("rust_xlsxwriter", &["outputs/xlsx/"]),
    ("arrow_array", &["outputs/fleet/columns/"]),
    ("arrow_ipc", &["outputs/fleet/columns/"]),
    ("arrow_schema", &["outputs/fleet/columns/"]),
    ("arrow_select", &["outputs/fleet/columns/"]),
    ("parquet", &["outputs/fleet/columns/"]),
];

/// The rooms, and those just below each: a room may name what its arrows lead to, at once or by way of others.
const ARROWS: &[(&str, &[&str])] = &[
    ("cli", &["host", "load", "triage"]),
    ("triage", &["views"]),
    ("host", &["release", "formats", "folder"]),
    ("release", &["outputs", "load"]),
    ("outputs", &["report"]),
    ("report", &["views"]),
    ("views", &["case", "formats"]),
    ("case", &["gate", "history"]),
    ("gate", &["diff", "controls"]),
    ("history", &["diff"]),
    ("diff", &["assess", "redact"]),
    ("redact", &["model"]),
    ("controls", &["assess", "read"]),
    ("assess", &["registry"]),
    ("registry", &["mapping", "folder", "schema", "quotes"]),
    ("mapping", &["model"]),
    ("formats", &["read"]),
    ("read", &["model", "schema", "quotes"]),
    ("model", &["diag"]),
    ("diag", &["digest"]),
    ("digest", &[]),
    ("folder", &[]),
    ("quotes", &[]),
    ("schema", &[]),
    ("load", &["formats", "mapping", "folder"]),
];

/// The crates that `model` may use.
const OF_MODEL: [&str; 4] = ["serde", "jiff", "schemars", "thiserror"];

/// A source file below `src/`: its path within it, and the paths that its code names without tests.
struct Source {
    path: String,
    named: Vec<Named>,
}

impl Source {
    /// The room: the folder or file just below `src/`; none for the crate's root.
    fn room(&self) -> Option<&str> {
        let room = self.path.split('/').next()?;
        let room = room.strip_suffix(".rs").unwrap_or(room);
        (!matches!(room, "lib" | "main")).then_some(room)
    }

    /// The crates and modules that stand at the beginning of a path, as `csv` in `csv::Reader`.
    fn names(&self, name: &str) -> bool {
        self.named.iter().any(|path| path.len() > 1 && path[0] == name)
    }

    /// The rooms of ours that it names.
    fn rooms(&self) -> BTreeSet<&str> {
        let ours = self.named.iter().filter(|path| path.first().is_some_and(|first| first == "crate"));
        ours.filter_map(|path| path.get(1)).map(String::as_str).collect()
    }
}

fn sources() -> Vec<Source> {
    let src = root().join("src");
    let mut sources = Vec::new();
    for file in files_below(&src).expect("sources") {
        let path = file.strip_prefix(&src).expect("below src").to_string_lossy().into_owned();
        if Path::new(&path).extension().is_some_and(|end| end == "rs") && !is_test(&path) {
            let text = std::fs::read_to_string(&file).expect("UTF-8");
            let module: Vec<&str> = path.trim_end_matches(".rs").split('/').collect();
            let module = module.strip_suffix(&["mod"]).unwrap_or(&module);
            let module = if matches!(module, ["lib" | "main"]) { &[] } else { module };
            let named = named(&text, module);
            sources.push(Source { path, named });
        }
    }
    assert!(sources.len() > 50, "the sources were not found");
    sources
}

/// Files of tests: `tests.rs`, `rules_test.rs`, `reader_tests.rs`.
fn is_test(path: &str) -> bool {
    let stem = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".rs");
    matches!(stem, "test" | "tests") || stem.ends_with("_test") || stem.ends_with("_tests")
}

/// The rooms that a room may name: itself, and all that its arrows lead to.
fn below(room: &str) -> BTreeSet<&'static str> {
    let mut found = BTreeSet::new();
    let mut next: Vec<&str> = vec![room];
    while let Some(room) = next.pop() {
        let (room, arrows) =
            ARROWS.iter().find(|(known, _)| *known == room).unwrap_or_else(|| panic!("no room {room}"));
        if found.insert(*room) {
            next.extend(*arrows);
        }
    }
    found
}

#[test]
fn crates_are_used_where_they_belong() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (name, places) in CRATES {
            if source.names(name) && !places.iter().any(|place| source.path.starts_with(place)) {
                wrong.push(format!("src/{} uses {name}; that belongs into {places:?}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn modules_depend_in_one_direction() {
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(room) = source.room() else { continue };
        let allowed = below(room);
        for other in source.rooms().into_iter().filter(|other| !allowed.contains(other)) {
            wrong.push(format!("src/{} uses {other}", source.path));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What two families share is a kit in `src/read/`; only the list knows them all.
#[test]
fn no_format_names_another_family() {
    let family = |path: &str| Some(path.strip_prefix("formats/")?.split_once('/')?.0.to_owned());
    let sources = sources();
    let families: BTreeSet<String> = sources.iter().filter_map(|source| family(&source.path)).collect();
    assert!(families.len() > 8, "the families were not found: {families:?}");
    let mut wrong = Vec::new();
    for source in &sources {
        let Some(own) = family(&source.path) else { continue };
        for path in &source.named {
            let [first, room, other, ..] = path.as_slice() else { continue };
            if first == "crate" && room == "formats" && *other != own && families.contains(other) {
                wrong.push(format!("src/{} names {other}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// An output takes a view; what it lacks is added there.
#[test]
fn no_output_names_an_assessment() {
    let sources = sources();
    let outputs: Vec<_> = sources.iter().filter(|source| matches!(source.room(), Some("outputs" | "report"))).collect();
    assert!(outputs.len() > 30, "the outputs were not found");
    let wrong: Vec<&str> =
        outputs.iter().filter(|source| source.rooms().contains("assess")).map(|source| source.path.as_str()).collect();
    assert_eq!(wrong, Vec::<&str>::new());
}

/// The tests that read an output back as its clients do, by the ids of the outputs.
const CLIENTS: [(&str, &str); 19] = [
    ("text", "tests/terminal.rs"),
    ("md", "tests/report.rs"),
    ("html", "tests/browser/main.rs"),
    ("csv", "tests/injection/main.rs"),
    ("json", "tests/schemas/main.rs"),
    ("ndjson", "tests/schemas/main.rs"),
    ("junit", "tests/gate.rs"),
    ("sarif", "tests/gate.rs"),
    ("github", "tests/gate.rs"),
    ("ics", "tests/calendar.rs"),
    ("hdf", "tests/clients.rs"),
    ("hdf3", "tests/systems.rs"),
    ("hdf-amendments", "tests/systems.rs"),
    ("oscal-ar", "tests/clients.rs"),
    ("oscal-poam", "tests/clients.rs"),
    ("ocsf", "tests/clients.rs"),
    ("asff", "tests/clients.rs"),
    ("xccdf", "tests/clients.rs"),
    ("xlsx", "tests/clients.rs"),
];

#[test]
fn every_output_has_a_client_and_a_line_in_the_book() {
    let page = read("book/src/commands/formats.md");
    let ids: Vec<&str> = OUTPUTS.iter().map(|output| output.about().id).collect();
    assert_eq!(ids, CLIENTS.map(|(id, _)| id), "an output without a test that reads it back, or one that is gone");
    for (id, test) in CLIENTS {
        let speaks = read(test).to_lowercase().contains(if id == "md" { "markdown" } else { id });
        assert!(speaks, "{test} does not speak of {id}");
        assert!(page.lines().any(|line| line.starts_with(&format!("| `{id}` |"))), "{id} is not in the book's table");
    }
}

/// Tables of columns are binary: `tests/fleet` reads them back.
#[test]
fn tables_of_columns_have_a_client_and_a_line_in_the_book() {
    let page = read("book/src/commands/formats.md");
    for about in COLUMNAR {
        assert!(page.lines().any(|line| line.starts_with(&format!("| `{}` |", about.id))), "{} is not in it", about.id);
    }
    assert!(read("tests/fleet/samples.rs").contains("fn a_stream_of_arrow_has_the_rows_of_the_files"));
}

#[test]
fn no_arrow_leads_back() {
    for (room, arrows) in ARROWS {
        let back: Vec<_> = arrows.iter().filter(|other| below(other).contains(room)).collect();
        assert!(back.is_empty(), "{room} and {back:?} lead to each other");
    }
}

#[test]
fn the_model_depends_on_little() {
    let manifest: toml::Table = read("Cargo.toml").parse().expect("TOML");
    let crates = manifest["dependencies"].as_table().expect("dependencies").keys().map(|name| name.replace('-', "_"));
    let others: Vec<String> = crates.filter(|name| !OF_MODEL.contains(&name.as_str())).collect();
    for source in sources().iter().filter(|source| source.room() == Some("model")) {
        let used: Vec<_> = others.iter().filter(|name| source.names(name)).collect();
        assert!(used.is_empty(), "src/{} uses {used:?}", source.path);
    }
}
