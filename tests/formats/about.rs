//! What formats say about themselves is what the README, the book and the corpus list show.
//!
//! `BOOK=overwrite cargo test --test formats` writes it there.

use std::fmt::Write;
use std::path::Path;

use amicis::formats::FORMATS;
use amicis::read::About;

/// Holds a part of a page, between two texts that stand in it, against what it should be.
fn hold(page: &str, begin: &str, end: &str, wanted: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
    let text = std::fs::read_to_string(&path).expect("a page");
    let (before, rest) = text.split_once(begin).unwrap_or_else(|| panic!("{page} has no {begin:?}"));
    let (shown, after) = rest.split_once(end).unwrap_or_else(|| panic!("{page} has no {end:?} behind {begin:?}"));
    if shown == wanted {
        return;
    }
    let overwrite = std::env::var("BOOK").is_ok_and(|mode| mode == "overwrite");
    assert!(overwrite, "{page} does not show what the formats say: BOOK=overwrite cargo test --test formats");
    std::fs::write(&path, [before, begin, wanted, end, after].concat()).expect("written");
}

fn all() -> impl Iterator<Item = (&'static str, About)> {
    FORMATS.iter().map(|format| (format.id(), format.about()))
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

#[test]
fn the_readmes_table_is_the_programs() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_amicis"))
        .args(["formats", "--to", "md"])
        .output()
        .expect("the program runs");
    let table = String::from_utf8(output.stdout).expect("UTF-8");
    hold("README.md", "<!-- formats -->\n", "<!-- /formats -->", &table);
}

#[test]
fn the_books_lists_of_formats_are_the_programs() {
    let mut table = "| format | made by | page |\n|---|---|---|\n".to_owned();
    let mut summary = String::new();
    for (id, about) in all() {
        writeln!(table, "| {} | {} | [{id}]({id}.md) |", about.name, cell(&about.tools.join(", "))).expect("memory");
        writeln!(summary, "  - [{}](formats/{id}.md)", about.name).expect("memory");
    }
    hold("book/src/formats/README.md", "<!-- formats -->\n", "<!-- /formats -->", &table);
    hold("book/src/SUMMARY.md", "- [Input formats](formats/README.md)\n", "- [Messages", &summary);
}

#[test]
fn the_head_of_each_formats_page_is_what_the_format_says() {
    for (id, about) in all() {
        let gaps = Some(about.gaps()).filter(|gaps| !gaps.is_empty()).unwrap_or_else(|| "-".to_owned());
        let mut head = format!("| `--from {id}` | {} |\n|---|---|\n", cell(about.summary));
        for (label, text) in [
            ("made by", about.tools.join(", ")),
            ("recognised by", about.recognised_by.to_owned()),
            ("cannot tell", gaps),
            ("a lost result shows by", about.shown_by()),
        ] {
            writeln!(head, "| {label} | {} |", cell(&text)).expect("memory");
        }
        hold(&format!("book/src/formats/{id}.md"), "<!-- about -->\n", "<!-- /about -->", &head);
    }
}

#[test]
fn the_gates_page_says_which_files_show_that_results_are_missing() {
    let mut table = "| a lost result shows by | formats |\n|---|---|\n".to_owned();
    let mut by: Vec<(String, Vec<String>)> = Vec::new();
    for (id, about) in all() {
        let (shown, link) = (about.shown_by(), format!("[{id}](formats/{id}.md)"));
        match by.iter_mut().find(|(words, _)| *words == shown) {
            Some((_, formats)) => formats.push(link),
            None => by.push((shown, vec![link])),
        }
    }
    by.sort_by_key(|(shown, _)| (shown == "nothing", std::cmp::Reverse(shown.split(", ").count()), shown.clone()));
    for (shown, formats) in by {
        writeln!(table, "| {shown} | {} |", formats.join(", ")).expect("memory");
    }
    hold("book/src/gate.md", "<!-- redundancy -->\n", "<!-- /redundancy -->", &table);
}

#[test]
fn the_corpus_list_is_what_the_formats_name() {
    let mut files: Vec<&str> = all().flat_map(|(_, about)| about.corpus).copied().collect();
    files.sort_unstable();
    let count = files.len();
    files.dedup();
    assert_eq!(files.len(), count, "two formats name one file");
    let mut list = files.join("\n");
    list.push('\n');
    hold(".ci/corpus-files", "each format names its own.\n", "# end\n", &list);
}
