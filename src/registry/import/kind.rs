//! The kind of a file to import, told by its content, and the reading of it.

use std::ops::Range;

use toml_edit::DocumentMut;

use super::cell::links;
use super::row::Row;
use super::table::Table;
use super::{csv, exclusion_list, markdown, waiver};

/// The kinds of files that can be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A page with a table.
    Markdown,
    /// A table with commas, semicolons or tabs; also waivers in that form.
    Csv,
    /// Chef InSpec waivers as YAML.
    WaiverYaml,
    /// Chef InSpec waivers as JSON.
    WaiverJson,
    /// The CIS build kit's `exclusion_list.txt`.
    ExclusionList,
}

/// Why a file cannot be imported.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ImportError {
    message: String,
}

impl ImportError {
    pub(super) fn new<M: Into<String>>(message: M) -> Self {
        Self { message: message.into() }
    }
}

/// The rows and notes of an imported file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// The rows, in the file's order.
    pub rows: Vec<Row>,
    /// Notes for the person who imports, as sentences.
    pub notes: Vec<String>,
    /// The lines of the page's table, counted from 0, where it is one.
    pub lines: Option<Range<usize>>,
}

/// Reads a file's text. `kind` is found by content when absent; `table` picks one of a page's
/// tables, counted from 1.
///
/// # Errors
/// When the content is not known, cannot be read, or holds no row.
pub fn import(text: &str, kind: Option<Kind>, table: Option<usize>) -> Result<Imported, ImportError> {
    if is_registry(text) {
        return Err(ImportError::new("this is a registry already; `amicis registry lint -r FILE` checks it"));
    }
    let kind = kind.or_else(|| detect(text)).ok_or_else(|| {
        ImportError::new(
            "this is no Markdown page with a table, no CSV, no InSpec waiver file and no exclusion list; \
             say with --from what it is",
        )
    })?;
    let mut imported = match kind {
        Kind::Markdown => pick(&markdown::tables(text), table)?,
        Kind::Csv => {
            let table = csv::table(text)?;
            if !is_table(text, &table) {
                return Err(ImportError::new(if text.lines().any(markdown::is_delimiter_line) {
                    "this is no CSV but a Markdown table; import it with --from markdown"
                } else {
                    "this is no CSV of exceptions: no column holds recommendation numbers or rule ids"
                }));
            }
            Imported { rows: waiver::csv(&table).unwrap_or_else(|| table.read()), ..Imported::default() }
        }
        Kind::WaiverYaml => Imported { rows: waiver::yaml(text)?, ..Imported::default() },
        Kind::WaiverJson => Imported { rows: waiver::json(text)?, ..Imported::default() },
        Kind::ExclusionList => {
            let (rows, comments) = exclusion_list::rows(text);
            let notes = comments.iter().map(|line| format!("a comment was left out: {line}"));
            Imported { rows, notes: notes.collect(), lines: None }
        }
    };
    if imported.rows.is_empty() {
        return Err(ImportError::new("there is no row to import"));
    }
    for row in &mut imported.rows {
        let found = links(&format!("{} {}", row.reason, row.workaround));
        row.add_links(found);
    }
    Ok(imported)
}

fn detect(text: &str) -> Option<Kind> {
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let listed = lines().filter(|line| !line.starts_with('#'));
    let (all, of_list) = listed.fold((0, 0), |(all, good), line| {
        (all + 1, good + usize::from(exclusion_list::split(line).is_some() && !line.contains('|')))
    });
    let keyed = |line: &str| {
        let indented = line.starts_with([' ', '\t']);
        let key = line.trim_start().split(':').next().unwrap_or_default();
        indented && line.contains(':') && matches!(key, "justification" | "run" | "expiration_date")
    };
    if text.trim_start().starts_with('{') {
        Some(Kind::WaiverJson)
    } else if lines().any(markdown::is_delimiter_line) {
        Some(Kind::Markdown)
    } else if all > 0 && of_list * 2 > all {
        Some(Kind::ExclusionList)
    } else if text.lines().any(keyed) {
        Some(Kind::WaiverYaml)
    } else if !markdown::tables(text).is_empty() {
        Some(Kind::Markdown)
    } else if csv::separator(text).is_some() && csv::table(text).is_ok_and(|table| is_table(text, &table)) {
        Some(Kind::Csv)
    } else {
        None
    }
}

/// Whether a CSV is a table of exceptions, and not just text with commas. What is in no column of
/// its own would come in as drafts that match nothing.
fn is_table(text: &str, table: &Table) -> bool {
    let markdown = text.lines().any(markdown::is_delimiter_line);
    !markdown && (table.named() > 0 || waiver::csv(table).is_some())
}

/// Whether the text is what an import makes.
fn is_registry(text: &str) -> bool {
    let key = |document: DocumentMut| ["schema", "exception"].into_iter().any(|key| document.contains_key(key));
    text.contains('=') && text.parse().is_ok_and(key)
}

/// The table that is meant: the one asked for, else those of the most tables' kind that hold numbers.
fn pick(tables: &[Table], wanted: Option<usize>) -> Result<Imported, ImportError> {
    if let Some(wanted) = wanted {
        let table = wanted
            .checked_sub(1)
            .and_then(|at| tables.get(at))
            .ok_or_else(|| ImportError::new(format!("there is no table {wanted}; the page has {}", listed(tables))))?;
        return Ok(Imported { rows: table.read(), notes: Vec::new(), lines: Some(table.lines()) });
    }
    let mut numbered: Vec<_> = tables.iter().filter(|table| table.numbered() * 3 > table.rows.len()).collect();
    if numbered.is_empty() {
        numbered.extend(tables.iter().filter(|table| table.has_reasons() && !table.rows.is_empty()));
    }
    if numbered.iter().any(|table| table.has_reasons()) {
        numbered.retain(|table| table.has_reasons());
    }
    let Some(first) = numbered.first() else {
        return Err(ImportError::new(format!(
            "no table has recommendation numbers in a column; choose one with --table N: the page has {}",
            listed(tables)
        )));
    };
    if numbered.iter().any(|table| table.header != first.header) {
        let message = "several tables have recommendation numbers; choose one with --table N: the page has";
        return Err(ImportError::new(format!("{message} {}", listed(tables))));
    }
    let rows = numbered.iter().flat_map(|table| table.read()).collect();
    let left_out = tables.iter().enumerate().filter(|(_, table)| !numbered.contains(table));
    let notes = left_out.map(|(at, table)| {
        format!("table {} (line {}) was left out; --table {} imports it", at + 1, table.line, at + 1)
    });
    let lines = if numbered.len() == 1 { Some(first.lines()) } else { None };
    Ok(Imported { rows, notes: notes.collect(), lines })
}

fn listed(tables: &[Table]) -> String {
    if tables.is_empty() {
        return "no table".to_owned();
    }
    let shown = tables.iter().enumerate().take(20).map(|(at, table)| {
        let header: String = table.header.join(" | ").chars().take(60).collect();
        format!("{} (line {}: {header})", at + 1, table.line)
    });
    shown.collect::<Vec<_>>().join(", ")
}
