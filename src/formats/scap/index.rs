//! Benchmarks, profiles and levels of a document, found by name; and how much the results may copy of them.
//!
//! A small file can hold one large title and a great many results of its rule, and every result gets
//! a copy: what is copied is counted, so that memory grows with the file and not with its square.

use std::collections::BTreeMap;

use super::document::{BenchmarkFacts, BenchmarkId, Document, ProfileFacts};
use crate::model::{Benchmark, Check, Ident, Profile};
use crate::read::{MOST_HELD, ReadError, ReadErrorKind};

/// The level of each rule.
type Levels<'d> = BTreeMap<&'d str, u8>;

/// A document's benchmarks, profiles and levels, by their names.
pub(super) struct Index<'d> {
    document: &'d Document,
    benchmarks: BTreeMap<&'d str, &'d BenchmarkFacts>,
    profiles: BTreeMap<&'d str, (&'d ProfileFacts, Option<String>)>,
    levels: Levels<'d>,
    by_family: BTreeMap<String, Levels<'d>>,
}

impl<'d> Index<'d> {
    pub(super) fn new(document: &'d Document) -> Self {
        let (mut benchmarks, mut profiles) = (BTreeMap::new(), BTreeMap::new());
        for facts in &document.benchmarks {
            // The first of several with one id counts, as with rules.
            if let Some(id) = &facts.id {
                benchmarks.entry(id.as_str()).or_insert(facts);
            }
        }
        let (mut levels, mut by_family) = (Levels::new(), BTreeMap::<String, Levels<'_>>::new());
        for profile in &document.profiles {
            let level = profile.level();
            let family = level.map(|_| profile.family());
            if let (Some(level), Some(family)) = (level, &family) {
                let in_family = by_family.entry(family.clone()).or_default();
                for (rule, _) in profile.selects.iter().filter(|(_, selected)| **selected) {
                    for levels in [&mut levels, &mut *in_family] {
                        let lowest = levels.entry(rule.as_str()).or_insert(level);
                        *lowest = level.min(*lowest);
                    }
                }
            }
            if let Some(id) = &profile.id {
                profiles.entry(id.as_str()).or_insert((profile, family));
            }
        }
        Self { document, benchmarks, profiles, levels, by_family }
    }

    /// The benchmark a result stands in or refers to; the only one when it does not say.
    pub(super) fn benchmark(&self, within: Option<BenchmarkId>, id: Option<&str>) -> Option<&'d BenchmarkFacts> {
        let known = &self.document.benchmarks;
        let stands_in = within.and_then(|of| self.document.benchmark_of(of));
        stands_in.or_else(|| match (known.as_slice(), id) {
            ([only], _) => Some(only),
            (_, Some(id)) => self.benchmarks.get(id).copied(),
            _ => None,
        })
    }

    pub(super) fn profile(&self, id: &str) -> Option<&'d ProfileFacts> {
        self.profiles.get(id).map(|(profile, _)| *profile)
    }

    /// The selection of a profile and of those it extends: rules and groups, selected or not. `None`
    /// where a profile that it needs is not in the document.
    pub(super) fn selects(&self, id: &str) -> Option<BTreeMap<&'d str, bool>> {
        let (mut chain, mut next) = (Vec::new(), Some(id));
        while let Some(id) = next {
            let profile = self.profile(id)?;
            // A profile that extends itself over others has no beginning.
            if chain.len() > self.profiles.len() {
                return None;
            }
            chain.push(profile);
            next = profile.extends.as_deref();
        }
        let selects = chain.into_iter().rev().flat_map(|profile| &profile.selects);
        Some(selects.map(|(id, selected)| (id.as_str(), *selected)).collect())
    }

    /// The level of each rule: the lowest whose profile selects it (level 2 includes level 1), among
    /// the profiles that differ from the one that ran in their level alone; else among all.
    pub(super) fn levels(&self, ran: Option<&str>) -> &Levels<'d> {
        let family = ran.and_then(|id| self.profiles.get(id)?.1.as_ref());
        family.and_then(|family| self.by_family.get(family)).unwrap_or(&self.levels)
    }
}

/// How many bytes may still be copied from rules, profiles and benchmarks to results.
pub(super) struct Budget {
    most: u64,
    left: u64,
}

impl Budget {
    pub(super) fn new() -> Self {
        Self::of(MOST_HELD)
    }

    pub(super) fn of(most: u64) -> Self {
        Self { most, left: most }
    }

    /// Takes so many bytes for what stands at a place.
    ///
    /// # Errors
    /// When they are not left.
    pub(super) fn take(&mut self, bytes: usize, place: impl FnOnce() -> String) -> Result<(), ReadError> {
        let Some(left) = self.left.checked_sub(bytes as u64) else {
            let what = format!("what the results take from their rules is larger than {} bytes", self.most);
            return Err(ReadError::new(ReadErrorKind::Limit(what))
                .trail(place())
                .help("no scan's titles and texts are so large: the file is damaged, or made to do harm"));
        };
        self.left = left;
        Ok(())
    }
}

fn length(text: Option<&String>) -> usize {
    text.map_or(0, String::len)
}

/// The bytes that a copy of idents takes.
pub(super) fn of_idents(idents: &[Ident]) -> usize {
    idents.iter().map(|ident| size_of::<Ident>() + ident.system.len() + ident.value.len()).sum()
}

/// The bytes that a copy of a rule takes, without its idents.
pub(super) fn of_rule(rule: &Check) -> usize {
    let texts = [&rule.severity, &rule.description, &rule.rationale, &rule.remediation];
    rule.title_text().map_or(0, str::len) + texts.into_iter().map(|text| length(text.as_ref())).sum::<usize>()
}

/// The bytes that a run's copy of its benchmark and profile takes.
pub(super) fn of_run(benchmark: &Benchmark, profile: Option<&Profile>) -> usize {
    let texts = [&benchmark.id, &benchmark.title, &benchmark.version, &benchmark.note];
    let profile = profile.map_or(0, |profile| length(profile.title.as_ref()));
    profile + texts.into_iter().map(|text| length(text.as_ref())).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Status, Title};

    #[test]
    fn copies_are_counted_together_and_the_one_too_many_is_refused() {
        let mut rule = Check::new(Status::Fail);
        rule.title = Title::tool("1234");
        rule.description = Some("12345".into());
        assert_eq!(of_rule(&rule), 9);
        let mut budget = Budget::of(18);
        for _ in 0..2 {
            budget.take(of_rule(&rule), String::new).expect("it fits");
        }
        let error = budget.take(1, || "rule-result[3]".to_owned()).expect_err("spent");
        assert!(matches!(error.kind, ReadErrorKind::Limit(_)) && error.help.is_some(), "{error}");
        assert_eq!(error.trail, "rule-result[3]");
    }

    #[test]
    fn an_ident_costs_its_place_too() {
        let idents = vec![Ident { system: String::new(), value: String::new() }; 10];
        assert_eq!(of_idents(&idents), 10 * size_of::<Ident>());
    }
}
