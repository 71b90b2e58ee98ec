//! What became of every entry: in force, stale, unmatched, or why not.

use jiff::civil::Date;

use super::assessment::Image;
use super::disposition::Disposition;
use super::lapse::Lapse;
use super::matching::Matcher;
use crate::model::{Number, Scan};
use crate::registry::{Approval, Life, NotInForce, Registry};

/// What became of one entry of the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryOutcome {
    /// The outcome in a word.
    pub kind: OutcomeKind,
    /// The numbers of the recommendations it names in these scans, sorted.
    pub numbers: Vec<Number>,
    /// The reasons, each once, as sentences.
    pub reasons: Vec<String>,
}

/// The outcome of an entry over all scans.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OutcomeKind {
    /// It covers a failing check.
    Covers,
    /// It names a failing check, is in force, and title, evidence or version moved under it.
    NeedsReview,
    /// Its evidence scope could not be held against anything.
    ScopeUnverified,
    /// It ended.
    Expired(Date),
    /// It starts later.
    NotYet(Date),
    /// Its status is not "approved".
    NotApproved(Approval),
    /// The policy forbids it.
    Policy,
    /// `applies-to` leaves these images out.
    OutOfScope,
    /// It names a failing check and does not apply for another reason.
    Lapsed,
    /// Every check it names passes, in scans that list everything.
    Stale,
    /// It names nothing in these scans, which list everything.
    Unmatched,
    /// The scans do not list everything, or the check was not verified: nothing can be said.
    CannotTell,
}

/// The outcome of every entry, in the registry's order.
pub(super) fn of_entries(
    scans: &[Scan],
    registry: &Registry,
    images: &[Image],
    matcher: &Matcher<'_>,
    as_of: Date,
) -> Vec<EntryOutcome> {
    let mut seen: Vec<Seen> = registry.entries.iter().map(|_| Seen::default()).collect();
    for part in images.iter().flat_map(|image| &image.recommendations).flat_map(|recommendation| &recommendation.parts)
    {
        let Some(scan) = scans.get(part.scan) else { continue };
        let Some(check) = scan.checks.get(part.check) else { continue };
        for index in matcher.naming(scan, check) {
            let Some(seen) = seen.get_mut(index) else { continue };
            seen.numbers.extend(check.number.clone());
            seen.dispositions.push(part.judgement.disposition);
            seen.covers |= part.judgement.covering.contains(&index);
            let lapsed = part.judgement.lapsed.iter().filter(|(entry, _)| *entry == index);
            seen.lapses.extend(lapsed.flat_map(|(_, lapses)| lapses.iter().cloned()));
        }
    }
    let complete = scans.iter().all(|scan| scan.coverage.is_full());
    let entries = registry.entries.iter().zip(seen);
    entries.map(|(entry, seen)| seen.outcome(&entry.life(as_of), complete)).collect()
}

#[derive(Default)]
struct Seen {
    numbers: Vec<Number>,
    dispositions: Vec<Disposition>,
    lapses: Vec<Lapse>,
    covers: bool,
}

impl Seen {
    fn outcome(mut self, life: &Life, complete: bool) -> EntryOutcome {
        self.numbers.sort();
        self.numbers.dedup();
        let mut reasons = Vec::new();
        for lapse in &self.lapses {
            let reason = lapse.to_string();
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        EntryOutcome { kind: self.kind(life, complete), numbers: self.numbers, reasons }
    }

    fn kind(&self, life: &Life, complete: bool) -> OutcomeKind {
        let any = |found: fn(&Lapse) -> bool| self.lapses.iter().any(found);
        match life.gravest() {
            Some(NotInForce::Status(approval)) => return OutcomeKind::NotApproved(approval),
            Some(NotInForce::Expired(end)) => return OutcomeKind::Expired(end),
            Some(NotInForce::Starts(start)) => return OutcomeKind::NotYet(start),
            None => {}
        }
        if any(Lapse::needs_review) {
            OutcomeKind::NeedsReview
        } else if any(|lapse| matches!(lapse, Lapse::ScopeUnverified(_))) {
            OutcomeKind::ScopeUnverified
        } else if any(|lapse| matches!(lapse, Lapse::Policy(_))) {
            OutcomeKind::Policy
        } else if self.covers {
            OutcomeKind::Covers
        } else if any(|lapse| matches!(lapse, Lapse::OutOfScope(_))) {
            OutcomeKind::OutOfScope
        } else if !self.lapses.is_empty() {
            OutcomeKind::Lapsed
        } else if !complete {
            OutcomeKind::CannotTell
        } else if self.dispositions.is_empty() {
            OutcomeKind::Unmatched
        } else if self.dispositions.iter().all(|disposition| *disposition == Disposition::Passed) {
            OutcomeKind::Stale
        } else {
            OutcomeKind::CannotTell
        }
    }
}
