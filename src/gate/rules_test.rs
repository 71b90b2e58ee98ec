//! Each rule of the gate alone: what breaks it, what lets it through, what it says.

use jiff::civil::date;

use std::collections::BTreeSet;

use super::{GateVerdict, Inputs, JudgedDoubt, Outcome, RULES, RequiredControls, Violation};
use crate::assess::{Assessment, ImageId, RecommendationId};
use crate::controls::{Controls, RequiredControl};
use crate::diag::{Code, Diagnostic, Level};
use crate::diff::Comparison;
use crate::mapping::Mappings;
use crate::model::{Benchmark, Check, Coverage, Doubt, DoubtCode, Override, Scan, Severity, Status, Title};
use crate::read::Input;
use crate::registry::{AcceptedDoubt, Gate, Registry, Selection};

fn assessment(statuses: &[Status], change: impl FnOnce(&mut Scan)) -> Assessment {
    let check = |(index, status): (usize, &Status)| Check {
        number: format!("1.{}", index + 1).parse().ok(),
        title: Title::recommendation(&format!("Ensure {index}")),
        levels: vec![if index == 0 { 1 } else { 2 }],
        ..Check::new(*status)
    };
    let mut scan = Scan { checks: statuses.iter().enumerate().map(check).collect(), ..Scan::default() };
    scan.source.path = "scan".into();
    change(&mut scan);
    // Two checks are no whole scan of a benchmark, and that is another rule.
    let lenient = Gate { min_listed: Some(0.0), ..Gate::default() };
    let registry = Registry { gate: lenient, ..Registry::default() };
    Assessment::new(vec![scan], registry, date(2026, 11, 23), false, &Mappings::builtin())
}

fn judge(assessment: &Assessment, gate: &Gate, lint: &[Diagnostic]) -> GateVerdict {
    GateVerdict::new(
        assessment,
        &Inputs { gate, mappings: &Mappings::builtin(), lint, baseline: None, required: &RequiredControls::default() },
    )
}

fn rules(assessment: &Assessment, gate: &Gate, lint: &[Diagnostic]) -> (Outcome, Vec<&'static str>) {
    let verdict = judge(assessment, gate, lint);
    (verdict.outcome, verdict.violations.iter().map(|violation| violation.rule).collect())
}

#[test]
fn a_clean_full_scan_passes() {
    let clean = assessment(&[Status::Pass, Status::NotApplicable], |_| {});
    assert_eq!(rules(&clean, &Gate::default(), &[]), (Outcome::Passes, vec![]));
}

#[test]
fn every_default_rule_fails_it_alone_and_can_be_allowed_alone() {
    let open = assessment(&[Status::Fail], |_| {});
    let unverified = assessment(&[Status::Pass, Status::Error], |_| {});
    let overridden = assessment(&[Status::Pass], |scan| {
        let change =
            Override { time: None, authority: None, old: Some(Status::Fail), new: Some(Status::Pass), remark: None };
        scan.checks[0].overrides = vec![change];
    });
    let clean = assessment(&[Status::Pass], |_| {});
    let lint = [Diagnostic::new(Level::Deny, Code::Expired, "x"), Diagnostic::new(Level::Warn, Code::Stale, "y")];
    let allow = Some(true);
    let cases = [
        (&open, &[][..], "open", Gate { allow_open: allow, ..Gate::default() }),
        (&unverified, &[], "unverified", Gate { allow_unverified: allow, ..Gate::default() }),
        (&overridden, &[], "override", Gate { allow_overrides: allow, ..Gate::default() }),
        (&clean, &lint, "lint", Gate { allow_lint: allow, ..Gate::default() }),
    ];
    for (assessment, lint, rule, allowed) in cases {
        assert_eq!(rules(assessment, &Gate::default(), lint), (Outcome::Fails, vec![rule]));
        assert_eq!(rules(assessment, &allowed, lint), (Outcome::Passes, vec![]), "{rule}");
    }
}

#[test]
fn a_partial_scan_cannot_be_judged_but_what_it_fails_is_listed() {
    let clean = assessment(&[Status::Pass], |scan| scan.coverage = Coverage::FailuresOnly);
    assert_eq!(rules(&clean, &Gate::default(), &[]), (Outcome::CannotJudge, vec!["coverage"]));
    let allowed = Gate { allow_partial: Some(true), ..Gate::default() };
    assert_eq!(rules(&clean, &allowed, &[]), (Outcome::Passes, vec![]));
    let failing = assessment(&[Status::Fail], |scan| scan.coverage = Coverage::FailuresOnly);
    assert_eq!(rules(&failing, &Gate::default(), &[]), (Outcome::CannotJudge, vec!["open", "coverage"]));
}

#[test]
fn scores_have_least_values() {
    let half = assessment(&[Status::Pass, Status::Fail], |_| {});
    let gate = |least| Gate { allow_open: Some(true), min_raw_score: Some(least), ..Gate::default() };
    assert_eq!(rules(&half, &gate(50.0), &[]), (Outcome::Passes, vec![]));
    assert_eq!(rules(&half, &gate(50.1), &[]), (Outcome::Fails, vec!["raw-score"]));
}

#[test]
fn levels_narrow_what_is_judged_and_what_is_scored() {
    let second_fails = assessment(&[Status::Pass, Status::Fail], |_| {});
    let gate = Gate { levels: Some(BTreeSet::from([1])), min_raw_score: Some(100.0), ..Gate::default() };
    assert_eq!(rules(&second_fails, &gate, &[]), (Outcome::Passes, vec![]));
    let verdict = judge(&second_fails, &gate, &[]);
    assert_eq!((verdict.judged, verdict.left_out), (1, 1));
    let unstated = assessment(&[Status::Pass, Status::Fail], |scan| scan.checks[1].levels.clear());
    assert_eq!(rules(&unstated, &gate, &[]).0, Outcome::Fails, "a level that is not stated leaves nothing out");
}

fn sections(benchmark: &str, pattern: &str) -> Gate {
    let numbers = vec![pattern.parse().expect("a pattern")];
    let sections = Some(vec![Selection { benchmark: Benchmark::given(benchmark), numbers }]);
    Gate { sections, ..Gate::default() }
}

/// A failing 1.2 in AL2 v2.0.0.
fn of_al2() -> Assessment {
    assessment(&[Status::Pass, Status::Fail], |scan| scan.benchmark = Benchmark::given("AL2 2.0.0"))
}

#[test]
fn sections_narrow_what_is_judged() {
    assert_eq!(rules(&of_al2(), &sections("AL2 2.0.0", "1.1"), &[]).0, Outcome::Passes);
    assert_eq!(rules(&of_al2(), &sections("AL2 2.0.0", "1.*"), &[]).0, Outcome::Fails);
}

#[test]
fn a_section_of_the_scans_own_benchmark_needs_no_benchmark_and_leaves_in_what_has_no_number() {
    let gate = |section: &str| Gate { own_sections: Some(vec![section.parse().expect("a number")]), ..Gate::default() };
    assert_eq!(rules(&of_al2(), &gate("1.1"), &[]).0, Outcome::Passes);
    assert_eq!(rules(&of_al2(), &gate("1"), &[]).0, Outcome::Fails);
    let nameless = assessment(&[Status::Pass, Status::Fail], |scan| {
        (scan.checks[1].number, scan.checks[1].rule) = (None, Some("a-rule".into()));
    });
    assert_eq!(rules(&nameless, &gate("1.1"), &[]).0, Outcome::Fails, "no number leaves nothing out");
    let registry = sections("AL2 2.0.0", "1.1");
    assert_eq!(rules(&of_al2(), &gate("1").over(&registry), &[]).0, Outcome::Fails, "it replaces the registry's");
}

#[test]
fn severities_narrow_what_is_judged_and_an_unknown_one_leaves_nothing_out() {
    let of = |word: Option<&str>| {
        assessment(&[Status::Pass, Status::Fail], |scan| scan.checks[1].severity = word.map(str::to_owned))
    };
    let gate = Gate { severities: Some(BTreeSet::from([Severity::High, Severity::Critical])), ..Gate::default() };
    for (word, outcome) in [
        (Some("low"), Outcome::Passes),
        (Some("Informational"), Outcome::Passes),
        (Some("high"), Outcome::Fails),
        (Some("unknown"), Outcome::Fails),
        (Some("severe"), Outcome::Fails),
        (None, Outcome::Fails),
    ] {
        assert_eq!(rules(&of(word), &gate, &[]).0, outcome, "{word:?}");
    }
    let verdict = judge(&of(Some("low")), &gate, &[]);
    assert_eq!((verdict.judged, verdict.left_out), (1, 1));
    assert_eq!(verdict.narrowed_to, ["severity high, critical"]);
    assert_eq!(verdict.notes, ["the gate is narrowed to severity high, critical"]);
}

#[test]
fn a_gate_that_is_narrowed_to_nothing_does_not_pass() {
    let verdict = judge(&of_al2(), &sections("AL2 2.0.0", "9.*"), &[]);
    assert_eq!((verdict.outcome, verdict.judged), (Outcome::NothingToJudge, 0));
    let none = assessment(&[Status::NotSelected, Status::NotApplicable], |_| {});
    assert_eq!(rules(&none, &Gate::default(), &[]).0, Outcome::NothingToJudge);
}

#[test]
fn sections_of_another_benchmark_leave_all_to_be_judged() {
    let verdict = judge(&of_al2(), &sections("EKS 1.5.0", "9.*"), &[]);
    assert_eq!((verdict.outcome, verdict.judged), (Outcome::Fails, 2));
    assert!(verdict.notes[1].starts_with("no section is one of AL2 v2.0.0"), "{:?}", verdict.notes);
}

#[test]
fn sections_are_carried_to_the_scans_benchmark_version() {
    let scan = |number: &str| {
        assessment(&[Status::Fail], |scan| {
            scan.benchmark = Benchmark::given("AL2 3.0.0");
            scan.checks[0].number = number.parse().ok();
        })
    };
    let mappings = Mappings::builtin();
    let edition = |version| crate::mapping::Edition::new("AL2", version);
    let walk = mappings.crosswalk(&edition("2.0.0"), &edition("3.0.0")).expect("a crosswalk");
    let moved = |row: &&crate::mapping::Row| row.class.carries() && row.from != row.to;
    let row = walk.rows().iter().find(moved).expect("a renumbered one");
    let (from, to) = (row.from.clone().expect("a number"), row.to.clone().expect("a number"));
    let gate = sections("AL2 2.0.0", &from.to_string());
    assert_eq!(judge(&scan(&to.to_string()), &gate, &[]).judged, 1);
    let other = walk.rows().iter().find_map(|other| other.to.clone().filter(|_| other.from != row.from));
    assert_eq!(judge(&scan(&other.expect("another one").to_string()), &gate, &[]).judged, 0);
    assert_eq!(judge(&scan("99.1"), &gate, &[]).judged, 1, "it cannot be told");
}

#[test]
fn sections_leave_nothing_out_of_a_scan_that_states_no_benchmark() {
    let unstated = assessment(&[Status::Fail], |scan| scan.benchmark = Benchmark::default());
    let verdict = judge(&unstated, &sections("AL2 2.0.0", "9.*"), &[]);
    assert_eq!((verdict.outcome, verdict.judged), (Outcome::Fails, 1));
}

/// The only broken rule.
fn violation(assessment: &Assessment, gate: &Gate) -> Violation {
    let mut violations = judge(assessment, gate, &[]).violations;
    assert_eq!(violations.len(), 1, "{violations:?}");
    violations.remove(0)
}

/// The place of every recommendation.
fn places(assessment: &Assessment) -> Vec<(ImageId, RecommendationId)> {
    assessment.by_id().flat_map(|(at, image)| image.by_id().map(move |(id, _)| (at, id))).collect()
}

#[test]
fn a_violation_names_every_recommendation_with_its_place() {
    let failing = assessment(&[Status::Pass, Status::Fail, Status::Fail], |_| {});
    let (broken, places) = (violation(&failing, &Gate::default()), places(&failing));
    let found: Vec<_> = broken.concerned.iter().map(|one| (one.id.as_str(), one.title.as_str(), one.place)).collect();
    assert_eq!(found, [("1.2", "Ensure 1", Some(places[1])), ("1.3", "Ensure 2", Some(places[2]))]);
    assert!(broken.message.starts_with("2 ") && !broken.help.is_empty());
}

#[test]
fn what_is_not_verified_says_what_the_tool_said() {
    let broken = violation(&assessment(&[Status::Pass, Status::NotChecked], |_| {}), &Gate::default());
    assert_eq!((broken.rule, broken.concerned[0].why[0].as_str()), ("unverified", "notchecked"));
}

#[test]
fn a_changed_result_says_by_whom() {
    let change = Override {
        time: None,
        authority: Some("A. Person".into()),
        old: Some(Status::Fail),
        new: Some(Status::Pass),
        remark: Some("never mind".into()),
    };
    let broken =
        violation(&assessment(&[Status::Pass], |scan| scan.checks[0].overrides = vec![change]), &Gate::default());
    assert_eq!(broken.concerned[0].why, ["fail to pass by A. Person: never mind"]);
}

#[test]
fn a_score_of_nothing_is_below_everything() {
    let none = assessment(&[Status::NotChecked], |_| {});
    let gate = Gate { allow_unverified: Some(true), min_accepted_score: Some(0.0), ..Gate::default() };
    let broken = violation(&none, &gate);
    assert_eq!((broken.rule, broken.concerned[0].title.as_str()), ("accepted-score", "no score"));
}

#[test]
fn a_score_that_is_below_by_less_than_is_printed_gets_more_decimals() {
    // 29,999 of 30,000 are 99.99667 %.
    let mut statuses = vec![Status::Pass; 29_999];
    statuses.push(Status::Fail);
    let nearly = assessment(&statuses, |_| {});
    let told = |least| {
        let gate = Gate { allow_open: Some(true), min_raw_score: Some(least), ..Gate::default() };
        violation(&nearly, &gate).concerned[0].title.clone()
    };
    assert_eq!(told(100.0), "99.996666 % (29999 of 30000)", "rounded it would be 100.00 %");
    let half = assessment(&[Status::Pass, Status::Fail], |_| {});
    let gate = Gate { allow_open: Some(true), min_raw_score: Some(50.1), ..Gate::default() };
    assert_eq!(violation(&half, &gate).concerned[0].title, "50.00 % (1 of 2)");
}

#[test]
fn the_image_of_a_finding_is_named_where_there_are_several() {
    let failing = |ami: &str| {
        let alone = assessment(&[Status::Fail], |scan| scan.target.ami_id = Some(ami.to_owned()));
        alone.scans().cloned().collect::<Vec<_>>()
    };
    let images = |scans| {
        let registry = Registry { gate: Gate { min_listed: Some(0.0), ..Gate::default() }, ..Registry::default() };
        let assessment = Assessment::new(scans, registry, date(2026, 11, 23), false, &Mappings::builtin());
        let broken = violation(&assessment, &Gate::default());
        broken.concerned.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(images(failing("ami-1")), ["1.1 Ensure 0"]);
    let both = [failing("ami-1"), failing("ami-2")].concat();
    assert_eq!(images(both), ["1.1 Ensure 0 on ami-1", "1.1 Ensure 0 on ami-2"]);
}

#[test]
fn one_error_of_the_registry_is_one_and_several_are_several() {
    let clean = assessment(&[Status::Pass], |_| {});
    let denied = Diagnostic::new(Level::Deny, Code::Expired, "x").help("renew it");
    let told = |lint: &[Diagnostic]| judge(&clean, &Gate::default(), lint).violations.remove(0);
    let one = told(std::slice::from_ref(&denied));
    assert_eq!(one.message, "1 error in the registry");
    assert_eq!(one.concerned[0].to_string(), "expired x; renew it");
    assert_eq!(told(&[denied.clone(), denied]).message, "2 errors in the registry");
}

#[test]
fn only_what_is_not_verified_says_its_status_where_nothing_else_is_known() {
    let failing = violation(&assessment(&[Status::Fail], |_| {}), &Gate::default());
    assert_eq!(failing.concerned[0].why, [""; 0]);
    let errors = "statuses = [\"fail\"]\n";
    let unverified = violation(&of_al2_with(&format!("{LAPSED}{errors}"), Status::Error), &Gate::default());
    assert_eq!((unverified.rule, unverified.concerned[0].why.len()), ("unverified", 1), "the entry alone");
    assert!(unverified.concerned[0].why[0].starts_with("entry old: expired"), "{:?}", unverified.concerned);
}

#[test]
fn a_doubt_that_could_hide_a_failure_keeps_the_gate_from_judging_until_it_is_accepted() {
    let doubtful = |codes: &[DoubtCode]| {
        assessment(&[Status::Pass], |scan| codes.iter().for_each(|code| scan.doubt(Doubt::new(*code, "it may be"))))
    };
    let one = doubtful(&[DoubtCode::RulesNotRun]);
    let verdict = judge(&one, &Gate::default(), &[]);
    assert_eq!((verdict.outcome, verdict.violations[0].rule), (Outcome::CannotJudge, "doubt"));
    assert_eq!(verdict.violations[0].message, "1 doubt that nobody accepted");
    let two = judge(&doubtful(&[DoubtCode::RulesNotRun, DoubtCode::FileSkipped]), &Gate::default(), &[]);
    assert_eq!(two.violations[0].message, "2 doubts that nobody accepted");

    let reason = "two need a network".to_owned();
    let accepted = AcceptedDoubt { code: DoubtCode::RulesNotRun, reason, until: None };
    let accepting = judge(&one, &Gate { accept_doubts: vec![accepted], ..Gate::default() }, &[]);
    assert_eq!((accepting.outcome, accepting.violations.len(), accepting.doubts.len()), (Outcome::Passes, 0, 1));
    let printed = accepting.doubts[0].to_string();
    assert!(printed.starts_with("rules-not-run (accepted: two need a network): scan"), "{printed}");
    assert!(verdict.doubts[0].to_string().starts_with("rules-not-run: scan"), "{}", verdict.doubts[0]);
}

#[test]
fn a_small_scan_is_judged_where_scans_that_do_not_list_everything_are() {
    let small = assessment(&[Status::Pass], |scan| scan.doubt(Doubt::new(DoubtCode::SmallScan, "few")));
    assert_eq!(rules(&small, &Gate::default(), &[]).0, Outcome::CannotJudge);
    let partial = Gate { allow_partial: Some(true), ..Gate::default() };
    let verdict = judge(&small, &partial, &[]);
    assert_eq!((verdict.outcome, verdict.doubts[0].accepted.as_deref()), (Outcome::Passes, Some("allow-partial")));
    let refused = Gate { allow_partial: Some(false), ..Gate::default() };
    assert_eq!(rules(&small, &refused, &[]).0, Outcome::CannotJudge);
    let cut = assessment(&[Status::Pass], |scan| scan.doubt(Doubt::new(DoubtCode::ResultsDiffer, "cut")));
    assert_eq!(rules(&cut, &partial, &[]).0, Outcome::CannotJudge, "another doubt");
}

const LAPSED: &str = "schema = 1\n[gate]\nmin-listed = 0\n[[exception]]\nid = \"old\"\nbenchmark = \"AL2\"\nversion = \"2.0.0\"\n\
    rules = [\"1.1\"]\ntitle = \"Ensure 0\"\nreason = \"r\"\nexpires = 2026-01-01\n";

#[test]
fn a_draft_is_an_open_failure_and_its_line_is_known() {
    let draft = LAPSED.replace("expires = 2026-01-01", "status = \"draft\"");
    let failing = of_al2_with(&draft, Status::Fail);
    let broken = violation(&failing, &Gate::default());
    assert_eq!((broken.rule, broken.concerned[0].why[0].as_str()), ("open", "draft entry old"));
    let line = draft.lines().position(|line| line == "[[exception]]").expect("an entry") + 1;
    assert_eq!(broken.concerned[0].entries.iter().map(|place| place.line).collect::<Vec<_>>(), [line]);
}

#[test]
fn a_lapsed_failure_says_which_entry_and_why() {
    let failing = of_al2_with(LAPSED, Status::Fail);
    let broken = violation(&failing, &Gate::default());
    assert_eq!((broken.rule, broken.concerned[0].why[0].as_str()), ("lapsed", "entry old: expired 2026-01-01"));
    let allowed = Gate { allow_lapsed: Some(true), ..Gate::default() };
    assert_eq!(rules(&failing, &allowed, &[]), (Outcome::Passes, vec![]));
}

fn of_al2_with(registry: &str, status: Status) -> Assessment {
    let failing = assessment(&[status], |scan| scan.benchmark = Benchmark::given("AL2 2.0.0"));
    let registry = Registry::parse("a.toml", registry).expect("a registry");
    Assessment::new(failing.scans().cloned().collect(), registry, date(2026, 11, 23), false, &Mappings::builtin())
}

#[test]
fn a_regression_is_judged_when_it_is_asked_for() {
    let (old, new) = (of_al2_with(LAPSED, Status::Pass), of_al2_with(LAPSED, Status::Fail));
    let mappings = Mappings::builtin();
    let comparison = Comparison::new(&old, &new, &mappings).expect("comparable");
    let with = |no_regression| {
        let gate = Gate { no_regression, allow_lapsed: Some(true), ..Gate::default() };
        let inputs = Inputs {
            gate: &gate,
            mappings: &mappings,
            lint: &[],
            baseline: Some(&comparison),
            required: &RequiredControls::default(),
        };
        GateVerdict::new(&new, &inputs).violations
    };
    assert_eq!(with(None), []);
    let broken = with(Some(true)).remove(0);
    assert_eq!((broken.rule, broken.concerned[0].id.as_str()), ("regression", "1.1"));
    assert_eq!(broken.concerned[0].why, ["regressed: passed before, lapsed now"]);
}

#[test]
fn what_is_judged_by_itself_is_found_again() {
    let failing = assessment(&[Status::Pass, Status::Fail, Status::Error], |_| {});
    let verdict = judge(&failing, &Gate::default(), &[]);
    let found: Vec<_> = verdict.objections().into_iter().map(|(place, broken)| (place, broken.rule)).collect();
    let places = places(&failing);
    assert_eq!(found, [(places[1], "open"), (places[2], "unverified")]);
}

#[test]
fn rules_are_broken_in_their_order_and_under_their_names() {
    let everything = assessment(&[Status::Fail, Status::Error], |scan| scan.coverage = Coverage::FailuresOnly);
    let gate = Gate { min_raw_score: Some(100.0), min_accepted_score: Some(100.0), ..Gate::default() };
    let lint = [Diagnostic::new(Level::Deny, Code::Expired, "x")];
    let broken = rules(&everything, &gate, &lint).1;
    let known: Vec<&str> = RULES.iter().map(|(name, _)| *name).filter(|name| broken.contains(name)).collect();
    assert_eq!(broken, known);
    assert_eq!(broken.len(), 6);
}

#[test]
fn doubts_of_the_older_side_count_where_regressions_are_looked_for() {
    let doubtful = |code| assessment(&[Status::Pass], |scan| scan.doubt(Doubt::new(code, "it may be")));
    let newer = assessment(&[Status::Pass], |_| {});
    let told = |code, no_regression| {
        let gate = Gate { no_regression, ..Gate::default() };
        let doubts = JudgedDoubt::of_sides(&newer, Some(&doubtful(code)), &gate);
        doubts.into_iter().map(|doubt| (doubt.older, doubt.line())).collect::<Vec<_>>()
    };
    let older = [(true, "the older side, scan: it may be".to_owned())];
    assert_eq!(told(DoubtCode::RulesNotRun, None), older);
    assert_eq!(told(DoubtCode::RulesNotRun, Some(true)), older);
    assert_eq!(told(DoubtCode::RulesNotRun, Some(false)), []);
    assert_eq!(told(DoubtCode::NoEnd, Some(true)), [], "it stops no gate");
    let own = JudgedDoubt::of_sides(&doubtful(DoubtCode::NoEnd), None, &Gate::default());
    assert_eq!(
        own.iter().map(|doubt| (doubt.older, doubt.line())).collect::<Vec<_>>(),
        [(false, "scan: it may be".to_owned())]
    );
}

#[test]
fn doubts_that_stop_the_gate_are_first() {
    let both = assessment(&[Status::Pass], |scan| {
        scan.doubt(Doubt::new(DoubtCode::SecretInScan, "a"));
        scan.doubt(Doubt::new(DoubtCode::ResultsDiffer, "b"));
    });
    let older = assessment(&[Status::Pass], |scan| scan.doubt(Doubt::new(DoubtCode::RulesNotRun, "c")));
    let doubts = JudgedDoubt::of_sides(&both, Some(&older), &Gate::default());
    let codes: Vec<_> = doubts.iter().map(|doubt| doubt.raised.code).collect();
    assert_eq!(codes, [DoubtCode::ResultsDiffer, DoubtCode::RulesNotRun, DoubtCode::SecretInScan]);
}

#[test]
fn a_required_control_is_judged_by_itself_and_within_what_the_gate_is_narrowed_to() {
    let controls = "number,framework,control\n1.1,House,a\n1.2,House,b\n1.3,House,c\n1.4,House,d\n";
    let controls = Controls::read(&Input::from_bytes("c.csv", controls)).expect("a mapping");
    let statuses = [Status::Fail, Status::Pass, Status::NotSelected, Status::NotApplicable];
    let all = assessment(&statuses, |_| {});
    let broken = |required: &str, gate: Gate| {
        let wanted = RequiredControl::parse(required).expect("a control");
        let required = RequiredControls::new(&all, &controls, &[wanted]).expect("known");
        let gate = Gate { allow_open: Some(true), ..gate };
        let mappings = Mappings::builtin();
        let inputs = Inputs { gate: &gate, mappings: &mappings, lint: &[], baseline: None, required: &required };
        let found = GateVerdict::new(&all, &inputs).violations;
        assert!(found.iter().all(|broken| broken.rule == "control"), "{found:?}");
        found
            .into_iter()
            .flat_map(|broken| broken.concerned)
            .map(|one| format!("{} {}", one.id, one.why.join(", ")))
            .collect::<Vec<_>>()
    };
    assert_eq!(broken("House:a", Gate::default()), ["1.1 House:a, open"]);
    assert_eq!(broken("House:b", Gate::default()), [""; 0]);
    assert_eq!(broken("House:c", Gate::default()), ["House:c "], "nothing of it was judged");
    assert_eq!(broken("House:d", Gate::default()), [""; 0], "that it does not apply is a result");
    let narrowed = Gate { levels: Some(BTreeSet::from([2])), ..Gate::default() };
    assert_eq!(broken("House:a", narrowed), ["House:a "], "the gate does not judge level 1");
    let unknown = RequiredControl::parse("House:z").expect("a control");
    assert!(RequiredControls::new(&all, &controls, &[unknown]).is_err());
}
