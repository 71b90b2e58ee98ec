//! When an entry applies to a check: every rule of the registry's design, in its order.

use std::cell::RefCell;
use std::rc::Rc;

use jiff::civil::Date;

use super::disposition::Disposition;
use super::identity::{Named, Way, identity, names, never_excepted};
use super::lapse::Lapse;
use super::scope::{self, Scope, ScopeVerdict};
use crate::mapping::Mappings;
use crate::model::{Benchmark, Check, Scan, Status};
use crate::registry::{Approval, Entry, Pattern, Registry, same};

/// What the registry says about one check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The outcome.
    pub disposition: Disposition,
    /// The entries in force for it, as indexes into the registry.
    pub covering: Vec<usize>,
    /// The entries that name it and do not apply, with every reason.
    pub lapsed: Vec<(usize, Vec<Lapse>)>,
    /// It is not verified, and an entry accepts that.
    pub accepted_unverified: bool,
    /// What the output has to say about the match.
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
            remarks: Vec::new(),
        }
    }
}

/// The registry on a day, ready to judge checks.
pub struct Matcher<'r> {
    registry: &'r Registry,
    mappings: &'r Mappings,
    as_of: Date,
    policy: Vec<Vec<String>>,
    scopes: Vec<Option<Scope>>,
    ways: RefCell<Vec<(Benchmark, Ways<'r>)>>,
}

/// For each entry the way to one benchmark.
type Ways<'r> = Rc<[Way<'r>]>;

impl<'r> Matcher<'r> {
    /// Prepares a registry for a day.
    pub fn new(registry: &'r Registry, as_of: Date, mappings: &'r Mappings) -> Self {
        Self {
            registry,
            mappings,
            as_of,
            policy: registry.entries.iter().map(|entry| registry.policy.violations(entry)).collect(),
            scopes: registry.entries.iter().map(|entry| entry.evidence.as_deref().map(Scope::new)).collect(),
            ways: RefCell::default(),
        }
    }

    /// The entries that name a check, whatever its status and theirs.
    pub fn naming(&self, scan: &Scan, check: &Check) -> Vec<usize> {
        self.named(scan, check).into_iter().map(|(index, _)| index).collect()
    }

    fn named(&self, scan: &Scan, check: &Check) -> Vec<(usize, Named)> {
        let ways = self.ways(&scan.benchmark);
        let entries = self.registry.entries.iter().zip(ways.iter()).enumerate();
        entries.filter_map(|(index, (entry, way))| Some((index, names(entry, *way, check)?))).collect()
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
        let mut judgement = Judgement::of(check.status);
        let fails = check.status == Status::Fail;
        if !fails && judgement.disposition != Disposition::Unverified {
            return judgement;
        }
        let named = self.named(scan, check);
        let mut in_force = Vec::new();
        for &(index, by) in &named {
            let Some(entry) = self.registry.entries.get(index) else { continue };
            let mut remarks = Vec::new();
            let mut reasons = self.lapses(index, entry, by, scan, check, &mut remarks);
            if let Some(rejected) = self.rejecting(&named, index, by, scan, check) {
                reasons.push(Lapse::RejectedBy(rejected.id.clone()));
            }
            if reasons.is_empty() {
                in_force.push((index, by, remarks));
            } else {
                judgement.lapsed.push((index, reasons));
            }
        }
        let strongest = self.most_specific(in_force);
        self.hold_scopes(check, strongest, &mut judgement);
        if judgement.covering.is_empty() {
            if fails && !judgement.lapsed.is_empty() {
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
        index: usize,
        entry: &Entry,
        by: Named,
        scan: &Scan,
        check: &Check,
        remarks: &mut Vec<String>,
    ) -> Vec<Lapse> {
        let mut lapses = Vec::new();
        lapses.extend(entry.life(self.as_of).reasons().iter().map(|reason| Lapse::from(*reason)));
        if !entry.statuses.contains(&check.status) {
            let covers = entry.statuses.iter().map(|status| status.word()).collect::<Vec<_>>().join(", ");
            lapses.push(Lapse::OtherStatus(covers));
        }
        lapses.extend(identity(entry, by, scan, check, self.mappings, remarks));
        lapses.extend(out_of_scope(entry, scan, check).map(Lapse::OutOfScope));
        lapses.extend(self.policy.get(index).into_iter().flatten().cloned().map(Lapse::Policy));
        if never_excepted(&self.registry.policy, scan, check, self.mappings) {
            lapses.push(Lapse::Policy("this recommendation may never be excepted".to_owned()));
        }
        lapses
    }

    /// A rejected entry that names the same check on this image and is at least as specific.
    fn rejecting(
        &self,
        named: &[(usize, Named)],
        index: usize,
        by: Named,
        scan: &Scan,
        check: &Check,
    ) -> Option<&Entry> {
        let entry = self.registry.entries.get(index)?;
        named.iter().filter(|(other, _)| *other != index).find_map(|&(other, other_by)| {
            let rejected = self.registry.entries.get(other)?;
            let blocks = rejected.status == Approval::Rejected
                && out_of_scope(rejected, scan, check).is_none()
                && at_least_as_specific(rejected, other_by, entry, by);
            blocks.then_some(rejected)
        })
    }

    /// Leaves only entries that no other one in force is more specific than.
    fn most_specific(&self, in_force: Vec<(usize, Named, Vec<String>)>) -> Vec<(usize, Vec<String>)> {
        let beats = |(a, a_by): (usize, Named), (b, b_by): (usize, Named)| {
            let (Some(a), Some(b)) = (self.registry.entries.get(a), self.registry.entries.get(b)) else { return false };
            at_least_as_specific(a, a_by, b, b_by) && !at_least_as_specific(b, b_by, a, a_by)
        };
        let keys: Vec<_> = in_force.iter().map(|(index, by, _)| (*index, *by)).collect();
        let strongest =
            in_force.into_iter().filter(|(index, by, _)| !keys.iter().any(|key| beats(*key, (*index, *by))));
        strongest.map(|(index, _, remarks)| (index, remarks)).collect()
    }

    /// Rule 5, and what happens when several entries are in force: those with an evidence scope are
    /// stricter than those without; scopes add up; of entries without, the one that ends first counts.
    fn hold_scopes(&self, check: &Check, in_force: Vec<(usize, Vec<String>)>, judgement: &mut Judgement) {
        let scope_of = |index: usize| self.scopes.get(index).and_then(Option::as_ref);
        let (scoped, plain): (Vec<_>, Vec<_>) = in_force.into_iter().partition(|(index, _)| scope_of(*index).is_some());
        if scoped.is_empty() {
            let end = |index: usize| self.registry.entries.get(index).and_then(|e| e.expires).unwrap_or(Date::MAX);
            if let Some((index, remarks)) = plain.into_iter().min_by_key(|(index, _)| (end(*index), *index)) {
                judgement.covering.push(index);
                judgement.remarks.extend(remarks);
            }
            return;
        }
        let scopes: Vec<Scope> = scoped.iter().filter_map(|(index, _)| scope_of(*index).cloned()).collect();
        let (verdict, used) = scope::judge(&scopes, &check.evidence);
        let lenient = !self.registry.policy.strict_evidence;
        match verdict {
            ScopeVerdict::Covered => {
                for ((index, remarks), _) in scoped.into_iter().zip(used).filter(|(_, used)| *used) {
                    judgement.covering.push(index);
                    judgement.remarks.extend(remarks);
                }
            }
            ScopeVerdict::Unverified(why) if lenient => {
                for (index, remarks) in scoped {
                    judgement.covering.push(index);
                    judgement.remarks.extend(remarks);
                }
                judgement.remarks.push(format!("scope not verified: {why}"));
            }
            ScopeVerdict::Unverified(why) => {
                judgement
                    .lapsed
                    .extend(scoped.into_iter().map(|(index, _)| (index, vec![Lapse::ScopeUnverified(why)])));
            }
            ScopeVerdict::Outside(items) => {
                let lapsed = scoped.into_iter().map(|(index, _)| (index, vec![Lapse::OutsideScope(items.clone())]));
                judgement.lapsed.extend(lapsed);
            }
        }
    }
}

/// Rule 6: the first key of `applies-to` that leaves the check or its image out.
fn out_of_scope(entry: &Entry, scan: &Scan, check: &Check) -> Option<&'static str> {
    let applies = &entry.applies_to;
    if let Some(levels) = &applies.level {
        let profile = scan.profile.as_ref().and_then(|profile| profile.level);
        let inside = match profile {
            Some(level) => levels.contains(&level),
            None => !check.levels.is_empty() && check.levels.iter().any(|level| levels.contains(level)),
        };
        if !inside {
            return Some("level");
        }
    }
    let target = &scan.target;
    if let Some(patterns) = &applies.ami {
        let names = [&target.ami_id, &target.ami_name];
        if !names.into_iter().flatten().any(|name| patterns.iter().any(|pattern| pattern.matches(name))) {
            return Some("ami");
        }
    }
    let tagged = |(key, pattern): (&String, &Pattern)| target.tags.get(key).is_some_and(|value| pattern.matches(value));
    if applies.tags.as_ref().is_some_and(|tags| !tags.iter().all(tagged)) {
        return Some("tags");
    }
    let made_by = |name: &String| scan.tool.as_ref().is_some_and(|tool| same(name, &tool.name));
    if applies.tool.as_ref().is_some_and(|tools| !tools.iter().any(made_by)) {
        return Some("tool");
    }
    None
}

/// Whether `a` restricts at least the `applies-to` keys that `b` does, and names the check at least
/// as closely.
fn at_least_as_specific(a: &Entry, a_by: Named, b: &Entry, b_by: Named) -> bool {
    let keys = |entry: &Entry| {
        let applies = &entry.applies_to;
        [applies.level.is_some(), applies.ami.is_some(), applies.tags.is_some(), applies.tool.is_some()]
    };
    keys(a).into_iter().zip(keys(b)).all(|(a, b)| a || !b) && a_by >= b_by
}
