//! Answers that hold Wazuh's results: of the server's API (`GET /sca/{agent}/checks/{policy}`), and of a search in
//! the indexer.
//!
//! The API's rows are turned into the events that Wazuh sends. An answer names the policy by its id and no agent,
//! and states how many rows its question has; whether the question was filtered it does not say.

use serde_json::{Map, Value, json};

use crate::read::ReadError;
use crate::read::json::{Pages, Place};

/// A file's answers: rows as events, and how many rows there should be.
pub(super) struct Answer {
    pub(super) events: Vec<(Value, Place)>,
    /// The total that the answers state.
    pub(super) total: Option<u64>,
}

/// The rows of the API's answers; `None` where the file holds none.
///
/// # Errors
/// When one of its documents is no such answer, or tells of an error.
pub(super) fn of_api(pages: &Pages) -> Result<Option<Answer>, ReadError> {
    let rows = |document: &Value| document.get("data").and_then(|data| data.get("affected_items")).is_some();
    if !pages.documents.iter().any(|page| rows(&page.value.0)) {
        return Ok(None);
    }
    let several = pages.documents.len() > 1;
    let (mut events, mut total) = (Vec::new(), None);
    for (index, page) in pages.documents.iter().enumerate() {
        let place = page.place(index, several);
        let document = &page.value.0;
        let Some(items) = document.pointer("/data/affected_items").and_then(Value::as_array) else {
            return Err(
                place.error("this is no answer of the Wazuh API with `data.affected_items`, as others of the file are")
            );
        };
        let failed = document.get("error").and_then(Value::as_u64).is_some_and(|code| code != 0);
        if failed {
            return Err(place.error("the answer of the Wazuh API tells of an error: its rows are not the whole"));
        }
        // The pages of one question state the same total.
        total = total.max(document.pointer("/data/total_affected_items").and_then(Value::as_u64));
        for (index, item) in items.iter().enumerate() {
            let place = place.key("data.affected_items").index(index);
            events.push((event(item, &place)?, place));
        }
    }
    Ok(Some(Answer { events, total }))
}

/// A row as an event: its `compliance` is a list of keys and values.
fn event(item: &Value, place: &Place) -> Result<Value, ReadError> {
    let Some(row) = item.as_object() else { return Err(place.error("the row is no object")) };
    let mut check = row.clone();
    let mut compliance: Map<String, Value> = Map::new();
    for entry in check.get("compliance").and_then(Value::as_array).into_iter().flatten() {
        let (Some(key), Some(value)) = (entry.get("key").and_then(Value::as_str), entry.get("value")) else {
            return Err(place.error("an entry of `compliance` has no key and value"));
        };
        if let Value::Array(values) = compliance.entry(key).or_insert_with(|| json!([])) {
            values.push(value.clone());
        }
    }
    check.insert("compliance".to_owned(), Value::Object(compliance));
    let policy = check.remove("policy_id").unwrap_or_default();
    Ok(json!({"type": "check", "policyid": policy, "check": check}))
}

/// How many events a search in the indexer found, and how many of them are in the file.
pub(super) fn of_search(pages: &Pages) -> Option<(u64, u64)> {
    let answers = pages.documents.iter().filter_map(|page| {
        let hits = page.value.0.get("hits")?;
        let total = hits.get("total")?;
        let total = total.get("value").unwrap_or(total).as_u64()?;
        Some((total, hits.get("hits")?.as_array()?.len() as u64))
    });
    answers.reduce(|(most, there), (total, more)| (most.max(total), there + more))
}

/// Takes the events out of what a search in the indexer puts around them.
pub(super) fn open_search(pages: &mut Pages) {
    for page in &mut pages.documents {
        if let Some(hits) = page.value.0.pointer_mut("/hits/hits").filter(|hits| hits.is_array()).map(Value::take) {
            page.value.0 = hits;
        }
    }
}
