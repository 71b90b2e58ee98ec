//! A table of cells into rows: which column is what, and what is doubtful in each cell.

use std::collections::BTreeSet;
use std::ops::Range;

use super::cell::{category, emptiness, links, quoted};
use super::fill::{fill, names_a_rule, rule_numbers, unreadable};
use super::header::{Column, column};
use super::row::Row;
use crate::model::Number;

/// A table as it was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Table {
    /// The header's line, counted from 1.
    pub(super) line: usize,
    /// The last row's line.
    pub(super) last: usize,
    /// The header's cells.
    pub(super) header: Vec<String>,
    /// The rows' cells; a line without any separator has one.
    pub(super) rows: Vec<Vec<String>>,
}

/// The workshop's header, for tables that have none.
pub(super) const USUAL_HEADER: [&str; 4] = ["CIS ID", "CIS Description", "Reason", "Workaround"];

impl Table {
    /// Its lines, counted from 0.
    pub(super) fn lines(&self) -> Range<usize> {
        self.line.saturating_sub(1)..self.last
    }

    /// How many rows have a recommendation number where the id stands.
    pub(super) fn numbered(&self) -> usize {
        self.count_ids(|cell| !rule_numbers(cell).is_empty())
    }

    /// How many rows have a recommendation number or a rule id where the id stands.
    pub(super) fn named(&self) -> usize {
        self.count_ids(names_a_rule)
    }

    fn count_ids(&self, names: fn(&str) -> bool) -> usize {
        let Some(id) = self.columns().iter().position(|column| *column == Column::Id) else { return 0 };
        self.rows.iter().filter(|row| row.get(id).is_some_and(|cell| names(cell))).count()
    }

    /// Whether a header says where the reasons are.
    pub(super) fn has_reasons(&self) -> bool {
        self.header.iter().any(|cell| column(cell) == Column::Reason)
    }

    fn columns(&self) -> Vec<Column> {
        let mut columns: Vec<Column> = self.header.iter().map(|cell| column(cell)).collect();
        let told = |column: &Column| matches!(column, Column::Title | Column::Reason | Column::Workaround);
        let by_position = !columns.iter().any(told);
        let id = self.id_column(&columns);
        for (index, column) in columns.iter_mut().enumerate() {
            if Some(index) == id {
                *column = Column::Id;
            } else if matches!(column, Column::Id | Column::PerhapsId) {
                *column = Column::Other;
            }
        }
        let mut seen = Vec::new();
        for column in &mut columns {
            // The second of a kind is something else.
            if *column != Column::Open && seen.contains(column) {
                *column = Column::Other;
            }
            seen.push(*column);
        }
        // Beside known headers an unknown one is a column of its own, and none of these.
        if by_position {
            for wanted in [Column::Title, Column::Reason, Column::Workaround] {
                if let Some(open) = columns.iter_mut().find(|column| **column == Column::Open) {
                    *open = wanted;
                }
            }
        }
        columns
    }

    /// The column of the ids: one whose header names it; else one whose header may name it and that
    /// holds ids; else the one with the most recommendation numbers.
    fn id_column(&self, columns: &[Column]) -> Option<usize> {
        let most = |fits: fn(Column) -> bool, names: fn(&str) -> bool| {
            let count =
                |index: usize| self.rows.iter().filter(|row| row.get(index).is_some_and(|cell| names(cell))).count();
            let fitting = columns.iter().enumerate().filter(|(_, column)| fits(**column)).map(|(index, _)| index);
            fitting.map(|index| (count(index), index)).max_by_key(|(count, index)| (*count, usize::MAX - index))
        };
        let numbered = |cell: &str| !rule_numbers(cell).is_empty();
        let named = most(|column| column == Column::Id, numbered);
        let perhaps = || most(|column| column == Column::PerhapsId, names_a_rule);
        let by_content = || {
            let may = |column| matches!(column, Column::Title | Column::Other | Column::Open);
            most(may, numbered).filter(|(count, _)| *count > 0)
        };
        let found = named.or_else(|| perhaps().filter(|(count, _)| *count > 0)).or_else(by_content).or_else(perhaps);
        found.map(|(_, index)| index)
    }

    /// The rows that say something.
    pub(super) fn read(&self) -> Vec<Row> {
        let columns = self.columns();
        let mut rows: Vec<Row> = Vec::new();
        for (index, cells) in self.rows.iter().enumerate() {
            if cells.iter().all(|cell| cell.trim().is_empty()) || same(cells, &self.header) || is_delimiter(cells) {
                continue;
            }
            match (self.row(&columns, cells, index), rows.last_mut()) {
                (Some(row), _) => rows.push(row),
                // A line without an id belongs to the row above it.
                (None, Some(above)) => {
                    let line = cells.iter().map(|cell| cell.trim()).collect::<Vec<_>>().join(" | ");
                    above.add_links(links(&line));
                    above.doubts.push(format!("a line without an id follows: {}", quoted(&line)));
                }
                (None, None) => rows.push(self.nameless(cells, index)),
            }
        }
        rows
    }

    fn name(&self, index: usize) -> String {
        let name: String = self.header.get(index).map(|cell| cell.replace(['*', '`', '_'], "")).unwrap_or_default();
        let name = name.trim();
        if name.is_empty() { format!("column {}", index + 1) } else { name.to_owned() }
    }

    /// A row; `None` when nothing in it says what it is about.
    fn row(&self, columns: &[Column], cells: &[String], index: usize) -> Option<Row> {
        let mut row = Row::default();
        // The rest of the id's cell is the title only where no other cell is: it is filled last.
        let mut order: Vec<_> = columns.iter().enumerate().collect();
        order.sort_by_key(|(_, column)| **column == Column::Id);
        for (at, column) in order {
            let name = self.name(at);
            match cells.get(at) {
                Some(cell) => fill(&mut row, *column, (&name, index), cell),
                None if matches!(column, Column::Title | Column::Reason | Column::Workaround) => {
                    row.doubts.push(format!("{name}: the row has no such cell"));
                }
                None => {}
            }
        }
        let title = columns.iter().position(|column| *column == Column::Title).filter(|_| row.title.is_none());
        if let Some((at, cell)) = title.and_then(|at| Some((at, cells.get(at)?)))
            && let Some(why) = emptiness(cell)
        {
            row.doubts.push(format!("{}: {} {why}", self.name(at), quoted(cell)));
        }
        for cell in cells.iter().skip(columns.len()).filter(|cell| !cell.trim().is_empty()) {
            row.doubts.push(format!("extra cell: {}", quoted(cell)));
            row.add_links(links(cell));
        }
        if row.rules.is_empty() {
            let (number, title) = row.title.as_deref().and_then(Number::leading)?;
            let title = title.to_owned();
            row.rules.push(number.to_string());
            row.title = (!title.is_empty()).then_some(title);
        } else if cells.len() == 1 && columns.len() > 1 && index > 0 && rule_numbers(cells.first()?).is_empty() {
            return None;
        }
        self.keep_words(&mut row, cells);
        let told = || category(&row.reason).or_else(|| category(&row.workaround)).map(str::to_owned);
        row.category = row.category.take().or_else(told);
        Some(row)
    }

    /// No cell is lost: one of which a word came into no field is quoted in the note.
    fn keep_words(&self, row: &mut Row, cells: &[String]) {
        let expires = row.expires.map(|date| date.to_string());
        let known: BTreeSet<String> =
            row.texts().chain(expires.as_deref()).flat_map(words).map(str::to_owned).collect();
        for (at, cell) in cells.iter().enumerate() {
            if words(cell).any(|word| !known.contains(word)) {
                row.remarks.push(format!("{}: {}", self.name(at), quoted(cell)));
            }
        }
    }

    /// A first row without an id: kept under a name that nothing matches.
    fn nameless(&self, cells: &[String], index: usize) -> Row {
        let mut row = Row { rules: vec![unreadable(index)], ..Row::default() };
        row.doubts.push("the row has no id".to_owned());
        for (at, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty()) {
            row.doubts.push(format!("{}: {}", self.name(at), quoted(cell)));
            row.add_links(links(cell));
        }
        row
    }
}

fn same(cells: &[String], header: &[String]) -> bool {
    cells.len() == header.len() && cells.iter().zip(header).all(|(cell, head)| cell.trim() == head.trim())
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Whether a line only draws the table.
pub(super) fn is_delimiter(cells: &[String]) -> bool {
    let dashes = |cell: &String| {
        let dashes = cell.trim().trim_start_matches(':').trim_end_matches(':');
        !dashes.is_empty() && dashes.bytes().all(|byte| byte == b'-')
    };
    !cells.is_empty() && cells.iter().all(dashes)
}
