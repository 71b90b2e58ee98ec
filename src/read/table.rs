//! CSV-like tables: a header looked up by folded names, rows with their line numbers. It knows no
//! tool's columns.

use super::{Position, ReadError};
use crate::model::{Doubt, DoubtCode};
use crate::quotes::{OPEN, OPEN_HELP, open_quote};

/// A table whose first record (or the caller) names the columns.
#[derive(Debug)]
pub(crate) struct Table {
    /// The names as written.
    pub(crate) header: Vec<String>,
    pub(crate) rows: Vec<Row>,
}

/// One record.
#[derive(Debug)]
pub(crate) struct Row {
    /// The line it begins on, counted from 1.
    pub(crate) line: u64,
    cells: Vec<String>,
}

/// Refuses a table whose last cell is quoted and has no closing quote: it holds every row behind its
/// opening one, and they would be gone without a word.
pub(crate) fn closed(text: &str, delimiter: u8) -> Result<(), ReadError> {
    match open_quote(text, delimiter) {
        Some(line) => Err(ReadError::syntax(OPEN).at(Some(Position { line, column: 1 })).help(OPEN_HELP)),
        None => Ok(()),
    }
}

impl Table {
    /// Reads a text; with `columns` the first record is a row and not the header.
    ///
    /// A row with another number of cells than the header is an error: it was cut or is not quoted.
    pub(crate) fn read(text: &str, delimiter: u8, columns: Option<&[String]>) -> Result<Self, ReadError> {
        closed(text, delimiter)?;
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut table = Self { header: columns.map(<[String]>::to_vec).unwrap_or_default(), rows: Vec::new() };
        let mut begins = LineOf { text, line: 1, passed: 0 };
        for record in reader.records() {
            let record = record.map_err(|error| ReadError::syntax(format!("not a table: {error}")))?;
            let line = begins.at(record.position().map_or(0, csv::Position::byte));
            let cells: Vec<String> = record.iter().map(|cell| cell.trim().to_owned()).collect();
            if table.header.is_empty() {
                table.header = cells;
                continue;
            }
            if cells == table.header {
                return Err(second_table(Position { line, column: 1 }));
            }
            if cells.len() != table.header.len() {
                let message = format!("the row has {} cells, the header {}", cells.len(), table.header.len());
                return Err(ReadError::syntax(message)
                    .at(Some(Position { line, column: 1 }))
                    .help("the file is cut off there, or a cell that holds the separator is not quoted"));
            }
            table.rows.push(Row { line, cells });
        }
        Ok(table)
    }

    /// The first column with one of these names, compared folded.
    pub(crate) fn column(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.header.iter().position(|header| fold(header) == fold(name)))
    }

    /// All columns with one of these folded names.
    pub(crate) fn columns(&self, names: &[&str]) -> Vec<usize> {
        let named = |header: &String| names.contains(&fold(header).as_str());
        self.header.iter().enumerate().filter(|(_, header)| named(header)).map(|(at, _)| at).collect()
    }
}

/// The line of each record: the reader of records counts one too few behind a line end of two characters.
struct LineOf<'t> {
    text: &'t str,
    line: u64,
    passed: usize,
}

impl LineOf<'_> {
    /// The line of a record that begins at an offset, behind the line ends that stand there.
    fn at(&mut self, offset: u64) -> u64 {
        let bytes = self.text.as_bytes();
        let rest = usize::try_from(offset).ok().and_then(|offset| bytes.get(offset..)).unwrap_or_default();
        let start = bytes.len() - rest.trim_ascii_start().len();
        let between = bytes.get(self.passed..start).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', between).count() as u64;
        self.passed = start.max(self.passed);
        self.line
    }
}

impl Row {
    /// A cell's text; empty when there is no such column.
    pub(crate) fn cell(&self, column: Option<usize>) -> &str {
        column.and_then(|column| self.cells.get(column)).map_or("", String::as_str)
    }

    pub(crate) fn cells(&self) -> impl Iterator<Item = &str> {
        self.cells.iter().map(String::as_str)
    }

    /// An error about a cell of this row.
    pub(crate) fn error(&self, column: &str, message: impl Into<String>) -> ReadError {
        ReadError::content(message).at(Some(Position { line: self.line, column: 1 })).trail(format!("column {column}"))
    }
}

/// The error about a header that stands a second time: the results of two runs, or one run's twice.
pub(crate) fn second_table(position: Position) -> ReadError {
    ReadError::content("the header stands a second time: the file holds two tables")
        .at(Some(position))
        .help("give each run's output as a file of its own, and each once")
}

/// The doubts about a text that is a table without totals or an end mark.
pub(crate) fn doubts(text: &str) -> Vec<Doubt> {
    doubts_below(text, |_| false)
}

/// As [`doubts`], where one empty line above some lines, as above the head of a section, is layout.
pub(crate) fn doubts_below(text: &str, heads: impl Fn(&str) -> bool) -> Vec<Doubt> {
    let cut = if text.ends_with(['\n', '\r']) {
        Doubt::new(DoubtCode::NoEnd, "the table has no end mark, so that a cut file looks like a whole one")
    } else {
        let message = "the last line of the table has no line end: the file was cut inside it";
        Doubt::new(DoubtCode::ResultsDiffer, message)
    };
    std::iter::once(cut).chain(blank_row(text, heads)).collect()
}

/// The doubt about an empty line between two rows, where a row may have stood. One empty line below the ruling
/// of a text table's heads is layout.
fn blank_row(text: &str, heads: impl Fn(&str) -> bool) -> Option<Doubt> {
    let (mut quoted, mut rows, mut ruled) = (false, false, false);
    let mut blank: Option<(u64, usize)> = None;
    for (line, number) in text.lines().zip(1_u64..) {
        let is_blank = !quoted && line.trim().is_empty();
        let below_ruling = std::mem::replace(&mut ruled, !quoted && is_ruling(line));
        if is_blank && below_ruling {
            continue;
        }
        if is_blank && rows {
            let (first, count) = blank.unwrap_or((number, 0));
            blank = Some((first, count + 1));
        } else if !is_blank {
            if let Some((number, count)) = blank.take()
                && !(count == 1 && heads(line))
            {
                let message = format!("line {number} is empty, and rows stand before and after it");
                return Some(Doubt::new(DoubtCode::ResultsDiffer, message));
            }
            rows = true;
            quoted ^= line.matches('"').count() % 2 == 1;
        }
    }
    None
}

/// Whether a line is the ruling below the heads of a text table: dashes, parted as the columns are.
fn is_ruling(line: &str) -> bool {
    line.contains("---") && line.chars().all(|letter| matches!(letter, '-' | '=' | ' ' | '\t' | '|' | '+'))
}

/// A column's name as it is compared: letters and digits, lower case.
pub(crate) fn fold(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_by_folded_names_in_the_order_of_preference() {
        let table = Table::read("Rule ID|RESULT|Title\na|pass|\"x|y\"\n", b'|', None).expect("a table");
        assert_eq!(table.column(&["number", "rule_id"]), Some(0));
        assert_eq!(table.rows[0].cell(table.column(&["title"])), "x|y");
        assert_eq!((table.rows[0].line, table.rows[0].cell(None)), (2, ""));
    }

    #[test]
    fn a_row_knows_its_line_whatever_ends_the_lines() {
        for end in ["\n", "\r\n"] {
            let text = ["a,b", "1,\"x", "y\"", "", "2,z", ""].join(end);
            let lines: Vec<_> =
                Table::read(&text, b',', None).expect("a table").rows.iter().map(|row| row.line).collect();
            assert_eq!(lines, [2, 5], "{end:?}");
        }
    }

    #[test]
    fn a_short_row_is_an_error_with_its_line() {
        let error = Table::read("a,b\n1,2\n3\n", b',', None).expect_err("cut");
        assert_eq!(error.position.map(|p| p.line), Some(3));
    }

    #[test]
    fn a_quoted_cell_that_never_ends_is_an_error_where_it_begins() {
        for text in ["a,b\n1,\"x\n2,y\n", "a,b\n1,\"x\"\"\n2,y\n", "a,b\n1,2\n\"3,4"] {
            let error = closed(text, b',').expect_err("open");
            assert!(error.position.is_some_and(|at| at.line >= 2) && error.help.is_some(), "{text}");
        }
        for text in ["a,b\n1,\"x\"\n", "a,b\n1,5\" disk\n", "a,b\n\"1\n2\",\"say \"\"x\"\"\"\n", "", "\"\""] {
            closed(text, b',').expect(text);
        }
    }

    #[test]
    fn a_table_that_stands_twice_is_an_error_with_its_second_header() {
        let error = Table::read("a,b\n1,2\na,b\n1,2\n", b',', None).expect_err("two tables");
        assert_eq!(error.position.map(|p| p.line), Some(3));
    }

    #[test]
    fn a_table_cut_between_rows_is_doubted_less_than_one_cut_inside_a_row_or_with_a_lost_row() {
        let codes = |text| doubts(text).into_iter().map(|doubt| doubt.code).collect::<Vec<_>>();
        assert_eq!(codes("a,b\n1,2\n"), [DoubtCode::NoEnd]);
        assert_eq!(codes("a,b\n1,2"), [DoubtCode::ResultsDiffer]);
        assert_eq!(codes("a,b\n1,2\n\n3,4\n"), [DoubtCode::NoEnd, DoubtCode::ResultsDiffer]);
        assert_eq!(codes("\na,b\n1,\"2\n\n3\"\n\n"), [DoubtCode::NoEnd]);
    }

    #[test]
    fn one_empty_line_below_the_ruling_of_the_heads_is_layout_and_a_second_is_where_a_row_was() {
        let blank = |text: &str| blank_row(text, |line| line.starts_with("2  "));
        let heads = "ID   Title\n---  -----\n";
        assert_eq!(blank(&format!("{heads}\n1.1  a\n1.2  b\n")), None);
        assert_eq!(blank(&format!("{heads}1.1  a\n1.2  b\n")), None);
        assert!(blank(&format!("{heads}\n\n1.2  b\n")).is_some());
        assert!(blank(&format!("{heads}\n1.1  a\n\n1.3  c\n")).is_some());
        assert_eq!(blank(&format!("{heads}\n1.1  a\n\n2  b\n")), None, "above the head of a section");
        assert!(blank(&format!("{heads}\n1.1  a\n\n\n2  b\n")).is_some());
    }

    #[test]
    fn named_columns_make_the_first_record_a_row() {
        let names = ["a".to_owned(), "b".to_owned()];
        let table = Table::read("1\t2\n", b'\t', Some(&names)).expect("a table");
        assert_eq!((table.rows.len(), table.rows[0].cells().count()), (1, 2));
    }
}
