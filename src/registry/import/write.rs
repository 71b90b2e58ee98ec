//! Rows into the text of a registry file.

use toml_edit::{ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value};

use super::super::document::{day, happened, list, rules, set_if as text};
use super::id::Ids;
use super::row::Row;
use crate::model::{Benchmark, Status};

/// The text of a new registry file: `benchmark` becomes its defaults, `source` is what the history
/// says the entries come from.
pub fn write(rows: &[Row], benchmark: Option<&Benchmark>, source: &str) -> String {
    let mut document = DocumentMut::new();
    document.insert("schema", toml_edit::value(1));
    if let Some(benchmark) = benchmark {
        let mut defaults = Table::new();
        text(&mut defaults, "benchmark", benchmark.title.as_deref());
        text(&mut defaults, "version", benchmark.version.as_deref());
        document.insert("defaults", Item::Table(defaults));
    }
    let mut ids = Ids::default();
    let mut tables = ArrayOfTables::new();
    for row in rows {
        tables.push(entry(row, &mut ids, &format!("imported from {source}")));
    }
    document.insert("exception", Item::ArrayOfTables(tables));
    document.to_string()
}

/// A row as an `[[exception]]`; `what` is the first line of its history.
pub(in crate::registry) fn entry(row: &Row, ids: &mut Ids, what: &str) -> Table {
    let mut entry = Table::new();
    let rule = row.rules.first().map(String::as_str).unwrap_or_default();
    text(&mut entry, "id", Some(&ids.make(row.first_title(), rule)));
    rules(&mut entry, &row.named().collect::<Vec<_>>());
    text(&mut entry, "title", row.title.as_deref());
    if !row.titles.is_empty() {
        let titles = row.titles.iter().map(|(number, title)| (number.as_str(), Value::from(title.as_str())));
        entry.insert("titles", toml_edit::value(titles.collect::<InlineTable>()));
    }
    text(&mut entry, "benchmark", row.benchmark.as_deref());
    text(&mut entry, "version", row.version.as_deref());
    text(&mut entry, "category", row.category.as_deref());
    entry.insert("reason", toml_edit::value(row.reason.as_str()));
    text(&mut entry, "workaround", Some(row.workaround.as_str()).filter(|text| !text.is_empty()));
    if !row.links.is_empty() {
        list(&mut entry, "links", row.links.iter().map(String::as_str));
    }
    let statuses = row.statuses.iter().filter(|status| **status != Status::Fail);
    if statuses.clone().next().is_some() {
        list(&mut entry, "statuses", statuses.map(|status| status.word()));
    }
    text(&mut entry, "owner", row.owner.as_deref());
    text(&mut entry, "approved-by", row.approved_by.as_deref());
    if let Some(date) = row.approved_on.and_then(day) {
        entry.insert("approved-on", toml_edit::value(date));
    }
    if let Some(date) = row.expires.and_then(day) {
        entry.insert("expires", toml_edit::value(date));
    }
    if row.is_draft() {
        text(&mut entry, "status", Some("draft"));
    }
    let mut note = row.note();
    if note.contains('\n') {
        note.push('\n');
    }
    text(&mut entry, "note", Some(note.as_str()).filter(|note| !note.is_empty()));
    happened(&mut entry, None, what);
    entry
}
