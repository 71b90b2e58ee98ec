//! Chef InSpec waivers: YAML, JSON (control id → run, justification, expiration date), or CSV.
//!
//! <https://docs.chef.io/inspec/waivers/>

use std::fmt;

use jiff::civil::Date;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

use super::cell::{category, emptiness, fits_as_rule, links, quoted};
use super::fill::unreadable;
use super::kind::ImportError;
use super::row::Row;
use super::table::Table;
use crate::model::Number;

/// A mapping in the order of the file.
struct Pairs(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Pairs;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a mapping of control ids to waivers")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

/// The waivers of a JSON file.
pub(super) fn json(text: &str) -> Result<Vec<Row>, ImportError> {
    let pairs = serde_json::from_str::<Pairs>(text);
    pairs.map(rows).map_err(|error| ImportError::new(format!("the JSON cannot be read: {error}")))
}

/// The waivers of a YAML file.
pub(super) fn yaml(text: &str) -> Result<Vec<Row>, ImportError> {
    let pairs = serde_saphyr::from_str::<Pairs>(text);
    pairs.map(rows).map_err(|error| ImportError::new(format!("the YAML cannot be read: {error}")))
}

/// The waivers of a CSV file; `None` when the header is not theirs.
pub(super) fn csv(table: &Table) -> Option<Vec<Row>> {
    let header: Vec<_> = table.header.iter().map(|name| name.trim().to_lowercase()).collect();
    let id = header.iter().position(|name| name == "control_id")?;
    let pairs = table.rows.iter().filter(|row| row.iter().any(|cell| !cell.is_empty())).map(|row| {
        let cells = row.iter().enumerate().filter(|(at, cell)| *at != id && !cell.is_empty());
        let keyed = cells.map(|(at, cell)| {
            let key = header.get(at).cloned().unwrap_or_else(|| format!("column {}", at + 1));
            (key, Value::from(cell.as_str()))
        });
        (row.get(id).cloned().unwrap_or_default(), Value::Object(keyed.collect()))
    });
    Some(rows(Pairs(pairs.collect())))
}

fn rows(pairs: Pairs) -> Vec<Row> {
    pairs.0.into_iter().enumerate().map(|(index, (id, waiver))| row(index, &id, &waiver)).collect()
}

fn row(index: usize, id: &str, waiver: &Value) -> Row {
    let mut row = Row { tool: Some("inspec".to_owned()), ..Row::default() };
    match id.parse::<Number>() {
        Ok(number) if number.parts().len() > 1 => row.rules.push(number.to_string()),
        _ if fits_as_rule(id) => row.rules.push(id.trim().to_owned()),
        _ => {
            row.rules.push(unreadable(index));
            row.doubts.push(format!("{} is not a control id", quoted(id)));
        }
    }
    let Some(fields) = waiver.as_object() else {
        row.doubts.push(format!("{} is not a waiver", quoted(&waiver.to_string())));
        return row;
    };
    for (key, value) in fields {
        let text = value.as_str().map_or_else(|| value.to_string(), |text| text.trim().to_owned());
        // Controls are waived for ever where the end is written under a key that nobody reads.
        let folded = key.to_lowercase().replace(['-', ' '], "_");
        match folded.as_str() {
            "justification" => match emptiness(&text).or(value.is_null().then_some("is blank")) {
                None => text.clone_into(&mut row.reason),
                Some(why) => row.doubts.push(format!("justification: {} {why}", quoted(&text))),
            },
            end if end.starts_with("expir") && (value.is_null() || text.is_empty()) => {}
            end if end.starts_with("expir") => match text.get(..10).unwrap_or(&text).parse::<Date>() {
                Ok(date) if row.expires.is_some_and(|known| known != date) => {
                    row.doubts.push(format!("{key}: {} is another end than the one before", quoted(&text)));
                    row.expires = row.expires.min(Some(date));
                }
                Ok(date) => row.expires = Some(date),
                Err(_) => row.doubts.push(format!("{key}: {} is not a date such as 2027-01-31", quoted(&text))),
            },
            "run" | "source" | "skipped_due_to_waiver" | "message" => row.remarks.push(format!("{key}: {text}")),
            other if ["date", "until", "end", "valid", "review"].iter().any(|word| other.contains(word)) => {
                row.doubts.push(format!("{key}: {} may be its end", quoted(&text)));
            }
            _ => row.remarks.push(format!("{key}: {text}")),
        }
    }
    if !fields.keys().any(|key| key.eq_ignore_ascii_case("justification")) {
        row.doubts.push("the waiver has no justification".to_owned());
    }
    row.category = category(&row.reason).map(str::to_owned);
    row.add_links(links(&row.reason));
    row
}
