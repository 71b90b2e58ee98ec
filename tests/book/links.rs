//! Relative links between the pages, their anchors, and the book's table of contents.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::pages;

/// Checks every page; panics with all that is broken.
pub(crate) fn check_all() {
    let mut broken = Vec::new();
    for page in pages::all() {
        let text = std::fs::read_to_string(&page).expect("a page");
        for target in targets(&text) {
            if let Err(why) = check(&page, &target) {
                broken.push(format!("{}: {target}: {why}", pages::name(&page)));
            }
        }
    }
    broken.extend(not_listed().iter().map(|page| format!("{page}: not in SUMMARY.md")));
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

fn check(page: &Path, target: &str) -> Result<(), String> {
    if target.contains("://") || target.starts_with("mailto:") {
        return Ok(());
    }
    let (path, anchor) = target.split_once('#').map_or((target, None), |(path, anchor)| (path, Some(anchor)));
    let file = if path.is_empty() { page.to_path_buf() } else { page.parent().expect("a folder").join(path) };
    let file = file.canonicalize().map_err(|_| "there is no such file".to_owned())?;
    let book = pages::root().join("book/src").canonicalize().expect("the book");
    if page.starts_with(pages::root().join("book/src")) && !file.starts_with(&book) {
        return Err("leads out of the book: name the file instead".to_owned());
    }
    match anchor {
        Some(anchor) if !anchors(&file).contains(anchor) => Err("there is no such heading".to_owned()),
        _ => Ok(()),
    }
}

fn parse(text: &str) -> Parser<'_> {
    Parser::new_ext(text, Options::ENABLE_TABLES)
}

fn targets(text: &str) -> Vec<String> {
    let target = |event| match event {
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => Some(dest_url.to_string()),
        _ => None,
    };
    parse(text).filter_map(target).collect()
}

/// The ids of a page's headings, as mdBook and GitHub make them.
pub(crate) fn anchors(page: &Path) -> BTreeSet<String> {
    let text = std::fs::read_to_string(page).expect("a page");
    let mut anchors = BTreeSet::new();
    let mut heading: Option<String> = None;
    for event in parse(&text) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                let id = slug(&heading.take().unwrap_or_default());
                let mut new = id.clone();
                let mut count = 0;
                while !anchors.insert(new) {
                    count += 1;
                    new = format!("{id}-{count}");
                }
            }
            Event::Text(part) | Event::Code(part) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&part);
                }
            }
            _ => {}
        }
    }
    anchors
}

fn slug(heading: &str) -> String {
    let kept = heading.trim().chars().filter_map(|letter| match letter {
        letter if letter.is_alphanumeric() || letter == '-' || letter == '_' => Some(letter.to_ascii_lowercase()),
        letter if letter.is_whitespace() => Some('-'),
        _ => None,
    });
    kept.collect()
}

/// Pages that the table of contents does not name.
fn not_listed() -> Vec<String> {
    let summary = pages::root().join("book/src/SUMMARY.md");
    let text = std::fs::read_to_string(&summary).expect("a table of contents");
    let listed: BTreeSet<PathBuf> =
        targets(&text).iter().map(|target| summary.parent().expect("a folder").join(target)).collect();
    let pages = pages::markdown_below("book/src").into_iter();
    pages.filter(|page| *page != summary && !listed.contains(page)).map(|page| pages::name(&page)).collect()
}
