//! Registry files edited in place: comments, order and everything that is not changed stay.

use jiff::civil::Date;
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, TableLike, Value};

use super::rule::{Rule, ToolRule};
use crate::model::{Benchmark, Number};

/// Why a file cannot be edited in place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// It is not TOML.
    #[error("{0}")]
    Syntax(String),
    /// Its entries are not `[[exception]]` tables.
    #[error("`exception` is not written as [[exception]] tables; write each entry as one and try again")]
    NotTables,
    /// Its verdicts are not `[[attested]]` tables.
    #[error("`attested` is not written as [[attested]] tables; write each verdict as one and try again")]
    NoVerdicts,
}

/// Reads a file's text.
pub(super) fn parse(text: &str) -> Result<DocumentMut, EditError> {
    text.parse().map_err(|error: toml_edit::TomlError| EditError::Syntax(error.to_string()))
}

/// The entries' tables; `None` when the file has none.
pub(super) fn entries(document: &mut DocumentMut) -> Result<Option<&mut ArrayOfTables>, EditError> {
    match document.get_mut("exception") {
        None => Ok(None),
        Some(Item::ArrayOfTables(tables)) => Ok(Some(tables)),
        Some(_) => Err(EditError::NotTables),
    }
}

/// The entries' tables, begun where the file has none.
pub(super) fn entries_or_new(document: &mut DocumentMut) -> Result<&mut ArrayOfTables, EditError> {
    let item = document.entry("exception").or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    item.as_array_of_tables_mut().ok_or(EditError::NotTables)
}

/// The benchmark that entries have unless they name another one.
pub(super) fn defaults(document: &DocumentMut) -> Benchmark {
    let text = |key: &str| Some(document.get("defaults")?.get(key)?.as_str()?.to_owned());
    let given = text("benchmark").map(|title| Benchmark::given(&title)).unwrap_or_default();
    Benchmark::declared(given.title, text("version").or(given.version))
}

/// Sets a key to a text and keeps what stands around its value.
pub(super) fn set(table: &mut dyn TableLike, key: &str, text: &str) {
    let mut value = Value::from(text);
    if let Some(old) = table.get(key).and_then(Item::as_value) {
        *value.decor_mut() = old.decor().clone();
    }
    table.insert(key, Item::Value(value));
}

/// Writes a key where there is a text for it.
pub(super) fn set_if(table: &mut Table, key: &str, text: Option<&str>) {
    if let Some(text) = text {
        table.insert(key, toml_edit::value(text));
    }
}

/// Writes a key with a list of texts.
pub(super) fn list<'t>(table: &mut Table, key: &str, texts: impl IntoIterator<Item = &'t str>) {
    table.insert(key, toml_edit::value(fitting(key, texts.into_iter().collect())));
}

/// The columns of a line with a list; a longer one gets a line for each value, as formatters of TOML want it.
const COLUMNS: usize = 80;

/// A list that fits into its line, or has a line for each value. How somebody wrote it over several lines stays.
fn fitting(key: &str, mut list: Array) -> Array {
    let text = list.to_string();
    if text.contains('\n') || key.len() + " = ".len() + text.trim().chars().count() <= COLUMNS {
        return list;
    }
    for value in list.iter_mut() {
        value.decor_mut().set_prefix("\n  ");
        value.decor_mut().set_suffix("");
    }
    list.set_trailing("\n");
    list.set_trailing_comma(true);
    list
}

/// Adds to a list as it is written: a value in each line, or all in one.
pub(super) fn push(table: &mut Table, key: &str, mut value: Value) {
    let item = table.entry(key).or_insert_with(|| toml_edit::value(Array::new()));
    let Some(list) = item.as_array_mut() else { return };
    let (last, only) = (list.len().checked_sub(1), list.len() == 1);
    if let Some(last) = last.and_then(|last| list.get_mut(last)) {
        let decor = last.decor().clone();
        let prefix = decor.prefix().and_then(|prefix| prefix.as_str()).unwrap_or_default().to_owned();
        let suffix = decor.suffix().and_then(|suffix| suffix.as_str()).unwrap_or_default().to_owned();
        // A comment before the last value is that value's alone.
        let prefix = match prefix.rsplit_once('\n') {
            Some((_, indent)) => format!("\n{indent}"),
            None if only => " ".to_owned(),
            None => prefix,
        };
        last.decor_mut().set_suffix("");
        value.decor_mut().set_prefix(prefix);
        value.decor_mut().set_suffix(suffix);
    }
    list.push_formatted(value);
    *list = fitting(key, std::mem::take(list));
}

/// Writes an entry's rules: numbers and bare ids as texts, other ids with their tool.
pub(super) fn rules<'r>(table: &mut Table, rules: impl IntoIterator<Item = &'r Rule>) {
    let value = |rule: &Rule| match rule {
        Rule::Tool(ToolRule { tool: Some(tool), id }) => {
            let pairs = [("tool", Value::from(tool.as_str())), ("id", Value::from(id.as_str()))];
            Value::InlineTable(pairs.into_iter().collect())
        }
        other => Value::from(other.to_string()),
    };
    table.insert("rules", toml_edit::value(fitting("rules", rules.into_iter().map(value).collect())));
}

/// Titles by number, as a table in one line.
pub(super) fn titles<'t>(titles: impl IntoIterator<Item = (&'t Number, &'t str)>) -> InlineTable {
    titles.into_iter().map(|(number, title)| (number.to_string(), Value::from(title))).collect()
}

/// Sets a key to a day and keeps what stands around its value.
pub(super) fn set_day(table: &mut dyn TableLike, key: &str, date: Date) {
    let Some(date) = day(date) else { return };
    let mut value = Value::from(date);
    if let Some(old) = table.get(key).and_then(Item::as_value) {
        *value.decor_mut() = old.decor().clone();
    }
    table.insert(key, Item::Value(value));
}

/// A day as TOML writes it.
pub(super) fn day(date: Date) -> Option<toml_edit::Datetime> {
    date.to_string().parse().ok()
}

/// Adds a line to an entry's history.
pub(super) fn happened(table: &mut Table, on: Option<Date>, what: &str) {
    let mut event = InlineTable::new();
    if let Some(on) = on.and_then(day) {
        event.insert("on", on.into());
    }
    event.insert("what", what.into());
    push(table, "history", Value::InlineTable(event));
}
