//! The cells of native CSV: from a row to the object that native JSON has.

use csv::StringRecord;
use serde_json::{Map, Value, json};

use super::columns::{self, Field};
use crate::read::ReadError;
use crate::read::json::Place;

pub(super) type Object = Map<String, Value>;

/// The header of a table: what each cell of a row holds.
#[derive(Default)]
pub(super) struct Header {
    pub(super) cells: usize,
    check: Vec<(usize, &'static str)>,
    pub(super) scan: Vec<(usize, &'static str)>,
    evidence: Option<usize>,
    evidence_kind: Option<usize>,
    more: Option<usize>,
    pub(super) id: Option<usize>,
    pub(super) unknown: Vec<String>,
}

impl Header {
    pub(super) fn new<'n>(names: impl Iterator<Item = &'n str>) -> Result<Self, ReadError> {
        let mut header = Self::default();
        for (at, name) in names.enumerate() {
            match columns::called(name) {
                Some(Field::Check(to)) if header.check.iter().any(|(_, known)| *known == to) => {
                    return Err(ReadError::content(format!("two columns hold the {to}")));
                }
                Some(Field::Check(to)) => header.check.push((at, to)),
                Some(Field::Scan(to) | Field::Short(to, _)) => header.scan.push((at, to)),
                Some(Field::Evidence) => header.evidence = Some(at),
                Some(Field::EvidenceKind) => header.evidence_kind = Some(at),
                Some(Field::More) => header.more = Some(at),
                Some(Field::Place) => header.id = Some(at),
                None => header.unknown.push(name.to_owned()),
            }
            header.cells = at + 1;
        }
        let has = |name: &str| header.check.iter().any(|(_, to)| *to == name);
        if !has("status") || !(has("number") || has("rule")) {
            return Err(ReadError::content("the header has no `number` (or `id`, `cis_id`) and `status`"));
        }
        Ok(header)
    }
}

/// The cells of a row that hold something, by where they go.
pub(super) fn cells<'r>(
    columns: &[(usize, &'static str)],
    record: &'r StringRecord,
) -> impl Iterator<Item = (&'static str, &'r str)> {
    columns.iter().filter_map(|(at, to)| Some((*to, record.get(*at)?))).filter(|(_, cell)| !cell.trim().is_empty())
}

/// A row as the object that native JSON has.
pub(super) fn check(header: &Header, record: &StringRecord, place: &Place) -> Result<Object, ReadError> {
    let mut check = Object::new();
    for (key, cell) in cells(&header.check, record) {
        let unreadable = || place.key(key).error(format!("`{cell}` is no number"));
        let value = match key {
            "levels" => {
                let levels = cell.split([' ', ',', ';']).filter(|level| !level.is_empty());
                let levels: Result<Vec<u8>, _> = levels.map(str::parse).collect();
                json!(levels.map_err(|_| unreadable())?)
            }
            "weight" => json!(cell.trim().parse::<f64>().map_err(|_| unreadable())?),
            "assessment" => json!(cell.trim().to_lowercase()),
            _ => json!(cell),
        };
        check.insert(key.to_owned(), value);
    }
    let kind = check.remove("title_kind");
    if let (Some(kind), Some(text)) = (kind, check.get("title").cloned()) {
        check.insert("title".to_owned(), json!({"text": text, "kind": kind}));
    }
    let cell = |at: Option<usize>| at.and_then(|at| record.get(at)).filter(|cell| !cell.trim().is_empty());
    if let Some(text) = cell(header.evidence) {
        check.insert("evidence".to_owned(), evidence(text, cell(header.evidence_kind), place)?);
    }
    if let Some(text) = cell(header.more) {
        merge(&mut check, &object(text, &place.key("more"))?);
    }
    Ok(check)
}

/// A cell of evidence is one text, unless its kind says otherwise.
fn evidence(cell: &str, kind: Option<&str>, place: &Place) -> Result<Value, ReadError> {
    match kind.map(str::trim) {
        None => Ok(json!(cell)),
        Some("items") => Ok(cell.split('\n').collect()),
        Some("json") => serde_json::from_str(cell)
            .map_err(|error| place.key("evidence").error(format!("the evidence is no JSON: {error}"))),
        Some(kind) => {
            let error = place.key("evidence_kind").error(format!("`{kind}` is neither `items` nor `json`"));
            Err(error.help("leave the cell empty where the evidence is one text"))
        }
    }
}

/// `partial: why` is the only coverage of two parts.
pub(super) fn coverage(key: &str, cell: &str) -> Value {
    match cell.split_once(": ") {
        Some((kind, why)) if key == "coverage" => json!({kind: why}),
        _ => json!(cell),
    }
}

/// Sets a field, or a field of a field.
pub(super) fn set(object: &mut Object, key: &str, value: Value) {
    match key.split_once('/') {
        None => {
            object.insert(key.to_owned(), value);
        }
        Some((outer, inner)) => {
            if let Value::Object(outer) = object.entry(outer).or_insert_with(|| json!({})) {
                outer.insert(inner.to_owned(), value);
            }
        }
    }
}

/// Adds what is not there yet.
pub(super) fn merge(into: &mut Object, rest: &Object) {
    for (key, value) in rest {
        match (into.get_mut(key), value) {
            (Some(Value::Object(into)), Value::Object(value)) => merge(into, value),
            (Some(_), _) => {}
            (None, value) => {
                into.insert(key.clone(), value.clone());
            }
        }
    }
}

/// A cell or line that holds a JSON object.
pub(super) fn object(text: &str, place: &Place) -> Result<Object, ReadError> {
    serde_json::from_str(text).map_err(|error| place.error(format!("no JSON object: {error}")))
}
