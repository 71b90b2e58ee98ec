//! The texts that diagnostics point into.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::digest::sha256_text;

/// One file's text, with its lines known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    text: String,
    starts: Vec<usize>,
    marked: bool,
}

/// The byte order mark that some editors put before UTF-8.
const MARK: char = '\u{feff}';

impl Source {
    /// Takes a file's text; a byte order mark before it is no part of it.
    pub fn new<T: Into<String>>(text: T) -> Self {
        let mut text = text.into();
        let marked = text.starts_with(MARK);
        if marked {
            text.remove(0);
        }
        let starts = std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1)).collect();
        Self { text, starts, marked }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The SHA-256 of the file as it was read, in lower-case hexadecimal.
    pub fn sha256(&self) -> String {
        if self.marked { sha256_text(&format!("{MARK}{}", self.text)) } else { sha256_text(&self.text) }
    }

    /// The line of a byte, counted from 1.
    pub fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).max(1)
    }

    /// Line and column of a byte, both counted from 1; the column in characters.
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let line = self.line(offset);
        let start = self.starts.get(line - 1).copied().unwrap_or_default();
        let before = self.text.get(start..offset.min(self.text.len())).unwrap_or_default();
        (line, before.chars().count() + 1)
    }

    /// The bytes of a line, without its end; counted from 1.
    pub fn line_span(&self, line: usize) -> Range<usize> {
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(self.text.len());
        let end = self.starts.get(line).copied().unwrap_or(self.text.len());
        let kept = self.text.get(start..end).unwrap_or_default().trim_end_matches(['\n', '\r']).len();
        start..start + kept
    }
}

/// The texts of several files, by the path as given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    files: BTreeMap<String, Source>,
}

impl Sources {
    /// Adds a file.
    pub fn insert<P: Into<String>>(&mut self, path: P, source: Source) {
        self.files.insert(path.into(), source);
    }

    /// Adds the files of another set.
    pub fn extend(&mut self, others: Self) {
        self.files.extend(others.files);
    }

    /// The files by their paths, sorted.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Source)> {
        self.files.iter().map(|(path, source)| (path.as_str(), source))
    }

    /// The files' paths, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// A file's text.
    pub fn get(&self, path: &str) -> Option<&Source> {
        self.files.get(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_are_counted_from_one() {
        let source = Source::new("a\r\nbä c\n");
        assert_eq!(source.position(0), (1, 1));
        assert_eq!(source.position(3), (2, 1));
        assert_eq!(source.position(6), (2, 3));
        assert_eq!(source.position(99), (3, 1));
        assert_eq!(source.text().get(source.line_span(1)), Some("a"));
        assert_eq!(source.text().get(source.line_span(2)), Some("bä c"));
        assert_eq!(source.line_span(99), 9..9);
    }

    #[test]
    fn the_digest_is_the_files_also_with_a_byte_order_mark() {
        for file in ["abc\r\n", "\u{feff}abc\r\n"] {
            let source = Source::new(file);
            assert_eq!(source.text(), "abc\r\n");
            assert_eq!(source.sha256(), sha256_text(file));
        }
    }
}
