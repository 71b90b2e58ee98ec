//! Entries of the registry, whole.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use crate::assess::{Assessment, EntryOutcome, OutcomeKind};
use crate::registry::{AppliesTo, Entry, Event, Was};

/// One entry with every key that it has, its state on the day, and what came of it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EntryRecord {
    /// Its id.
    pub id: String,
    /// The numbers and the tools' rules that it excepts.
    pub rules: Vec<String>,
    /// The benchmark with its version, that the numbers belong to.
    pub benchmark: String,
    /// The title that guards it.
    pub title: Option<String>,
    /// The titles that guard single numbers.
    pub titles: BTreeMap<String, String>,
    /// The category's word in the registry.
    pub category: Option<String>,
    /// The category as it is printed.
    pub category_name: Option<String>,
    /// Why; Markdown.
    pub reason: String,
    /// What a customer should do; Markdown.
    pub workaround: String,
    /// Links for the reader.
    pub links: Vec<String>,
    /// The patterns that every offender must match; null without an evidence scope.
    pub evidence: Option<Vec<String>>,
    /// The statuses that it applies to.
    pub statuses: Vec<&'static str>,
    /// The images that it applies to: `level`, `ami`, `tool`, and `tags.KEY`, each with its patterns.
    pub applies_to: BTreeMap<String, Vec<String>>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Who asked for it.
    pub requested_by: Option<String>,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// When.
    #[schemars(with = "Option<String>")]
    pub approved_on: Option<Date>,
    /// Its first day.
    #[schemars(with = "Option<String>")]
    pub starts: Option<Date>,
    /// Its last day.
    #[schemars(with = "Option<String>")]
    pub expires: Option<Date>,
    /// draft, requested, approved, rejected or withdrawn.
    pub status: &'static str,
    /// Whether status and dates let it apply on the day.
    pub in_force: bool,
    /// The events of its life, oldest first.
    pub history: Vec<EventRecord>,
    /// Its rules and titles before a migration.
    pub was: Option<WasRecord>,
    /// A note for the people who keep the registry.
    pub note: Option<String>,
    /// The registry's file that it stands in.
    pub file: String,
    /// The line in it, counted from 1; 0 where a bundle gave it.
    pub line: usize,
    /// What came of it in these scans; null where a bundle gave the verdicts.
    pub outcome: Option<OutcomeRecord>,
}

/// One event in the life of an entry.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EventRecord {
    /// When.
    #[schemars(with = "Option<String>")]
    pub on: Option<Date>,
    /// Who.
    pub by: Option<String>,
    /// The event, in a sentence.
    pub what: String,
}

/// An entry's rules and titles in an older version.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct WasRecord {
    /// The older benchmark, when it is not the same one.
    pub benchmark: Option<String>,
    /// The older version.
    pub version: String,
    /// The number there.
    pub number: Option<String>,
    /// The title there.
    pub title: Option<String>,
    /// The numbers there with their titles, where there were several.
    pub titles: BTreeMap<String, String>,
}

/// What came of an entry over all scans.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OutcomeRecord {
    /// covers, needs-review, scope-unverified, expired, not-started, not-approved, policy, out-of-scope, lapsed,
    /// stale, unmatched or cannot-tell.
    pub kind: &'static str,
    /// The numbers of the recommendations that it names in these scans.
    pub numbers: Vec<String>,
    /// The reasons, as sentences.
    pub reasons: Vec<String>,
}

impl EntryRecord {
    /// Every entry of the registry, in its order.
    pub(super) fn all(assessment: &Assessment) -> Vec<Self> {
        let registry = &assessment.registry;
        let mut outcomes = assessment.outcomes.iter();
        registry.entries.iter().map(|entry| Self::of(assessment, entry, outcomes.next())).collect()
    }

    fn of(assessment: &Assessment, entry: &Entry, outcome: Option<&EntryOutcome>) -> Self {
        let registry = &assessment.registry;
        let named = |category: &String| registry.labels.get(category).unwrap_or(category).clone();
        Self {
            id: entry.id.clone(),
            rules: entry.rules.iter().map(ToString::to_string).collect(),
            benchmark: entry.benchmark.to_string(),
            title: entry.title.clone(),
            titles: entry.titles.iter().map(|(number, title)| (number.to_string(), title.clone())).collect(),
            category: entry.category.clone(),
            category_name: entry.category.as_ref().map(named),
            reason: entry.reason.trim().to_owned(),
            workaround: entry.workaround.trim().to_owned(),
            links: entry.links.clone(),
            evidence: entry.evidence.as_ref().map(|scope| scope.iter().map(ToString::to_string).collect()),
            statuses: entry.statuses.iter().map(|status| status.word()).collect(),
            applies_to: applies_to(&entry.applies_to),
            owner: entry.owner.clone(),
            requested_by: entry.requested_by.clone(),
            approved_by: entry.approved_by.clone(),
            approved_on: entry.approved_on,
            starts: entry.starts,
            expires: entry.expires,
            status: entry.status.word(),
            in_force: registry.life(entry, assessment.as_of).in_force(),
            history: entry.history.iter().map(event).collect(),
            was: entry.was.as_ref().map(was),
            note: entry.note.clone(),
            file: entry.place.path.clone(),
            line: entry.place.line,
            outcome: outcome.map(of_outcome),
        }
    }
}

fn applies_to(applies: &AppliesTo) -> BTreeMap<String, Vec<String>> {
    let mut all = BTreeMap::new();
    if let Some(levels) = &applies.level {
        all.insert("level".to_owned(), levels.iter().map(u8::to_string).collect());
    }
    let lists = [("ami", &applies.ami), ("tool", &applies.tool)];
    for (key, patterns) in lists.into_iter().filter_map(|(key, patterns)| Some((key, patterns.as_ref()?))) {
        all.insert(key.to_owned(), patterns.iter().map(|pattern| pattern.text().to_owned()).collect());
    }
    for (key, pattern) in applies.tags.iter().flatten() {
        all.insert(format!("tags.{key}"), vec![pattern.text().to_owned()]);
    }
    all
}

fn event(event: &Event) -> EventRecord {
    EventRecord { on: event.on, by: event.by.clone(), what: event.what.clone() }
}

fn was(was: &Was) -> WasRecord {
    WasRecord {
        benchmark: was.benchmark.clone(),
        version: was.version.clone(),
        number: was.number.as_ref().map(ToString::to_string),
        title: was.title.clone(),
        titles: was.titles.iter().map(|(number, title)| (number.to_string(), title.clone())).collect(),
    }
}

fn of_outcome(outcome: &EntryOutcome) -> OutcomeRecord {
    let kind = match outcome.kind {
        OutcomeKind::Covers => "covers",
        OutcomeKind::NeedsReview => "needs-review",
        OutcomeKind::ScopeUnverified => "scope-unverified",
        OutcomeKind::Expired(_) => "expired",
        OutcomeKind::NotYet(_) => "not-started",
        OutcomeKind::NotApproved(_) => "not-approved",
        OutcomeKind::Policy => "policy",
        OutcomeKind::OutOfScope => "out-of-scope",
        OutcomeKind::Lapsed => "lapsed",
        OutcomeKind::Stale => "stale",
        OutcomeKind::Unmatched => "unmatched",
        OutcomeKind::CannotTell => "cannot-tell",
    };
    OutcomeRecord {
        kind,
        numbers: outcome.numbers.iter().map(ToString::to_string).collect(),
        reasons: outcome.reasons.clone(),
    }
}
