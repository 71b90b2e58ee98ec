//! When an entry applies to a check: every rule of the registry's design, in its order.

use std::cell::RefCell;
use std::rc::Rc;

use jiff::civil::Date;

use super::attested::attest;
use super::disposition::Disposition;
use super::identity::{Named, Way, identity, is_one_of, names, never_excepted, own_title, titles};
use super::lapse::{Lapse, is_draft};
use super::scope::{self, Scope, ScopeVerdict};
use crate::mapping::Mappings;
use crate::model::{Benchmark, Check, Doubt, OnExceptions, Scan, Status};
use crate::registry::{Approval, Entry, EntryId, Registry};

/// The registry's judgement of one check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The outcome.
    pub disposition: Disposition,
    /// The entries in force for it.
    pub covering: Vec<EntryId>,
    /// The entries that name it and do not apply, with every reason.
    pub lapsed: Vec<(EntryId, Vec<Lapse>)>,
    /// It is not verified, and an entry accepts that.
    pub accepted_unverified: bool,
    /// A person's verdict, which decided in the place of a tool's.
    pub attested: Option<String>,
    /// Remarks on the match, for the output.
    pub remarks: Vec<String>,
}

impl Judgement {
    /// The judgement that no entry has a part in.
    pub fn of(status: Status) -> Self {
        Self {
            disposition: Disposition::of(status),
            covering: Vec::new(),
            lapsed: Vec::new(),
            accepted_unverified: false,
            attested: None,
            remarks: Vec::new(),
        }
    }
}

/// The registry on a day, ready to judge checks.
pub struct Matcher<'r> {
    pub(super) registry: &'r Registry,
    pub(super) mappings: &'r Mappings,
    pub(super) as_of: Date,
    entries: Vec<Ready<'r>>,
    ways: RefCell<Vec<(Benchmark, Ways<'r>)>>,
}

/// An entry with what is made of it once.
struct Ready<'r> {
    id: EntryId,
    entry: &'r Entry,
    /// The rules of `[policy]` that it breaks.
    policy: Vec<String>,
    scope: Option<Scope>,
}

/// An entry that names a check, and how.
#[derive(Clone, Copy)]
pub(super) struct Naming<'m> {
    ready: &'m Ready<'m>,
    by: Named,
}

/// An entry in force for a check, with what the output has to say about the match.
struct InForce<'m> {
    naming: Naming<'m>,
    remarks: Vec<String>,
}

/// For each entry the way to one benchmark.
type Ways<'r> = Rc<[Way<'r>]>;

impl<'r> Matcher<'r> {
    /// Prepares a registry for a day.
    pub fn new(registry: &'r Registry, as_of: Date, mappings: &'r Mappings) -> Self {
        let ready = |(id, entry): (EntryId, &'r Entry)| Ready {
            id,
            entry,
            policy: registry.policy.violations(entry),
            scope: entry.evidence.as_deref().map(Scope::new),
        };
        Self { registry, mappings, as_of, entries: registry.by_id().map(ready).collect(), ways: RefCell::default() }
    }

    /// The registry.
    pub fn registry(&self) -> &'r Registry {
        self.registry
    }

    /// The mappings that it judges with.
    pub fn mappings(&self) -> &'r Mappings {
        self.mappings
    }

    /// The entries that name a check, whatever its status and theirs.
    pub fn naming(&self, scan: &Scan, check: &Check) -> Vec<EntryId> {
        self.named(scan, check).into_iter().map(|naming| naming.ready.id).collect()
    }

    pub(super) fn named(&self, scan: &Scan, check: &Check) -> Vec<Naming<'_>> {
        let ways = self.ways(&scan.benchmark);
        let entries = self.entries.iter().zip(ways.iter());
        entries.filter_map(|(ready, way)| Some(Naming { ready, by: names(ready.entry, *way, scan, check)? })).collect()
    }

    /// The ways to a benchmark, found once: names and versions are slow to compare for every check.
    fn ways(&self, benchmark: &Benchmark) -> Ways<'r> {
        let mut known = self.ways.borrow_mut();
        if let Some((_, ways)) = known.iter().find(|(other, _)| other == benchmark) {
            return Rc::clone(ways);
        }
        let entries = self.registry.entries.iter();
        let ways: Ways<'r> = entries.map(|entry| Way::new(entry, benchmark, self.mappings)).collect();
        known.push((benchmark.clone(), Rc::clone(&ways)));
        ways
    }

    /// Judges one check of a scan.
    pub fn judge(&self, scan: &Scan, check: &Check) -> Judgement {
        if !is_asked(check.status) {
            return Judgement::of(check.status);
        }
        self.judge_on(self.as_of, scan, check, &self.named(scan, check))
    }

    /// Judges a check that the registry is asked about on a day, with the entries that name it.
    pub(super) fn judge_on(&self, day: Date, scan: &Scan, check: &Check, named: &[Naming<'_>]) -> Judgement {
        let mut judgement = Judgement::of(check.status);
        let fails = check.status == Status::Fail;
        if attest(self.registry, day, scan, check, self.mappings, &mut judgement) {
            return judgement;
        }
        let mut in_force = Vec::new();
        for naming in named {
            let mut remarks = Vec::new();
            let mut reasons = self.lapses(day, *naming, scan, check, &mut remarks);
            if let Some(rejected) = Self::rejecting(named, *naming, scan, check) {
                reasons.push(Lapse::RejectedBy(rejected.id.clone()));
            }
            if reasons.is_empty() {
                in_force.push(InForce { naming: *naming, remarks });
            } else {
                judgement.lapsed.push((naming.ready.id, reasons));
            }
        }
        self.hold_scopes(check, most_specific(in_force), &mut judgement);
        if judgement.covering.is_empty() {
            // Nothing lapsed where there was never more than a draft.
            if fails && !judgement.lapsed.iter().all(|(_, lapses)| is_draft(lapses)) {
                judgement.disposition = Disposition::Lapsed;
            }
        } else if fails {
            judgement.disposition = Disposition::Excepted;
        } else {
            judgement.accepted_unverified = true;
        }
        judgement
    }

    /// Rules 1 to 4, 6 and 7 for one entry; the evidence scope is held over all entries together.
    fn lapses(
        &self,
        day: Date,
        naming: Naming<'_>,
        scan: &Scan,
        check: &Check,
        remarks: &mut Vec<String>,
    ) -> Vec<Lapse> {
        let Naming { ready, by } = naming;
        let entry = ready.entry;
        let mut lapses = Vec::new();
        lapses.extend(self.registry.life(entry, day).reasons().iter().map(|reason| Lapse::from(*reason)));
        // An exclusion of the kit is a failure on purpose, with another word.
        let left_alone = check.is_left_alone() && entry.statuses.contains(&Status::Fail);
        if !entry.statuses.contains(&check.status) && !left_alone {
            let covers = entry.statuses.iter().map(|status| status.word()).collect::<Vec<_>>().join(", ");
            lapses.push(Lapse::OtherStatus(covers));
        }
        lapses.extend(identity(entry, by, scan, check, self.mappings, remarks));
        lapses.extend(doubted(entry, by, scan, check));
        lapses.extend(entry.applies_to.leaves_out(scan, check).map(Lapse::OutOfScope));
        lapses.extend(ready.policy.iter().cloned().map(Lapse::Policy));
        lapses.extend(never_excepted(&self.registry.policy, (entry, by), scan, check, self.mappings));
        lapses
    }

    /// A rejected entry that names the same check on this image and is at least as specific.
    fn rejecting<'m>(named: &[Naming<'m>], naming: Naming<'_>, scan: &Scan, check: &Check) -> Option<&'m Entry> {
        let others = named.iter().filter(|other| other.ready.id != naming.ready.id);
        let blocks = |other: &&Naming<'_>| {
            other.ready.entry.status == Approval::Rejected
                && other.ready.entry.applies_to.leaves_out(scan, check).is_none()
                && other.at_least_as_specific(naming)
        };
        others.into_iter().find(blocks).map(|other| other.ready.entry)
    }

    /// Rule 5, and what happens when several entries are in force: those with an evidence scope are
    /// stricter than those without; scopes add up; of entries without, the one that ends first counts.
    fn hold_scopes(&self, check: &Check, in_force: Vec<InForce<'_>>, judgement: &mut Judgement) {
        let (scoped, plain): (Vec<_>, Vec<_>) = in_force.into_iter().partition(|one| one.naming.ready.scope.is_some());
        if scoped.is_empty() {
            let end = |one: &InForce<'_>| (one.naming.ready.entry.expires.unwrap_or(Date::MAX), one.naming.ready.id);
            plain.into_iter().min_by_key(end).into_iter().for_each(|one| judgement.cover(one));
            return;
        }
        let scopes: Vec<Scope> = scoped.iter().filter_map(|one| one.naming.ready.scope.clone()).collect();
        let (verdict, used) = scope::judge(&scopes, &check.evidence);
        let lenient = !self.registry.policy.strict_evidence;
        let mut lapse = |lapse: Lapse| {
            judgement.lapsed.extend(scoped.iter().map(|one| (one.naming.ready.id, vec![lapse.clone()])));
        };
        match verdict {
            ScopeVerdict::Covered => {
                let used = scoped.into_iter().zip(used).filter(|(_, used)| *used);
                used.for_each(|(one, _)| judgement.cover(one));
            }
            ScopeVerdict::Unverified(why) if lenient => {
                scoped.into_iter().for_each(|one| judgement.cover(one));
                judgement.remarks.push(format!("scope not verified: {why}"));
            }
            ScopeVerdict::Unverified(why) => lapse(Lapse::ScopeUnverified(why)),
            ScopeVerdict::Outside(items) => lapse(Lapse::OutsideScope(items)),
        }
    }
}

impl Judgement {
    fn cover(&mut self, one: InForce<'_>) {
        self.covering.push(one.naming.ready.id);
        self.remarks.extend(one.remarks);
    }
}

/// Whether the registry is asked about a check: one that fails, or that nobody verified.
pub(super) fn is_asked(status: Status) -> bool {
    matches!(Disposition::of(status), Disposition::Open | Disposition::Unverified)
}

/// Leaves only entries that no other one in force is more specific than.
fn most_specific(in_force: Vec<InForce<'_>>) -> Vec<InForce<'_>> {
    let all: Vec<Naming<'_>> = in_force.iter().map(|one| one.naming).collect();
    let beaten = |by: Naming<'_>, one: Naming<'_>| by.at_least_as_specific(one) && !one.at_least_as_specific(by);
    in_force.into_iter().filter(|one| !all.iter().any(|other| beaten(*other, one.naming))).collect()
}

/// The doubt about a scan's benchmark that keeps an entry from applying by number: then the number may be
/// another recommendation's, and only the scan's own title for the check can tell.
fn doubted(entry: &Entry, by: Named, scan: &Scan, check: &Check) -> Option<Lapse> {
    let doubt = number_doubt(scan).filter(|_| by == Named::Number)?;
    let told = own_title(check).is_some_and(|own| is_one_of(own, &titles(entry, check)));
    (!told).then_some(Lapse::Doubted(doubt.code))
}

/// A doubt about a scan's benchmark that makes its numbers doubtful.
pub(super) fn number_doubt(scan: &Scan) -> Option<&Doubt> {
    scan.doubts.iter().find(|doubt| doubt.code.effects().exceptions == OnExceptions::ReviewByNumber)
}

impl<'m> Naming<'m> {
    /// The entry.
    pub(super) fn entry(self) -> &'m Entry {
        self.ready.entry
    }

    /// Whether every key of `applies-to` that excludes something in another does so in it, too, and it names
    /// the check at least as closely.
    fn at_least_as_specific(self, other: Naming<'_>) -> bool {
        let keys = |naming: Naming<'_>| naming.ready.entry.applies_to.restricts();
        let restricts = keys(self).into_iter().zip(keys(other)).all(|(own, its)| own || !its);
        restricts && self.by >= other.by
    }
}
