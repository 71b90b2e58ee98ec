//! JSON pages: the wrappers around the items of a file's JSON documents, and keys in any spelling.
//!
//! Shared by every format whose files are made with AWS commands, scripts and `>>`. Knows no vendor's
//! fields: those stay in the formats' own wire structs, read from keys folded by [`Pages::items`].

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::head::fold;
use super::place::Place;
use super::text::Pages;
use crate::diag::Code;
use crate::model::{Coverage, Scan, Warning};
use crate::read::ReadError;

impl Pages {
    /// All items, taken out of whatever is wrapped around them, with folded keys (lower case, no `_`).
    ///
    /// `wrappers` are the folded names of lists, or maps, that hold items (`findings`); a singular
    /// (`finding`) holds one. Arrays, the `detail` of an event and `{"integration":"aws","aws":…}` are
    /// opened; an object without a wrapper is an item itself. Below the folded keys of `verbatim`
    /// the keys are names of the user's own and stay as they are.
    pub(crate) fn items(self, wrappers: &'static [&'static str], verbatim: &[&str]) -> Items {
        let several = self.documents.len() > 1;
        let mut items = Items::default();
        for (index, page) in self.documents.into_iter().enumerate() {
            let place = page.place(index, several);
            let value = fold_keys(page.value.0, verbatim);
            Opener { wrappers, items: &mut items }.open(value, "", place);
        }
        items.repaired = self.repaired;
        items
    }
}

/// One item and where it stood.
#[derive(Debug)]
pub(crate) struct Item {
    /// The wrapper's folded name; empty for an item without one.
    pub(crate) wrapper: &'static str,
    pub(crate) value: Value,
    pub(crate) place: Place,
}

impl Item {
    /// The item as a wire struct.
    ///
    /// # Errors
    /// When a field has another type; names the item.
    pub(crate) fn parse<T: DeserializeOwned>(&self) -> Result<T, ReadError> {
        self.place.parse(&self.value)
    }

    /// An error about this item.
    pub(crate) fn error<S: Into<String>>(&self, message: S) -> ReadError {
        self.place.error(message)
    }
}

/// The items of a file, and what the wrappers said beside them.
#[derive(Debug, Default)]
#[expect(clippy::struct_field_names, reason = "the items are what it is about")]
pub(crate) struct Items {
    pub(crate) items: Vec<Item>,
    /// The names of the wrappers seen, also of those that were empty.
    pub(crate) wrappers: Vec<&'static str>,
    /// The last page has a `nextToken`: more pages exist.
    pub(crate) more: bool,
    /// How many `failedItems` there were, by failure code.
    pub(crate) failed: BTreeMap<String, usize>,
    /// As [`Pages::repaired`].
    pub(crate) repaired: usize,
}

impl Items {
    /// Why the file is not the whole, in sentences; empty when nothing says so.
    pub(crate) fn incomplete(&self) -> Vec<String> {
        let mut reasons = Vec::new();
        if self.more {
            reasons.push("the last page still has a nextToken: more pages exist that are not in the file".to_owned());
        }
        if !self.failed.is_empty() {
            let codes: Vec<_> = self.failed.iter().map(|(code, count)| format!("{count} {code}")).collect();
            reasons.push(format!("the answer lists failedItems ({}): what was asked for is missing", codes.join(", ")));
        }
        reasons
    }

    /// What is missing, and what was repaired.
    pub(crate) fn warnings(&self) -> Vec<Warning> {
        let missing = self
            .incomplete()
            .into_iter()
            .map(|why| warning(Code::Incomplete, format!("The file is not the whole: {why}.")));
        missing.chain(repairs(self.repaired)).collect()
    }

    /// Warns a scan of what is missing and of repairs; coverage that was full becomes partial.
    pub(crate) fn warn(&self, scan: &mut Scan) {
        if let Some(why) = self.incomplete().into_iter().next().filter(|_| scan.coverage.is_full()) {
            scan.coverage = Coverage::Partial(why);
        }
        scan.warnings.extend(self.warnings());
    }
}

/// What to say of a file that held raw control characters inside strings.
pub(crate) fn repairs(repaired: usize) -> Option<Warning> {
    let message = format!("The file is not valid JSON: {repaired} raw control characters inside strings were escaped.");
    (repaired > 0).then(|| warning(Code::RepairedJson, message))
}

fn warning(code: Code, message: String) -> Warning {
    Warning::new(code, message)
}

struct Opener<'i> {
    wrappers: &'static [&'static str],
    items: &'i mut Items,
}

impl Opener<'_> {
    fn open(&mut self, value: Value, wrapper: &'static str, place: Place) {
        let mut object = match value {
            Value::Array(values) => {
                for (index, value) in values.into_iter().enumerate() {
                    self.open(value, wrapper, place.index(index));
                }
                return;
            }
            Value::Object(object) => object,
            value => return self.push(value, wrapper, place),
        };
        let mut opened = false;
        for name in self.wrappers {
            let singular = name.trim_end_matches('s');
            for key in [*name, singular] {
                if object.get(key).is_some_and(|inner| inner.is_array() || inner.is_object()) {
                    opened = true;
                    self.items.wrappers.push(name);
                    let inner = object.remove(key).unwrap_or_default();
                    self.open_named(inner, name, key == *name, place.key(key));
                }
            }
        }
        if opened {
            self.note_page(&object);
        } else if let Some((key, inner)) = self.envelope(&mut object) {
            self.open(inner, wrapper, place.key(key));
        } else {
            self.push(Value::Object(object), wrapper, place);
        }
    }

    /// Some lists are maps from an item's id to the item.
    fn open_named(&mut self, inner: Value, wrapper: &'static str, plural: bool, place: Place) {
        match inner {
            Value::Object(map) if plural => {
                for (key, value) in map {
                    self.push(value, wrapper, place.key(&key));
                }
            }
            inner => self.open(inner, wrapper, place),
        }
    }

    fn push(&mut self, value: Value, wrapper: &'static str, place: Place) {
        self.items.items.push(Item { wrapper, value, place });
    }

    /// What stands beside a list of items: paging and failures.
    fn note_page(&mut self, object: &Map<String, Value>) {
        self.items.more = object.get("nexttoken").is_some_and(|token| !token.is_null() && token != "");
        let failed = object.get("faileditems").and_then(Value::as_object);
        for item in failed.into_iter().flat_map(Map::values) {
            let code = item.get("failurecode").and_then(Value::as_str).unwrap_or("without a code");
            *self.items.failed.entry(code.to_owned()).or_default() += 1;
        }
    }

    fn envelope(&self, object: &mut Map<String, Value>) -> Option<(&'static str, Value)> {
        if object.get("integration").is_some_and(|name| name == "aws") {
            return object.remove("aws").map(|inner| ("aws", inner));
        }
        // The same inside an alert of Wazuh.
        if object.get("data").is_some_and(|data| data.get("integration").is_some_and(|name| name == "aws")) {
            return object.remove("data").map(|inner| ("data", inner));
        }
        let holds_items = |detail: &Value| self.wrappers.iter().any(|name| detail.get(name).is_some());
        let detail = object.get("detail").filter(|detail| holds_items(detail));
        detail.is_some().then(|| object.remove("detail").map(|inner| ("detail", inner))).flatten()
    }
}

/// A value with all its keys in one spelling: `camelCase`, `PascalCase` and `snake_case` are the same.
/// Of two keys that become one the first that is not null stays.
pub(crate) fn fold_keys(value: Value, verbatim: &[&str]) -> Value {
    match value {
        Value::Array(values) => values.into_iter().map(|value| fold_keys(value, verbatim)).collect(),
        Value::Object(object) => {
            let mut folded = Map::new();
            for (key, value) in object {
                let key = fold(&key);
                let value = if verbatim.contains(&key.as_str()) { value } else { fold_keys(value, verbatim) };
                if folded.get(&key).is_none_or(Value::is_null) {
                    folded.insert(key, value);
                }
            }
            match (folded.len(), folded.get("value")) {
                // PowerShell writes an AWS word as `{"Value": "HIGH"}`.
                (1, Some(Value::String(_))) => folded.remove("value").unwrap_or_default(),
                _ => Value::Object(folded),
            }
        }
        value => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::Input;

    fn items(text: &str) -> Items {
        Pages::read(&Input::from_bytes("test.json", text)).expect("JSON").items(&["findings"], &["tags"])
    }

    fn ids(text: &str) -> Vec<String> {
        items(text).items.iter().map(|item| item.value["id"].to_string()).collect()
    }

    #[test]
    fn every_wrapper_is_opened() {
        for text in [
            r#"{"findings":[{"id":1},{"id":2}],"failedItems":{}}"#,
            r#"[{"id":1},{"id":2}]"#,
            "{\"id\":1}\n{\"id\":2}\n",
            r#"{"id":1},{"id":2},"#,
            r#"{"Findings":[{"ID":1}]}{"findings":[{"Id":2}]}"#,
            r#"[{"findings":[{"id":1}]},{"findings":[{"id":2}]}]"#,
            r#"{"finding":{"id":1}}{"integration":"aws","aws":{"id":2}}"#,
            r#"{"detail":{"findings":[{"id":1},{"id":2}]},"source":"aws.inspector"}"#,
        ] {
            assert_eq!(ids(text), ["1", "2"], "{text}");
        }
    }

    #[test]
    fn keys_are_folded_except_the_users_own() {
        let items = items(r#"{"asset_attributes":{"agentId":"i-1"},"Tags":{"My_Tag":1}}"#);
        assert_eq!(items.items[0].value.to_string(), r#"{"assetattributes":{"agentid":"i-1"},"tags":{"My_Tag":1}}"#);
    }

    #[test]
    fn only_the_last_pages_token_means_that_pages_are_missing() {
        assert!(!items(r#"{"findings":[],"nextToken":"a"}{"findings":[]}"#).more);
        let items = items(r#"{"findings":[]}{"findings":[],"NextToken":"a","FailedItems":{"x":{"FailureCode":"E"}}}"#);
        assert_eq!(items.incomplete().len(), 2);
    }
}
