//! `attested`: what people found where no tool judges.

use std::collections::BTreeMap;

use toml::de::DeValue;

use super::super::attested::{Attested, Verdict};
use super::super::entry::Place;
use super::entry::Around;
use super::fields::{Fields, Problems, Text, Value};
use super::rules::number;
use super::values::{benchmark, links};
use crate::diag::Code;

pub(in crate::registry) const ATTESTED_KEYS: [&str; 9] =
    ["numbers", "benchmark", "version", "verdict", "by", "on", "until", "statement", "links"];

/// The statements of a file.
pub(super) fn attested(root: &Fields<'_>, around: &Around<'_>, problems: &mut Problems) -> Vec<Attested> {
    match root.value("attested").map(|value| (value.get_ref(), value.span())) {
        None => Vec::new(),
        Some((DeValue::Array(list), _)) => list.iter().filter_map(|value| one(value, around, problems)).collect(),
        Some((_, span)) => {
            problems.deny(Code::WrongType, span, "`attested` must be a list of tables", "write [[attested]]");
            Vec::new()
        }
    }
}

fn one(value: &Value<'_>, around: &Around<'_>, problems: &mut Problems) -> Option<Attested> {
    let fields = Fields::open_value("[[attested]]", value, &ATTESTED_KEYS, problems)?.inherit(around.defaults);
    let needed = [
        ("numbers", "list the recommendations: numbers = [\"1.1.22\"]"),
        ("benchmark", "name the benchmark, here or in [defaults]"),
        ("version", "name the benchmark's version, here or in [defaults]"),
        ("verdict", "say what was found: verdict = \"pass\" or \"fail\""),
        ("by", "say who looked"),
        ("on", "say when: on = 2027-01-31"),
        ("statement", "say what was looked at and what was found"),
    ];
    let benchmark = benchmark(&fields, problems).unwrap_or_default();
    for (key, help) in needed {
        // A version may stand in the benchmark's name.
        let named = key == "version" && benchmark.version.is_some();
        if fields.value(key).is_none() && !named {
            fields.missing(key, help, problems);
        }
    }
    let texts = fields.texts("numbers", problems).unwrap_or_default();
    let numbers: Vec<_> = texts.iter().filter_map(|text| number(text, problems)).collect();
    let verdict = fields.filled("verdict", problems).and_then(|text| verdict(&text, problems));
    let by = fields.filled("by", problems).map(Text::owned);
    let statement = fields.filled("statement", problems).map(Text::owned);
    let (on, until) = (fields.date("on", problems), fields.date("until", problems));
    let keys: BTreeMap<_, _> = fields.own().map(|(key, value)| (key.text.to_owned(), value.span())).collect();
    let span = fields.span.clone();
    let place = Place { path: around.path.to_owned(), line: around.source.line(span.start), span, keys };
    if on.zip(until).is_some_and(|(on, until)| until < on) {
        let message = "the last day is before the first";
        problems.deny(Code::DateOrder, place.of("until"), message, "let `until` come after `on`");
    }
    let links = links(&fields, problems);
    Some(Attested {
        numbers,
        benchmark,
        verdict: verdict?,
        by: by?,
        on: on?,
        until,
        statement: statement?,
        links,
        place,
    })
}

fn verdict(text: &Text<'_>, problems: &mut Problems) -> Option<Verdict> {
    let known = Verdict::ALL.into_iter().find(|verdict| verdict.word() == text.text);
    if known.is_none() {
        problems.unknown_word(Code::UnknownWord, text, "verdict", &Verdict::ALL.map(Verdict::word));
    }
    known
}
