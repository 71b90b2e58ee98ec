//! Verdicts over time: what a check's disposition is on every day, as one registry has it.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::disposition::Disposition;
use super::matching::{Matcher, is_asked};
use crate::model::{Check, Scan};
use crate::registry::EntryId;

/// Days in a row on which a check has one verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first day; absent where it is so since ever.
    pub from: Option<Date>,
    /// The last day; absent where it never ends.
    pub until: Option<Date>,
    /// The verdict.
    pub disposition: Disposition,
    /// The entries in force.
    pub entries: Vec<EntryId>,
}

impl Span {
    /// Whether a day is one of it.
    pub fn holds(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

impl Matcher<'_> {
    /// The verdicts on a check that fails or that nobody verified, over all days, oldest first and without a gap; empty
    /// for any other check, whose verdict no day changes.
    ///
    /// It is judged anew between any two days on which an entry that names it begins or ends: which entries are in
    /// force decides which one is the most specific, and what the evidence scopes cover together.
    pub fn spans(&self, scan: &Scan, check: &Check) -> Vec<Span> {
        if !is_asked(check.status) {
            return Vec::new();
        }
        let named = self.named(scan, check);
        let mut turns = BTreeSet::new();
        for entry in named.iter().map(|naming| naming.entry()) {
            turns.extend(entry.starts);
            turns.extend(entry.approved_on);
            turns.extend(entry.expires.and_then(|last| last.tomorrow().ok()));
        }
        for attested in check.number.iter().flat_map(|number| {
            self.registry.attested.iter().filter(|attested| attested.speaks_of(&scan.benchmark, number))
        }) {
            turns.insert(attested.on);
            turns.extend(attested.until.and_then(|last| last.tomorrow().ok()));
        }
        let mut spans: Vec<Span> = Vec::new();
        let before = turns.first().map_or(Some(self.as_of), |first| first.yesterday().ok());
        let days = before.map(|day| (None, day)).into_iter().chain(turns.iter().map(|day| (Some(*day), *day)));
        for (from, day) in days {
            let judgement = self.judge_on(day, scan, check, &named);
            let (disposition, entries) = (judgement.disposition, judgement.covering);
            match spans.last_mut() {
                Some(last) if (last.disposition, &last.entries) == (disposition, &entries) => {}
                last => {
                    if let (Some(last), Some(from)) = (last, from) {
                        last.until = from.yesterday().ok();
                    }
                    spans.push(Span { from, until: None, disposition, entries });
                }
            }
        }
        spans
    }
}
