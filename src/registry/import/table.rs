//! A table of cells into rows: which column is what, and what is doubtful in each cell.

use jiff::civil::Date;

use super::super::file::CATEGORIES;
use super::cell::{category, emptiness, fits_as_rule, links, numbers, plain, quoted, title, whole_link};
use super::header::{Column, column, is_counter};
use super::row::Row;
use crate::model::Number;

/// A table as it was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Table {
    /// The header's line, counted from 1.
    pub(super) line: usize,
    /// The header's cells.
    pub(super) header: Vec<String>,
    /// The rows' cells; a line without any separator has one.
    pub(super) rows: Vec<Vec<String>>,
}

/// The workshop's header, for tables that have none.
pub(super) const USUAL_HEADER: [&str; 4] = ["CIS ID", "CIS Description", "Reason", "Workaround"];

impl Table {
    /// How many rows have a recommendation number where the id stands.
    pub(super) fn numbered(&self) -> usize {
        let id = self.columns().iter().position(|column| *column == Column::Id).unwrap_or_default();
        self.rows.iter().filter(|row| row.get(id).is_some_and(|cell| !rule_numbers(cell).is_empty())).count()
    }

    /// Whether a header says where the reasons are.
    pub(super) fn has_reasons(&self) -> bool {
        self.header.iter().any(|cell| column(cell) == Column::Reason)
    }

    fn columns(&self) -> Vec<Column> {
        let mut columns = Vec::new();
        // Rows are counted under such a name where another column has the id.
        let named = |cell: &String| column(cell) == Column::Id && !is_counter(cell);
        let has_id = self.header.iter().any(named);
        for cell in &self.header {
            let found = if has_id && is_counter(cell) { Column::Other } else { column(cell) };
            // The second of a kind is something else.
            let known = found != Column::Other && columns.contains(&found);
            columns.push(if known && found != Column::Open { Column::Other } else { found });
        }
        if !columns.contains(&Column::Id) {
            let count = |index: usize| {
                self.rows.iter().filter(|row| row.get(index).is_some_and(|c| !rule_numbers(c).is_empty())).count()
            };
            let best = (0..columns.len())
                .filter(|index| count(*index) > 0)
                .max_by_key(|index| (count(*index), usize::MAX - index));
            if let Some(column) = best.and_then(|index| columns.get_mut(index)) {
                *column = Column::Id;
            }
        }
        // Where headers name the title and the reason, an unknown one is a column of somebody's own.
        let headed = columns.contains(&Column::Title) && columns.contains(&Column::Reason);
        for wanted in [Column::Title, Column::Reason, Column::Workaround] {
            let known = headed || columns.contains(&wanted);
            let open = columns.iter_mut().find(|column| **column == Column::Open && !known);
            if let Some(open) = open {
                *open = wanted;
            }
        }
        columns
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
        for (at, column) in columns.iter().enumerate() {
            let name = self.name(at);
            match cells.get(at) {
                Some(cell) => fill(&mut row, *column, (&name, index), cell),
                None if matches!(column, Column::Title | Column::Reason | Column::Workaround) => {
                    row.doubts.push(format!("{name}: the row has no such cell"));
                }
                None => {}
            }
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
        row.category = row.category.or_else(|| category(&row.reason)).or_else(|| category(&row.workaround));
        Some(row)
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

/// The rule of a row whose own cannot be read: it matches nothing.
pub(super) fn unreadable(index: usize) -> String {
    format!("row-{}", index + 1)
}

fn same(cells: &[String], header: &[String]) -> bool {
    cells.len() == header.len() && cells.iter().zip(header).all(|(cell, head)| cell.trim() == head.trim())
}

/// Whether a line only draws the table.
pub(super) fn is_delimiter(cells: &[String]) -> bool {
    let dashes = |cell: &String| {
        let dashes = cell.trim().trim_start_matches(':').trim_end_matches(':');
        !dashes.is_empty() && dashes.bytes().all(|byte| byte == b'-')
    };
    !cells.is_empty() && cells.iter().all(dashes)
}

fn rule_numbers(cell: &str) -> Vec<String> {
    let found = numbers(cell);
    let leading = || Number::leading(plain(cell)).map(|(number, _)| number).into_iter().collect();
    let found: Vec<Number> = if found.is_empty() { leading() } else { found };
    found.iter().map(ToString::to_string).collect()
}

fn fill(row: &mut Row, column: Column, (name, index): (&str, usize), cell: &str) {
    let text = cell.trim();
    if column != Column::Id && column != Column::Expires {
        row.add_links(links(text));
    }
    match column {
        Column::Id => fill_id(row, name, index, text),
        Column::Title => fill_title(row, name, text),
        Column::Reason | Column::Workaround => {
            let field = if column == Column::Reason { &mut row.reason } else { &mut row.workaround };
            match emptiness(text) {
                None => text.clone_into(field),
                Some(why) => row.doubts.push(format!("{name}: {} {why}", quoted(text))),
            }
        }
        Column::Category => {
            let known = CATEGORIES
                .iter()
                .find(|(word, label)| text.eq_ignore_ascii_case(word) || text.eq_ignore_ascii_case(label));
            row.category = known.map(|(word, _)| *word).or_else(|| category(text));
            if row.category.is_none() && !text.is_empty() {
                row.remarks.push(format!("{name}: {}", quoted(text)));
            }
        }
        Column::Expires => match plain(text).parse::<Date>() {
            Ok(date) => row.expires = Some(date),
            Err(_) if text.is_empty() => {}
            Err(_) => row.doubts.push(format!("{name}: {} is not a date such as 2027-01-31", quoted(text))),
        },
        Column::Owner | Column::Approver if emptiness(text).is_none() => {
            let field = if column == Column::Owner { &mut row.owner } else { &mut row.approved_by };
            *field = Some(text.to_owned());
        }
        Column::Owner | Column::Approver | Column::Other | Column::Open => {
            if !text.is_empty() {
                row.remarks.push(format!("{name}: {}", quoted(text)));
            }
        }
    }
}

fn fill_id(row: &mut Row, name: &str, index: usize, text: &str) {
    let mut found = numbers(text).into_iter().map(|number| number.to_string());
    if let Some(first) = found.next() {
        row.rules.push(first);
        let more: Vec<_> = found.collect();
        if !more.is_empty() {
            row.doubts.push(format!("{name}: {} names more than one number", quoted(text)));
        }
    } else if let Some((number, rest)) = Number::leading(plain(text)) {
        row.rules.push(number.to_string());
        match &row.title {
            Some(_) => row.doubts.push(format!("{name}: {} stands beside the number", quoted(rest))),
            None => row.title = Some(title(rest).0),
        }
    } else if !text.is_empty() {
        let id = whole_link(text).map_or_else(|| plain(text), |(text, _)| plain(text));
        let fits = fits_as_rule(id);
        row.rules.push(if fits { id.to_owned() } else { unreadable(index) });
        let like_a_rule = fits && id.len() > 3 && !id.contains(char::is_whitespace) && id.contains(['_', '-']);
        if !like_a_rule {
            row.doubts.push(format!("{name}: {} is not a recommendation number", quoted(text)));
        }
    }
    row.add_links(links(text));
}

fn fill_title(row: &mut Row, name: &str, text: &str) {
    let (title, stray) = title(text);
    if let Some(stray) = stray {
        row.doubts.push(format!("{name}: {} ends with a stray \"{stray}\"", quoted(text)));
    }
    match emptiness(&title) {
        None => {
            if let Some(other) = row.title.replace(title).filter(|other| !other.is_empty()) {
                row.doubts.push(format!("a second title: {}", quoted(&other)));
            }
        }
        Some(why) if row.title.is_none() => row.doubts.push(format!("{name}: {} {why}", quoted(text))),
        Some(_) => {}
    }
}
