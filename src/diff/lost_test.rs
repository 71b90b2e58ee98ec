//! Coverage that a newer side lost: each rule with a comparison in which it alone decides.

use jiff::civil::date;

use super::{Class, Comparison, Scope, Why};
use crate::assess::Assessment;
use crate::mapping::Mappings;
use crate::model::{Benchmark, Check, Coverage, Doubt, DoubtCode, OnDiff, Profile, Scan, Status, Tool};
use crate::registry::Registry;

use Status::{Fail, NotSelected, Pass};

fn scan(tool: &str, checks: &[(&str, Status)]) -> Scan {
    let check = |(number, status): &(&str, Status)| Check { number: number.parse().ok(), ..Check::new(*status) };
    let mut scan = Scan {
        tool: Some(Tool::named(tool)),
        benchmark: Benchmark::given("CIS House Benchmark 1.0.0"),
        profile: Some(profile("Level 1", Some(1))),
        checks: checks.iter().map(check).collect(),
        ..Scan::default()
    };
    scan.target.ami_id = Some("ami-1".to_owned());
    scan
}

fn profile(title: &str, level: Option<u8>) -> Profile {
    Profile { title: Some(title.to_owned()), level, ..Profile::default() }
}

/// The class of each change by number, and the codes of the doubts.
fn compared(old: Vec<Scan>, new: Vec<Scan>) -> (Vec<(String, Class)>, Vec<DoubtCode>) {
    let mappings = Mappings::builtin();
    let judged = |scans| Assessment::new(scans, Registry::default(), date(2026, 11, 23), false, &mappings);
    let (old, new) = (judged(old), judged(new));
    let comparison = Comparison::new(&old, &new, &mappings).expect("one benchmark");
    let mut classes = Vec::new();
    for image in &comparison.images {
        for change in image.changes.iter() {
            let mut numbers = image.old.some(&change.old).chain(image.new.some(&change.new));
            let number = numbers.find_map(|found| found.number.as_ref());
            classes.push((number.map(ToString::to_string).unwrap_or_default(), change.class));
        }
    }
    classes.sort();
    (classes, comparison.doubts.iter().map(|doubt| doubt.code).collect())
}

fn classes(old: Scan, new: Scan) -> Vec<Class> {
    compared(vec![old], vec![new]).0.into_iter().map(|(_, class)| class).collect()
}

#[test]
fn without_a_profile_on_either_side_what_is_not_selected_any_more_is_lost() {
    let of = |profile: Option<Profile>, checks: &[(&str, Status)]| Scan { profile, ..scan("cis-cat", checks) };
    let (before, now) = ([("1.1", Pass), ("1.2", NotSelected)], [("1.1", NotSelected), ("1.2", Fail)]);
    let lost = [Class::LostCoverage, Class::RegainedCoverage];
    assert_eq!(classes(of(None, &before), of(None, &now)), lost);
    let changed = [Class::ProfileChanged; 2];
    assert_eq!(classes(of(None, &before), of(Some(profile("Level 1", Some(1))), &now)), changed, "one side states it");
}

#[test]
fn another_wording_of_a_profile_excuses_no_absence_and_another_level_does() {
    let old = || scan("cis-cat", &[("1.1", Fail), ("1.2", Pass)]);
    let new = |title, level| Scan { profile: Some(profile(title, Some(level))), ..scan("cis-cat", &[("1.2", Pass)]) };
    assert_eq!(classes(old(), new("Level 1 - Server", 1)), [Class::LostCoverage, Class::Unchanged]);
    assert_eq!(classes(old(), new("Level 2", 2)), [Class::ProfileChanged, Class::Unchanged]);
}

#[test]
fn a_second_scan_of_failures_only_excuses_nothing() {
    let old = || vec![scan("cis-cat", &[("1.1", Fail), ("1.2", Pass)])];
    let failures = Scan { coverage: Coverage::FailuresOnly, profile: None, ..scan("inspector", &[("1.2", Pass)]) };
    let new = vec![scan("cis-cat", &[("1.2", Pass)]), failures.clone()];
    assert_eq!(compared(old(), new).0[0].1, Class::LostCoverage);
    let failing = Scan { checks: scan("", &[("1.1", Fail)]).checks, ..failures.clone() };
    let (found, doubts) = compared(vec![failing], vec![failures]);
    assert_eq!((found[0].1, doubts), (Class::NoLongerReported, vec![]), "by itself it is silent about passes");
}

#[test]
fn a_doubt_about_the_newer_scan_makes_absence_lost() {
    let old = || scan("cis-cat", &[("1.1", Fail), ("1.2", Pass)]);
    let new = |doubted: bool| {
        let mut scan = Scan { profile: Some(profile("Level 2", Some(2))), ..scan("cis-cat", &[("1.2", Pass)]) };
        if doubted {
            scan.doubt(Doubt::new(DoubtCode::RulesNotRun, "one was not run"));
        }
        scan
    };
    assert_eq!(classes(old(), new(false))[0], Class::ProfileChanged);
    assert_eq!(classes(old(), new(true))[0], Class::LostCoverage);
}

#[test]
fn a_doubt_about_the_newer_scan_makes_what_is_not_selected_lost_and_what_comes_is_of_the_profile() {
    let of = |level: u8, status: Status| Scan {
        profile: Some(profile("", Some(level))),
        ..scan("cis-cat", &[("1.1", status)])
    };
    let doubted = |mut scan: Scan| {
        scan.doubt(Doubt::new(DoubtCode::RulesNotRun, "one was not run"));
        scan
    };
    assert_eq!(classes(of(1, Fail), of(2, NotSelected)), [Class::ProfileChanged]);
    assert_eq!(classes(of(1, Fail), doubted(of(2, NotSelected))), [Class::LostCoverage]);
    assert_eq!(classes(of(1, NotSelected), doubted(of(2, Fail))), [Class::ProfileChanged]);
}

#[test]
fn a_doubt_about_the_older_scan_makes_what_comes_a_result_and_no_change_of_profile() {
    let new = || scan("cis-cat", &[("1.1", Fail), ("1.2", Pass)]);
    let old = |code: Option<DoubtCode>, checks: &[(&str, Status)]| {
        let mut scan = Scan { profile: Some(profile("Level 2", Some(2))), ..scan("cis-cat", checks) };
        code.into_iter().for_each(|code| scan.doubt(Doubt::new(code, "something is missing")));
        scan
    };
    let (absent, left_out) = ([("1.2", Pass)], [("1.1", NotSelected), ("1.2", Pass)]);
    assert_eq!(classes(old(None, &absent), new())[0], Class::ProfileChanged);
    assert_eq!(classes(old(None, &left_out), new())[0], Class::ProfileChanged);
    for code in DoubtCode::ALL.into_iter().filter(|code| code.effects().diff == OnDiff::AbsentIsLost) {
        assert_eq!(classes(old(Some(code), &absent), new())[0], Class::NewlyReported, "{code}");
        assert_eq!(classes(old(Some(code), &left_out), new())[0], Class::RegainedCoverage, "{code}");
    }
}

#[test]
fn where_the_benchmark_is_doubted_equal_numbers_are_no_pair() {
    let of = |doubted: bool| {
        let mut scan = scan("cis-cat", &[("1.1", Fail)]);
        if doubted {
            scan.doubt(Doubt::new(DoubtCode::BenchmarkUnverified, "its numbers are others"));
        }
        scan
    };
    assert_eq!(classes(of(false), of(false)), [Class::StillOpen]);
    assert_eq!(classes(of(false), of(true)), [Class::LostCoverage, Class::NewlyReported]);
    // They are named to a person all the same, on both sides.
    let judged =
        |scan| Assessment::new(vec![scan], Registry::default(), date(2026, 11, 23), false, &Mappings::builtin());
    let suggested = |old: Scan, new: Scan| {
        let (old, new) = (judged(old), judged(new));
        let comparison = Comparison::new(&old, &new, &Mappings::builtin()).expect("one benchmark");
        let suggestions = comparison.changes().flat_map(|change| &change.suggestions);
        suggestions.map(|suggestion| (suggestion.number.to_string(), suggestion.why)).collect::<Vec<_>>()
    };
    let same = ("1.1".to_owned(), Why::DoubtedNumber);
    assert_eq!(suggested(of(true), of(false)), [same.clone(), same]);
    assert_eq!(suggested(of(true), scan("cis-cat", &[("1.2", Fail)])), []);
    assert_eq!(suggested(of(false), of(false)), [], "they are a pair");
}

#[test]
fn a_tool_that_is_gone_objects_and_nothing_that_it_failed_is_resolved() {
    let cat = |status| scan("cis-cat", &[("1.1", status), ("1.2", Pass)]);
    let scap = |status| scan("openscap", &[("1.1", status), ("1.2", Pass)]);
    let (found, doubts) = compared(vec![cat(Pass), scap(Fail)], vec![cat(Pass)]);
    assert_eq!((found[0].1, doubts), (Class::LostCoverage, vec![DoubtCode::ToolGone]));
    let (found, doubts) = compared(vec![cat(Fail), scap(Fail)], vec![cat(Pass)]);
    assert_eq!((found[0].1, doubts), (Class::Resolved, vec![DoubtCode::ToolGone]), "cis-cat failed it as well");
    let (found, doubts) = compared(vec![cat(Fail)], vec![cat(Pass), scap(Pass)]);
    assert_eq!((found[0].1, doubts), (Class::Resolved, vec![]), "a tool more takes nothing away");
}

#[test]
fn a_benchmark_that_is_gone_objects() {
    let host = || scan("cis-cat", &[("1.1", Pass)]);
    let mut cluster = scan("kube-bench", &[("2.1.1", Fail)]);
    cluster.benchmark = Benchmark::given("CIS Amazon Elastic Kubernetes Service (EKS) Benchmark 1.5.0");
    let (_, doubts) = compared(vec![host(), cluster.clone()], vec![host()]);
    assert_eq!(doubts, [DoubtCode::BenchmarkGone]);
    let (_, doubts) = compared(vec![host()], vec![host(), cluster]);
    assert_eq!(doubts, []);
}

#[test]
fn a_failure_that_only_a_vanished_instance_showed_is_not_resolved() {
    let on = |(instance, status): &(&str, Status)| {
        let mut scan = scan("cis-cat", &[("1.1", *status)]);
        scan.target.instance_id = (!instance.is_empty()).then(|| (*instance).to_owned());
        scan
    };
    let class = |old: &[(&str, Status)], new: &[(&str, Status)]| {
        let all = |side: &[(&str, Status)]| side.iter().map(on).collect();
        compared(all(old), all(new)).0[0].1
    };
    let lost = Class::LostCoverage;
    assert_eq!(class(&[("i-1", Pass), ("i-2", Fail)], &[("i-1", Pass)]), lost, "only i-2 showed it");
    assert_eq!(class(&[("i-1", Fail), ("i-2", Fail)], &[("i-1", Pass)]), Class::Resolved, "i-1 showed it as well");
    assert_eq!(class(&[("i-1", Fail), ("i-2", Pass)], &[("i-1", Pass)]), Class::Resolved);
    // The instances of another image: nobody knows which of them is gone.
    assert_eq!(class(&[("i-1", Pass), ("i-2", Fail)], &[("i-3", Pass)]), lost);
    assert_eq!(class(&[("i-1", Fail), ("i-2", Fail)], &[("i-3", Pass)]), Class::Resolved);
    assert_eq!(class(&[("i-1", Pass), ("i-2", Fail)], &[("i-3", Pass), ("i-4", Pass)]), Class::Resolved);
    assert_eq!(class(&[("", Pass), ("", Fail)], &[("", Pass)]), lost, "no instance is named");
    assert_eq!(class(&[("", Fail)], &[("", Pass)]), Class::Resolved);
}

#[test]
fn an_instance_that_is_gone_objects() {
    let on = |instance: &str| {
        let mut scan = scan("cis-cat", &[("1.1", Pass)]);
        scan.target.instance_id = Some(instance.to_owned());
        scan
    };
    let gone = |old: &[&str], new: &[&str]| {
        let all = |names: &[&str]| names.iter().map(|name| on(name)).collect();
        compared(all(old), all(new)).1
    };
    assert_eq!(gone(&["i-1", "i-2"], &["i-1", "i-3"]), [DoubtCode::InstanceGone], "i-2");
    assert_eq!(gone(&["i-1", "i-2"], &["i-3"]), [DoubtCode::InstanceGone], "one fewer");
    assert_eq!(gone(&["i-1"], &["i-2"]), [], "a new image has new instances");
    assert_eq!(gone(&["i-1"], &["i-2", "i-3"]), []);
}

#[test]
fn sides_are_of_one_profile_where_each_states_all_that_the_other_states() {
    let scope = |old: &[&(&str, Option<Profile>)], new: &[&(&str, Option<Profile>)]| {
        let mappings = Mappings::builtin();
        let judged = |side: &[&(&str, Option<Profile>)]| {
            let of = |(tool, profile): &&(&str, Option<Profile>)| Scan {
                profile: profile.clone(),
                ..scan(tool, &[("1.1", Pass)])
            };
            Assessment::new(side.iter().map(of).collect(), Registry::default(), date(2026, 11, 23), false, &mappings)
        };
        let (old, new) = (judged(old), judged(new));
        Comparison::new(&old, &new, &mappings).expect("one benchmark").images[0].scope
    };
    let of = |tool, title, level| (tool, Some(profile(title, level)));
    let (one, two) = (of("cis-cat", "Level 1", Some(1)), of("cis-cat", "Level 2", Some(2)));
    let server = of("cis-cat", "Level 2 - Server", Some(2));
    let stig = of("cis-cat", "Level 2 STIG", Some(2));
    let unstated = ("cis-cat", None);
    assert_eq!(scope(&[&one], &[&one]), Scope::Same);
    for (left, right) in [(&[&one][..], &[&one, &two][..]), (&[&one], &[&two])] {
        assert_eq!((scope(left, right), scope(right, left)), (Scope::OtherProfile, Scope::OtherProfile));
    }
    assert_eq!(scope(&[&one], &[&unstated]), Scope::UnknownProfile);
    assert_eq!(scope(&[&unstated], &[&one]), Scope::UnknownProfile);
    assert_eq!(scope(&[&server], &[&stig]), Scope::OtherProfile, "one tool means what it says");
    // Two tools name one level, each in its own way.
    let other = |title, level| of("openscap", title, level);
    assert_eq!(scope(&[&server], &[&other("Level 2 STIG", Some(2))]), Scope::Same);
    assert_eq!(scope(&[&server], &[&other("Level 1 STIG", Some(1))]), Scope::OtherProfile);
    assert_eq!(scope(&[&of("cis-cat", "Base", None)], &[&other("Standard", None)]), Scope::OtherProfile, "no level");
}

#[test]
fn a_doubt_of_another_kind_loses_nothing_that_a_profile_left_out() {
    let old = || scan("cis-cat", &[("1.1", Fail), ("1.2", Pass)]);
    for code in DoubtCode::ALL.into_iter().filter(|code| code.effects().diff == OnDiff::NotConcerned) {
        let mut new = Scan { profile: Some(profile("Level 2", Some(2))), ..scan("cis-cat", &[("1.2", Pass)]) };
        new.doubt(Doubt::new(code, "something else"));
        assert_eq!(classes(old(), new)[0], Class::ProfileChanged, "{code}");
    }
}

#[test]
fn a_doubt_about_the_older_scan_does_not_lose_what_the_newer_profile_leaves_out() {
    let mut old = Scan { profile: Some(profile("Level 2", Some(2))), ..scan("cis-cat", &[("1.1", Fail)]) };
    old.doubt(Doubt::new(DoubtCode::RulesNotRun, "one was not run"));
    assert_eq!(classes(old, scan("cis-cat", &[("1.1", NotSelected)])), [Class::ProfileChanged]);
}

#[test]
fn what_the_newer_version_has_under_another_number_is_lost_and_what_it_lacks_is_dropped() {
    let of = |version: &str, number: &str, status| Scan {
        benchmark: Benchmark::given(&format!("CIS Amazon Linux 2 Benchmark {version}")),
        ..scan("cis-cat", &[(number, status)])
    };
    let class = |number: &str| {
        let (found, _) = compared(vec![of("2.0.0", number, Fail)], vec![of("3.0.0", "1.1.2.1", Pass)]);
        found.into_iter().find(|(found, _)| found == number).map(|(_, class)| class)
    };
    assert_eq!(class("3.2.1"), Some(Class::LostCoverage), "it is 3.3.1 now");
    assert_eq!(class("1.1.19"), Some(Class::DroppedRecommendation));
}
