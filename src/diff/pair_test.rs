//! What is paired, and the further facts about a pair: each rule with a comparison in which it alone decides.

use jiff::civil::date;

use super::{Class, Comparison, Flag, Method, Suggestion, Why};
use crate::assess::Assessment;
use crate::mapping::Mappings;
use crate::model::{Benchmark, Check, Doubt, DoubtCode, Evidence, Scan, Status, Title, Tool};
use crate::registry::{Entry, Registry, Rule};

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

#[test]
fn a_rule_has_another_number_where_both_sides_number_it() {
    let numbered = |number: &'static str| {
        move |check: &mut Check| (check.number, check.rule) = (number.parse().ok(), Some("a_rule".into()))
    };
    assert_eq!(flags(numbered("1.1"), numbered("1.2")), [Flag::Renumbered]);
    assert_eq!(flags(numbered("1.1"), numbered("")), []);
    assert_eq!(flags(numbered(""), numbered("1.2")), []);
}

#[test]
fn similar_titles_suggest_a_pair_between_versions_without_a_crosswalk_and_nowhere_else() {
    let suggested = |benchmark: &str, versions: [&str; 2]| {
        let of = |version: &str, number: &str, title: &str| {
            let title = Title::recommendation(title);
            let benchmark = Benchmark::given(&format!("{benchmark} {version}"));
            Scan { benchmark, ..scan("cis-cat", &[Check { title, ..check(number, Status::Fail) }]) }
        };
        let [before, now] = versions;
        let old = of(before, "1.1.22", "Ensure the audit log storage size is configured");
        let new = of(now, "4.1.2.1", "Ensure the audit log storage size is configured well");
        with(vec![old], vec![new], |comparison| {
            let by_title = |found: &&Suggestion| matches!(found.why, Why::Title(_));
            comparison.changes().map(|change| change.suggestions.iter().filter(by_title).count()).collect::<Vec<_>>()
        })
    };
    assert_eq!(suggested("CIS House Benchmark", ["1.0.0", "2.0.0"]), [1, 1]);
    assert_eq!(suggested("CIS House Benchmark", ["1.0.0", "1.0.0"]), [0, 0], "a number is what it is");
    let known = suggested("CIS Amazon Linux 2 Benchmark", ["2.0.0", "3.0.0"]);
    assert_eq!(known, [0, 0], "the crosswalk would know of it");
}

#[test]
fn a_failure_on_both_sides_is_flagged_where_its_evidence_differs_in_a_way_that_nothing_is_certain_of() {
    let text = |text: &'static str| {
        move |check: &mut Check| {
            (check.status, check.evidence) = (Status::Fail, Evidence::text(text));
        }
    };
    assert_eq!(flags(text("a is set"), text("b is set")), [Flag::EvidenceChanged]);
    assert_eq!(flags(text("a is set"), text("a is set")), []);
    let failing =
        |tool: &str, text: &str| scan(tool, &[Check { evidence: Evidence::text(text), ..check("1.1", Status::Fail) }]);
    let all = pairs(failing("cis-cat", "a is set"), failing("openscap", "b is set"));
    assert_eq!(all, [(Some(Method::Number), vec![])], "tools word it in their own ways");
}

#[test]
fn fewer_offenders_of_what_is_excepted_on_both_sides_are_a_change_of_its_evidence() {
    let entry = Entry {
        id: "a".into(),
        rules: vec![Rule::Number("1.1".parse().expect("a number"))],
        title: Some("Ensure a".into()),
        benchmark: Benchmark::given("CIS House Benchmark 1.0.0"),
        reason: "on purpose".into(),
        statuses: [Status::Fail].into(),
        ..Entry::default()
    };
    let classes = |entries: &[Entry]| {
        let judged = |items: &[&str]| {
            let title = Title::recommendation("Ensure a");
            let evidence = Evidence::items(items.iter().copied());
            let scan = scan("cis-cat", &[Check { title, evidence, ..check("1.1", Status::Fail) }]);
            let registry = Registry { entries: entries.to_vec(), ..Registry::default() };
            Assessment::new(vec![scan], registry, date(2026, 11, 23), false, &Mappings::builtin())
        };
        let (old, new) = (judged(&["/a", "/b"]), judged(&["/a"]));
        let comparison = Comparison::new(&old, &new, &Mappings::builtin()).expect("comparable");
        let changes = comparison.changes().map(|change| (change.class, change.flags.iter().copied().collect()));
        changes.collect::<Vec<(Class, Vec<Flag>)>>()
    };
    assert_eq!(classes(&[entry]), [(Class::StillExcepted, vec![Flag::EvidenceChanged])]);
    assert_eq!(classes(&[]), [(Class::Improved, vec![])]);
}

#[test]
fn the_score_is_that_of_the_one_tool_that_both_sides_name() {
    let of = |tool: &str, statuses: [Status; 2]| {
        let [first, second] = statuses;
        scan(tool, &[check("1.1", first), check("1.2", second)])
    };
    let (pass, fail) = (Status::Pass, Status::Fail);
    let accepted = |old: Vec<Scan>, new: Vec<Scan>| {
        with(old, new, |comparison| comparison.images[0].attribution.and_then(|found| found.accepted()))
    };
    let both = || vec![of("cis-cat", [fail, pass]), of("openscap", [fail, fail])];
    assert_eq!(accepted(both(), vec![of("cis-cat", [pass, pass])]), Some([5_000, 10_000]));
    assert_eq!(accepted(both(), both()), None, "which of the two is meant");
    assert_eq!(accepted(both(), vec![of("inspector", [pass, pass])]), None, "neither is");
}

#[test]
fn a_side_is_one_image_of_a_benchmark() {
    let of = |ami: &str, benchmark: &str| {
        let mut scan = scan("cis-cat", &[check("1.1", Status::Pass)]);
        (scan.target.ami_id, scan.benchmark) = (Some(ami.to_owned()), Benchmark::given(benchmark));
        scan
    };
    let refused = |old: &[Scan], new: &[Scan]| {
        let mappings = Mappings::builtin();
        let judged =
            |scans: &[Scan]| Assessment::new(scans.to_vec(), Registry::default(), date(2026, 11, 23), false, &mappings);
        let (old, new) = (judged(old), judged(new));
        Comparison::new(&old, &new, &mappings).err().map(|error| error.to_string())
    };
    let one = [of("ami-1", "CIS House Benchmark 1.0.0")];
    let garden = [one[0].clone(), of("ami-2", "CIS Garden Benchmark 1.0.0")];
    assert_eq!((refused(&one, &one), refused(&garden, &garden)), (None, None));
    let two = [one[0].clone(), of("ami-2", "CIS House Benchmark 1.0.0")];
    let told = |side: &str| {
        format!(
            "the {side} side holds several images of CIS House Benchmark v1.0.0: ami-1, ami-2; give the scans of one AMI a side"
        )
    };
    assert_eq!((refused(&two, &one), refused(&one, &two)), (Some(told("old")), Some(told("new"))));
}
