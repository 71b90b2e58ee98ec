//! Rules of entries over versions of a benchmark, and of entries that name several rules or numbers.

use std::collections::BTreeMap;

use jiff::civil::date;

use super::rules_test::{covering, entry, glob, judge_with, lapse, numbered, scan, strict};
use super::{Disposition, Judgement, Lapse, Matcher};
use crate::mapping::Mappings;
use crate::model::{AssessedBy, Benchmark, CIS_REFERENCE, Check, Ident, Scan, Status, Title};
use crate::registry::{AppliesTo, Approval, Attested, Entry, Place, Policy, Registry, Rule, Selection, Verdict, Was};

const TITLE: &str = "Ensure sticky bit is set on all world-writable directories";

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

#[test]
fn an_attested_verdict_out_of_its_days_says_so() {
    let over = attested(|attested| attested.until = Some(date(2026, 11, 22)), |_| {});
    assert_eq!(over.remarks, ["attested by a until 2026-11-22 only"]);
    let later = attested(|attested| attested.on = date(2026, 11, 24), |_| {});
    assert_eq!(later.remarks, ["attested by a from 2026-11-24 only"]);
}

#[test]
fn whether_a_tool_judges_it_is_asked_of_the_list_where_the_scan_does_not_say() {
    let mappings = Mappings::builtin();
    let edition = crate::mapping::Edition::new("AL2", "2.0.0");
    let list = mappings.list(&edition).expect("a list");
    let number = |wanted| {
        let item = list.items.iter().find(|item| item.assessment == Some(wanted)).expect("one");
        assert!(list.with_number(&item.number).len() == 1, "{}", item.number);
        item.number.clone()
    };
    let of = |wanted| {
        let number = number(wanted);
        let own = number.clone();
        attested(
            |attested| attested.numbers = vec![own],
            |check| (check.number, check.assessment, check.title) = (Some(number), None, None),
        )
    };
    assert_eq!(of(AssessedBy::Manual).disposition, Disposition::Attested);
    assert_eq!(of(AssessedBy::Automated).disposition, Disposition::Unverified);
}

#[test]
fn an_entry_that_was_carried_without_its_new_title_is_guarded_by_what_it_was() {
    let carried = |was: Was, title: Option<Title>| {
        let entry = migrated("CIS Amazon Linux 2 Benchmark 3.0.0", "3.3.1", was);
        judge_with(vec![entry], strict(), |scan| {
            scan.benchmark = Benchmark::given("CIS Amazon Linux 2 Benchmark 3.0.0");
            (scan.checks[0].number, scan.checks[0].title) = ("3.3.1".parse().ok(), title);
        })
    };
    let lapses = |judgement: Judgement| judgement.lapsed.into_iter().flat_map(|(_, lapses)| lapses).collect::<Vec<_>>();
    assert_eq!(carried(was(), None).disposition, Disposition::Excepted);
    let wrong = Was { title: Some("Ensure something else".into()), ..was() };
    assert_eq!(lapses(carried(wrong, None)), [Lapse::TitleUnknown], "it was not that");
    let elsewhere = Was { number: "3.2.2".parse().ok(), ..was() };
    assert_eq!(lapses(carried(elsewhere, None)), [Lapse::TitleUnknown], "that became something else");
    let other = Title::recommendation("Ensure dccp is disabled");
    assert_eq!(lapses(carried(was(), other.clone())), [Lapse::TitleUnknown], "the scan checks something else");
    let untitled = Was { title: None, ..was() };
    assert_eq!(carried(untitled, other).disposition, Disposition::Excepted, "nothing guards it in its own version");
    let titles = BTreeMap::from([("3.2.1".parse().expect("a number"), "Ensure something else".to_owned())]);
    let by_number = Was { number: None, title: None, titles, ..was() };
    assert_eq!(lapses(carried(by_number, None)), [Lapse::TitleUnknown], "titles of single numbers guard it, too");
}

#[test]
fn a_title_that_is_not_the_numbers_in_the_newer_version_differs() {
    let judgement =
        over_versions(FORWARDING, "3.2.1", "3.0.0", "3.3.1", Title::recommendation("Ensure dccp is disabled"));
    assert!(matches!(judgement.lapsed[0].1.as_slice(), [Lapse::TitleDiffers { .. }]), "{judgement:?}");
}

#[test]
fn a_scan_that_states_another_version_and_no_benchmark_is_of_another_version() {
    let version_alone = |scan: &mut Scan| {
        scan.benchmark = Benchmark { version: Some("3.0.0".into()), ..Benchmark::default() };
    };
    let judgement = judge_with(vec![entry()], strict(), version_alone);
    assert!(matches!(judgement.lapsed[0].1.as_slice(), [Lapse::OtherVersion { .. }]), "{judgement:?}");
}

#[test]
fn a_scan_that_states_no_benchmark_is_held_against_the_title() {
    let other_title = |scan: &mut Scan| {
        scan.benchmark = Benchmark::default();
        scan.checks[0].title = Title::recommendation("Ensure dccp is disabled");
    };
    let judgement = judge_with(vec![entry()], strict(), other_title);
    assert!(matches!(judgement.lapsed[0].1.as_slice(), [Lapse::TitleDiffers { .. }]), "{judgement:?}");
}

#[test]
fn a_check_that_is_named_by_its_rule_is_guarded_by_any_title_of_the_entry() {
    let titles = BTreeMap::from([("1.1.22".parse().expect("a number"), "Ensure a".to_owned())]);
    let by_rule = || Entry {
        rules: vec![numbered("1.1.22"), Rule::id("rule_1.1.22")],
        title: None,
        titles: titles.clone(),
        ..entry()
    };
    let titled = |title: &'static str| {
        move |scan: &mut Scan| {
            (scan.checks[0].number, scan.checks[0].title) = ("1.1.23".parse().ok(), Title::recommendation(title));
        }
    };
    assert_eq!(judge_with(vec![by_rule()], strict(), titled("Ensure a")).disposition, Disposition::Excepted);
    let other = judge_with(vec![by_rule()], strict(), titled("Ensure b"));
    assert!(matches!(other.lapsed[0].1.as_slice(), [Lapse::TitleDiffers { .. }]), "{other:?}");
}

#[test]
fn where_the_scan_states_no_benchmark_never_except_is_asked_of_the_entrys_by_number_alone() {
    let unstated = |scan: &mut Scan| scan.benchmark = Benchmark::default();
    let policy = |numbers: &str| never("CIS Amazon Linux 2 Benchmark 2.0.0", numbers);
    assert_eq!(judge_with(vec![entry()], policy("5.2.*"), unstated).disposition, Disposition::Excepted);
    let is_policy = |judgement: &Judgement| matches!(judgement.lapsed[0].1.as_slice(), [Lapse::Policy(_)]);
    assert!(is_policy(&judge_with(vec![entry()], policy("1.1.*"), unstated)));
    let by_rule = Entry { rules: vec![Rule::id("rule_1.1.22")], ..entry() };
    assert!(is_policy(&judge_with(vec![by_rule], policy("5.2.*"), unstated)), "the rule may be of any benchmark");
}

#[test]
fn a_tools_rule_is_guarded_by_any_of_its_entrys_titles_that_is_of_the_number_it_refers_to() {
    let judged = |titles: &[(&str, &str)]| {
        let titles = titles.iter().map(|(number, title)| (number.parse().expect("a number"), (*title).to_owned()));
        let entry = Entry { rules: vec![Rule::id("rule_1.1.22")], title: None, titles: titles.collect(), ..entry() };
        let judgement = judge_with(vec![entry], strict(), |scan| {
            (scan.checks[0].number, scan.checks[0].title) = (None, None);
            scan.checks[0].idents = vec![Ident { system: format!("{CIS_REFERENCE}x/"), value: "1.1.22".into() }];
        });
        (judgement.disposition, judgement.lapsed.into_iter().flat_map(|(_, reasons)| reasons).collect::<Vec<_>>())
    };
    let (own, other) = (("1.1.22", TITLE), ("3.2.1", FORWARDING));
    assert_eq!(judged(&[own, other]), (Disposition::Excepted, vec![]));
    assert_eq!(judged(&[other]), (Disposition::Lapsed, vec![Lapse::TitleNotOfNumber]));
}
