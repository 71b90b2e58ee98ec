//! What holds for every comparison, over generated assessments: nothing changes against itself, counts
//! and parts of the score add up, the other direction is the mirror image, order never matters.

#![expect(clippy::expect_used, reason = "helpers of tests fail")]

use std::collections::BTreeSet;
use std::sync::LazyLock;

use amicis::assess::{Assessment, Disposition, Image, RecommendationId};
use amicis::diff::{Change, Class, CompareError, Comparison, Fraction, ImageComparison, Standing};
use amicis::mapping::Mappings;
use amicis::model::{Benchmark, Check, Coverage, Evidence, Profile, Scan, Score, Status, Target, Title, Tool, Weight};
use amicis::registry::Registry;
use jiff::civil::date;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// Numbers that the crosswalk between Amazon Linux 2 v2.0.0 and v3.0.0 keeps, moves, merges and splits.
const NUMBERS: [&str; 12] =
    ["1.1.22", "6.1.10", "6.1.11", "6.1.12", "2.1.1.2", "2.1.2", "2.1.3", "3.2.1", "3.3.1", "6.2.2", "1.1.1.1", "99.1"];
const TITLES: [&str; 4] = ["Ensure a", "Ensure b", "Ensure c", "Ensure d"];
const RULES: [&str; 5] = ["r1", "r2", "r3", "r4", "r5"];
const OFFENDERS: [&str; 4] = ["/run/a", "/run/b", "/opt/c", "pid 4711"];
/// Benchmarks of one image: a side may hold several, and one that does not say its version.
const BENCHMARKS: [(&str, Option<&str>); 4] = [
    ("CIS Amazon Linux 2 Benchmark", Some("2.0.0")),
    ("CIS Amazon Linux 2 Benchmark", Some("3.0.0")),
    ("CIS Amazon Linux 2 Benchmark", None),
    ("A Benchmark of Ours", Some("1.0.0")),
];

static MAPPINGS: LazyLock<Mappings> = LazyLock::new(Mappings::builtin);

const REGISTRY: &str = r#"
schema = 1
[defaults]
benchmark = "CIS Amazon Linux 2 Benchmark"
version = "2.0.0"
owner = "a"
expires = 2026-12-31
[[exception]]
id = "moved"
reason = "needed"
rules = ["3.2.1"]
title = "Ensure a"
[[exception]]
id = "limited"
reason = "needed"
rules = ["6.2.2"]
title = "Ensure b"
evidence = ["/run/**"]
[[exception]]
id = "rule"
reason = "needed"
rules = ["r1"]
"#;

fn title() -> impl Strategy<Value = Option<Title>> {
    prop_oneof![
        Just(None),
        select(&TITLES[..]).prop_map(Title::recommendation),
        select(&TITLES[..]).prop_map(Title::tool),
    ]
}

fn evidence() -> impl Strategy<Value = Evidence> {
    prop_oneof![
        Just(Evidence::default()),
        subsequence(&OFFENDERS[..], 1..4).prop_map(Evidence::items),
        select(&OFFENDERS[..]).prop_map(Evidence::text),
    ]
}

/// A check that something names: one without number, rule and title is nobody's.
fn check() -> impl Strategy<Value = Check> {
    let name =
        (proptest::option::weighted(0.8, select(&NUMBERS[..])), proptest::option::of(select(&RULES[..])), title());
    let name =
        name.prop_filter("nameless", |(number, rule, title)| number.is_some() || rule.is_some() || title.is_some());
    let weight = proptest::option::of(select(&[0.0, 1.0, 2.5][..]));
    let levels = subsequence(vec![1_u8, 2], 0..=2);
    (name, select(&Status::ALL[..]), levels, weight, evidence()).prop_map(
        |((number, rule, title), status, levels, weight, evidence)| Check {
            number: number.and_then(|number| number.parse().ok()),
            rule: rule.map(str::to_owned),
            title,
            levels,
            weight: weight.and_then(Weight::from_f64),
            evidence,
            ..Check::new(status)
        },
    )
}

fn scan() -> impl Strategy<Value = Scan> {
    let coverage = prop_oneof![4 => Just(Coverage::Full), 1 => Just(Coverage::FailuresOnly)];
    let level = proptest::option::of(1_u8..=2);
    let checks = proptest::collection::vec(check(), 1..14);
    (select(&["x", "y"][..]), level, coverage, checks).prop_map(|(tool, level, coverage, checks)| Scan {
        tool: Some(Tool::named(tool)),
        profile: level.map(|level| Profile { level: Some(level), ..Profile::default() }),
        coverage,
        checks,
        ..Scan::default()
    })
}

/// The scans of one image: of one benchmark or of several, each on an instance of its own.
fn side(benchmarks: &'static [(&'static str, Option<&'static str>)]) -> impl Strategy<Value = Vec<Scan>> {
    proptest::collection::vec((scan(), select(benchmarks)), 1..4).prop_map(|scans| {
        let placed = scans.into_iter().enumerate().map(|(index, (scan, (title, version)))| Scan {
            benchmark: Benchmark::declared(Some(title.to_owned()), version.map(str::to_owned)),
            target: Target {
                ami_id: Some("ami-1".into()),
                instance_id: Some(format!("i-{index}")),
                ..Target::default()
            },
            ..scan
        });
        placed.collect()
    })
}

fn sides() -> impl Strategy<Value = (Vec<Scan>, Vec<Scan>)> {
    let (v2, v3) = (&BENCHMARKS[..1], &BENCHMARKS[1..2]);
    prop_oneof![(side(v2), side(v2)), (side(v2), side(v3)), (side(&BENCHMARKS), side(&BENCHMARKS))]
}

fn judge(scans: Vec<Scan>) -> Assessment {
    let registry = Registry::parse("registry.toml", REGISTRY).expect("a registry");
    Assessment::new(scans, registry, date(2026, 11, 1), false, &MAPPINGS)
}

/// A recommendation without the order in which its parts were read.
fn recommendation(image: &Image, id: RecommendationId) -> String {
    let recommendation = image.recommendation(id);
    let mut parts: Vec<String> = recommendation
        .parts
        .iter()
        .map(|part| {
            let check = image.check(part);
            let target = &image.scan(part.scan).target;
            format!("{:?} {:?} {:?} {:?}", target.instance_id, check.title, check.rule, check.status)
        })
        .collect();
    parts.sort();
    format!("{:?} {:?} {parts:?}", recommendation.number, recommendation.disposition)
}

type Standings = (Standing, Standing);
type Names = (Vec<String>, Vec<String>);

fn names(image: &ImageComparison<'_>, change: &Change) -> Names {
    let of = |image: &Image, ids: &[RecommendationId]| {
        let mut names: Vec<_> = ids.iter().map(|id| recommendation(image, *id)).collect();
        names.sort();
        names
    };
    (of(image.old, &change.old), of(image.new, &change.new))
}

/// Everything a comparison says, without the order of what it was made from.
fn said(comparison: &Comparison<'_>) -> Vec<String> {
    let mut said = comparison.alone.clone();
    for image in &comparison.images {
        said.push(format!("{:?} {:?}", image.scope, image.attribution));
        for change in image.changes.iter() {
            let Change { class, flags, method, old_standing, new_standing, new_offenders, suggestions, .. } = change;
            let names = names(image, change);
            said.push(format!(
                "{class} {flags:?} {method:?} {old_standing} {new_standing} {new_offenders:?} {suggestions:?} {names:?}"
            ));
        }
    }
    said.sort();
    said
}

/// Pairs with their standings, as the mirror image would have them when `swap`.
fn mirrored(comparison: &Comparison<'_>, swap: bool) -> Vec<(Names, Standings)> {
    let mut changes: Vec<_> = comparison
        .images
        .iter()
        .flat_map(|image| image.changes.iter().map(move |change| (image, change)))
        .map(|(image, change)| {
            // The one exception: where whoever failed it is gone from the newer side, the pass of the others there
            // is told as not verified. In the other direction nobody is gone, and the pass stays one.
            let passes = |image: &Image, ids: &[RecommendationId]| {
                image.some(ids).map(|found| found.disposition).min() == Some(Disposition::Passed)
            };
            let unverified = Standing::Is(Disposition::Unverified);
            let told = |standing: Standing, other: Standing, passes: bool| {
                let settled = standing == unverified && other.failing() && passes;
                if settled { Standing::Is(Disposition::Passed) } else { standing }
            };
            let (old, new) = (change.old_standing, change.new_standing);
            let standings =
                (told(old, new, passes(image.old, &change.old)), told(new, old, passes(image.new, &change.new)));
            let names = names(image, change);
            if swap { ((names.1, names.0), (standings.1, standings.0)) } else { (names, standings) }
        })
        .collect();
    changes.sort();
    changes
}

fn difference(new: Score, old: Score) -> Option<Fraction> {
    Fraction::of(new)?.minus(Fraction::of(old)?)
}

// What proptest once found is kept in diff.proptest-regressions beside this file, and is tried again first: each line
// is a seed, and what stands behind it is how its world looked when it was found.
proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn nothing_changes_against_itself(scans in side(&BENCHMARKS)) {
        let side = judge(scans);
        let Ok(comparison) = Comparison::new(&side, &side, &MAPPINGS) else { return Ok(()) };
        prop_assert!(comparison.alone.is_empty());
        for change in comparison.changes() {
            let quiet = matches!(change.class, Class::Unchanged | Class::StillOpen | Class::StillExcepted);
            prop_assert!(quiet && change.flags.is_empty(), "{change:?}");
            prop_assert_eq!(&change.old, &change.new);
        }
        for attribution in comparison.images.iter().filter_map(|image| image.attribution) {
            prop_assert_eq!(attribution.rounded().map(|parts| (parts.host, parts.total)), Some((0, 0)));
        }
    }

    #[test]
    fn everything_on_either_side_is_in_exactly_one_change((old, new) in sides()) {
        let (old, new) = (judge(old), judge(new));
        let Ok(comparison) = Comparison::new(&old, &new, &MAPPINGS) else { return Ok(()) };
        prop_assert_eq!(comparison.counts().values().sum::<usize>(), comparison.changes().count());
        for image in &comparison.images {
            let all = |of: fn(&Change) -> &Vec<RecommendationId>| {
                let mut ids: Vec<RecommendationId> = image.changes.iter().flat_map(of).copied().collect();
                ids.sort_unstable();
                ids
            };
            let ids = |image: &Image| image.by_id().map(|(id, _)| id).collect::<Vec<_>>();
            prop_assert_eq!(all(|change| &change.old), ids(image.old));
            prop_assert_eq!(all(|change| &change.new), ids(image.new));
            prop_assert!(image.changes.iter().all(|change| change.method.is_some() != (change.old.is_empty() || change.new.is_empty())));
        }
        prop_assert_eq!(comparison.images.len() * 2 + comparison.alone.len(), old.images.len() + new.images.len());
    }

    #[test]
    fn the_parts_of_a_score_add_up_exactly((old, new) in sides()) {
        let (old, new) = (judge(old), judge(new));
        let Ok(comparison) = Comparison::new(&old, &new, &MAPPINGS) else { return Ok(()) };
        for image in &comparison.images {
            let Some(parts) = image.attribution else { continue };
            let sum = parts.benchmark.plus(parts.coverage).and_then(|sum| sum.plus(parts.host)).expect("small");
            let runs = || image.old.runs.iter().flat_map(|old| image.new.runs.iter().map(move |new| (old, new)));
            let fits = |(old, new): (&amicis::assess::ToolRun, &amicis::assess::ToolRun)| {
                difference(new.raw, old.raw) == Some(sum)
                    && difference(new.accepted, old.accepted) == sum.plus(parts.exceptions)
            };
            prop_assert!(runs().any(fits), "{parts:?}");
            let rounded = parts.rounded().expect("small");
            let printed = rounded.benchmark + rounded.coverage + rounded.host + rounded.exceptions;
            prop_assert_eq!(printed, rounded.total);
        }
    }

    #[test]
    fn the_other_direction_is_the_mirror_image((old, new) in sides()) {
        let (old, new) = (judge(old), judge(new));
        match (Comparison::new(&old, &new, &MAPPINGS), Comparison::new(&new, &old, &MAPPINGS)) {
            (Ok(there), Ok(back)) => {
                prop_assert_eq!(mirrored(&there, false), mirrored(&back, true));
                let attributed = |comparison: &Comparison<'_>| {
                    comparison.images.iter().filter_map(|image| image.attribution?.rounded()).map(|parts| parts.host.abs()).collect::<BTreeSet<_>>()
                };
                prop_assert_eq!(attributed(&there), attributed(&back));
            }
            (Err(CompareError::OtherBenchmark { .. }), Err(CompareError::OtherBenchmark { .. }))
            | (Err(CompareError::SeveralImages { .. }), Err(CompareError::SeveralImages { .. })) => {}
            (there, back) => prop_assert!(false, "{:?} {:?}", there.err(), back.err()),
        }
    }

    #[test]
    fn the_order_of_scans_and_checks_never_matters((old, new) in sides(), turn in 0_usize..14) {
        let turned = |scans: &[Scan]| {
            let mut scans = scans.to_vec();
            scans.reverse();
            for scan in &mut scans {
                let by = turn % scan.checks.len().max(1);
                scan.checks.rotate_left(by);
                if turn % 2 == 0 { scan.checks.reverse() }
            }
            scans
        };
        let (other_old, other_new) = (judge(turned(&old)), judge(turned(&new)));
        let (old, new) = (judge(old), judge(new));
        let first = Comparison::new(&old, &new, &MAPPINGS);
        let second = Comparison::new(&other_old, &other_new, &MAPPINGS);
        prop_assert_eq!(first.as_ref().ok().map(said), second.as_ref().ok().map(said));
    }

    #[test]
    fn a_failure_is_resolved_only_where_all_of_it_passes((old, new) in sides()) {
        let (old, new) = (judge(old), judge(new));
        let Ok(comparison) = Comparison::new(&old, &new, &MAPPINGS) else { return Ok(()) };
        for image in &comparison.images {
            for change in image.changes.iter().filter(|c| matches!(c.class, Class::Resolved | Class::ExceptionStale)) {
                prop_assert!(change.old_standing.failing());
                prop_assert!(!change.new.is_empty());
                for id in &change.new {
                    let disposition = image.new.recommendation(*id).disposition;
                    prop_assert!(
                        matches!(disposition, Disposition::Passed | Disposition::Informational | Disposition::NotApplicable),
                        "{change:?}"
                    );
                }
            }
        }
    }
}

/// Each title is held against each other one: read anew every time, this would take minutes.
#[test]
fn thousands_of_titles_on_one_number_are_paired_each_with_its_own() {
    let side = || {
        let check = |index: usize| Check {
            number: "1.1".parse().ok(),
            title: Title::recommendation(&format!("Ensure the setting {index} is set, as it is everywhere else")),
            ..Check::new(Status::Pass)
        };
        let benchmark = Benchmark::declared(Some("A Benchmark of Ours".into()), Some("1.0.0".into()));
        judge(vec![Scan { benchmark, checks: (0..2_000).map(check).collect(), ..Scan::default() }])
    };
    let (old, new) = (side(), side());
    let comparison = Comparison::new(&old, &new, &MAPPINGS).expect("one benchmark");
    assert_eq!(comparison.changes().filter(|change| change.old == change.new).count(), 2_000);
}

#[test]
fn changed_evidence_of_a_pass_is_shown_as_that_of_a_failure_is() {
    let scan = |line: &str| {
        let check = |number: &str, status| Check {
            number: number.parse().ok(),
            evidence: Evidence::items([line]),
            ..Check::new(status)
        };
        Scan {
            benchmark: Benchmark::given("CIS House Benchmark 1.0.0"),
            checks: vec![check("1.1", Status::Pass), check("1.2", Status::Fail), check("1.3", Status::Error)],
            ..Scan::default()
        }
    };
    let (old, new) = (judge(vec![scan("mode: a")]), judge(vec![scan("mode: b")]));
    let comparison = Comparison::new(&old, &new, &Mappings::builtin()).expect("comparable");
    let view = amicis::views::DiffView::new(&comparison, None);
    let rows =
        view.images.iter().flat_map(|image| image.evidence.rows.iter().chain(image.lists.iter().flat_map(|l| &l.rows)));
    let shown: Vec<(&str, &str)> = rows.map(|row| (row.id.as_str(), row.evidence.as_str())).collect();
    assert_eq!(shown.len(), 3, "{shown:?}");
    assert!(shown.iter().all(|(_, evidence)| *evidence == "-mode: a\n+mode: b"), "{shown:?}");
}
