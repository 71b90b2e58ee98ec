//! The rows of an inventory, out of a CSV or a JSON.

use std::fmt;

use serde_json::{Map, Value};

use super::field::{Field, Known, all};
use crate::model::Target;
use crate::read::table::Table;
use crate::read::{Position, ReadError};

/// Where a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// The line of a CSV.
    Text(u64),
    /// The place in a JSON's list, counted from 0.
    Item(usize),
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(line) => write!(f, "line {line}"),
            Self::Item(at) => write!(f, "[{at}]"),
        }
    }
}

/// The rows, and the columns that are not known.
type Rows = (Vec<(Line, Target)>, Vec<String>);

/// Reads an inventory's text.
pub(super) fn read(text: &str) -> Result<Rows, ReadError> {
    match text.trim_start_matches('\u{feff}').trim_start().chars().next() {
        None => Err(ReadError::content("the inventory is empty").help(HELP)),
        Some('[' | '{') => json(text),
        Some(_) => csv(text.trim_start_matches('\u{feff}')),
    }
}

const HELP: &str =
    "write a CSV with a header, or a JSON list of objects; a row is of what instance_id, host or ami_id names";

fn csv(text: &str) -> Result<Rows, ReadError> {
    // Line ends of one kind: the reader counts those of two characters too late.
    let text = text.replace("\r\n", "\n");
    let first = text.lines().next().unwrap_or_default();
    let count = |byte: &u8| first.bytes().filter(|found| found == byte).count();
    let separator = [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',');
    let table = Table::read(&text, separator, None)?;
    let fields: Vec<Option<Field>> = table.header.iter().map(|name| Field::called(name)).collect();
    let known: Vec<&Field> = fields.iter().flatten().collect();
    say_something(&known, &table.header)?;
    for (at, field) in fields.iter().enumerate() {
        let before = fields.iter().take(at).position(|other| other == field && field.is_some());
        if let (Some(before), Some(name)) = (before.and_then(|before| table.header.get(before)), table.header.get(at)) {
            let message = format!("the columns {before} and {name} say the same");
            return Err(ReadError::content(message).help("take one of them out"));
        }
    }
    let mut rows = Vec::new();
    for row in &table.rows {
        if row.cells().all(str::is_empty) {
            continue;
        }
        let line = Line::Text(row.line);
        let mut facts = Target::default();
        for (cell, field) in row.cells().zip(&fields) {
            let Some(field) = field.as_ref().filter(|_| !cell.is_empty()) else { continue };
            put(&mut facts, field, cell).map_err(|message| line.of(ReadError::content(message)))?;
        }
        rows.push((line, of_something(line, facts)?));
    }
    let names = table.header.iter().zip(&fields).filter(|(name, field)| field.is_none() && !name.is_empty());
    Ok((rows, names.map(|(name, _)| name.clone()).collect()))
}

fn json(text: &str) -> Result<Rows, ReadError> {
    let objects: Vec<Map<String, Value>> = serde_json::from_str(text).map_err(|error| {
        let place = Position { line: error.line() as u64, column: error.column() as u64 };
        ReadError::syntax(format!("no list of objects: {error}")).at(Some(place)).help(HELP)
    })?;
    let (mut rows, mut known, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
    let mut names: Vec<String> = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        let line = Line::Item(at);
        let mut facts = Target::default();
        for (name, value) in object {
            if !names.contains(name) {
                names.push(name.clone());
                match Field::called(name) {
                    Some(field) => known.push(field),
                    None => unknown.push(name.clone()),
                }
            }
            let Some(field) = Field::called(name).filter(|_| !value.is_null()) else { continue };
            cell(&mut facts, &field, name, value).map_err(|message| line.of(ReadError::content(message)))?;
        }
        rows.push((line, facts));
    }
    say_something(&known.iter().collect::<Vec<_>>(), &names)?;
    let of = |(line, facts)| Ok((line, of_something(line, facts)?));
    Ok((rows.into_iter().map(of).collect::<Result<_, ReadError>>()?, unknown))
}

/// A value of a JSON.
fn cell(facts: &mut Target, field: &Field, name: &str, value: &Value) -> Result<(), String> {
    match (field, value) {
        (_, Value::String(text)) if text.trim().is_empty() => Ok(()),
        (_, Value::String(text)) => put(facts, field, text.trim()),
        (Field::Tags, Value::Object(tags)) => tags.iter().try_for_each(|(key, value)| match value {
            Value::String(value) => tag(facts, key, value),
            _ => Err(format!("the tag {key} is no text")),
        }),
        // As the AWS CLI writes them.
        (Field::Tags, Value::Array(tags)) => tags.iter().try_for_each(|tagged| {
            let text = |key: &str| tagged.get(key).and_then(Value::as_str);
            let pair = text("Key").zip(text("Value")).ok_or("a tag is no {\"Key\": …, \"Value\": …}")?;
            tag(facts, pair.0, pair.1)
        }),
        (Field::Known(Known::Account), Value::Number(_)) => {
            Err("an account is a text of 12 digits, not a number: that has no zeros at its front".to_owned())
        }
        _ => Err(format!("{name} is no text")),
    }
}

/// A text of a column.
fn put(facts: &mut Target, field: &Field, text: &str) -> Result<(), String> {
    match field {
        Field::Known(known) => {
            if let Some(fault) = known.fault(text) {
                return Err(format!("{}: {text} {fault}", known.word()));
            }
            if known.of(facts).is_some_and(|other| other != text) {
                return Err(format!("the row has two of {}", known.word()));
            }
            known.put(facts, text.to_owned());
            Ok(())
        }
        Field::Tag(key) => tag(facts, key, text),
        Field::Tags => {
            let pairs = text.split([';', ',', '\n']).map(str::trim).filter(|pair| !pair.is_empty());
            pairs.into_iter().try_for_each(|pair| {
                let (key, value) = pair.split_once('=').ok_or_else(|| format!("the tag {pair} is no key=value"))?;
                tag(facts, key, value)
            })
        }
    }
}

fn tag(facts: &mut Target, key: &str, value: &str) -> Result<(), String> {
    let key = key.trim();
    match facts.tags.insert(key.to_owned(), value.to_owned()) {
        _ if key.is_empty() => Err("a tag has no key".to_owned()),
        Some(other) if other != value => Err(format!("the row has two tags {key}: {other} and {value}")),
        _ => Ok(()),
    }
}

/// Refuses columns that say nothing of anything.
fn say_something(known: &[&Field], names: &[String]) -> Result<(), ReadError> {
    let keyed = known.iter().any(|field| matches!(field, Field::Known(known) if known.is_key()));
    if keyed && known.len() > 1 {
        return Ok(());
    }
    let what = if keyed { "says anything of a row" } else { "says which instance, host or AMI a row is of" };
    let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
    let message = format!("no column {what}; the columns are {names}");
    Err(ReadError::content(message).help(format!("known are {}", all())))
}

/// Refuses a row that is of nothing.
fn of_something(line: Line, facts: Target) -> Result<Target, ReadError> {
    if Known::ALL.into_iter().any(|known| known.is_key() && known.of(&facts).is_some()) {
        return Ok(facts);
    }
    let error = line.of(ReadError::content("the row does not say which instance, host or AMI it is of"));
    Err(error.help("fill in instance_id, host or ami_id"))
}
