//! Every rule of "When an entry applies": an entry that applies, and one change that alone makes it not.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;

use super::{Disposition, Judgement, Lapse, Matcher};
use crate::mapping::Mappings;
use crate::model::{
    AssessedBy, Benchmark, CIS_REFERENCE, Check, Evidence, Ident, Profile, Scan, Status, Target, Title, Tool,
};
use crate::registry::{
    AppliesTo, Approval, Attested, Entry, Pattern, Place, Policy, Registry, Require, Rule, ScopePattern, Selection,
    Verdict, Was,
};

const TITLE: &str = "Ensure sticky bit is set on all world-writable directories";

fn numbered(text: &str) -> Rule {
    Rule::Number(text.parse().expect("a number"))
}

fn glob(text: &str) -> Pattern {
    Pattern::name(text).expect("a pattern")
}

fn tool(text: &str) -> Pattern {
    Pattern::tool(text).expect("a pattern")
}

fn scope(text: &str) -> Vec<ScopePattern> {
    vec![ScopePattern::new(text).expect("a pattern")]
}

fn entry() -> Entry {
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

fn scan() -> Scan {
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
fn covering(judgement: &Judgement) -> Vec<usize> {
    judgement.covering.iter().map(|id| id.place()).collect()
}

fn judge_with(entries: Vec<Entry>, policy: Policy, change: impl FnOnce(&mut Scan)) -> Judgement {
    let registry = Registry { entries, policy, ..Registry::default() };
    let mut scan = scan();
    change(&mut scan);
    let mappings = Mappings::builtin();
    Matcher::new(&registry, date(2026, 11, 23), &mappings).judge(&scan, &scan.checks[0])
}

fn strict() -> Policy {
    Policy { strict_evidence: true, ..Policy::default() }
}

/// The only reason why the changed entry does not apply to the changed scan.
fn lapse(change_entry: impl FnOnce(&mut Entry), change_scan: impl FnOnce(&mut Scan)) -> Lapse {
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
        (scan.checks[0].status, scan.checks[0].raw_status) = (Status::NotChecked, Some("EXCLUDED".into()));
    };
    let judgement = judge_with(vec![entry()], strict(), left_alone);
    assert_eq!((judgement.disposition, judgement.accepted_unverified), (Disposition::Unverified, true));
    let unchecked = |scan: &mut Scan| scan.checks[0].status = Status::NotChecked;
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

/// The workshop's entry for an old number on a scan of a newer version.
fn over_versions(title: &str, old: &str, version: &str, scan_number: &str, scan_title: Option<Title>) -> Judgement {
    let entry =
        Entry { title: Some(title.into()), rules: vec![Rule::Number(old.parse().expect("a number"))], ..entry() };
    judge_with(vec![entry], strict(), |scan| {
        scan.benchmark.version = Some(version.into());
        scan.checks[0].number = scan_number.parse().ok();
        scan.checks[0].title = scan_title;
    })
}

#[test]
fn a_renumbered_recommendation_is_found_through_the_crosswalk_and_said() {
    let title = "Ensure IP forwarding is disabled";
    let judgement = over_versions(title, "3.2.1", "3.0.0", "3.3.1", Title::recommendation(title));
    assert_eq!(judgement.disposition, Disposition::Excepted, "{judgement:?}");
    assert_eq!(judgement.remarks, ["3.2.1 in v2.0.0"]);
    // The old number names another recommendation in the new version: the entry has no part in it.
    let other = over_versions(title, "3.2.1", "3.0.0", "3.2.1", Title::recommendation("Ensure dccp is not available"));
    assert_eq!(other.disposition, Disposition::Open);
}

#[test]
fn a_merged_or_split_recommendation_needs_review_with_its_candidates() {
    let judgement = over_versions(TITLE, "1.1.22", "3.0.0", "6.1.11", None);
    assert_eq!(judgement.disposition, Disposition::Lapsed);
    let reason = judgement.lapsed[0].1[0].to_string();
    assert_eq!(reason, "needs review: merged from v2.0.0 to v3.0.0 as 6.1.11");
    let split = over_versions("Ensure chrony is configured", "2.1.1.2", "3.0.0", "2.1.3", None);
    assert!(split.lapsed[0].1[0].to_string().contains("split"), "{split:?}");
}

#[test]
fn an_entry_whose_title_is_not_its_numbers_does_not_cross_versions() {
    let judgement = over_versions("Ensure something else", "3.2.1", "3.0.0", "3.3.1", None);
    assert_eq!(judgement.lapsed[0].1, [Lapse::TitleNotOfNumber]);
}

#[test]
fn a_tools_own_title_is_settled_by_the_hash_of_the_number() {
    let own = |scan: &mut Scan| scan.checks[0].title = Title::tool("Verify sticky bits");
    assert_eq!(judge_with(vec![entry()], strict(), own).disposition, Disposition::Excepted);
    let wrong = Entry { title: Some("Ensure something else".into()), ..entry() };
    assert_eq!(judge_with(vec![wrong], strict(), own).lapsed[0].1, [Lapse::TitleNotOfNumber]);
}

#[test]
fn what_may_never_be_excepted_stays_so_under_a_new_number() {
    let never = Selection {
        benchmark: Benchmark::given("CIS Amazon Linux 2 Benchmark 2.0.0"),
        numbers: vec!["3.2.*".parse().expect("a pattern")],
    };
    let title = "Ensure IP forwarding is disabled";
    let entry = Entry {
        title: Some(title.into()),
        rules: vec![Rule::Number("3.3.1".parse().expect("a number"))],
        benchmark: Benchmark::given("CIS Amazon Linux 2 Benchmark 3.0.0"),
        ..entry()
    };
    let judgement = judge_with(vec![entry], Policy { never_except: vec![never], ..strict() }, |scan| {
        scan.benchmark.version = Some("3.0.0".into());
        scan.checks[0].number = "3.3.1".parse().ok();
        scan.checks[0].title = Title::recommendation(title);
    });
    assert!(matches!(judgement.lapsed[0].1.as_slice(), [Lapse::Policy(_)]), "{judgement:?}");
}

const FORWARDING: &str = "Ensure IP forwarding is disabled";

/// The failure of an older version that a migrated entry was for.
fn forwarding(scan: &mut Scan) {
    scan.checks[0].number = "3.2.1".parse().ok();
    scan.checks[0].title = Title::recommendation(FORWARDING);
}

/// An entry carried to a version and a benchmark, untitled there, on a scan of what it was.
fn migrated(to: &str, number: &str, was: Was) -> Entry {
    Entry { rules: vec![numbered(number)], title: None, benchmark: Benchmark::given(to), was: Some(was), ..entry() }
}

fn was() -> Was {
    Was {
        benchmark: None,
        version: "2.0.0".into(),
        number: "3.2.1".parse().ok(),
        title: Some(FORWARDING.into()),
        titles: BTreeMap::new(),
    }
}

#[test]
fn a_migrated_entry_applies_to_what_it_was_and_says_what_it_is() {
    let same = migrated("CIS Amazon Linux 2 Benchmark 3.0.0", "3.3.1", was());
    let judgement = judge_with(vec![same], strict(), forwarding);
    assert_eq!((judgement.disposition, judgement.remarks), (Disposition::Excepted, vec!["3.3.1 in v3.0.0".into()]));
    let benchmark = Some("CIS Amazon Linux 2 Benchmark".into());
    let other = migrated("CIS Amazon Linux 2023 Benchmark 1.0.0", "3.2.1", Was { benchmark, ..was() });
    let judgement = judge_with(vec![other], strict(), forwarding);
    assert_eq!(judgement.remarks, ["3.2.1 in CIS Amazon Linux 2023 Benchmark v1.0.0"]);
}

#[test]
fn an_entry_of_several_numbers_applies_to_each_that_it_was() {
    let titles = BTreeMap::from([
        ("3.2.1".parse().expect("a number"), FORWARDING.to_owned()),
        ("1.6.1.6".parse().expect("a number"), "Ensure no unconfined services exist".to_owned()),
    ]);
    let was = Was { number: None, title: None, titles, ..was() };
    let mut entry = migrated("CIS Amazon Linux 2 Benchmark 3.0.0", "3.3.1", was);
    entry.rules.push(numbered("1.5.1.6"));
    assert_eq!(judge_with(vec![entry.clone()], strict(), forwarding).disposition, Disposition::Excepted);
    let other = |scan: &mut Scan| {
        scan.checks[0].number = "1.6.1.6".parse().ok();
        scan.checks[0].title = Title::recommendation("Ensure no unconfined services exist");
    };
    assert_eq!(judge_with(vec![entry.clone()], strict(), other).disposition, Disposition::Excepted);
    let swapped = |scan: &mut Scan| {
        other(scan);
        scan.checks[0].title = Title::recommendation(FORWARDING);
    };
    assert!(matches!(judge_with(vec![entry], strict(), swapped).lapsed[0].1.as_slice(), [Lapse::TitleDiffers { .. }]));
}

#[test]
fn what_a_migrated_entry_was_is_guarded_by_its_title_there() {
    let to = "CIS Amazon Linux 2 Benchmark 3.0.0";
    let judge = |was: Was, change: fn(&mut Scan)| judge_with(vec![migrated(to, "3.3.1", was)], strict(), change);
    let retitled = |scan: &mut Scan| {
        forwarding(scan);
        scan.checks[0].title = Title::recommendation("Ensure dccp is disabled");
    };
    assert!(matches!(judge(was(), retitled).lapsed[0].1.as_slice(), [Lapse::TitleDiffers { .. }]));
    let own = |scan: &mut Scan| {
        forwarding(scan);
        scan.checks[0].title = Title::tool("Verify that nothing is forwarded");
    };
    assert_eq!(judge(was(), own).disposition, Disposition::Excepted);
    let wrong = Was { title: Some("Ensure something else".into()), ..was() };
    assert_eq!(judge(wrong, own).lapsed[0].1, [Lapse::TitleNotOfNumber]);
    for nothing in [
        Was { number: "1.1.23".parse().ok(), ..was() },
        Was { version: "1.0.0".into(), ..was() },
        Was { benchmark: Some("CIS Amazon EKS Benchmark".into()), ..was() },
        Was { title: None, ..was() },
    ] {
        assert_ne!(judge(nothing.clone(), forwarding).disposition, Disposition::Excepted, "{nothing:?}");
    }
}

#[test]
fn what_an_entry_says_that_it_was_has_to_have_become_what_it_is() {
    let judgement =
        judge_with(vec![migrated("CIS Amazon Linux 2 Benchmark 3.0.0", "3.3.2", was())], strict(), forwarding);
    assert_eq!(judgement.lapsed[0].1, [Lapse::NotWhatItWas("3.2.1".parse().expect("a number"))]);
    // Without a crosswalk, its title alone guards it.
    let house = migrated("CIS House Benchmark 1.0.0", "3.3.2", Was { benchmark: Some("AL2".into()), ..was() });
    assert_eq!(judge_with(vec![house], strict(), forwarding).disposition, Disposition::Excepted);
}

#[test]
fn a_rule_id_is_its_tools() {
    let of = |tool: &str| Entry { rules: vec![Rule::of_tool(tool, "rule_1.1.22")], ..entry() };
    assert_eq!(judge_with(vec![of("CIS-CAT")], strict(), |_| {}).disposition, Disposition::Excepted);
    assert_eq!(judge_with(vec![of("openscap")], strict(), |_| {}).disposition, Disposition::Open);
}

#[test]
fn a_rule_id_whose_check_has_another_number_than_the_title_does_not_apply() {
    let elsewhere = |scan: &mut Scan| {
        scan.checks[0].title = Title::tool("no directories open to all");
        scan.checks[0].number = "5.3.4".parse().ok();
    };
    let named = |entry: &mut Entry| entry.rules = vec![Rule::id("rule_1.1.22")];
    assert_eq!(lapse(named, elsewhere), Lapse::TitleNotOfNumber);
}

#[test]
fn each_number_is_guarded_by_its_own_title() {
    let other = "Ensure IP forwarding is disabled";
    let titles = |first: &str, second: &str| {
        BTreeMap::from([
            ("1.1.22".parse().expect("a number"), first.to_owned()),
            ("3.2.1".parse().expect("a number"), second.to_owned()),
        ])
    };
    let several = |titles| {
        let rules = vec![numbered("1.1.22"), numbered("3.2.1")];
        Entry { rules, title: None, titles, ..entry() }
    };
    let good = several(titles(TITLE, other));
    assert_eq!(judge_with(vec![good.clone()], strict(), |_| {}).disposition, Disposition::Excepted);
    assert_eq!(judge_with(vec![good], strict(), forwarding).disposition, Disposition::Excepted);
    let swapped = several(titles(other, TITLE));
    assert!(matches!(judge_with(vec![swapped], strict(), |_| {}).lapsed[0].1[0], Lapse::TitleDiffers { .. }));
}

#[test]
fn an_entry_for_one_level_does_not_cover_a_check_of_two_without_a_profile() {
    let unstated = |scan: &mut Scan| {
        scan.profile = None;
        scan.checks[0].levels = vec![1, 2];
    };
    let level = |levels: &[u8]| AppliesTo { level: Some(levels.iter().copied().collect()), ..AppliesTo::default() };
    assert_eq!(lapse(|entry| entry.applies_to = level(&[2]), unstated), Lapse::OutOfScope("level"));
    let both = Entry { applies_to: level(&[1, 2]), ..entry() };
    assert_eq!(judge_with(vec![both], strict(), unstated).disposition, Disposition::Excepted);
}

#[test]
fn an_exclamation_mark_leaves_an_image_out() {
    let but = |text: &str| AppliesTo { ami: Some(vec![glob("*"), glob(text)]), ..AppliesTo::default() };
    assert_eq!(lapse(|entry| entry.applies_to = but("!eks-*"), |_| {}), Lapse::OutOfScope("ami"));
    let entry = Entry { applies_to: but("!prod-*"), ..entry() };
    assert_eq!(judge_with(vec![entry], strict(), |_| {}).disposition, Disposition::Excepted);
}

#[test]
fn an_entry_for_all_images_beats_nothing() {
    let everywhere = AppliesTo { ami: Some(vec![glob("*")]), ..AppliesTo::default() };
    let later = Entry { applies_to: everywhere.clone(), ..entry() };
    let earlier = Entry { expires: Some(date(2026, 11, 30)), ..entry() };
    assert_eq!(covering(&judge_with(vec![later.clone(), earlier], strict(), |_| {})), [1], "the stricter applies");
    let rejected = Entry { id: "no".into(), status: Approval::Rejected, ..entry() };
    assert_eq!(judge_with(vec![later, rejected], strict(), |_| {}).disposition, Disposition::Lapsed);
}

#[test]
fn an_entry_that_is_approved_tomorrow_does_not_apply() {
    let tomorrow = date(2026, 11, 24);
    assert_eq!(lapse(|entry| entry.approved_on = Some(tomorrow), |_| {}), Lapse::NotYetApproved(tomorrow));
}

fn never(benchmark: &str, numbers: &str) -> Policy {
    let numbers = vec![numbers.parse().expect("a pattern")];
    let never = Selection { benchmark: Benchmark::given(benchmark), numbers };
    Policy { never_except: vec![never], ..strict() }
}

#[test]
fn what_never_except_cannot_reach_is_not_excepted() {
    let newer = |scan: &mut Scan| scan.benchmark.version = Some("9.0.0".into());
    let entry = Entry { benchmark: Benchmark::given("CIS Amazon Linux 2 Benchmark 9.0.0"), ..entry() };
    assert_eq!(judge_with(vec![entry.clone()], strict(), newer).disposition, Disposition::Excepted);
    let judgement = judge_with(vec![entry], never("CIS Amazon Linux 2 Benchmark 2.0.0", "5.4.*"), newer);
    assert!(matches!(judgement.lapsed[0].1.as_slice(), [Lapse::Policy(_)]), "{judgement:?}");
}

#[test]
fn never_except_knows_a_recommendation_by_its_tools_rule_and_by_its_references() {
    let benchmark = "CIS Red Hat Enterprise Linux 9 Benchmark 2.0.0";
    let id = "xccdf_org.ssgproject.content_rule_sshd_disable_root_login";
    let entry = Entry { rules: vec![Rule::id(id)], title: None, benchmark: Benchmark::given(benchmark), ..entry() };
    let by_rule = |scan: &mut Scan| {
        scan.benchmark = Benchmark::given(benchmark);
        scan.checks[0] = Check { rule: Some(id.into()), ..Check::new(Status::Fail) };
    };
    assert_eq!(judge_with(vec![entry.clone()], strict(), by_rule).disposition, Disposition::Excepted);
    let allowed = judge_with(vec![entry.clone()], never(benchmark, "1.1.*"), by_rule);
    assert_eq!(allowed.disposition, Disposition::Excepted);
    let judgement = judge_with(vec![entry.clone()], never(benchmark, "5.1.*"), by_rule);
    assert!(matches!(judgement.lapsed[0].1.as_slice(), [Lapse::Policy(_)]), "{judgement:?}");
    let by_reference = |scan: &mut Scan| {
        by_rule(scan);
        let ident = Ident { system: format!("{CIS_REFERENCE}x/"), value: "1.1.9".into() };
        scan.checks[0].idents = vec![ident];
    };
    let judgement = judge_with(vec![entry], never(benchmark, "1.1.9"), by_reference);
    assert!(matches!(judgement.lapsed[0].1.as_slice(), [Lapse::Policy(_)]), "{judgement:?}");
}

#[test]
fn a_check_of_which_no_number_is_known_may_be_one_that_is_never_excepted() {
    let unknown = |scan: &mut Scan| scan.checks[0].number = None;
    let entry = Entry { rules: vec![Rule::id("rule_1.1.22")], ..entry() };
    let judgement = judge_with(vec![entry], never("CIS Amazon Linux 2 Benchmark 2.0.0", "5.4.*"), unknown);
    assert!(matches!(judgement.lapsed[0].1.as_slice(), [Lapse::Policy(_)]), "{judgement:?}");
}

/// The disposition of an unchecked, manual recommendation, with what a person attested of it.
fn attested(change: impl FnOnce(&mut Attested), change_check: impl FnOnce(&mut Check)) -> Judgement {
    let mut attested = Attested {
        numbers: vec!["1.1.22".parse().expect("a number")],
        benchmark: Benchmark::given("CIS Amazon Linux 2 Benchmark 2.0.0"),
        verdict: Verdict::Pass,
        by: "a".into(),
        on: date(2026, 10, 1),
        until: Some(date(2026, 12, 31)),
        statement: "looked at".into(),
        links: Vec::new(),
        place: Place::default(),
    };
    change(&mut attested);
    let registry = Registry { attested: vec![attested], ..Registry::default() };
    let mut scan = scan();
    scan.checks[0].status = Status::NotChecked;
    scan.checks[0].assessment = Some(AssessedBy::Manual);
    change_check(&mut scan.checks[0]);
    let mappings = Mappings::builtin();
    Matcher::new(&registry, date(2026, 11, 23), &mappings).judge(&scan, &scan.checks[0])
}

#[test]
fn a_manual_check_that_a_person_attested_is_attested_and_no_pass() {
    let judgement = attested(|_| {}, |_| {});
    assert_eq!(judgement.disposition, Disposition::Attested);
    assert_eq!(judgement.attested.as_deref(), Some("passes, as a attested on 2026-10-01: looked at"));
    let fails = attested(|attested| attested.verdict = Verdict::Fail, |_| {});
    assert_eq!(fails.disposition, Disposition::Open);
}

#[test]
fn an_attested_verdict_counts_only_in_its_days_and_version_and_where_no_tool_judges() {
    let today = date(2026, 11, 23);
    let last = attested(|attested| (attested.on, attested.until) = (today, Some(today)), |_| {});
    assert_eq!(last.disposition, Disposition::Attested);
    for judgement in [
        attested(|attested| attested.until = Some(date(2026, 11, 22)), |_| {}),
        attested(|attested| attested.on = date(2026, 11, 24), |_| {}),
        attested(|attested| attested.benchmark = Benchmark::given("CIS Amazon Linux 2 Benchmark 3.0.0"), |_| {}),
        attested(|attested| attested.numbers = vec!["1.1.23".parse().expect("a number")], |_| {}),
        attested(|_| {}, |check| check.assessment = Some(AssessedBy::Automated)),
        attested(|_| {}, |check| check.status = Status::Error),
    ] {
        assert_eq!((judgement.disposition, judgement.attested), (Disposition::Unverified, None));
    }
    let failing = attested(|_| {}, |check| check.status = Status::Fail);
    assert_eq!(failing.disposition, Disposition::Open, "nobody talks a failure away");
}
