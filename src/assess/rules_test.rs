//! Every rule of "When an entry applies": an entry that applies, and one change that alone makes it not.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;

use super::{Disposition, Judgement, Lapse, Matcher};
use crate::mapping::Mappings;
use crate::model::{Benchmark, Check, Evidence, Profile, Scan, Status, Target, Title, Tool};
use crate::registry::{AppliesTo, Approval, Entry, Pattern, Policy, Registry, Require, Rule, ScopePattern, Selection};

const TITLE: &str = "Ensure sticky bit is set on all world-writable directories";

pub(super) fn numbered(text: &str) -> Rule {
    Rule::Number(text.parse().expect("a number"))
}

pub(super) fn glob(text: &str) -> Pattern {
    Pattern::name(text).expect("a pattern")
}

pub(super) fn tool(text: &str) -> Pattern {
    Pattern::tool(text).expect("a pattern")
}

fn scope(text: &str) -> Vec<ScopePattern> {
    vec![ScopePattern::new(text).expect("a pattern")]
}

pub(super) fn entry() -> Entry {
    Entry {
        id: "sticky".into(),
        rules: vec![Rule::Number("1.1.22".parse().expect("a number"))],
        title: Some(TITLE.into()),
        benchmark: Benchmark::given("CIS Amazon Linux 2 Benchmark 2.0.0"),
        reason: "needed".into(),
        statuses: BTreeSet::from([Status::Fail]),
        owner: Some("a".into()),
        starts: Some(date(2026, 1, 1)),
        expires: Some(date(2026, 12, 31)),
        ..Entry::default()
    }
}

pub(super) fn scan() -> Scan {
    let check = Check {
        number: "1.1.22".parse().ok(),
        rule: Some("rule_1.1.22".into()),
        title: Title::recommendation(TITLE),
        evidence: Evidence::items(["/run/containerd/a"]),
        ..Check::new(Status::Fail)
    };
    Scan {
        tool: Some(Tool::named("cis-cat")),
        benchmark: Benchmark::declared(Some("CIS Amazon Linux 2 Benchmark".into()), Some("2.0.0".into())),
        profile: Some(Profile { level: Some(2), ..Profile::default() }),
        target: Target {
            ami_id: Some("ami-1".into()),
            ami_name: Some("eks-al2-1.24".into()),
            tags: BTreeMap::from([("role".into(), "node".into())]),
            ..Target::default()
        },
        checks: vec![check],
        ..Scan::default()
    }
}

/// The places of the entries that cover a check.
pub(super) fn covering(judgement: &Judgement) -> Vec<usize> {
    judgement.covering.iter().map(|id| id.place()).collect()
}

pub(super) fn judge_with(entries: Vec<Entry>, policy: Policy, change: impl FnOnce(&mut Scan)) -> Judgement {
    let registry = Registry { entries, policy, ..Registry::default() };
    let mut scan = scan();
    change(&mut scan);
    let mappings = Mappings::builtin();
    Matcher::new(&registry, date(2026, 11, 23), &mappings).judge(&scan, &scan.checks[0])
}

pub(super) fn strict() -> Policy {
    Policy { strict_evidence: true, ..Policy::default() }
}

/// The only reason why the changed entry does not apply to the changed scan.
pub(super) fn lapse(change_entry: impl FnOnce(&mut Entry), change_scan: impl FnOnce(&mut Scan)) -> Lapse {
    let mut entry = entry();
    change_entry(&mut entry);
    let judgement = judge_with(vec![entry], strict(), change_scan);
    let draft = judgement.lapsed.iter().any(|(_, lapses)| lapses.contains(&Lapse::NotApproved(Approval::Draft)));
    let wanted = if draft { Disposition::Open } else { Disposition::Lapsed };
    assert_eq!(judgement.disposition, wanted, "{judgement:?}");
    assert_eq!(judgement.lapsed.len(), 1);
    assert_eq!(judgement.lapsed[0].1.len(), 1, "one rule alone: {judgement:?}");
    judgement.lapsed[0].1[0].clone()
}

#[test]
fn an_entry_of_which_every_rule_holds_applies() {
    let judgement = judge_with(vec![entry()], strict(), |_| {});
    assert_eq!((judgement.disposition, covering(&judgement)), (Disposition::Excepted, vec![0]));
}

#[test]
fn without_an_entry_the_check_is_open() {
    assert_eq!(judge_with(vec![], strict(), |_| {}).disposition, Disposition::Open);
    let judgement = judge_with(vec![entry()], strict(), |scan| scan.checks[0].number = "1.1.23".parse().ok());
    assert_eq!(judgement.disposition, Disposition::Open);
}

#[test]
fn expired_exception_reopens_the_check() {
    let ended = date(2026, 11, 22);
    assert_eq!(lapse(|entry| entry.expires = Some(ended), |_| {}), Lapse::Expired(ended));
}

#[test]
fn the_first_and_the_last_day_count() {
    let today = Some(date(2026, 11, 23));
    let entry = Entry { starts: today, expires: today, ..entry() };
    assert_eq!(judge_with(vec![entry], strict(), |_| {}).disposition, Disposition::Excepted);
}

#[test]
fn an_entry_that_starts_tomorrow_does_not_apply() {
    let tomorrow = date(2026, 11, 24);
    assert_eq!(lapse(|entry| entry.starts = Some(tomorrow), |_| {}), Lapse::NotYet(tomorrow));
}

#[test]
fn only_an_approved_entry_applies() {
    for status in [Approval::Draft, Approval::Requested, Approval::Rejected, Approval::Withdrawn] {
        assert_eq!(lapse(|entry| entry.status = status, |_| {}), Lapse::NotApproved(status));
    }
}

#[test]
fn a_draft_leaves_a_failure_open_and_a_request_lapses() {
    let of = |status| judge_with(vec![Entry { status, ..entry() }], strict(), |_| {}).disposition;
    assert_eq!([of(Approval::Draft), of(Approval::Requested)], [Disposition::Open, Disposition::Lapsed]);
    // An entry that was in force and is not any more lapsed, whatever stands beside it.
    let ended = Entry { expires: Some(date(2026, 11, 22)), ..entry() };
    let both = vec![Entry { status: Approval::Draft, ..entry() }, ended];
    assert_eq!(judge_with(both, strict(), |_| {}).disposition, Disposition::Lapsed);
}

#[test]
fn an_entry_for_other_statuses_does_not_cover_a_failure() {
    let errors = BTreeSet::from([Status::Error]);
    assert_eq!(lapse(|entry| entry.statuses = errors, |_| {}), Lapse::OtherStatus("error".into()));
}

#[test]
fn what_the_kit_was_told_to_leave_alone_is_accepted_as_a_failure_is() {
    let left_alone = |scan: &mut Scan| {
        (scan.checks[0].status, scan.checks[0].left_alone) = (Status::NotChecked, true);
    };
    let judgement = judge_with(vec![entry()], strict(), left_alone);
    assert_eq!((judgement.disposition, judgement.accepted_unverified), (Disposition::Unverified, true));
    // Another tool's word may be the kit's.
    let unchecked = |scan: &mut Scan| {
        (scan.checks[0].status, scan.checks[0].raw_status) = (Status::NotChecked, Some("EXCLUDED".into()));
    };
    assert!(!judge_with(vec![entry()], strict(), unchecked).accepted_unverified, "not checked for another reason");
}

#[test]
fn an_error_stays_unverified_and_can_be_accepted() {
    let error = |scan: &mut Scan| scan.checks[0].status = Status::Error;
    let plain = judge_with(vec![entry()], strict(), error);
    assert_eq!((plain.disposition, plain.accepted_unverified), (Disposition::Unverified, false));
    let entry = Entry { statuses: BTreeSet::from([Status::Error]), ..entry() };
    let accepted = judge_with(vec![entry], strict(), error);
    assert_eq!((accepted.disposition, accepted.accepted_unverified), (Disposition::Unverified, true));
}

#[test]
fn a_pass_is_passed_whatever_the_registry_says() {
    let judgement = judge_with(vec![entry()], strict(), |scan| scan.checks[0].status = Status::Pass);
    assert_eq!((judgement.disposition, covering(&judgement)), (Disposition::Passed, vec![]));
}

#[test]
fn another_benchmark_is_never_meant() {
    let other = |scan: &mut Scan| scan.benchmark.title = Some("CIS Amazon EKS Benchmark".into());
    assert_eq!(judge_with(vec![entry()], strict(), other).disposition, Disposition::Open);
}

#[test]
fn another_version_needs_review() {
    let lapse = lapse(|_| {}, |scan| scan.benchmark.version = Some("9.0.0".into()));
    assert!(matches!(lapse, Lapse::OtherVersion { .. }) && lapse.needs_review(), "{lapse}");
}

#[test]
fn an_unknown_benchmark_applies_only_with_an_equal_recommendation_title() {
    let unknown = |scan: &mut Scan| scan.benchmark = Benchmark::default();
    let judgement = judge_with(vec![entry()], strict(), unknown);
    assert_eq!(judgement.disposition, Disposition::Excepted);
    assert_eq!(judgement.remarks, ["benchmark not stated"]);
    let without_title = |scan: &mut Scan| {
        unknown(scan);
        scan.checks[0].title = None;
    };
    assert_eq!(lapse(|_| {}, without_title), Lapse::BenchmarkUnknown);
    let named_rule = |entry: &mut Entry| entry.rules = vec![Rule::id("rule_1.1.22")];
    assert_eq!(lapse(named_rule, without_title), Lapse::BenchmarkUnknown);
}

#[test]
fn another_title_needs_review() {
    let lapse = lapse(|_| {}, |scan| scan.checks[0].title = Title::recommendation("Ensure dccp is disabled"));
    assert!(matches!(lapse, Lapse::TitleDiffers { .. }), "{lapse}");
}

#[test]
fn a_tools_own_title_needs_review_unless_the_entry_names_the_tools_rule() {
    // A number that no list has, so that no title hash can settle it.
    let own = |scan: &mut Scan| {
        scan.checks[0].title = Title::tool("Verify sticky bits");
        scan.checks[0].number = "99.1".parse().ok();
    };
    let by_number = |entry: &mut Entry| entry.rules = vec![numbered("99.1")];
    assert!(lapse(by_number, own).needs_review());
    let entry = Entry { rules: vec![Rule::id("rule_1.1.22")], ..entry() };
    assert_eq!(judge_with(vec![entry], strict(), own).disposition, Disposition::Excepted);
}

#[test]
fn an_entry_without_a_title_applies_only_to_its_own_version() {
    let untitled = Entry { title: None, ..entry() };
    assert_eq!(judge_with(vec![untitled.clone()], strict(), |_| {}).disposition, Disposition::Excepted);
    let unknown = |scan: &mut Scan| scan.benchmark.version = None;
    assert_eq!(lapse(|entry| entry.title = None, unknown), Lapse::Unguarded);
}

#[test]
fn one_offender_outside_the_scope_lapses_it_and_is_named() {
    let scope = |entry: &mut Entry| entry.evidence = Some(scope("/run/containerd/**"));
    let lapse = lapse(scope, |scan| scan.checks[0].evidence = Evidence::items(["/run/containerd/a", "/opt/x"]));
    assert_eq!(lapse, Lapse::OutsideScope(vec!["/opt/x".into()]));
}

#[test]
fn a_scope_that_cannot_be_verified_does_not_apply() {
    let scope = |entry: &mut Entry| entry.evidence = Some(scope("/**"));
    let lapse = lapse(scope, |scan| scan.checks[0].evidence = Evidence::text("/run/containerd/a"));
    assert!(matches!(lapse, Lapse::ScopeUnverified(_)), "{lapse}");
}

#[test]
fn every_key_of_applies_to_restricts() {
    let cases = [
        ("level", AppliesTo { level: Some(BTreeSet::from([1])), ..AppliesTo::default() }),
        ("ami", AppliesTo { ami: Some(vec![glob("eks-al2023-*")]), ..AppliesTo::default() }),
        ("tags", AppliesTo { tags: Some(BTreeMap::from([("role".into(), glob("x*"))])), ..AppliesTo::default() }),
        ("tool", AppliesTo { tool: Some(vec![tool("openscap")]), ..AppliesTo::default() }),
    ];
    for (key, applies_to) in cases {
        assert_eq!(lapse(|entry| entry.applies_to = applies_to, |_| {}), Lapse::OutOfScope(key));
    }
    let all = AppliesTo {
        level: Some(BTreeSet::from([1, 2])),
        ami: Some(vec![glob("x"), glob("eks-al2-*")]),
        tags: Some(BTreeMap::from([("role".into(), glob("node"))])),
        tool: Some(vec![tool("CIS-CAT")]),
    };
    let entry = Entry { applies_to: all, ..entry() };
    assert_eq!(judge_with(vec![entry], strict(), |_| {}).disposition, Disposition::Excepted);
}

#[test]
fn every_rule_of_the_policy_restricts() {
    let require = Policy { require: vec![Require::ApprovedBy], ..strict() };
    let lifetime = Policy { max_lifetime_days: Some(30), ..strict() };
    let distinct = Policy { distinct_approver: true, ..strict() };
    let never = Selection {
        benchmark: Benchmark::given("CIS Amazon Linux 2 Benchmark 2.0.0"),
        numbers: vec!["1.1.*".parse().expect("a pattern")],
    };
    let never = Policy { never_except: vec![never], ..strict() };
    for policy in [require, lifetime, distinct, never] {
        let mut entry = entry();
        if policy.distinct_approver {
            entry.approved_by.clone_from(&entry.owner);
        }
        let judgement = judge_with(vec![entry], policy, |_| {});
        assert_eq!(judgement.disposition, Disposition::Lapsed);
        assert!(matches!(judgement.lapsed[0].1.as_slice(), [Lapse::Policy(_)]), "{judgement:?}");
    }
}

#[test]
fn the_more_specific_entry_wins() {
    let scoped = Entry {
        id: "specific".into(),
        applies_to: AppliesTo { ami: Some(vec![glob("eks-*")]), ..AppliesTo::default() },
        ..entry()
    };
    assert_eq!(covering(&judge_with(vec![entry(), scoped], strict(), |_| {})), [1]);
    let by_rule = Entry { rules: vec![Rule::id("rule_1.1.22")], ..entry() };
    assert_eq!(covering(&judge_with(vec![entry(), by_rule], strict(), |_| {})), [1]);
}

#[test]
fn of_two_alike_the_stricter_applies() {
    let earlier = Entry { expires: Some(date(2026, 11, 30)), ..entry() };
    assert_eq!(covering(&judge_with(vec![entry(), earlier], strict(), |_| {})), [1]);
    let scoped = Entry { evidence: Some(scope("/opt/**")), ..entry() };
    assert_eq!(judge_with(vec![entry(), scoped], strict(), |_| {}).disposition, Disposition::Lapsed);
}

#[test]
fn disjoint_scopes_add_up() {
    let one = Entry { evidence: Some(scope("/run/**")), ..entry() };
    let two = Entry { evidence: Some(scope("/opt/**")), ..entry() };
    let both = |scan: &mut Scan| scan.checks[0].evidence = Evidence::items(["/run/a", "/opt/x"]);
    let judgement = judge_with(vec![one, two], strict(), both);
    assert_eq!((judgement.disposition, covering(&judgement)), (Disposition::Excepted, vec![0, 1]));
}

#[test]
fn a_rejected_entry_blocks_one_that_is_no_more_specific() {
    let rejected = Entry { id: "no".into(), status: Approval::Rejected, ..entry() };
    let judgement = judge_with(vec![entry(), rejected.clone()], strict(), |_| {});
    assert_eq!(judgement.disposition, Disposition::Lapsed);
    assert!(judgement.lapsed.iter().any(|(_, lapses)| lapses.contains(&Lapse::RejectedBy("no".into()))));
    let specific =
        Entry { applies_to: AppliesTo { tool: Some(vec![tool("cis-cat")]), ..AppliesTo::default() }, ..entry() };
    assert_eq!(judge_with(vec![specific, rejected], strict(), |_| {}).disposition, Disposition::Excepted);
}

#[test]
fn an_entry_names_a_check_whatever_its_status_and_its_own() {
    let withdrawn = Entry { status: Approval::Withdrawn, ..entry() };
    let other = Entry { id: "other".into(), rules: vec![numbered("1.1.23")], ..entry() };
    let registry = Registry { entries: vec![other, withdrawn], ..Registry::default() };
    let mappings = Mappings::builtin();
    let matcher = Matcher::new(&registry, date(2026, 11, 23), &mappings);
    let mut scan = scan();
    scan.checks[0].status = Status::Pass;
    let named: Vec<usize> = matcher.naming(&scan, &scan.checks[0]).iter().map(|id| id.place()).collect();
    assert_eq!(named, [1]);
}

#[test]
fn scans_of_several_benchmarks_are_each_held_against_their_own() {
    let registry = Registry { entries: vec![entry()], policy: strict(), ..Registry::default() };
    let mappings = Mappings::builtin();
    let matcher = Matcher::new(&registry, date(2026, 11, 23), &mappings);
    let own = scan();
    let mut foreign = scan();
    foreign.benchmark = Benchmark::declared(Some("CIS Ubuntu Linux 22.04 LTS Benchmark".into()), Some("2.0.0".into()));
    // In whatever order, and more than once: what was found for one is not used for another.
    for (scan, expected) in [
        (&own, Disposition::Excepted),
        (&foreign, Disposition::Open),
        (&own, Disposition::Excepted),
        (&foreign, Disposition::Open),
    ] {
        assert_eq!(matcher.judge(scan, &scan.checks[0]).disposition, expected);
    }
}
