//! A sheet's text to its rows, as spreadsheets write it: a byte order mark, other separators, other line ends.

use std::collections::BTreeMap;
use std::fmt;

use csv::{Position, ReaderBuilder};

use super::column::Column;
use crate::diag::{did_you_mean, guarded_cell, unguarded_cell};

/// The rows of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    pub(super) rows: Vec<SheetRow>,
}

/// One row that says something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SheetRow {
    /// The line that it begins in.
    pub(super) line: u64,
    /// The cells of the columns that the sheet has.
    cells: BTreeMap<Column, String>,
}

/// Why something of a sheet cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line.
    pub line: u64,
    /// The fault, with what to do.
    pub message: String,
}

/// `line 12: …`.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

/// A sheet that cannot be taken, with every reason.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct SheetError(pub Vec<Problem>);

impl SheetError {
    pub(super) fn at<M: Into<String>>(line: u64, message: M) -> Self {
        Self(vec![Problem { line, message: message.into() }])
    }
}

impl Sheet {
    /// Reads a sheet's text.
    ///
    /// # Errors
    /// When it is no sheet; all problems at once.
    pub fn read(text: &str) -> Result<Self, SheetError> {
        // Line ends of one kind: the reader counts those of two characters too late.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
        // The reader would take an open quote for the end of the last cell, with all rows behind it inside.
        if !text.matches('"').count().is_multiple_of(2) {
            return Err(SheetError::at(1, "a quote is opened and never closed: the sheet was cut; save it again"));
        }
        let (text, before, separator) = separator(&text)?;
        let mut reader =
            ReaderBuilder::new().delimiter(separator).flexible(true).has_headers(false).from_reader(text.as_bytes());
        let mut records = Vec::new();
        for record in reader.records() {
            let line = |position: Option<&Position>| position.map_or(1, Position::line) + before;
            let record = record.map_err(|error| SheetError::at(line(error.position()), error.to_string()))?;
            records.push((line(record.position()), record.iter().map(str::to_owned).collect()));
        }
        Self::of_records(records)
    }

    /// The sheet of records, each with the line that it begins in.
    pub(super) fn of_records(records: Vec<(u64, Vec<String>)>) -> Result<Self, SheetError> {
        let (mut header, mut rows, mut problems) = (None, Vec::new(), Vec::new());
        for (line, record) in records {
            let cells: Vec<String> = record.iter().map(|text| cell(text)).collect();
            if cells.iter().all(String::is_empty) {
                continue;
            }
            let Some(columns) = &header else {
                header = Some(columns_of(&cells, line)?);
                continue;
            };
            match row(columns, cells, line) {
                Ok(row) => rows.push(row),
                Err(problem) => problems.push(problem),
            }
        }
        if header.is_none() {
            return Err(SheetError::at(1, "the sheet is empty; `amicis registry export --to csv` makes one"));
        }
        if problems.is_empty() { Ok(Self { rows }) } else { Err(SheetError(problems)) }
    }
}

impl Sheet {
    /// A sheet of one row: the cells of an entry, by their headings.
    pub(crate) fn one(id: &str, cells: &[(&str, &str)]) -> Self {
        let column = |word: &str| Column::ALL.into_iter().find(|column| column.word() == word);
        let given = cells.iter().filter_map(|(word, text)| Some((column(word)?, guarded_cell(text.trim()))));
        let cells = given.chain([(Column::Id, id.to_owned())]).collect();
        Self { rows: vec![SheetRow { line: 1, cells }] }
    }
}

/// A cell as its text, with line breaks of one kind.
fn cell(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.trim_matches([' ', '\n']).to_owned()
}

/// The text, how many lines before it were taken off, and the separator: the one that a first line `sep=;` names,
/// else the one that the header speaks for.
fn separator(text: &str) -> Result<(&str, u64, u8), SheetError> {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    if let Some(named) = first.trim_end_matches('\r').strip_prefix("sep=") {
        return match named.as_bytes() {
            [byte @ (b',' | b';' | b'\t')] => Ok((rest, 1, *byte)),
            _ => Err(SheetError::at(1, format!("`{named}` is no separator; write `,`, `;` or a tab"))),
        };
    }
    let count = |byte: &u8| first.bytes().filter(|found| found == byte).count();
    Ok((text, 0, [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',')))
}

/// The columns that a header names.
fn columns_of(header: &[String], line: u64) -> Result<Vec<Column>, SheetError> {
    let mut columns = Vec::new();
    let mut problems = Vec::new();
    for name in header {
        match Column::ALL.into_iter().find(|column| column.word().eq_ignore_ascii_case(name)) {
            Some(column) if columns.contains(&column) => problems.push(format!("the column `{name}` stands twice")),
            Some(column) => columns.push(column),
            None => {
                let near = did_you_mean(name, Column::ALL.iter().map(|column| column.word()));
                let help = near.map_or_else(|| "take it out".to_owned(), |near| format!("did you mean `{near}`?"));
                problems.push(format!("there is no column `{name}`; {help}"));
            }
        }
    }
    if problems.is_empty() && !columns.contains(&Column::Id) {
        problems.push("the column `id` is missing, which says what entry a row is of".to_owned());
    }
    let problems: Vec<Problem> = problems.into_iter().map(|message| Problem { line, message }).collect();
    if problems.is_empty() { Ok(columns) } else { Err(SheetError(problems)) }
}

fn row(columns: &[Column], cells: Vec<String>, line: u64) -> Result<SheetRow, Problem> {
    if cells.len() != columns.len() {
        let message = format!("the row has {} cells, the header {}", cells.len(), columns.len());
        return Err(Problem { line, message });
    }
    let cells = columns.iter().copied().zip(cells).collect();
    Ok(SheetRow { line, cells })
}

impl SheetRow {
    /// The cell of a column, where the sheet has it.
    pub(super) fn cell(&self, column: Column) -> Option<&str> {
        self.cells.get(&column).map(String::as_str)
    }

    /// The text that a cell stands for.
    pub(super) fn text(cell: &str) -> &str {
        unguarded_cell(cell)
    }
}
