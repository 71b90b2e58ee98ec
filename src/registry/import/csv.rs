//! Comma-, semicolon- or tab-separated tables.

use csv::{ReaderBuilder, Trim};

use super::cell::numbers;
use super::kind::ImportError;
use super::table::{Table, USUAL_HEADER};
use crate::quotes::{OPEN, OPEN_HELP, open_quote};

/// The separator that the first line speaks for.
pub(super) fn separator(text: &str) -> Option<u8> {
    let line = text.lines().find(|line| !line.trim().is_empty())?;
    let count = |byte: u8| line.bytes().filter(|found| *found == byte).count();
    [b'\t', b';', b','].into_iter().filter(|byte| count(*byte) > 0).max_by_key(|byte| count(*byte))
}

/// The file's table; a first row with a recommendation number is no header.
pub(super) fn table(text: &str) -> Result<Table, ImportError> {
    let delimiter = separator(text).unwrap_or(b',');
    if let Some(line) = open_quote(text, delimiter) {
        return Err(ImportError::new(format!("line {line}: {OPEN}; {OPEN_HELP}")));
    }
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .trim(Trim::All)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| ImportError::new(format!("the CSV cannot be read: {error}")))?;
        rows.push(record.iter().map(str::to_owned).collect::<Vec<_>>());
    }
    let headless = rows.first().is_some_and(|row| row.iter().any(|cell| !numbers(cell).is_empty()));
    let header = if headless || rows.is_empty() { USUAL_HEADER.map(str::to_owned).to_vec() } else { rows.remove(0) };
    Ok(Table { line: 1, last: rows.len() + 1, header, rows })
}
