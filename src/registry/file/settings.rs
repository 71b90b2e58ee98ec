//! A registry's settings beside its entries: `[policy]`, `[labels]`, `[lint]`, `[gate]`.

use std::collections::{BTreeMap, BTreeSet};

use super::super::entry::Policy;
use super::super::fields::{REQUIRE_KEYS, Require};
use super::super::gate::{AcceptedDoubt, Gate};
use super::super::selection::Selection;
use super::super::state::{Lint, LintLevel, State};
use super::fields::{Fields, Problems, Text, Value, as_text, suggestion};
use super::values::{levels, numbers};
use crate::diag::Code;
use crate::model::{DoubtCode, Severity};

pub(in crate::registry) const POLICY_KEYS: [&str; 6] =
    ["require", "never-except", "max-lifetime-days", "warn-days", "distinct-approver", "evidence"];
pub(in crate::registry) const NUMBERS_KEYS: [&str; 3] = ["benchmark", "version", "numbers"];
pub(in crate::registry) const GATE_KEYS: [&str; 14] = [
    "min-raw-score",
    "min-accepted-score",
    "levels",
    "sections",
    "severities",
    "no-regression",
    "allow-open",
    "allow-lapsed",
    "allow-unverified",
    "allow-overrides",
    "allow-lint",
    "allow-partial",
    "min-listed",
    "accept-doubts",
];
pub(in crate::registry) const DOUBT_KEYS: [&str; 3] = ["code", "reason", "until"];
pub(in crate::registry) const EVIDENCE_WORDS: [&str; 2] = ["strict", "lenient"];
/// The longest time in days that a policy can speak of: a century.
const MOST_DAYS: u32 = 36_525;

pub(super) fn policy(value: &Value<'_>, problems: &mut Problems) -> Option<Policy> {
    let fields = Fields::open_value("[policy]", value, &POLICY_KEYS, problems)?;
    let mut require = Vec::new();
    for text in fields.texts("require", problems).unwrap_or_default() {
        match text.text.parse::<Require>() {
            Ok(key) => require.push(key),
            Err(_) => problems.unknown_word(Code::UnknownKey, &text, "key that can be required", &REQUIRE_KEYS),
        }
    }
    let strict_evidence = fields.filled("evidence", problems).is_none_or(|text| {
        if !EVIDENCE_WORDS.contains(&text.text) {
            problems.unknown_word(Code::UnknownWord, &text, "way to treat evidence", &EVIDENCE_WORDS);
        }
        text.text != "lenient"
    });
    let usual = Policy::default();
    Some(Policy {
        require,
        never_except: numbers_list("never-except", &fields, problems).unwrap_or_default(),
        max_lifetime_days: fields.whole("max-lifetime-days", 1..MOST_DAYS + 1, problems),
        warn_days: fields.whole("warn-days", 0..MOST_DAYS + 1, problems).unwrap_or(usual.warn_days),
        distinct_approver: fields.flag("distinct-approver", problems).unwrap_or(usual.distinct_approver),
        strict_evidence,
    })
}

pub(super) fn gate(value: &Value<'_>, problems: &mut Problems) -> Option<Gate> {
    let fields = Fields::open_value("[gate]", value, &GATE_KEYS, problems)?;
    Some(Gate {
        min_raw_score: fields.percent("min-raw-score", problems),
        min_accepted_score: fields.percent("min-accepted-score", problems),
        levels: levels("levels", &fields, problems),
        sections: numbers_list("sections", &fields, problems),
        own_sections: None,
        severities: severities(&fields, problems),
        no_regression: fields.flag("no-regression", problems),
        allow_open: fields.flag("allow-open", problems),
        allow_lapsed: fields.flag("allow-lapsed", problems),
        allow_unverified: fields.flag("allow-unverified", problems),
        allow_overrides: fields.flag("allow-overrides", problems),
        allow_lint: fields.flag("allow-lint", problems),
        allow_partial: fields.flag("allow-partial", problems),
        min_listed: fields.percent("min-listed", problems),
        accept_doubts: accepted_doubts(&fields, problems),
    })
}

/// Words that tools share; a misspelt one would leave everything out.
fn severities(fields: &Fields<'_>, problems: &mut Problems) -> Option<BTreeSet<Severity>> {
    let mut severities = BTreeSet::new();
    for text in fields.texts("severities", problems)? {
        match Severity::of_word(text.text) {
            Some(severity) => drop(severities.insert(severity)),
            None => problems.unknown_word(Code::UnknownWord, &text, "severity", &Severity::ALL.map(Severity::word)),
        }
    }
    Some(severities)
}

fn accepted_doubts(fields: &Fields<'_>, problems: &mut Problems) -> Vec<AcceptedDoubt> {
    let list = fields.list("accept-doubts", "tables", problems).unwrap_or_default();
    list.iter().filter_map(|value| accepted_doubt(value, problems)).collect()
}

/// A doubt is accepted by its word and with a reason: without one nobody could tell why it was.
fn accepted_doubt(value: &Value<'_>, problems: &mut Problems) -> Option<AcceptedDoubt> {
    let fields = Fields::open_value("accept-doubts", value, &DOUBT_KEYS, problems)?;
    let until = fields.date("until", problems);
    let (word, reason) = (fields.filled("code", problems), fields.filled("reason", problems));
    if fields.value("code").is_none() {
        fields.missing("code", "name the doubt, such as code = \"no-end\"", problems);
    }
    if fields.value("reason").is_none() {
        fields.missing("reason", "say why it is accepted; the reason is printed with every verdict", problems);
    }
    let word = word?;
    let Some(code) = DoubtCode::of_word(word.text) else {
        problems.unknown_word(Code::UnknownWord, &word, "doubt", &DoubtCode::ALL.map(DoubtCode::word));
        return None;
    };
    Some(AcceptedDoubt { code, reason: reason?.owned(), until })
}

fn numbers_list(key: &str, fields: &Fields<'_>, problems: &mut Problems) -> Option<Vec<Selection>> {
    let list = fields.list(key, "tables", problems)?;
    let name = if key == "sections" { "sections" } else { "never-except" };
    let tables = list.iter().filter_map(|value| {
        let fields = Fields::open_value(name, value, &NUMBERS_KEYS, problems)?;
        numbers(&fields, problems)
    });
    Some(tables.collect())
}

pub(super) fn lint(value: &Value<'_>, problems: &mut Problems) -> Option<Lint> {
    let states = State::ALL.map(State::word);
    let fields = Fields::open_value("[lint]", value, &states, problems)?;
    let mut lint = Lint::default();
    for (key, text) in texts(&fields, problems) {
        let Ok(state) = key.text.parse::<State>() else { continue };
        match text.text.parse::<LintLevel>() {
            Ok(level) => lint.set(state, level),
            Err(_) => problems.unknown_word(Code::UnknownWord, &text, "level", &LintLevel::ALL.map(LintLevel::word)),
        }
    }
    Some(lint)
}

pub(super) fn labels(value: &Value<'_>, problems: &mut Problems) -> Option<BTreeMap<String, String>> {
    let Some(table) = value.get_ref().as_table() else {
        let help = "write [labels] with lines such as operational-impact = \"Potential Operation Impact\"";
        problems.deny(Code::WrongType, value.span(), "[labels] must be a table of texts", help);
        return None;
    };
    let keys: Vec<_> = table.keys().map(|key| key.get_ref().as_ref()).collect();
    let fields = Fields::open("[labels]", table, value.span(), &keys, problems);
    let mut labels = BTreeMap::new();
    for (key, text) in texts(&fields, problems) {
        if text.text.trim().is_empty() {
            problems.deny(
                Code::Blank,
                text.span,
                format!("the label of `{}` is blank", key.text),
                "write its printed name",
            );
        } else {
            labels.insert(key.text.to_owned(), text.owned());
        }
    }
    Some(labels)
}

fn texts<'t>(fields: &Fields<'t>, problems: &mut Problems) -> Vec<(Text<'t>, Text<'t>)> {
    fields
        .own()
        .filter_map(|(key, value)| as_text(format_args!("`{}`", key.text), value, problems).map(|text| (key, text)))
        .collect()
}

/// The file's own version of this format.
pub(super) fn schema(root: &Fields<'_>, problems: &mut Problems) {
    let help = "begin the file with schema = 1";
    match root.value("schema") {
        None => problems.deny(Code::Schema, 0..0, "the file does not say which schema it follows", help),
        Some(value) if value.get_ref().as_integer().is_some_and(|schema| schema.as_str() == "1") => {}
        Some(value) => problems.deny(Code::Schema, value.span(), "this schema is not known", help),
    }
}

/// A word, and the known ones it should have been: for categories, which may be anybody's own.
pub(super) fn category_help(word: &str, known: &[&str]) -> String {
    format!("{} (or give it a printed name in [labels])", suggestion(word, known))
}
