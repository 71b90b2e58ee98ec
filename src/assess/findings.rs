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
