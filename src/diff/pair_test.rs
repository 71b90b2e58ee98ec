//! What is paired, and the further facts about a pair: each rule with a comparison in which it alone decides.

use jiff::civil::date;

use super::{Class, Comparison, Flag, Method};
use crate::assess::Assessment;
use crate::mapping::Mappings;
use crate::model::{Benchmark, Check, Doubt, DoubtCode, Scan, Status, Title, Tool};
use crate::registry::Registry;

fn check(number: &str, status: Status) -> Check {
    Check { number: number.parse().ok(), ..Check::new(status) }
}

fn scan(tool: &str, checks: &[Check]) -> Scan {
    let mut scan = Scan {
        tool: Some(Tool::named(tool)),
        benchmark: Benchmark::given("CIS House Benchmark 1.0.0"),
        checks: checks.to_vec(),
        ..Scan::default()
    };
    (scan.source.path, scan.target.ami_id) = (tool.to_owned(), Some("ami-1".to_owned()));
    scan
}

fn with<T>(old: Vec<Scan>, new: Vec<Scan>, then: impl FnOnce(&Comparison<'_>) -> T) -> T {
    let mappings = Mappings::builtin();
    let judged = |scans| Assessment::new(scans, Registry::default(), date(2026, 11, 23), false, &mappings);
    let (old, new) = (judged(old), judged(new));
    then(&Comparison::new(&old, &new, &mappings).expect("comparable"))
}

/// The method and the flags of each change.
fn pairs(old: Scan, new: Scan) -> Vec<(Option<Method>, Vec<Flag>)> {
    with(vec![old], vec![new], |comparison| {
        comparison.changes().map(|change| (change.method, change.flags.iter().copied().collect())).collect()
    })
}

/// The flags of the only change of one check.
fn flags(change_old: impl FnOnce(&mut Check), change_new: impl FnOnce(&mut Check)) -> Vec<Flag> {
    let (mut old, mut new) = (check("1.1", Status::Pass), check("1.1", Status::Pass));
    change_old(&mut old);
    change_new(&mut new);
    let mut all = pairs(scan("cis-cat", &[old]), scan("cis-cat", &[new]));
    assert_eq!(all.len(), 1);
    all.remove(0).1
}

#[test]
fn levels_that_differ_are_told_where_both_sides_state_them() {
    let levels = |levels: &'static [u8]| move |check: &mut Check| check.levels = levels.to_vec();
    assert_eq!(flags(levels(&[1]), levels(&[2])), [Flag::LevelChanged]);
    assert_eq!(flags(levels(&[1]), levels(&[1])), []);
    assert_eq!(flags(levels(&[1]), levels(&[])), []);
    assert_eq!(flags(levels(&[]), levels(&[2])), []);
}

#[test]
fn severities_that_differ_are_told_where_both_sides_state_them() {
    let severity = |word: Option<&'static str>| move |check: &mut Check| check.severity = word.map(str::to_owned);
    assert_eq!(flags(severity(Some("low")), severity(Some("high"))), [Flag::SeverityChanged]);
    assert_eq!(flags(severity(Some("low")), severity(Some("low"))), []);
    assert_eq!(flags(severity(Some("low")), severity(None)), []);
    assert_eq!(flags(severity(None), severity(Some("high"))), []);
}

#[test]
fn a_number_of_a_doubted_benchmark_is_paired_by_its_title_alone() {
    let paired = |old: Option<&str>, new: Option<&str>| {
        let of = |title: Option<&str>| {
            let title = title.and_then(Title::recommendation);
            scan("cis-cat", &[Check { title, ..check("1.1", Status::Pass) }])
        };
        let mut doubted = of(new);
        doubted.doubt(Doubt::new(DoubtCode::BenchmarkUnverified, "it may be another"));
        pairs(of(old), doubted).into_iter().map(|(method, _)| method).collect::<Vec<_>>()
    };
    assert_eq!(paired(Some("Ensure a"), Some("Ensure a")), [Some(Method::Number)]);
    assert_eq!(paired(Some("Ensure a"), Some("Ensure b")), [None, None]);
    assert_eq!(paired(None, None), [None, None]);
    assert_eq!(paired(Some("Ensure a"), None), [None, None]);
}

#[test]
fn changes_are_counted_by_class_and_those_that_a_gate_objects_to_with_the_doubts() {
    let old = [check("1.1", Status::Pass), check("1.2", Status::Pass), check("1.3", Status::Fail)];
    let new = [check("1.1", Status::Fail), check("1.2", Status::Fail), check("1.3", Status::Pass)];
    let older = || vec![scan("cis-cat", &old)];
    with(older(), vec![scan("cis-cat", &new)], |comparison| {
        let counts: Vec<_> = comparison.counts().into_iter().collect();
        assert_eq!(counts, [(Class::Regressed, 2), (Class::Resolved, 1)]);
        assert_eq!(comparison.objections(), 2);
    });
    let both = [older(), vec![scan("openscap", &old)]].concat();
    with(both, vec![scan("cis-cat", &new)], |comparison| {
        let doubts: Vec<_> = comparison.doubts.iter().map(|doubt| doubt.code).collect();
        assert_eq!((doubts, comparison.objections()), (vec![DoubtCode::ToolGone], 3));
    });
}

#[test]
fn a_tool_that_is_gone_hides_what_it_alone_judged() {
    let [passed, failed, passed_too] = [("1.1", Status::Pass), ("1.2", Status::Fail), ("1.4", Status::Pass)]
        .map(|(number, status)| check(number, status));
    let alone = [passed, failed, check("1.3", Status::NotSelected), passed_too];
    let old = vec![scan("cis-cat", &alone), scan("openscap", &[check("1.1", Status::Pass)])];
    with(old, vec![scan("openscap", &[check("1.1", Status::Pass)])], |comparison| {
        let doubts: Vec<_> = comparison.doubts.iter().map(|doubt| (doubt.code, doubt.hides)).collect();
        assert_eq!(doubts, [(DoubtCode::ToolGone, Some(2))]);
    });
}

#[test]
fn a_benchmark_that_is_gone_hides_what_was_judged_by_it() {
    let of =
        |benchmark: &str, checks: &[Check]| Scan { benchmark: Benchmark::given(benchmark), ..scan("cis-cat", checks) };
    let kept = || of("CIS House Benchmark 1.0.0", &[check("1.1", Status::Pass)]);
    let checks = [check("1.1", Status::Pass), check("1.2", Status::Fail), check("1.3", Status::NotSelected)];
    with(vec![kept(), of("CIS Garden Benchmark 1.0.0", &checks)], vec![kept()], |comparison| {
        let doubts: Vec<_> = comparison.doubts.iter().map(|doubt| (doubt.code, doubt.hides)).collect();
        assert_eq!(doubts, [(DoubtCode::BenchmarkGone, Some(2))]);
    });
}
