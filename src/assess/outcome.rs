//! The outcome of every entry: in force, stale, unmatched, or why not.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::disposition::Disposition;
use super::grouping::LeftOut;
use super::idle::Needs;
use super::image::Image;
use super::lapse::Lapse;
use super::matching::Matcher;
use crate::model::Number;
use crate::registry::{Approval, Entry, EntryId, Life, NotInForce};

/// The outcome of one entry of the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryOutcome {
    /// The outcome in a word.
    pub kind: OutcomeKind,
    /// The numbers of the recommendations it names in these scans, sorted.
    pub numbers: Vec<Number>,
    /// The reasons, each once, as sentences.
    pub reasons: Vec<String>,
    /// The parts of it that nothing needs any more in these scans, which list everything.
    pub idle: Vec<String>,
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

/// The outcome of every entry, in the registry's order. Where a scan that was left out does not list
/// everything, nothing is said to be stale or unmatched.
pub(super) fn of_entries(images: &[Image], left_out: &[LeftOut], matcher: &Matcher<'_>) -> Vec<EntryOutcome> {
    let mut all: BTreeMap<EntryId, Seen> = BTreeMap::new();
    for image in images {
        for part in image.recommendations.iter().flat_map(|recommendation| &recommendation.parts) {
            let check = image.check(part);
            for id in matcher.naming(image.scan(part.scan), check) {
                let seen = all.entry(id).or_default();
                seen.needs.note(matcher.registry.entry(id), check, part.judgement.disposition);
                seen.numbers.extend(check.number.clone());
                seen.dispositions.push(part.judgement.disposition);
                seen.covers |= part.judgement.covering.contains(&id);
                let lapsed = part.judgement.lapsed.iter().filter(|(entry, _)| *entry == id);
                seen.lapses.extend(lapsed.flat_map(|(_, lapses)| lapses.iter().cloned()));
            }
        }
    }
    let mut scans = images.iter().flat_map(Image::scans).chain(left_out.iter().map(|left_out| &left_out.given.scan));
    let complete = scans.all(|scan| scan.coverage.is_full());
    let outcome = |(id, entry): (EntryId, &Entry)| {
        let seen = all.remove(&id).unwrap_or_default();
        seen.outcome(entry, &matcher.registry.life(entry, matcher.as_of), complete)
    };
    matcher.registry.by_id().map(outcome).collect()
}

#[derive(Default)]
struct Seen {
    numbers: Vec<Number>,
    dispositions: Vec<Disposition>,
    lapses: Vec<Lapse>,
    covers: bool,
    needs: Needs,
}

impl Seen {
    fn outcome(mut self, entry: &Entry, life: &Life, complete: bool) -> EntryOutcome {
        self.numbers.sort();
        self.numbers.dedup();
        let mut reasons = Vec::new();
        for lapse in &self.lapses {
            let reason = lapse.to_string();
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        let idle = if complete && life.in_force() { self.needs.idle(entry) } else { Vec::new() };
        EntryOutcome { kind: self.kind(life, complete), numbers: self.numbers, reasons, idle }
    }

    fn kind(&self, life: &Life, complete: bool) -> OutcomeKind {
        let any = |found: fn(&Lapse) -> bool| self.lapses.iter().any(found);
        match life.gravest() {
            Some(NotInForce::Status(approval)) => return OutcomeKind::NotApproved(approval),
            Some(NotInForce::Expired(end)) => return OutcomeKind::Expired(end),
            Some(NotInForce::Approved(day) | NotInForce::Starts(day)) => return OutcomeKind::NotYet(day),
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
