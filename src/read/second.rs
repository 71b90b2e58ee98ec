//! A result of another tool in a file of which one result was read: in the lines of a text, or among JSON documents.
//!
//! A reader of lines leaves out the lines that it does not know, and a reader of documents those of other kinds.
//! Where they are a result of their own, it would be gone with a warning, or without one.

use std::collections::BTreeSet;

use serde::de::IgnoredAny;

use super::around;
use super::json::Entries;
use super::{Head, Input, Position, ReadError, Shape};
use crate::model::Number;

/// A text is looked at in windows of so many lines, of which each half is the beginning of one.
const WINDOW: usize = 60;
/// So many documents are looked at each; those behind them only where their keys are new.
const EACH: usize = 64;

/// The other formats, as their heads tell.
pub(crate) struct Others<'f> {
    /// Whether a head is surely of another format.
    pub(crate) known: &'f dyn Fn(&Head) -> bool,
    /// Whether it is so and surely not of the format that was read.
    pub(crate) only: &'f dyn Fn(&Head) -> bool,
    /// Whether a head is surely of the format that was read.
    pub(crate) own: &'f dyn Fn(&Head) -> bool,
}

/// Refuses a file in which a result of another format stands beside the one that was read.
///
/// # Errors
/// When there is one, with its place; and when the file cannot be read again.
pub(crate) fn refuse(input: &Input, head: &Head, others: &Others<'_>) -> Result<(), ReadError> {
    let found = match head.shape {
        // A second document behind the first is an error of the reader.
        Shape::Xml(_) => None,
        Shape::Json(_) => document(&input.text()?, others.only),
        Shape::Text => {
            let text = input.text()?;
            let plain = super::head::strip_ansi(&text);
            within(&plain, others)
        }
    };
    found.map_or(Ok(()), |line| Err(ReadError { path: input.name().to_owned(), ..two(line) }))
}

/// The error about a second result, and the line in which it begins.
pub(crate) fn two(line: u64) -> ReadError {
    ReadError::content("the file holds two results; another one begins here, or soon after")
        .at(Some(Position { line, column: 1 }))
        .help("give each result as a file of its own")
}

/// The line in which a result of another format begins in a text, roughly.
fn within(text: &str, others: &Others<'_>) -> Option<u64> {
    // A table is known by its first line, and its quoted cells may hold the words of others.
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let table = (others.own)(&Head::new(first, false, false, "UTF-8", false));
    let lines = lines(text, table);
    let data = || around::data(text, others.only);
    below(&lines, others.known).or_else(data)
}

/// The line in which a text result begins in lines that are none of a result that was found beside them.
pub(crate) fn in_lines(text: &str, known: &dyn Fn(&Head) -> bool) -> Option<u64> {
    below(&lines(text, false), known)
}

/// The lines of a text without the marks of byte order that joined files leave in it; those that begin inside a quoted cell are blank.
fn lines(text: &str, quotes: bool) -> Vec<&str> {
    let mut quoted = false;
    let blanked = |line| {
        let inside = quoted;
        quoted ^= quotes && odd(line);
        if inside { "" } else { line.trim_start_matches('\u{feff}') }
    };
    text.lines().map(blanked).collect()
}

fn odd(line: &str) -> bool {
    memchr::memchr_iter(b'"', line.as_bytes()).count() % 2 == 1
}

/// The first window of lines in which another format is known, or the first line that is the head of its table.
fn below(lines: &[&str], known: &dyn Fn(&Head) -> bool) -> Option<u64> {
    let known = |text: &str| {
        let head = Head::new(text, false, false, "UTF-8", false);
        matches!(head.shape, Shape::Text) && known(&head)
    };
    for start in (0..lines.len()).step_by(WINDOW / 2) {
        let window = lines.get(start..lines.len().min(start + WINDOW)).unwrap_or_default();
        if known(&window.join("\n")) {
            return Some(start as u64 + 1);
        }
        if let Some(at) = window.iter().take(WINDOW / 2).position(|line| may_name_columns(line) && known(line)) {
            return Some((start + at) as u64 + 1);
        }
    }
    None
}

/// Whether a line has cells, none of which is a number: every row of a table of results has one.
fn may_name_columns(line: &str) -> bool {
    let separator = [',', ';', '\t', '|'].into_iter().find(|separator| line.matches(*separator).count() >= 1);
    separator.is_some_and(|separator| {
        line.split(separator).all(|cell| cell.trim().trim_matches('"').parse::<Number>().is_err())
    })
}

/// The line of the first JSON document that is another format's.
fn document(text: &str, other: &dyn Fn(&Head) -> bool) -> Option<u64> {
    let (mut at, mut count) = (0, 0);
    let mut seen = BTreeSet::new();
    loop {
        let rest = text.get(at..)?.trim_start_matches(|c: char| c == ',' || c.is_ascii_whitespace());
        let start = text.len() - rest.len();
        let mut stream = serde_json::Deserializer::from_str(rest).into_iter::<IgnoredAny>();
        stream.next()?.ok()?;
        at = start + stream.byte_offset();
        // A file of one document has none beside it.
        if count == 0 && text.get(at..)?.trim().is_empty() {
            return None;
        }
        let document = text.get(start..at)?;
        count += 1;
        if count > EACH && !seen.insert(keys(document)) {
            continue;
        }
        if around::head_at(document, 0).is_some_and(|head| other(&head)) {
            return Some(around::line_of(text, start));
        }
    }
}

/// The keys of an object, one behind the other.
fn keys(document: &str) -> String {
    let entries = serde_json::from_str::<Entries<IgnoredAny>>(document).unwrap_or_default();
    entries.0.into_iter().map(|(key, _)| key).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Results of the tests hold `other` as a key or a line, or are tables of others.
    fn line(text: &str) -> Option<u64> {
        let known = |head: &Head| {
            head.json().is_some_and(|json| json.has("other"))
                || head.xml().is_some_and(|xml| xml.root == "other")
                || head.lines().any(|line| line.starts_with("OTHER"))
                || head.lines().next().is_some_and(|line| line == "id,state")
        };
        let input = Input::from_bytes("x", text);
        let own = |head: &Head| head.text == "a,b";
        let others = Others { known: &known, only: &known, own: &own };
        let error = refuse(&input, &input.head().expect("text"), &others).err()?;
        error.position.map(|place| place.line)
    }

    #[test]
    fn a_result_of_another_kind_is_found_wherever_it_begins() {
        let many = "mine 1.1\n".repeat(100);
        for (text, at) in [
            (format!("{many}OTHER\n"), 61),
            (format!("{many}{{\"other\": 1}}\n"), 101),
            (format!("{many}<?xml version=\"1.0\"?>\n<other/>\n"), 101),
            (format!("{many}id,state\n1.1,pass\n"), 101),
            ("{\"mine\": 1}\n{\"other\": 1}\n".to_owned(), 2),
            (format!("{}{{\"other\": 1}}", "{\"mine\": 1}\n".repeat(200)), 201),
        ] {
            assert_eq!(line(&text), Some(at), "{text}");
        }
    }

    #[test]
    fn what_is_no_result_beside_it_is_left_to_the_reader() {
        for text in [
            "mine\nid of,a state\n",
            "mine\n{\"mine\": 1}\n",
            "{\"mine\": {\"other\": 1}}",
            "{\"mine\": 1}\n{\"x\": 1}",
        ] {
            assert_eq!(line(text), None, "{text}");
        }
        assert_eq!(line("a,b\n1,\"x\nOTHER\ny\"\n"), None, "a table's quoted cell");
        assert_eq!(line("a b\n1,\"x\nOTHER\ny\"\n"), Some(1));
    }
}
