//! One `[[exception]]`: its table, over `[defaults]`, into an [`Entry`].

use std::collections::{BTreeMap, BTreeSet};

use toml::de::DeTable;

use crate::diag::{Code, Source};
use crate::model::{Benchmark, Status};

use super::super::entry::{Approval, Entry, Event, Place, Was};
use super::super::fields::{DEFAULT_KEYS, ENTRY_KEYS};
use super::super::rule::Rule;
use super::super::scope_pattern::ScopePattern;
use super::applies_to::applies_to;
use super::fields::{Fields, Problems, Text, Value};
use super::rules::{number, rules, titles};
use super::values::{benchmark, links, patterns};

pub(in crate::registry) const WAS_KEYS: [&str; 5] = ["benchmark", "version", "number", "title", "titles"];
pub(in crate::registry) const EVENT_KEYS: [&str; 3] = ["on", "by", "what"];

/// The file around an entry: its defaults and its settings.
pub(super) struct Around<'t> {
    pub(super) path: &'t str,
    pub(super) source: &'t Source,
    pub(super) defaults: Option<&'t DeTable<'t>>,
}

/// Reads an entry. Problems are noted; what could not be read is left at nothing.
pub(super) fn read(value: &Value<'_>, around: &Around<'_>, problems: &mut Problems) -> Option<Entry> {
    let fields = Fields::open_value("[[exception]]", value, ENTRY_KEYS.as_slice(), problems)?.inherit(around.defaults);
    let place = place(&fields, around);
    let id = id(&fields, problems);
    let rules = rules(&fields, problems);
    let titles = titles(&fields, problems);
    for (key, _) in titles.iter().filter(|(key, _)| !rules.contains(&Rule::Number(key.number.clone()))) {
        let message = format!("`titles` has {}, which is none of the entry's `rules`", key.number);
        problems.deny(Code::BadNumber, key.span.clone(), message, "add the number to `rules`, or take its title out");
    }
    let status = approval(&fields, problems);
    let benchmark = benchmark(&fields, problems).unwrap_or_default();
    if !benchmark_known(&benchmark, &rules) && fields.value("version").is_none() && benchmark.title.is_some() {
        fields.missing("version", "name the benchmark's version, in the entry or in [defaults]", problems);
    }
    let (starts, expires) = (fields.date("starts", problems), fields.date("expires", problems));
    if starts.zip(expires).is_some_and(|(starts, expires)| expires < starts) {
        let message = "the last day is before the first";
        problems.deny(Code::DateOrder, place.of("expires"), message, "let `expires` come after `starts`");
    }
    Some(Entry {
        id,
        rules,
        title: fields.filled("title", problems).map(Text::owned),
        titles: titles.into_iter().map(|(key, title)| (key.number, title)).collect(),
        benchmark,
        category: fields.filled("category", problems).map(Text::owned),
        reason: reason(&fields, status, problems),
        workaround: fields.text("workaround", problems).map(Text::owned).unwrap_or_default(),
        links: links(&fields, problems),
        evidence: patterns("evidence", &fields, ScopePattern::new, problems),
        statuses: statuses(&fields, problems),
        applies_to: applies_to(&fields, problems),
        owner: fields.filled("owner", problems).map(Text::owned),
        requested_by: fields.filled("requested-by", problems).map(Text::owned),
        approved_by: fields.filled("approved-by", problems).map(Text::owned),
        approved_on: fields.date("approved-on", problems),
        starts,
        expires,
        status,
        history: history(&fields, problems),
        was: fields.value("was").and_then(|value| was(value, problems)),
        note: fields.text("note", problems).map(Text::owned),
        place,
    })
}

/// Opens `[defaults]`; its values are checked where entries inherit them.
pub(super) fn defaults<'t>(value: &'t Value<'t>, problems: &mut Problems) -> Option<&'t DeTable<'t>> {
    Fields::open_value("[defaults]", value, DEFAULT_KEYS.as_slice(), problems)?;
    value.get_ref().as_table()
}

fn place(fields: &Fields<'_>, around: &Around<'_>) -> Place {
    let keys: BTreeMap<_, _> = fields.own().map(|(key, value)| (key.text.to_owned(), value.span())).collect();
    let span = fields.span.clone();
    Place { path: around.path.to_owned(), line: around.source.line(span.start), span, keys }
}

fn id(fields: &Fields<'_>, problems: &mut Problems) -> String {
    if fields.value("id").is_none() {
        fields.missing("id", "give the entry a name of its own, such as id = \"ip-forwarding\"", problems);
    }
    let Some(text) = fields.filled("id", problems) else { return String::new() };
    if !text.text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.')) {
        let help = "use letters, digits, hyphens, underscores and full stops";
        problems.deny(Code::BadId, text.span, "an id is one word", help);
        return String::new();
    }
    text.owned()
}

/// A number means nothing without its version; a tool's rule id does.
fn benchmark_known(benchmark: &Benchmark, rules: &[Rule]) -> bool {
    benchmark.version.is_some() || rules.iter().all(|rule| matches!(rule, Rule::Tool(_)))
}

fn approval(fields: &Fields<'_>, problems: &mut Problems) -> Approval {
    let Some(text) = fields.filled("status", problems) else { return Approval::default() };
    let known = Approval::ALL.into_iter().find(|approval| approval.word() == text.text);
    known.unwrap_or_else(|| {
        problems.unknown_word(Code::UnknownStatus, &text, "status of an entry", &Approval::ALL.map(Approval::word));
        Approval::default()
    })
}

fn reason(fields: &Fields<'_>, status: Approval, problems: &mut Problems) -> String {
    let reason = fields.text("reason", problems);
    if status == Approval::Approved && reason.as_ref().is_none_or(|text| text.text.trim().is_empty()) {
        let wrong_type = reason.is_none() && fields.value("reason").is_some();
        if !wrong_type {
            let span = reason.as_ref().map_or_else(|| fields.span.clone(), |text| text.span.clone());
            let help = "write why the image fails this on purpose, or set status = \"draft\"";
            problems.deny(Code::EmptyReason, span, "an approved exception has no reason", help);
        }
    }
    reason.map(Text::owned).unwrap_or_default()
}

fn statuses(fields: &Fields<'_>, problems: &mut Problems) -> BTreeSet<Status> {
    const COVERED: [Status; 4] = [Status::Fail, Status::Error, Status::Unknown, Status::NotChecked];
    let mut statuses = BTreeSet::from([Status::Fail]);
    for text in fields.texts("statuses", problems).unwrap_or_default() {
        if let Some(status) = COVERED.into_iter().find(|status| status.word() == text.text) {
            statuses.insert(status);
        } else {
            let known = COVERED.map(Status::word);
            problems.unknown_word(Code::UnknownStatus, &text, "result that can be excepted", &known);
        }
    }
    statuses
}

fn was(value: &Value<'_>, problems: &mut Problems) -> Option<Was> {
    let fields = Fields::open_value("was", value, &WAS_KEYS, problems)?;
    let version = fields.filled("version", problems);
    if version.is_none() && fields.value("version").is_none() {
        fields.missing("version", "name the older benchmark version", problems);
    }
    let number = fields.filled("number", problems).and_then(|text| number(&text, problems));
    let titles = titles(&fields, problems).into_iter().map(|(key, title)| (key.number, title)).collect();
    let title = fields.filled("title", problems).map(Text::owned);
    let benchmark = fields.filled("benchmark", problems).map(Text::owned);
    Some(Was { benchmark, version: version?.owned(), number, title, titles })
}

fn history(fields: &Fields<'_>, problems: &mut Problems) -> Vec<Event> {
    let Some(list) = fields.list("history", "tables", problems) else { return Vec::new() };
    list.iter().filter_map(|value| event(value, problems)).collect()
}

fn event(value: &Value<'_>, problems: &mut Problems) -> Option<Event> {
    let fields = Fields::open_value("history", value, &EVENT_KEYS, problems)?;
    if fields.value("what").is_none() {
        fields.missing("what", "say what happened: what = \"approved\"", problems);
    }
    let by = fields.filled("by", problems).map(Text::owned);
    Some(Event { on: fields.date("on", problems), by, what: fields.filled("what", problems)?.owned() })
}
