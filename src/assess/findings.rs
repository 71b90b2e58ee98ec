//! Findings of an assessment about the entries themselves, for `registry lint` and the gate.

use super::assessment::Assessment;
use super::outcome::{EntryOutcome, OutcomeKind};
use crate::registry::{Entry, EntryId, Finding, State};

impl Assessment {
    /// The states of entries that only a scan can show, in the registry's order.
    pub fn findings(&self) -> Vec<Finding> {
        let entries = self.registry.by_id().zip(&self.outcomes);
        let finding = |((id, entry), outcome): ((EntryId, &Entry), &EntryOutcome)| {
            let (state, what) = match outcome.kind {
                OutcomeKind::NeedsReview => (State::NeedsReview, "needs a review"),
                OutcomeKind::ScopeUnverified => (State::ScopeUnverified, "has a scope that cannot be verified"),
                OutcomeKind::OutOfScope => (State::OutOfScope, "applies to other images"),
                OutcomeKind::Stale => (State::Stale, "is stale: what it excepts passes now"),
                OutcomeKind::Unmatched => (State::Unmatched, "matches nothing in these scans"),
                OutcomeKind::Policy => (State::Policy, "breaks the policy"),
                OutcomeKind::Covers
                | OutcomeKind::Expired(_)
                | OutcomeKind::NotYet(_)
                | OutcomeKind::NotApproved(_)
                | OutcomeKind::Lapsed
                | OutcomeKind::CannotTell => return None,
            };
            // Most of the reasons for a review say so themselves.
            let first = outcome.reasons.first().map(|reason| reason.strip_prefix("needs review: ").unwrap_or(reason));
            let why = first.map(|reason| format!(": {reason}")).unwrap_or_default();
            Some(Finding::new(id, state, format!("`{}` {what}{why}", entry.id)))
        };
        let idle = |((id, entry), outcome): ((EntryId, &Entry), &EntryOutcome)| {
            let message = format!("`{}` is partly stale: {}", entry.id, outcome.idle.join("; "));
            (!outcome.idle.is_empty()).then(|| Finding::new(id, State::PartlyStale, message))
        };
        entries.flat_map(|one| finding(one).into_iter().chain(idle(one))).collect()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::rules_test::{entry, scan};
    use super::*;
    use crate::mapping::Mappings;
    use crate::model::{Scan, Status};
    use crate::registry::{Registry, ScopePattern};

    fn findings(entry: Entry, change: impl FnOnce(&mut Scan)) -> Vec<(State, String)> {
        let mut scan = scan();
        change(&mut scan);
        let registry = Registry { entries: vec![entry], ..Registry::default() };
        let assessed = Assessment::new(vec![scan], registry, date(2026, 11, 23), false, &Mappings::builtin());
        assessed.findings().into_iter().map(|found| (found.state, found.message)).collect()
    }

    #[test]
    fn an_entry_that_covers_is_no_finding_and_one_that_nothing_needs_is() {
        assert_eq!(findings(entry(), |_| {}), []);
        let stale = findings(entry(), |scan| scan.checks[0].status = Status::Pass);
        assert_eq!(stale, [(State::Stale, "`sticky` is stale: what it excepts passes now".to_owned())]);
        let moved = findings(Entry { title: Some("Another title".into()), ..entry() }, |_| {});
        let [(State::NeedsReview, message)] = moved.as_slice() else { panic!("{moved:?}") };
        assert!(message.starts_with("`sticky` needs a review: title differs"), "{message}");
    }

    #[test]
    fn a_pattern_that_matches_nothing_is_partly_stale() {
        let patterns = ["/run/**", "/opt/never/**"];
        let evidence = Some(patterns.map(|text| ScopePattern::new(text).expect("a pattern")).to_vec());
        let found = findings(Entry { evidence, ..entry() }, |_| {});
        let message = "`sticky` is partly stale: `/opt/never/**` matches nothing".to_owned();
        assert_eq!(found, [(State::PartlyStale, message)]);
    }
}
