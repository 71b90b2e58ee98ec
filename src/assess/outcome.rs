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

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::Assessment;
    use super::super::rules_test::{entry, glob, numbered, scan};
    use super::*;
    use crate::mapping::Mappings;
    use crate::model::{Coverage, Evidence, Scan, Status};
    use crate::registry::{AppliesTo, Policy, Registry, Require, ScopePattern};

    /// The outcome of one entry beside one scan.
    fn outcome(change_entry: impl FnOnce(&mut Entry), change_scan: impl FnOnce(&mut Scan)) -> EntryOutcome {
        of(vec![scan()], change_entry, change_scan, Policy::default())
    }

    fn of(
        mut scans: Vec<Scan>,
        change_entry: impl FnOnce(&mut Entry),
        change_scan: impl FnOnce(&mut Scan),
        policy: Policy,
    ) -> EntryOutcome {
        let mut entry = entry();
        change_entry(&mut entry);
        change_scan(&mut scans[0]);
        let registry = Registry { entries: vec![entry], policy, ..Registry::default() };
        let mut assessed = Assessment::new(scans, registry, date(2026, 11, 23), false, &Mappings::builtin());
        assert_eq!(assessed.outcomes.len(), 1);
        assessed.outcomes.remove(0)
    }

    fn passes(scan: &mut Scan) {
        scan.checks[0].status = Status::Pass;
    }

    #[test]
    fn an_entry_covers_what_fails_and_is_stale_where_all_of_it_passes() {
        let covers = outcome(|_| {}, |_| {});
        assert_eq!((covers.kind, covers.numbers.len(), covers.reasons.len()), (OutcomeKind::Covers, 1, 0));
        assert_eq!(outcome(|_| {}, passes).kind, OutcomeKind::Stale);
        let not_checked = |scan: &mut Scan| scan.checks[0].status = Status::NotChecked;
        assert_eq!(outcome(|entry| entry.statuses.clear(), not_checked).kind, OutcomeKind::Lapsed);
        let not_applicable = |scan: &mut Scan| scan.checks[0].status = Status::NotApplicable;
        assert_eq!(outcome(|_| {}, not_applicable).kind, OutcomeKind::CannotTell, "it does not pass");
    }

    #[test]
    fn an_entry_that_covers_one_check_of_several_covers() {
        // The second check of the number passes: what the first one said stays.
        let twice = |scan: &mut Scan| {
            let mut second = scan.checks[0].clone();
            second.status = Status::Pass;
            scan.checks.push(second);
        };
        assert_eq!(outcome(|_| {}, twice).kind, OutcomeKind::Covers);
    }

    #[test]
    fn what_is_missing_from_a_partial_scan_is_neither_stale_nor_unmatched() {
        let partial = |scan: &mut Scan| scan.coverage = Coverage::FailuresOnly;
        let other = |entry: &mut Entry| entry.rules = vec![numbered("1.1.23")];
        assert_eq!(outcome(other, |_| {}).kind, OutcomeKind::Unmatched);
        assert_eq!(outcome(other, partial).kind, OutcomeKind::CannotTell);
        let passes_in_part = |scan: &mut Scan| {
            passes(scan);
            partial(scan);
        };
        assert_eq!(outcome(|_| {}, passes_in_part).kind, OutcomeKind::CannotTell);
    }

    #[test]
    fn parts_are_idle_only_in_scans_that_list_everything_and_in_an_entry_in_force() {
        let two = |entry: &mut Entry| {
            entry.rules.push(numbered("1.1.23"));
            entry.titles = [("1.1.23".parse().expect("a number"), "T".to_owned())].into();
        };
        let second_passes = |scan: &mut Scan| {
            let mut second = scan.checks[0].clone();
            (second.number, second.title, second.status) = ("1.1.23".parse().ok(), None, Status::Pass);
            scan.checks.push(second);
        };
        assert_eq!(outcome(two, second_passes).idle.len(), 1);
        let in_part = |scan: &mut Scan| {
            second_passes(scan);
            scan.coverage = Coverage::FailuresOnly;
        };
        assert_eq!(outcome(two, in_part).idle, [""; 0]);
        let ended = |entry: &mut Entry| {
            two(entry);
            entry.expires = Some(date(2026, 11, 22));
        };
        assert_eq!(outcome(ended, second_passes).idle, [""; 0]);
    }

    #[test]
    fn why_an_entry_does_not_apply_is_told_by_the_gravest_reason_and_each_once() {
        let kind = |change: fn(&mut Entry)| outcome(change, |_| {}).kind;
        assert_eq!(kind(|entry| entry.status = Approval::Draft), OutcomeKind::NotApproved(Approval::Draft));
        let (before, after) = (date(2026, 11, 22), date(2026, 11, 24));
        let ended = outcome(|entry| entry.expires = Some(before), passes);
        assert_eq!(ended.kind, OutcomeKind::Expired(before), "whatever it names");
        let starts = outcome(|entry| entry.starts = Some(after), |_| {});
        assert_eq!(starts.kind, OutcomeKind::NotYet(after));
        assert_eq!(kind(|entry| entry.title = Some("Another title".into())), OutcomeKind::NeedsReview);
        let away = |entry: &mut Entry| {
            entry.applies_to = AppliesTo { ami: Some(vec![glob("other-*")]), ..AppliesTo::default() };
        };
        assert_eq!(outcome(away, |_| {}).kind, OutcomeKind::OutOfScope);
        let scope = |entry: &mut Entry| entry.evidence = Some(vec![ScopePattern::new("/run/**").expect("a pattern")]);
        let text = |scan: &mut Scan| scan.checks[0].evidence = Evidence::text("many");
        let strict = || Policy { strict_evidence: true, ..Policy::default() };
        assert_eq!(of(vec![scan()], scope, text, strict()).kind, OutcomeKind::ScopeUnverified);
        let policy = Policy { require: vec![Require::ApprovedBy], ..Policy::default() };
        assert_eq!(of(vec![scan()], |_| {}, |_| {}, policy).kind, OutcomeKind::Policy);
        let twice = |scan: &mut Scan| scan.checks.push(scan.checks[0].clone());
        assert_eq!(outcome(away, twice).reasons.len(), 1);
    }

    #[test]
    fn the_lapses_of_an_entry_are_its_own() {
        // The first entry covers nothing and is never named; what lapses is the second.
        let other = Entry { id: "other".into(), expires: Some(date(2026, 11, 22)), ..entry() };
        let registry = Registry { entries: vec![entry(), other], ..Registry::default() };
        let assessed = Assessment::new(vec![scan()], registry, date(2026, 11, 23), false, &Mappings::builtin());
        let reasons: Vec<usize> = assessed.outcomes.iter().map(|outcome| outcome.reasons.len()).collect();
        assert_eq!(reasons, [0, 1]);
    }
}
