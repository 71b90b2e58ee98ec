//! The counts that stand about a run beside its results, held against the scans that were read.

use std::collections::BTreeSet;

use crate::model::{Check, Doubt, DoubtCode, RunFacts, Scan, Status};

/// The counts of one kind over the scans of a run, which may count a check once, or once for each instance.
struct Counted {
    least: u64,
    most: u64,
}

impl Counted {
    fn of(scans: &[&Scan], counts: fn(&Check) -> bool) -> Self {
        let checks: Vec<_> = scans.iter().flat_map(|scan| &scan.checks).filter(|check| counts(check)).collect();
        let names: BTreeSet<_> = checks.iter().map(|check| (check.name(), check.title_text())).collect();
        Self { least: names.len() as u64, most: checks.len() as u64 }
    }
}

/// The verdict of a run's counts on the scans that were read of it.
pub(super) enum Said {
    /// They state none.
    Nothing,
    /// They fit, and count every check.
    Fits,
    /// They are those of a run over more instances than were read.
    MoreInstances,
    /// They differ.
    Differs(Doubt),
}

/// Holds the counts of an instance, or of a run over all its instances, against the scans of it.
///
/// A run over several instances does not say how many they are. Where it counts as many checks more as another
/// instance has, those of another instance are not in the file, and its failures may be that instance's.
pub(super) fn said(facts: &RunFacts, scans: &[&Scan]) -> Said {
    let (all, failed) = (Counted::of(scans, |_| true), Counted::of(scans, |check| check.status == Status::Fail));
    let differs = |what: &str, stated: u64, read: u64| {
        let doubt = Doubt::new(DoubtCode::ResultsDiffer, format!("the run had {stated} {what}, {read} were read"));
        Said::Differs(if stated > read { doubt.hides(stated - read) } else { doubt })
    };
    let alone = facts.instance.is_some();
    // How many checks of the run are those of instances that were not read.
    let mut elsewhere = None;
    if let Some(stated) = facts.total {
        let smallest = scans.iter().map(|scan| scan.checks.len() as u64).min().unwrap_or_default();
        let more = stated.saturating_sub(all.most);
        let fits = if alone { stated == all.most } else { (all.least..=all.most).contains(&stated) };
        if !fits && (alone || more < smallest.max(1)) {
            return differs("checks", stated, all.most);
        }
        elsewhere = Some(more);
    }
    if let Some(stated) = facts.passed.filter(|_| alone) {
        let passed = Counted::of(scans, |check| check.status.passed()).most;
        if stated != passed {
            return differs("passed checks", stated, passed);
        }
    }
    if let Some(stated) = facts.failed {
        let least = if alone { failed.most } else { failed.least };
        let most = if alone { Some(failed.most) } else { elsewhere.map(|more| failed.most + more) };
        if stated < least || most.is_some_and(|most| stated > most) {
            return differs("failed checks", stated, failed.most);
        }
    }
    match elsewhere {
        None => Said::Nothing,
        Some(0) => Said::Fits,
        Some(_) => Said::MoreInstances,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(failed: usize, passed: usize) -> Scan {
        let check = |(place, status): (usize, Status)| Check { rule: Some(format!("{place}")), ..Check::new(status) };
        let statuses = [vec![Status::Fail; failed], vec![Status::Pass; passed]].concat();
        Scan { checks: statuses.into_iter().enumerate().map(check).collect(), ..Scan::default() }
    }

    fn word(total: Option<u64>, failed: Option<u64>, instance: bool, scans: &[Scan]) -> &'static str {
        let instance = instance.then(|| "i-1".to_owned());
        let facts = RunFacts { instance, total, failed, ..RunFacts::default() };
        match said(&facts, &scans.iter().collect::<Vec<_>>()) {
            Said::Nothing => "nothing",
            Said::Fits => "fits",
            Said::MoreInstances => "more",
            Said::Differs(_) => "differs",
        }
    }

    #[test]
    fn the_counts_of_an_instance_are_those_of_its_scan() {
        let one = [scan(2, 8)];
        assert_eq!(word(Some(10), Some(2), true, &one), "fits");
        assert_eq!(word(None, Some(2), true, &one), "nothing");
        for (total, failed) in [(11, 2), (9, 2), (10, 3), (10, 1), (20, 4)] {
            assert_eq!(word(Some(total), Some(failed), true, &one), "differs", "{total} {failed}");
        }
    }

    #[test]
    fn the_counts_of_a_run_are_those_of_its_scans_or_of_more_instances() {
        let two = [scan(2, 8), scan(3, 7)];
        for (total, failed) in [(20, 5), (10, 3), (20, 3)] {
            assert_eq!(word(Some(total), Some(failed), false, &two), "fits", "{total} {failed}");
        }
        let some = &two[..1];
        assert_eq!(word(Some(20), Some(5), false, some), "more", "another instance failed three");
        assert_eq!(word(None, Some(5), false, some), "nothing", "nobody knows how many instances there were");
    }

    #[test]
    fn the_counts_of_a_run_differ_where_no_other_instance_explains_them() {
        let one = [scan(2, 8)];
        // A lost row, a row too many, failures that are not there, more failures than the run had.
        for (total, failed) in [(Some(11), 2), (Some(9), 2), (Some(10), 3), (Some(20), 13), (Some(20), 1), (None, 1)] {
            assert_eq!(word(total, Some(failed), false, &one), "differs", "{total:?} {failed}");
        }
    }
}
