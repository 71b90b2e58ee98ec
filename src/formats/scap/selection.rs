//! The selection of a run, compared with the rules that have a verdict: rules that did not run, tailorings.

use std::collections::{BTreeMap, BTreeSet};

use super::document::{Document, Place};
use super::index::Index;
use crate::model::{Coverage, Doubt, DoubtCode, Scan, Status};

/// Names at most this many of the rules that did not run.
const NAMED: usize = 5;

impl Document {
    /// Raises the doubts about the selection, or says that the file states it and all of it ran.
    pub(super) fn doubt_selection(&self, scan: &mut Scan, index: &Index<'_>, profile: Option<&str>, tailored: bool) {
        if tailored {
            scan.doubt(self.doubt_of_tailoring(scan, index, profile));
        }
        // Rules of several benchmarks cannot be told apart where no profile names them.
        let own = match profile {
            Some(id) => index.selects(id),
            None => (self.benchmarks.len() == 1).then(BTreeMap::new),
        };
        let Some(selects) = own else { return };
        let by_default = self.benchmarks.len() == 1;
        let judged = judged(scan);
        let selected: Vec<&String> = self
            .places
            .iter()
            .filter(|(rule, place)| self.runs(rule, place, &selects, by_default))
            .map(|(rule, _)| rule)
            .collect();
        let missing: Vec<&str> =
            selected.iter().map(|rule| rule.as_str()).filter(|rule| !judged.contains(rule)).collect();
        if missing.is_empty() {
            scan.states_selection = !selected.is_empty();
            return;
        }
        let (count, shown) = (missing.len(), self.shown(&missing));
        let whose = if profile.is_some() { "the profile" } else { "the benchmark" };
        let message = format!("{whose} selects {} rules, {count} of them have no verdict: {shown}", selected.len());
        scan.doubt(Doubt::new(DoubtCode::RulesNotRun, message).hides(count as u64));
        if scan.coverage.is_full() {
            scan.coverage = Coverage::Partial(format!("{count} selected rules were not run"));
        }
    }

    /// Whether a run with this selection evaluates a rule: its groups have to be selected as well.
    fn runs(&self, rule: &str, place: &Place, selects: &BTreeMap<&str, bool>, by_default: bool) -> bool {
        let mut within = place.within;
        while let Some(group) = within.and_then(|at| self.group_of(at)) {
            let said = group.id.as_deref().and_then(|id| selects.get(id));
            if !said.copied().unwrap_or(group.selected) {
                return false;
            }
            within = group.within;
        }
        selects.get(rule).copied().unwrap_or(by_default && place.selected)
    }

    /// A tailoring is harmless where it deselects nothing that the benchmark's own profiles hold for the
    /// level that ran.
    fn doubt_of_tailoring(&self, scan: &Scan, index: &Index<'_>, profile: Option<&str>) -> Doubt {
        let level = scan.profile.as_ref().and_then(|profile| profile.level).unwrap_or(u8::MAX);
        let (levels, judged) = (index.levels(profile), judged(scan));
        let deselected: Vec<&str> = levels
            .iter()
            .filter(|(rule, of)| **of <= level && !judged.contains(*rule))
            .map(|(rule, _)| *rule)
            .collect();
        if levels.is_empty() {
            return Doubt::new(
                DoubtCode::Tailored,
                "the run used a tailoring, and the file does not say what it deselects",
            );
        }
        if deselected.is_empty() {
            return Doubt::new(DoubtCode::Tailored, "the run used a tailoring, which deselects nothing of the level")
                .harmless();
        }
        let message = format!("the run used a tailoring, which deselects {}", self.shown(&deselected));
        Doubt::new(DoubtCode::Tailored, message).hides(deselected.len() as u64)
    }

    /// The numbers of rules where they have some, else their ids; no more than a few.
    fn shown(&self, rules: &[&str]) -> String {
        let name = |rule: &&str| {
            let number = self.rules.get(*rule).and_then(|check| check.number.as_ref());
            number.map_or_else(|| (*rule).to_owned(), ToString::to_string)
        };
        let shown = rules.iter().take(NAMED).map(name).collect::<Vec<_>>().join(", ");
        match rules.len().checked_sub(NAMED) {
            Some(more) if more > 0 => format!("{shown} and {more} more"),
            _ => shown,
        }
    }
}

/// The rules that have a verdict.
fn judged(scan: &Scan) -> BTreeSet<&str> {
    let judged = scan.checks.iter().filter(|check| check.status != Status::NotSelected);
    judged.filter_map(|check| check.rule.as_deref()).collect()
}
