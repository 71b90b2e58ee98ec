//! The shape that all mapping files share: `# key: value` lines, a CSV header, rows.
//!
//! Strict: an unknown key, another column or a cell of another shape is an error with its line, so
//! that no file can smuggle in a title or prose.

use std::fmt;

use csv::{ReaderBuilder, StringRecord};

use crate::model::NORMALISATION;

use super::edition::Edition;
use super::hash::TitleHash;

/// Why a mapping file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct MappingError {
    /// The file.
    pub path: String,
    /// The line, counted from 1.
    pub line: Option<u64>,
    /// The fault, and what to do.
    pub message: String,
}

impl fmt::Display for MappingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl MappingError {
    /// An error of a whole file, or of one of its lines.
    pub(crate) fn new<M: Into<String>>(path: &str, line: Option<u64>, message: M) -> Self {
        Self { path: path.to_owned(), line, message: message.into() }
    }
}

/// A row's cells and the line it stands on.
pub(super) struct Line {
    pub(super) number: u64,
    record: StringRecord,
}

impl Line {
    pub(super) fn cell(&self, index: usize) -> &str {
        self.record.get(index).unwrap_or_default()
    }
}

/// A mapping file taken apart.
pub(super) struct Table<'t> {
    path: &'t str,
    keys: Vec<(&'t str, &'t str)>,
    pub(super) lines: Vec<Line>,
}

impl<'t> Table<'t> {
    /// Takes a file apart; only the given keys and exactly the given columns are allowed.
    pub(super) fn parse(path: &'t str, text: &'t str, keys: &[&str], columns: &[&str]) -> Result<Self, MappingError> {
        let mut table = Table { path, keys: Vec::new(), lines: Vec::new() };
        for (line, number) in text.lines().zip(1..) {
            let Some(comment) = line.strip_prefix('#') else { break };
            let (key, value) =
                comment.split_once(':').map(|(key, value)| (key.trim(), value.trim())).unwrap_or_default();
            if !keys.contains(&key) {
                let message = format!("`{line}` is not `# key: value` with one of the keys {}", keys.join(", "));
                return Err(table.error(number, message));
            }
            table.keys.push((key, value));
        }
        table.lines = rows(path, text, columns, table.keys.len() as u64 + 1)?;
        Ok(table)
    }

    pub(super) fn error<M: Into<String>>(&self, line: u64, message: M) -> MappingError {
        MappingError::new(self.path, Some(line), message)
    }

    /// The value of a key; an empty text when the file does not have it.
    pub(super) fn value(&self, key: &str) -> &'t str {
        self.keys.iter().find(|(known, _)| *known == key).map(|(_, value)| *value).unwrap_or_default()
    }

    /// The benchmark and version that a key names.
    pub(super) fn edition(&self, key: &str) -> Result<Edition, MappingError> {
        Edition::parse(self.value(key)).ok_or_else(|| {
            let message = format!("needs a line like `# {key}: CIS Amazon Linux 2 Benchmark v2.0.0`");
            MappingError::new(self.path, None, message)
        })
    }
}

fn rows(path: &str, text: &str, columns: &[&str], header_line: u64) -> Result<Vec<Line>, MappingError> {
    let failed = |error: csv::Error| {
        MappingError::new(path, error.position().map(csv::Position::line), format!("is not CSV: {error}"))
    };
    let mut reader = ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    let header = reader.headers().map_err(failed)?;
    if header != columns {
        let message = format!("the columns must be `{}`", columns.join(","));
        return Err(MappingError::new(path, Some(header_line), message));
    }
    let mut lines = Vec::new();
    for record in reader.into_records() {
        let record = record.map_err(failed)?;
        lines.push(Line { number: record.position().map_or(0, csv::Position::line), record });
    }
    Ok(lines)
}

/// The columns of a benchmark's list.
pub(super) const LIST_COLUMNS: [&str; 4] = ["number", "level", "assessment", "title_hash"];

/// Turns a CSV with the columns `number` and `title` (and, when there are, `level` or `levels`, and
/// `assessment`) into a benchmark's list with hashes in the place of titles. What `amicis convert
/// --to csv` writes is such a CSV.
///
/// # Errors
/// When the CSV cannot be read or lacks a column.
pub fn hash_titles(path: &str, text: &str, edition: &Edition) -> Result<String, MappingError> {
    let failed = |error: csv::Error| {
        MappingError::new(path, error.position().map(csv::Position::line), format!("is not CSV: {error}"))
    };
    // `convert --to csv` ends with a line `#end,COUNT`.
    let mut reader = ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    let header = reader.headers().map_err(failed)?.clone();
    let column = |names: [&str; 2]| header.iter().position(|name| names.contains(&name.trim()));
    let (Some(number), Some(title)) = (column(["number", "id"]), column(["title"; 2])) else {
        return Err(MappingError::new(path, Some(1), "needs the columns `number` and `title`"));
    };
    let (level, assessment) = (column(["level", "levels"]), column(["assessment"; 2]));
    let mut list = format!("# benchmark: {edition}\n# normalisation: {NORMALISATION}\n{}\n", LIST_COLUMNS.join(","));
    for record in reader.into_records() {
        let record = record.map_err(failed)?;
        let cell = |index: Option<usize>| index.and_then(|index| record.get(index)).unwrap_or_default().trim();
        let (number, title) = (cell(Some(number)), cell(Some(title)));
        let hash = if title.is_empty() { String::new() } else { TitleHash::of(title).to_string() };
        // Level 2 includes level 1: the lowest level is the recommendation's.
        let level = cell(level).split_whitespace().next().unwrap_or_default();
        list.extend([number, ",", level, ",", cell(assessment), ",", &hash, "\n"]);
    }
    Ok(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_key_and_a_wrong_column_are_named_with_their_line() {
        let wrong = |text| Table::parse("x.csv", text, &["from"], &["a", "b"]).err().expect("an error").to_string();
        assert_eq!(
            wrong("# from: x\n# form: y\na,b\n"),
            "x.csv:2: `# form: y` is not `# key: value` with one of the keys from"
        );
        assert_eq!(wrong("# from: x\na,c\n"), "x.csv:2: the columns must be `a,b`");
        assert!(wrong("a,b\n1,2\n1\n").starts_with("x.csv:3: is not CSV"));
    }

    #[test]
    fn a_list_of_titles_becomes_a_list_of_hashes() {
        let edition = Edition::new("CIS Example Benchmark", "1.0.0");
        let csv = "number,rule,title,levels,assessment\n1.1,,Ensure it,1 2,automated\n#end,1\n";
        let list = hash_titles("-", csv, &edition).expect("a list");
        let hash = TitleHash::of("Ensure it");
        assert!(list.ends_with(&format!("title_hash\n1.1,1,automated,{hash}\n")), "{list}");
        assert!(hash_titles("-", "a,b\n", &edition).is_err());
    }
}
