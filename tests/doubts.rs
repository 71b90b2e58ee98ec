//! The table of doubts: each doubt alone changes the verdict, and an accepted doubt lets it pass, is printed and
//! is attested.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a test may stop at what should not be")]

use amicis::case::{Case, CaseOptions, Older};
use amicis::gate::Outcome;
use amicis::model::{Benchmark, Check, Doubt, DoubtCode, Evidence, OnExceptions, OnGate, Scan, Status, Title};
use amicis::registry::{AcceptedDoubt, Gate, Registry};
use amicis::release::{BundleOptions, bundle};
use amicis::report::{Templates, gate_markdown, gate_text};

/// One passing check, and a doubt.
fn scan(doubt: Option<Doubt>) -> Scan {
    let check =
        Check { number: "1.1".parse().ok(), title: Title::recommendation("Ensure one"), ..Check::new(Status::Pass) };
    let benchmark = Benchmark::given("CIS House Benchmark 1.0.0");
    let mut scan = Scan { benchmark, checks: vec![check], doubts: doubt.into_iter().collect(), ..Scan::default() };
    scan.source.path = "folder/scan.xml".into();
    scan
}

fn accepting(code: DoubtCode) -> Gate {
    let accepted = AcceptedDoubt { code, reason: "looked at by hand".into(), until: "2027-01-31".parse().ok() };
    Gate { accept_doubts: vec![accepted], ..Gate::default() }
}

fn case(scan: Scan, gate: Gate, day: &str) -> Case {
    let options = CaseOptions::default().with_gate(Some(gate));
    Case::new(vec![scan], Registry::default(), day.parse().expect("a day"), options).expect("a case")
}

fn outcome(case: &Case) -> Outcome {
    case.verdict.as_ref().expect("a verdict").outcome
}

/// What the statement of a bundle says.
fn predicate(case: Case) -> serde_json::Value {
    let options = BundleOptions {
        benchmark_text: false,
        generated: None,
        templates: Templates::default(),
        sarif: None,
        junit: false,
        also: Vec::new(),
        image: None,
        redaction: amicis::release::Redaction::default(),
        registry: true,
    };
    let (files, _) = bundle(case, &options).expect("a bundle");
    let (_, bytes) = files.iter().find(|(name, _)| name == "amicis.predicate.json").expect("a predicate");
    serde_json::from_slice(bytes).expect("JSON")
}

const TODAY: &str = "2026-11-28";

#[test]
fn every_doubt_that_stops_the_gate_does_so_alone_and_an_accepted_one_is_printed_and_attested() {
    for code in DoubtCode::ALL {
        let stops = matches!(code.effects().gate, OnGate::CannotJudge | OnGate::Depends);
        let doubted = |gate: Gate, day: &str| case(scan(Some(Doubt::new(code, "something is odd"))), gate, day);
        let plain = doubted(Gate::default(), TODAY);
        assert_eq!(outcome(&plain) == Outcome::CannotJudge, stops, "{code}");
        let verdict = plain.verdict.clone().expect("a verdict");
        for text in [gate_text(&verdict, 80), gate_markdown(&verdict)] {
            assert!(text.contains(code.word()) && text.contains("something is odd"), "{code} is printed: {text}");
        }
        assert_eq!(verdict.violations.first().map(|first| first.rule), stops.then_some("doubt"), "{code} comes first");
        let result = if stops { "FAILED" } else { "PASSED" };
        assert_eq!(predicate(plain)["result"], result, "{code} is attested");
        if stops {
            let accepted = doubted(accepting(code), TODAY);
            assert_eq!(outcome(&accepted), Outcome::Passes, "{code} is accepted");
            let verdict = accepted.verdict.clone().expect("a verdict");
            assert!(gate_text(&verdict, 80).contains("looked at by hand"), "{code}: the reason is printed");
            let predicate = predicate(accepted);
            assert_eq!(predicate["result"], "PASSED");
            assert_eq!(predicate["doubts"][0]["accepted"], "looked at by hand");
            assert_eq!(predicate["doubts"][0]["about"], "scan.xml", "no folder of the builder's");
            let late = doubted(accepting(code), "2027-02-01");
            assert_eq!(outcome(&late), Outcome::CannotJudge, "{code}: the acceptance has an end");
        }
        let other = if code == DoubtCode::NoEnd { DoubtCode::SmallScan } else { DoubtCode::NoEnd };
        assert_eq!(outcome(&doubted(accepting(other), TODAY)) == Outcome::CannotJudge, stops, "{code} is not {other}");
    }
}

#[test]
fn a_harmless_doubt_is_said_and_lets_the_gate_judge() {
    for code in DoubtCode::ALL.into_iter().filter(|code| code.effects().gate == OnGate::Depends) {
        let doubt = Doubt::new(code, "something is odd").harmless();
        let case = case(scan(Some(doubt.clone())), Gate::default(), TODAY);
        assert_eq!(outcome(&case), Outcome::Passes, "{code}");
        let said = gate_text(case.verdict.as_ref().expect("a verdict"), 80).contains("something is odd");
        assert_eq!(said, doubt.is_said(), "{code}");
    }
}

#[test]
fn a_doubt_of_the_older_side_reaches_the_gate_where_it_looks_for_regressions() {
    let judged = |code: DoubtCode, of_scan: bool, gate: Gate| {
        let doubt = Doubt::new(code, "something is odd");
        let (of_scan, of_side) = if of_scan { (Some(doubt), vec![]) } else { (None, vec![doubt]) };
        let older = Older::Scans { scans: vec![scan(of_scan)], registry: None, as_of: None, doubts: of_side };
        let options = CaseOptions::default().with_gate(Some(gate)).with_baseline(Some(older));
        let day = TODAY.parse().expect("a day");
        Case::new(vec![scan(None)], Registry::default(), day, options).expect("a case")
    };
    for code in DoubtCode::ALL {
        let stops = Doubt::new(code, "").stops_gate();
        for of_scan in [true, false] {
            let case = judged(code, of_scan, Gate::default());
            assert_eq!(outcome(&case) == Outcome::CannotJudge, stops, "{code}");
            let text = gate_text(case.verdict.as_ref().expect("a verdict"), 80);
            assert_eq!(text.contains("the older side"), stops, "{code} is said: {text}");
            assert_eq!(predicate(case)["result"] == "FAILED", stops, "{code} is attested");
            assert_ne!(outcome(&judged(code, of_scan, accepting(code))), Outcome::CannotJudge, "{code} is accepted");
            let unasked = Gate { no_regression: Some(false), ..Gate::default() };
            assert_eq!(outcome(&judged(code, of_scan, unasked)), Outcome::Passes, "{code}: nobody asks for it");
        }
    }
}

#[test]
fn a_doubt_is_not_excused_by_what_excuses_a_partial_scan() {
    let gate = Gate { allow_partial: Some(true), ..Gate::default() };
    assert_eq!(
        outcome(&case(scan(Some(Doubt::new(DoubtCode::ResultsDiffer, "x"))), gate, TODAY)),
        Outcome::CannotJudge
    );
}

#[test]
fn a_small_scan_is_excused_by_what_excuses_a_partial_one() {
    let gate = Gate { allow_partial: Some(true), ..Gate::default() };
    assert_eq!(outcome(&case(scan(Some(Doubt::new(DoubtCode::SmallScan, "x"))), gate, TODAY)), Outcome::Passes);
}

/// A failure with an entry for its number; the scan's own title is the entry's, another, or none.
fn disposition(code: Option<DoubtCode>, title: Option<Title>, by_rule: bool) -> String {
    let rule = if by_rule { "rules = [\"rule_one\"]\napplies-to = { tool = [\"x\"] }" } else { "rules = [\"1.1\"]" };
    let text = format!(
        "schema = 1\n[[exception]]\nid = \"one\"\n{rule}\ntitle = \"Ensure one\"\nbenchmark = \"CIS House Benchmark\"\n\
         version = \"1.0.0\"\ncategory = \"risk-accepted\"\nreason = \"x\"\n"
    );
    let registry = Registry::parse("exceptions.toml", &text).expect("a registry");
    let mut scan = scan(code.map(|code| Doubt::new(code, "x")));
    scan.tool = Some(amicis::model::Tool::named("x"));
    let check = &mut scan.checks[0];
    (check.status, check.title, check.evidence) = (Status::Fail, title, Evidence::default());
    check.rule = Some("rule_one".into());
    let case = Case::new(vec![scan], registry, TODAY.parse().expect("a day"), CaseOptions::default()).expect("a case");
    case.assessment.images[0].recommendations[0].disposition.to_string()
}

#[test]
fn a_doubted_benchmark_lets_an_entry_apply_by_number_only_with_the_scans_own_title() {
    let own = || Title::recommendation("Ensure one");
    for code in DoubtCode::ALL {
        let reviewed = code.effects().exceptions == OnExceptions::ReviewByNumber;
        assert_eq!(disposition(Some(code), own(), false), "excepted", "{code}");
        let without = disposition(Some(code), None, true);
        assert_eq!(without, "excepted", "{code}: a rule id is not a number");
        if reviewed {
            assert_ne!(disposition(Some(code), Title::recommendation("Ensure two"), false), "excepted", "{code}");
        }
    }
}
