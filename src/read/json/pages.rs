//! JSON pages: the wrappers around the items of a file's JSON documents, and keys in any spelling.
//!
//! Shared by every format whose files are made with AWS commands, scripts and `>>`. Knows no vendor's
//! fields: those stay in the formats' own wire structs, read from keys folded by [`Pages::items`].

use std::collections::BTreeMap;
use std::ops::Range;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::head::fold;
use super::place::Place;
use super::text::Pages;
use crate::diag::Code;
use crate::model::{Coverage, Doubt, DoubtCode, Scan, Warning};
use crate::read::ReadError;

impl Pages {
    /// All items, taken out of whatever is wrapped around them, with folded keys (lower case, no `_`).
    ///
    /// `wrappers` are the folded names of lists, or maps, that hold items (`findings`); a singular
    /// (`finding`) holds one. Arrays, the `detail` of an event and `{"integration":"aws","aws":…}` are
    /// opened; an object without a wrapper is an item itself. Below the folded keys of `verbatim`
    /// the keys are names of the user's own and stay as they are.
    ///
    /// # Errors
    /// When an object has one key in two spellings with two values: none of them is more right.
    pub(crate) fn items(self, wrappers: &'static [&'static str], verbatim: &[&str]) -> Result<Items, ReadError> {
        self.items_except(wrappers, &|key, _| verbatim.contains(&key))
    }

    /// As [`items`](Self::items), where more than a folded key tells what is the user's own.
    pub(crate) fn items_except(
        self,
        wrappers: &'static [&'static str],
        verbatim: Verbatim<'_>,
    ) -> Result<Items, ReadError> {
        let several = self.documents.len() > 1;
        let mut items = Items::default();
        for (index, page) in self.documents.into_iter().enumerate() {
            let place = page.place(index, several);
            if page.value.0.is_null() {
                return Err(place
                    .error("a document of the file is null, where an answer should be")
                    .help("its results would be lost: get the answer again"));
            }
            let value = fold_keys(page.value.0, verbatim).map_err(|error| error.at(&place))?;
            Opener { wrappers, items: &mut items }.open(value, "", place);
        }
        items.repaired = self.repaired;
        Ok(items)
    }
}

/// Whether what stands below a folded key has keys of the user's own.
pub(crate) type Verbatim<'v> = &'v dyn Fn(&str, &Value) -> bool;

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

/// An answer of a paged call: a list of items, and whether a page follows it.
#[derive(Debug)]
struct Answer {
    wrapper: &'static str,
    items: Range<usize>,
    token: bool,
}

/// The items of a file, and what the wrappers said beside them.
#[derive(Debug, Default)]
#[expect(clippy::struct_field_names, reason = "the items are what it is about")]
pub(crate) struct Items {
    pub(crate) items: Vec<Item>,
    /// The names of the wrappers seen, also of those that were empty.
    pub(crate) wrappers: Vec<&'static str>,
    answers: Vec<Answer>,
    /// The question of an answer, as its items tell it; pages of different questions do not follow
    /// each other. Without it all answers with one wrapper are pages of one question.
    pub(crate) question: Option<fn(&Item) -> Option<String>>,
    /// How many `failedItems` there were, by failure code.
    pub(crate) failed: BTreeMap<String, usize>,
    /// As [`Pages::repaired`].
    pub(crate) repaired: usize,
}

impl Items {
    /// Why the file is not the whole, in sentences; empty when nothing says so.
    pub(crate) fn incomplete(&self) -> Vec<String> {
        let mut reasons = Vec::new();
        match self.unfollowed() {
            0 => {}
            1 => reasons.push("a page has a nextToken, and the page that follows it is not in the file".to_owned()),
            pages => {
                reasons.push(format!(
                    "{pages} pages have a nextToken, and the pages that follow them are not in the file"
                ));
            }
        }
        if !self.failed.is_empty() {
            let codes: Vec<_> = self.failed.iter().map(|(code, count)| format!("{count} {code}")).collect();
            reasons.push(format!("the answer lists failedItems ({}): what was asked for is missing", codes.join(", ")));
        }
        reasons
    }

    /// How many pages have a token without a page that follows.
    fn unfollowed(&self) -> usize {
        let mut open: BTreeMap<(&str, Option<String>), usize> = BTreeMap::new();
        for answer in &self.answers {
            let first = self.items.get(answer.items.clone()).and_then(<[Item]>::first);
            let asked = first.and_then(|item| self.question.and_then(|of| of(item)));
            // An empty page does not tell what was asked; it may be the end of anything.
            let same = (answer.wrapper, asked.clone());
            let followed =
                [same, (answer.wrapper, None)].into_iter().find(|key| open.contains_key(key)).or_else(|| {
                    let of_any = open.range((answer.wrapper, None)..).map(|(key, _)| key);
                    of_any.take(usize::from(asked.is_none())).find(|(wrapper, _)| *wrapper == answer.wrapper).cloned()
                });
            if let Some(key) = &followed {
                match open.get_mut(key) {
                    Some(count) if *count > 1 => *count -= 1,
                    _ => drop(open.remove(key)),
                }
            }
            if answer.token {
                let asked = asked.or_else(|| followed.and_then(|(_, asked)| asked));
                *open.entry((answer.wrapper, asked)).or_default() += 1;
            }
        }
        open.into_values().sum()
    }

    /// The missing and repaired parts: for a file that tells about runs and holds no scan.
    pub(crate) fn warnings(&self) -> Vec<Warning> {
        let missing = self
            .incomplete()
            .into_iter()
            .map(|why| warning(Code::Incomplete, format!("The file is not the whole: {why}.")));
        missing.chain(repairs(self.repaired)).collect()
    }

    /// Doubts a scan for what is missing and warns of repairs; coverage that was full becomes partial.
    pub(crate) fn warn(&self, scan: &mut Scan) {
        for why in self.incomplete() {
            if scan.coverage.is_full() {
                scan.coverage = Coverage::Partial(why.clone());
            }
            scan.doubt(Doubt::new(DoubtCode::ResultsDiffer, why));
        }
        scan.warnings.extend(repairs(self.repaired));
    }
}

/// The warning about a file that held raw control characters inside strings.
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
        let mut opened = None;
        let before = self.items.items.len();
        for name in self.wrappers {
            let singular = name.trim_end_matches('s');
            for key in [*name, singular] {
                if object.get(key).is_some_and(|inner| inner.is_array() || inner.is_object()) {
                    opened = Some(*name);
                    self.items.wrappers.push(name);
                    let inner = object.remove(key).unwrap_or_default();
                    self.open_named(inner, name, key == *name, place.key(key));
                }
            }
        }
        if let Some(wrapper) = opened {
            self.note_page(&object, wrapper, before);
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

    /// The keys beside a list of items: paging and failures.
    fn note_page(&mut self, object: &Map<String, Value>, wrapper: &'static str, before: usize) {
        let token = object.get("nexttoken").is_some_and(|token| !token.is_null() && token != "");
        self.items.answers.push(Answer { wrapper, items: before..self.items.items.len(), token });
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
/// When two keys become one, the value that is not null stays.
fn fold_keys(value: Value, verbatim: Verbatim<'_>) -> Result<Value, TwoSpellings> {
    Ok(match value {
        Value::Array(values) => {
            let items = values.into_iter().enumerate();
            items
                .map(|(index, value)| fold_keys(value, verbatim).map_err(|error| error.below(Step::Index(index))))
                .collect::<Result<_, _>>()?
        }
        Value::Object(object) => {
            let mut folded = Map::new();
            for (key, value) in object {
                let name = fold(&key);
                let value = if verbatim(&name, &value) {
                    value
                } else {
                    fold_keys(value, verbatim).map_err(|error| error.below(Step::Key(key.clone())))?
                };
                match folded.get(&name) {
                    Some(known) if !known.is_null() && !value.is_null() && *known != value => {
                        return Err(TwoSpellings { key, trail: Vec::new() });
                    }
                    Some(known) if !known.is_null() => {}
                    _ => {
                        folded.insert(name, value);
                    }
                }
            }
            match (folded.len(), folded.get("value")) {
                // PowerShell writes an AWS word as `{"Value": "HIGH"}`.
                (1, Some(Value::String(_))) => folded.remove("value").unwrap_or_default(),
                _ => Value::Object(folded),
            }
        }
        value => value,
    })
}

/// A key that an object has in two spellings with two values, and the way to the object, inmost step first.
#[derive(Debug)]
struct TwoSpellings {
    key: String,
    trail: Vec<Step>,
}

#[derive(Debug)]
enum Step {
    Key(String),
    Index(usize),
}

impl TwoSpellings {
    fn below(mut self, step: Step) -> Self {
        self.trail.push(step);
        self
    }

    fn at(self, place: &Place) -> ReadError {
        let place = self.trail.iter().rev().fold(place.clone(), |place, step| match step {
            Step::Key(key) => place.key(key),
            Step::Index(index) => place.index(*index),
        });
        let key: String = self.key.chars().take(60).collect();
        place
            .error(format!("the key `{key}` stands twice in one object, in two spellings and with two values"))
            .help("nobody can know which is right: get the file from the scanner again, unedited")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::Input;

    #[test]
    fn a_page_that_is_null_is_no_empty_page() {
        let input = Input::from_bytes("x", "{\"a\":[]}\nnull\n");
        let pages: Pages = Pages::read(&input).expect("JSON lines");
        let error = pages.items(&[], &[]).expect_err("a page is gone");
        assert!(error.to_string().contains("null") && error.help.is_some(), "{error}");
    }

    fn items(text: &str) -> Items {
        Pages::read(&Input::from_bytes("test.json", text))
            .expect("JSON")
            .items(&["findings"], &["tags"])
            .expect("one value a key")
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
    fn a_token_that_no_page_follows_means_that_pages_are_missing() {
        assert_eq!(items(r#"{"findings":[],"nextToken":"a"}{"findings":[]}"#).unfollowed(), 0);
        let items = items(r#"{"findings":[]}{"findings":[],"NextToken":"a","FailedItems":{"x":{"FailureCode":"E"}}}"#);
        assert_eq!(items.incomplete().len(), 2);
    }

    #[test]
    fn a_page_follows_only_a_page_of_its_own_question() {
        let unfollowed = |text: &str| {
            let mut items = items(text);
            items.question = Some(|item| Some(item.value.get("of")?.as_str()?.to_owned()));
            items.unfollowed()
        };
        let page = |of: &str, token: &str| format!(r#"{{"findings":[{{"of":"{of}"}}],"nextToken":"{token}"}}"#);
        let empty = |token: &str| format!(r#"{{"findings":[],"nextToken":"{token}"}}"#);
        assert_eq!(unfollowed(&(page("a", "1") + &page("b", ""))), 1);
        assert_eq!(unfollowed(&(page("a", "1") + &page("b", "1"))), 2);
        assert_eq!(unfollowed(&(page("a", "1") + &page("b", "1") + &page("a", "") + &page("b", ""))), 0);
        assert_eq!(unfollowed(&(page("a", "1") + &empty("2") + &page("a", ""))), 0);
        assert_eq!(unfollowed(&(page("a", "1") + &empty("2") + &page("b", ""))), 1);
        assert_eq!(unfollowed(&(page("a", "1") + &empty(""))), 0);
    }

    #[test]
    fn a_key_in_two_spellings_is_an_error_unless_both_say_the_same() {
        let read =
            |text: &str| Pages::read(&Input::from_bytes("x", text)).expect("JSON").items(&["findings"], &["tags"]);
        let error = read(r#"{"findings":[{"status":"FAILED","Status":"PASSED"}]}"#).expect_err("two values");
        assert_eq!(error.trail, "findings[1]");
        assert!(error.to_string().contains("`status` stands twice"), "{error}");
        assert!(read(r#"{"findings":[{"status":"FAILED","Status":"FAILED","STATUS":null}]}"#).is_ok());
        assert!(read(r#"{"tags":{"a_b":1,"ab":2}}"#).is_ok());
    }
}
