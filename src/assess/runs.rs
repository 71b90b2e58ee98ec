//! The runs of one tool and profile that count: repeats are set aside, and a newer run that judges everything
//! stands for an older one of the same instance. The order in which they were given never decides.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::grouping::{GivenScan, WhyLeftOut, name_of};
use super::instance::Instance;
use crate::model::{Check, Moment, Number, Scan, Status, normalise};

/// The scans of one tool and profile, settled.
pub(super) struct Settled {
    /// The runs that count, in the order given.
    pub(super) counting: Vec<GivenScan>,
    /// The runs that do not count, each with the reason.
    pub(super) left_out: Vec<(GivenScan, WhyLeftOut)>,
    /// Sentences about instances of which several runs count.
    pub(super) several: Vec<String>,
}

/// Settles which scans of one tool and profile count; `names` tells scans apart for people.
pub(super) fn settle(run: Vec<GivenScan>, names: &[String]) -> Settled {
    let mut settled = Settled { counting: Vec::new(), left_out: Vec::new(), several: Vec::new() };
    let mut instances: BTreeMap<Instance, Vec<GivenScan>> = BTreeMap::new();
    for given in run {
        instances.entry(Instance::of(&given.scan.target)).or_default().push(given);
    }
    for (instance, scans) in instances {
        let scans = settled.without_repeats(&instance, scans, names);
        let counting = if instance.is_known() { settled.newest(&instance, scans, names) } else { scans };
        if instance.is_known() && counting.len() > 1 {
            let runs: Vec<&str> = counting.iter().map(|given| name_of(given, names)).collect();
            let runs = runs.join(", ");
            settled.several.push(format!("{runs} are runs of {instance} of which none judges all: each counts"));
        }
        settled.counting.extend(counting);
    }
    settled.counting.sort_by_key(|given| given.order);
    settled
}

impl Settled {
    /// Sets aside the scans that are the same run as one before them.
    fn without_repeats(&mut self, instance: &Instance, scans: Vec<GivenScan>, names: &[String]) -> Vec<GivenScan> {
        let mut moments: BTreeMap<Option<Moment>, Vec<GivenScan>> = BTreeMap::new();
        for given in scans {
            let known = moments.entry(time(&given.scan)).or_default();
            match known.iter().find(|twin| same_run(instance, &twin.scan, &given.scan)) {
                Some(twin) => {
                    let (instance, twin) = (instance.to_string(), name_of(twin, names).to_owned());
                    self.left_out.push((given, WhyLeftOut::SameRun { instance, twin }));
                }
                None => known.push(given),
            }
        }
        moments.into_values().flatten().collect()
    }

    /// Leaves out each scan of an instance that a newer one stands for.
    fn newest(&mut self, instance: &Instance, mut scans: Vec<GivenScan>, names: &[String]) -> Vec<GivenScan> {
        // Newest first; of one moment neither is the newer one.
        scans.sort_by_key(|given| Reverse(time(&given.scan)));
        let mut counting: Vec<GivenScan> = Vec::new();
        for given in scans {
            let newer = |other: &&GivenScan| {
                let times = time(&other.scan).zip(time(&given.scan));
                times.is_some_and(|(newer, older)| newer > older) && stands_for(&other.scan, &given.scan)
            };
            match counting.iter().find(newer) {
                Some(newer) => {
                    let (instance, by) = (instance.to_string(), name_of(newer, names).to_owned());
                    self.left_out.push((given, WhyLeftOut::Replaced { instance, by }));
                }
                None => counting.push(given),
            }
        }
        counting
    }
}

fn time(scan: &Scan) -> Option<Moment> {
    scan.finished.or(scan.started)
}

/// Whether two scans of one instance and moment are one run, written or given twice: every result is the same,
/// with its evidence and everything else that decides.
///
/// Without a time, a strong identity or one file, equal results may be those of two machines.
fn same_run(instance: &Instance, one: &Scan, other: &Scan) -> bool {
    let tied = instance.is_known() || time(one).is_some() || one.source.path == other.source.path;
    tied && one.checks.len() == other.checks.len()
        && (&one.coverage, one.states_selection) == (&other.coverage, other.states_selection)
        && (&one.doubts, &one.target.ami_id) == (&other.doubts, &other.target.ami_id)
        && in_order(one) == in_order(other)
}

/// The checks of a scan in an order of their own.
fn in_order(scan: &Scan) -> Vec<&Check> {
    let mut checks: Vec<&Check> = scan.checks.iter().collect();
    checks.sort_by_key(|check| (check.number.as_ref(), check.rule.as_deref(), check.status, check.title_text()));
    checks
}

/// Whether a newer scan judges everything that an older one judges, so that nothing is lost without the older.
fn stands_for(newer: &Scan, older: &Scan) -> bool {
    let mut judged: BTreeMap<Key<'_>, Vec<&Check>> = BTreeMap::new();
    for check in &newer.checks {
        judged.entry(key(check)).or_default().push(check);
    }
    let settled = |check: &Check| {
        let found = judged.get(&key(check)).map(Vec::as_slice).unwrap_or_default();
        found.iter().any(|later| alike(later, check) && settles(later.status, check.status))
    };
    older.checks.iter().filter(|check| check.status.scored()).all(settled)
}

/// The key by which a check is looked for: its number, else the rule, else the title.
type Key<'c> = (Option<&'c Number>, &'c str);

fn key(check: &Check) -> Key<'_> {
    match &check.number {
        Some(number) => (Some(number), ""),
        None => (None, check.rule.as_deref().or_else(|| check.title_text()).unwrap_or_default()),
    }
}

/// Neither rule nor title says that two checks of one number are about different things.
fn alike(one: &Check, other: &Check) -> bool {
    let rule = one.rule.as_ref().zip(other.rule.as_ref()).is_none_or(|(one, other)| one == other);
    let titles = one.title_text().zip(other.title_text());
    rule && titles.is_none_or(|(one, other)| normalise(one) == normalise(other))
}

/// Whether a newer status settles an older one: a failure is settled by a verdict alone.
fn settles(newer: Status, older: Status) -> bool {
    match older {
        Status::Fail => matches!(newer, Status::Pass | Status::Fixed | Status::Fail),
        Status::Error | Status::Unknown => newer.scored(),
        _ => newer.scored() || newer == Status::NotApplicable,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::assess::Grouping;
    use crate::model::{Coverage, Evidence, Profile, Target, Tool};

    /// A scan of the instance i-1 with checks by number.
    fn scan(path: &str, day: &str, checks: &[(&str, Status)]) -> Scan {
        let check = |(number, status): &(&str, Status)| Check { number: number.parse().ok(), ..Check::new(*status) };
        let mut scan = Scan {
            tool: Some(Tool::named("cis-cat")),
            target: Target { instance_id: Some("i-1".into()), ..Target::default() },
            finished: Moment::parse(day),
            checks: checks.iter().map(check).collect(),
            ..Scan::default()
        };
        path.clone_into(&mut scan.source.path);
        scan
    }

    /// The files of the scans that count, sorted.
    fn counting(scans: &[Scan]) -> Vec<String> {
        let grouping = Grouping::new(scans.to_vec(), false);
        let mut files: Vec<String> =
            grouping.groups.iter().flat_map(|group| group.scans().map(|scan| scan.source.path.clone())).collect();
        files.sort();
        files
    }

    const OLD: &str = "2026-01-01T00:00:00Z";
    const NEW: &str = "2026-01-02T00:00:00Z";

    #[test]
    fn a_newer_scan_of_one_check_does_not_take_the_place_of_a_whole_one() {
        let whole = scan("whole", OLD, &[("1.1", Status::Fail), ("1.2", Status::Pass)]);
        assert_eq!(counting(&[whole.clone(), scan("one", NEW, &[("1.2", Status::Pass)])]), ["one", "whole"]);
        let newer = scan("newer", NEW, &[("1.1", Status::Pass), ("1.2", Status::Pass)]);
        assert_eq!(counting(&[whole, newer]), ["newer"]);
    }

    #[test]
    fn a_failure_is_settled_by_a_verdict_and_by_nothing_else() {
        let failing = scan("old", OLD, &[("1.1", Status::Fail)]);
        for (status, settled) in [
            (Status::Pass, true),
            (Status::Fixed, true),
            (Status::Fail, true),
            (Status::Error, false),
            (Status::NotApplicable, false),
            (Status::NotSelected, false),
            (Status::NotChecked, false),
        ] {
            let newer = scan("new", NEW, &[("1.1", status)]);
            assert_eq!(counting(&[failing.clone(), newer]).len(), if settled { 1 } else { 2 }, "{status}");
        }
    }

    #[test]
    fn another_level_or_kind_of_profile_is_another_run() {
        let of = |path, day, title: &str, level| {
            let profile = Some(Profile { title: Some(title.into()), level, ..Profile::default() });
            Scan { profile, ..scan(path, day, &[("1.1", Status::Pass)]) }
        };
        let level_2 = of("old", OLD, "Level 2", Some(2));
        assert_eq!(counting(&[level_2.clone(), of("new", NEW, "Level 2", Some(1))]), ["new", "old"]);
        assert_eq!(counting(&[level_2.clone(), of("new", NEW, "L2 STIG", Some(2))]), ["new", "old"]);
        assert_eq!(counting(&[level_2, of("new", NEW, "Profile of level 2", Some(2))]), ["new"]);
    }

    #[test]
    fn rules_without_numbers_are_told_apart() {
        let rules = |path, day, statuses: [Status; 2]| {
            let mut scan = scan(path, day, &[("", statuses[0]), ("", statuses[1])]);
            scan.checks.iter_mut().zip(["a", "b"]).for_each(|(check, rule)| check.rule = Some(rule.into()));
            scan
        };
        let (one, other) = ([Status::Fail, Status::Pass], [Status::Pass, Status::Fail]);
        assert_eq!(counting(&[rules("1", OLD, one), rules("2", OLD, other)]), ["1", "2"]);
        assert_eq!(counting(&[rules("1", OLD, one), rules("2", NEW, other)]), ["2"]);
    }

    #[test]
    fn a_copy_is_one_scan_and_other_evidence_is_another_run() {
        let one = scan("1", OLD, &[("1.1", Status::Fail), ("1.2", Status::Pass)]);
        let mut copy = scan("2", OLD, &[("1.2", Status::Pass), ("1.1", Status::Fail)]);
        assert_eq!(counting(&[one.clone(), copy.clone()]), ["1"]);
        assert_eq!(counting(&[one.clone(), one.clone(), copy.clone()]), ["1"]);
        copy.checks[1].evidence = Evidence::text("/x");
        assert_eq!(counting(&[one.clone(), copy]), ["1", "2"]);
        let failures = Scan { coverage: Coverage::FailuresOnly, ..scan("2", OLD, &[("1.1", Status::Fail)]) };
        assert_eq!(counting(&[one, failures]), ["1", "2"]);
    }

    #[test]
    fn equal_results_without_a_time_or_an_identity_may_be_two_machines() {
        let nameless = |path| {
            let mut scan = scan(path, "", &[("1.1", Status::Pass)]);
            scan.target = Target { hostname: Some("localhost".into()), ..Target::default() };
            scan
        };
        assert_eq!(counting(&[nameless("1"), nameless("2")]), ["1", "2"]);
        assert_eq!(counting(&[nameless("1"), nameless("1")]), ["1"]);
    }

    /// Scans with few instances, days and results, so that many of them meet.
    fn any_scan() -> impl Strategy<Value = Scan> {
        let status =
            prop_oneof![Just(Status::Pass), Just(Status::Fail), Just(Status::Error), Just(Status::NotApplicable)];
        let checks = proptest::collection::vec((prop_oneof![Just("1.1"), Just("1.2"), Just("1.3")], status), 0..4);
        let day = prop_oneof![Just(""), Just(OLD), Just(NEW), Just("2026-01-03T00:00:00Z")];
        let name = prop_oneof![Just("i-1"), Just("i-2"), Just("")];
        (checks, day, name).prop_map(|(checks, day, name)| {
            let mut scan = scan("", day, &checks);
            scan.target = Target {
                instance_id: Some(name.to_owned()).filter(|name| !name.is_empty()),
                hostname: Some("host".into()),
                ami_id: Some("ami-1".into()).filter(|_: &String| !name.is_empty()),
                ..Target::default()
            };
            scan
        })
    }

    proptest! {
        #[test]
        fn the_order_of_the_files_decides_nothing(
            (given, shuffled) in proptest::collection::vec(any_scan(), 1..7).prop_flat_map(|scans| {
                (Just(scans.clone()), Just(scans).prop_shuffle())
            })
        ) {
            let results = |scans: Vec<Scan>| {
                let grouping = Grouping::new(scans, false);
                let of = |scan: &Scan| {
                    let checks: Vec<_> = in_order(scan).iter().map(|check| (check.number.clone(), check.status)).collect();
                    (Instance::of(&scan.target), time(scan), checks)
                };
                let mut counting: Vec<_> = grouping.groups.iter().flat_map(|group| group.scans().map(of)).collect();
                let mut left_out: Vec<_> = grouping.left_out.iter().map(|left_out| of(&left_out.given.scan)).collect();
                counting.sort();
                left_out.sort();
                (counting, left_out)
            };
            prop_assert_eq!(results(given), results(shuffled));
        }

        #[test]
        fn no_failure_vanishes_but_one_that_a_newer_run_of_its_instance_settles(
            scans in proptest::collection::vec(any_scan(), 1..7)
        ) {
            let grouping = Grouping::new(scans, false);
            let counting: Vec<&Scan> = grouping.groups.iter().flat_map(crate::assess::Group::scans).collect();
            for left_out in &grouping.left_out {
                let lost = &left_out.given.scan;
                for check in lost.checks.iter().filter(|check| check.status == Status::Fail) {
                    let settled = counting.iter().any(|scan| {
                        let same = Instance::of(&scan.target) == Instance::of(&lost.target);
                        let says = |status: Status| {
                            scan.checks.iter().any(|other| other.number == check.number && other.status == status)
                        };
                        let newer = time(scan) > time(lost) && (says(Status::Pass) || says(Status::Fail));
                        same && (newer || (time(scan) == time(lost) && says(Status::Fail)))
                    });
                    prop_assert!(settled, "{}", left_out);
                }
            }
        }
    }

    #[test]
    fn a_failure_is_settled_by_a_verdict_and_an_error_by_another_result() {
        let settled = |older: Status| {
            let newer = [Status::Pass, Status::Fail, Status::Error, Status::NotApplicable, Status::NotSelected];
            newer.map(|newer| settles(newer, older))
        };
        assert_eq!(settled(Status::Fail), [true, true, false, false, false]);
        assert_eq!(settled(Status::Error), [true, true, true, false, false]);
        assert_eq!(settled(Status::Unknown), [true, true, true, false, false]);
        assert_eq!(settled(Status::Pass), [true, true, true, true, false]);
    }

    #[test]
    fn checks_of_one_number_are_alike_unless_rule_or_title_says_otherwise() {
        use crate::model::Title;
        let check = |rule: Option<&str>, title: Option<&str>| Check {
            rule: rule.map(str::to_owned),
            title: title.and_then(Title::recommendation),
            ..Check::new(Status::Pass)
        };
        assert!(alike(&check(Some("a"), Some("T")), &check(Some("a"), Some("t "))));
        assert!(
            alike(&check(None, Some("T")), &check(Some("a"), None)) && alike(&check(None, None), &check(None, None))
        );
        assert!(!alike(&check(Some("a"), Some("T")), &check(Some("b"), Some("T"))));
        assert!(!alike(&check(Some("a"), Some("T")), &check(Some("a"), Some("U"))));
    }

    #[test]
    fn equal_results_of_one_instance_or_of_one_moment_are_one_run() {
        let of = |path: &str, day: &str| scan(path, day, &[("1.1", Status::Pass)]);
        assert_eq!(counting(&[of("1", ""), of("2", "")]), ["1"], "the instance is known");
        let nameless = |path: &str| Scan { target: Target::default(), ..of(path, NEW) };
        let scans = [nameless("1"), nameless("2")].map(|mut scan| {
            scan.target.ami_id = Some("ami-1".into());
            scan
        });
        assert_eq!(counting(&scans), ["1"], "so is the moment");
    }
}
