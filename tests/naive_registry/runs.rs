//! Which runs count, once more and plainly: a strong identity, the same results, and a newer run that judged all.

use std::cell::RefCell;

use amicis::assess::Grouping;
use amicis::model::{Check, Evidence, Moment, Profile, Scan, Status, Target, Tool};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::runner;

fn scan() -> impl Strategy<Value = Scan> {
    let status = select(vec![Status::Pass, Status::Fail, Status::Fail, Status::Error, Status::NotApplicable]);
    let evidence = select(vec!["", "/x"]).prop_map(|text| Evidence::items(Some(text).filter(|text| !text.is_empty())));
    let checks = vec((select(vec!["1.1", "1.2", "1.3"]), status, evidence), 0..4);
    let what = (select(vec!["cis-cat", "openscap"]), select(vec![None, Some(1), Some(2)]), checks);
    let target = (
        select(vec![None, Some("i-1"), Some("i-2")]),
        select(vec![None, Some("host-a"), Some("localhost")]),
        select(vec![None, Some("ami-1"), Some("ami-2")]),
    );
    let day = select(vec!["", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z"]);
    (what, target, day, select(vec!["a", "b", "c"])).prop_map(
        |((tool, level, checks), (instance, host, ami), day, path)| {
            let check = |(number, status, evidence): (&str, Status, Evidence)| Check {
                number: number.parse().ok(),
                evidence,
                ..Check::new(status)
            };
            let mut scan = Scan {
                tool: Some(Tool::named(tool)),
                profile: level.map(|level| Profile { level: Some(level), ..Profile::default() }),
                target: Target {
                    instance_id: instance.map(str::to_owned),
                    hostname: host.map(str::to_owned),
                    ami_id: ami.map(str::to_owned),
                    ..Target::default()
                },
                finished: Moment::parse(day),
                checks: checks.into_iter().map(check).collect(),
                ..Scan::default()
            };
            path.clone_into(&mut scan.source.path);
            scan
        },
    )
}

/// The machine that a scan is surely of: an instance id, or a host's name that tells, with the AMI.
fn machine(scan: &Scan) -> Option<String> {
    let target = &scan.target;
    let host = target.hostname.as_ref().filter(|name| *name != "localhost");
    target.instance_id.clone().or_else(|| Some(format!("{} of {}", host?, target.ami_id.as_ref()?)))
}

/// What a scan is a scan of as far as names go; a name that every machine can have is none.
fn weakly(scan: &Scan) -> Option<String> {
    machine(scan).or_else(|| scan.target.hostname.clone().filter(|name| name != "localhost"))
}

/// The name of the image: the AMI, the scan's own or the only one that its machine's other scans name.
fn image(scan: &Scan, all: &[Scan]) -> String {
    let mut amis: Vec<&String> = all
        .iter()
        .filter(|other| machine(other).is_some() && machine(other) == machine(scan))
        .filter_map(|other| other.target.ami_id.as_ref())
        .collect();
    amis.sort();
    amis.dedup();
    let others = if let [only] = amis.as_slice() { Some((*only).clone()) } else { None };
    let target = &scan.target;
    let names = [target.ami_id.clone(), others, target.instance_id.clone(), target.hostname.clone()];
    names.into_iter().flatten().next().unwrap_or_else(|| scan.source.path.clone())
}

/// One tool's runs of one image against one profile, which may stand for each other.
fn together(one: &Scan, other: &Scan, all: &[Scan]) -> bool {
    let level = |scan: &Scan| scan.profile.as_ref().and_then(|profile| profile.level);
    image(one, all) == image(other, all)
        && one.tool == other.tool
        && level(one) == level(other)
        && weakly(one) == weakly(other)
}

/// The same results, whatever their order.
fn same_results(one: &Scan, other: &Scan) -> bool {
    let mut left: Vec<&Check> = other.checks.iter().collect();
    for check in &one.checks {
        let Some(at) = left.iter().position(|twin| *twin == check) else { return false };
        left.remove(at);
    }
    left.is_empty()
}

/// The same run given twice: something beside the results says that it is.
fn same_run(one: &Scan, other: &Scan, all: &[Scan]) -> bool {
    let tied = machine(one).is_some() || one.finished.is_some() || one.source.path == other.source.path;
    tied && together(one, other, all)
        && one.finished == other.finished
        && one.target.ami_id == other.target.ami_id
        && same_results(one, other)
}

/// Whether a newer run judged everything that an older one judged; a failure is settled by a verdict alone.
fn judged_all(newer: &Scan, older: &Scan) -> bool {
    older.checks.iter().all(|check| {
        let settling: &[Status] = match check.status {
            Status::Pass => &[Status::Pass, Status::Fail, Status::Error, Status::NotApplicable],
            Status::Fail => &[Status::Pass, Status::Fail],
            Status::Error => &[Status::Pass, Status::Fail, Status::Error],
            _ => return true,
        };
        newer.checks.iter().any(|later| later.number == check.number && settling.contains(&later.status))
    })
}

/// The places of the scans that count.
fn counting(all: &[Scan]) -> Vec<usize> {
    let first = |at: &usize| !(0..*at).any(|before| same_run(&all[before], &all[*at], all));
    let mut kept: Vec<usize> = (0..all.len()).filter(first).collect();
    // From the newest on, each that no newer one which counts stands for.
    kept.sort_by_key(|at| std::cmp::Reverse(all[*at].finished));
    let mut counting: Vec<usize> = Vec::new();
    for at in kept {
        let replaced = counting.iter().any(|newer| {
            let (newer, older) = (&all[*newer], &all[at]);
            let later = newer.finished.zip(older.finished).is_some_and(|(newer, older)| newer > older);
            machine(older).is_some() && together(newer, older, all) && later && judged_all(newer, older)
        });
        if !replaced {
            counting.push(at);
        }
    }
    counting.sort_unstable();
    counting
}

#[test]
fn the_runs_that_count_are_those_of_the_plain_rules() {
    let told = RefCell::new([0_usize; 2]);
    let outcome = runner(1_000).run(&vec(scan(), 1..7), |scans| {
        let grouping = Grouping::new(scans.clone(), false);
        let mut left_out: Vec<usize> = grouping.left_out.iter().map(|one| one.given.order.place()).collect();
        left_out.sort_unstable();
        let counting = counting(&scans);
        let naive: Vec<usize> = (0..scans.len()).filter(|at| !counting.contains(at)).collect();
        prop_assert_eq!(&left_out, &naive);
        let mut told = told.borrow_mut();
        told[0] += scans.len();
        told[1] += naive.len();
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    let [all, left_out] = told.into_inner();
    eprintln!("{left_out} of {all} scans were left out");
    assert!(left_out * 1000 > all, "{left_out} of {all} scans were left out");
}
