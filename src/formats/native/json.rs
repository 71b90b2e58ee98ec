//! Native JSON: documents, single scans, and the lines of JSON Lines.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::words;
use crate::diag::Code;
use crate::model::{Benchmark, Check, Coverage, Doubt, DoubtCode, Scan};
use crate::read::cis::level;
use crate::read::json::{Pages, Place, repairs};
use crate::read::{Input, ReadError};

type Object = Map<String, Value>;

/// The name of the format in its files.
pub const FORMAT: &str = "amicis/1";

/// Reads every scan of a file.
pub(super) fn read(input: &Input) -> Result<Vec<Scan>, ReadError> {
    let pages: Pages = Pages::read(input)?;
    let several = pages.documents.len() > 1;
    let mut reader = Reader::default();
    for (index, page) in pages.documents.into_iter().enumerate() {
        let place = page.place(index, several);
        let Value::Object(object) = page.value.0 else {
            return Err(place.error("a native document is an object").help("begin with {\"format\":\"amicis/1\", …"));
        };
        reader.document(object, &place)?;
    }
    reader.close_early();
    for scan in &mut reader.scans {
        scan.warnings.extend(repairs(pages.repaired));
    }
    Ok(reader.scans)
}

#[derive(Default)]
struct Reader {
    scans: Vec<Scan>,
    /// The scan whose check lines are being read, with its unknown keys.
    open: Option<(Scan, Unknown)>,
    /// The number that its lines state, where they do.
    number: Option<Value>,
}

impl Reader {
    fn document(&mut self, mut object: Object, place: &Place) -> Result<(), ReadError> {
        match object.remove("format") {
            None => {}
            Some(format) if format == FORMAT => {}
            Some(format) => {
                let error = place.key("format").error(format!("{format} is not \"{FORMAT}\", the format read here"));
                return Err(error.help("a newer amicis may have written it"));
            }
        }
        let kind = object.remove("type");
        let number = if kind.is_some() { object.remove("scan") } else { None };
        match kind {
            None => self.whole(object, place),
            Some(kind) if kind == "scan" => {
                self.close_early();
                self.number = number;
                let mut unknown = Unknown::default();
                let scan = scan(object, place, &mut unknown)?;
                self.open = Some((scan, unknown));
                Ok(())
            }
            Some(kind) if kind == "check" => {
                self.is_of_this_scan(number, place)?;
                let (scan, unknown) = self.open.get_or_insert_default();
                scan.checks.push(check(object, place, unknown)?);
                Ok(())
            }
            Some(kind) if kind == "end" => {
                self.is_of_this_scan(number, place)?;
                self.end(object, place)
            }
            Some(kind) => Err(place.key("type").error(format!("{kind} is neither \"scan\", \"check\" nor \"end\""))),
        }
    }

    /// A line that states the number of another scan is out of its place.
    fn is_of_this_scan(&self, number: Option<Value>, place: &Place) -> Result<(), ReadError> {
        match (number, &self.number) {
            (Some(number), Some(open)) if number != *open => {
                let error = format!("the line is of scan {number}, between the lines of scan {open}");
                Err(place.key("scan").error(error).help("lines are missing or were sorted; make the file again"))
            }
            _ => Ok(()),
        }
    }

    fn whole(&mut self, mut object: Object, place: &Place) -> Result<(), ReadError> {
        self.close_early();
        let mut unknown = Unknown::default();
        match object.remove("scans") {
            None if object.contains_key("checks") => {
                let mut scan = scan(object, place, &mut unknown)?;
                unknown.warn(&mut scan);
                self.scans.push(scan);
            }
            None => return Err(place.error("the document has neither `scans` nor `checks`")),
            Some(Value::Array(scans)) => {
                // The verdicts that a release bundle stores beside its scans are read by `release`.
                object.remove("released");
                object.keys().for_each(|key| unknown.note(key.clone()));
                for (index, value) in scans.into_iter().enumerate() {
                    let place = place.key("scans").index(index);
                    let object = as_object(value, &place)?;
                    if !object.contains_key("checks") {
                        return Err(place
                            .error("the scan has no list of `checks`")
                            .help("a scan in which nothing was judged says so with \"checks\":[]"));
                    }
                    let mut scan = scan(object, &place, &mut unknown)?;
                    std::mem::take(&mut unknown).warn(&mut scan);
                    self.scans.push(scan);
                }
            }
            Some(_) => return Err(place.key("scans").error("`scans` is a list")),
        }
        Ok(())
    }

    fn end(&mut self, mut object: Object, place: &Place) -> Result<(), ReadError> {
        let Some((mut scan, mut unknown)) = self.open.take() else {
            return Err(place.error("an end line without a scan or check line before it"));
        };
        let read = scan.checks.len();
        match object.remove("checks") {
            Some(count) if count != read => {
                return Err(place
                    .error(format!("the end line says {count} checks, {read} were read"))
                    .help("lines are missing or doubled; make the file again"));
            }
            _ => {}
        }
        object.into_iter().for_each(|(key, _)| unknown.note(key));
        unknown.warn(&mut scan);
        self.scans.push(scan);
        Ok(())
    }

    /// A scan whose end line is missing was not finished.
    fn close_early(&mut self) {
        if let Some((mut scan, unknown)) = self.open.take() {
            let why = "the audit stopped early: there is no end line";
            scan.coverage = Coverage::Partial(why.to_owned());
            scan.doubt(Doubt::new(DoubtCode::NoEnd, why));
            unknown.warn(&mut scan);
            self.scans.push(scan);
        }
    }
}

/// Keys that the format does not know, with how often they stood.
#[derive(Default)]
pub(super) struct Unknown(BTreeMap<String, usize>);

impl Unknown {
    pub(super) fn note(&mut self, key: String) {
        *self.0.entry(key).or_default() += 1;
    }

    pub(super) fn warn(self, scan: &mut Scan) {
        if !self.0.is_empty() {
            let keys: Vec<_> = self.0.iter().map(|(key, count)| format!("`{key}` ({count})")).collect();
            let message = format!("Names that {FORMAT} does not know were left out: {}.", keys.join(", "));
            scan.warn(Code::UnknownKeys, message);
        }
    }
}

fn as_object(value: Value, place: &Place) -> Result<Object, ReadError> {
    match value {
        Value::Object(object) => Ok(object),
        _ => Err(place.error("this is no object")),
    }
}

/// A scan, with its `checks` when they stand inside it.
pub(super) fn scan(mut object: Object, place: &Place, unknown: &mut Unknown) -> Result<Scan, ReadError> {
    let checks = object.remove("checks").unwrap_or_else(|| json!([]));
    for (key, value) in &mut object {
        if let Some(whole) = value.as_str().and_then(|text| spelled_out(key, text)) {
            *value = whole;
        }
    }
    let named = |benchmark: &Object| ["title", "version"].iter().any(|key| benchmark.contains_key(*key));
    if let Some(benchmark) = object.get_mut("benchmark").and_then(Value::as_object_mut)
        && named(benchmark)
        && !benchmark.contains_key("established")
    {
        benchmark.insert("established".to_owned(), json!("declared"));
    }
    let mut scan: Scan = place.parse_noting(&Value::Object(object), |key| unknown.note(key))?;
    let place = place.key("checks");
    let Value::Array(checks) = checks else { return Err(place.error("`checks` is a list")) };
    for (index, value) in checks.into_iter().enumerate() {
        let place = place.index(index);
        scan.checks.push(check(as_object(value, &place)?, &place, unknown)?);
    }
    Ok(scan)
}

/// A text of a script where the model has several fields.
fn spelled_out(key: &str, text: &str) -> Option<Value> {
    Some(match key {
        "tool" => json!({"name": text}),
        "profile" => json!({"title": text, "level": level(text)}),
        "benchmark" => {
            let benchmark = Benchmark::given(text);
            json!({"title": benchmark.title, "version": benchmark.version, "established": "declared"})
        }
        "target" if text.starts_with("ami-") => json!({"ami_id": text}),
        "target" if text.starts_with("i-") => json!({"instance_id": text}),
        "target" => json!({"hostname": text}),
        _ => return None,
    })
}

/// A check: a status, and a number, rule or title.
pub(super) fn check(mut object: Object, place: &Place, unknown: &mut Unknown) -> Result<Check, ReadError> {
    if let Some(id) = object.remove("id") {
        if object.contains_key("number") {
            return Err(place.error("`id` and `number` are the same; write one of them"));
        }
        object.insert("number".to_owned(), id);
    }
    if let Some(Value::Number(number)) = object.get("number") {
        return Err(place
            .key("number")
            .error(format!("the number {number} is a JSON number; as such 1.10 would become 1.1"))
            .help(format!("write it as a string: \"number\":\"{number}\"")));
    }
    if !["number", "rule", "title"].iter().any(|key| object.get(*key).is_some_and(|value| !value.is_null())) {
        return Err(place.error("the check has no `number` (nor a `rule` or `title`)"));
    }
    let Some(Value::String(word)) = object.get("status").cloned() else {
        return Err(place.error("the check has no `status`, a string"));
    };
    let (status, assessment) = words::status(&word).map_err(|error| place.key("status").error(error))?;
    if !word.trim().eq_ignore_ascii_case(status.word()) {
        object.entry("raw_status").or_insert(json!(word));
    }
    if let Some(assessment) = assessment {
        object.entry("assessment").or_insert(json!(assessment));
    }
    object.insert("status".to_owned(), json!(status));
    place.parse_noting(&Value::Object(object), |key| unknown.note(key))
}
