//! The history of an image's versions: followed over benchmark versions and gaps, in any order of
//! files, and printed as a page that allows nothing.

#![expect(clippy::expect_used, reason = "helpers of tests fail")]

use std::path::PathBuf;

use amicis::history::{History, ImageBy, Version, versions};
use amicis::load::Loader;
use amicis::mapping::Mappings;
use amicis::model::{Benchmark, Check, Moment, Scan, Status, Target, Title, Tool};
use amicis::registry::Registry;
use amicis::report::{Templates, history_html, history_text};
use amicis::views::{ChainView, HistoryView, TrackView};
use jiff::civil::date;

/// Amazon Linux 2 v2.0.0, v3.0.0, and Amazon Linux 2023 v1.0.0.
const BENCHMARKS: [&str; 3] =
    ["al2-2.0.0-to-3.0.0/old.json", "al2-2.0.0-to-3.0.0/new.json", "al2-3.0.0-to-al2023-1.0.0/new.json"];
/// All, failures only, all.
const GAP: [&str; 3] = ["failures-only-now/old.json", "failures-only-now/new.json", "failures-only-before/new.json"];

fn judged(files: &[&str]) -> (Vec<Version>, Mappings) {
    let paths: Vec<PathBuf> = files.iter().map(|file| PathBuf::from("samples/diff").join(file)).collect();
    let scans = Loader { mappings: Mappings::builtin(), ..Loader::default() }.load(&paths).expect("scans").scans;
    of(scans)
}

fn of(scans: Vec<Scan>) -> (Vec<Version>, Mappings) {
    let mappings = Mappings::builtin();
    let registry = Registry::load("samples/workshop/exceptions.toml".as_ref()).expect("a registry");
    (versions(scans, &[], ImageBy::default(), &registry, date(2026, 11, 23), &mappings), mappings)
}

fn view((versions, mappings): &(Vec<Version>, Mappings)) -> HistoryView {
    HistoryView::new(&History::new(versions, mappings).expect("a history"))
}

fn track<'v>(chain: &'v ChainView, id: &str) -> &'v TrackView {
    chain.tracks.iter().find(|track| track.id == id).expect(id)
}

fn words(track: &TrackView) -> Vec<&str> {
    track.cells.iter().map(|cell| cell.word).collect()
}

fn scan(ami: &str, day: Option<&str>, title: &str) -> Scan {
    let check = |number: &str, status| Check {
        number: number.parse().ok(),
        title: Title::recommendation(title),
        ..Check::new(status)
    };
    Scan {
        tool: Some(Tool::named("t")),
        benchmark: Benchmark::declared(Some("CIS Amazon Linux 2 Benchmark".into()), Some("2.0.0".into())),
        target: Target { ami_id: Some(ami.into()), ..Target::default() },
        finished: day.and_then(Moment::parse),
        checks: vec![check("1.1.1.1", Status::Fail), check("3.2.1", Status::Pass)],
        ..Scan::default()
    }
}

#[test]
fn the_order_of_the_files_does_not_matter() {
    let json = |files: [&str; 3]| serde_json::to_value(view(&judged(&files))).expect("JSON");
    let [a, b, c] = BENCHMARKS;
    let first = json([a, b, c]);
    for other in [[c, b, a], [b, a, c], [c, a, b]] {
        assert_eq!(json(other), first);
    }
}

#[test]
fn merged_and_split_recommendations_are_followed_to_the_newest_numbers() {
    let view = view(&judged(&BENCHMARKS));
    let [chain] = view.chains.as_slice() else { panic!("one chain, not {}", view.chains.len()) };
    assert_eq!(chain.benchmark, "CIS Amazon Linux 2023 Benchmark v1.0.0");
    // Two became one in v3.0.0, and two again.
    let (x11, tcp) = (track(chain, "4.2.12"), track(chain, "4.2.13"));
    assert_eq!((words(x11), words(tcp)), (vec!["open", "passed", "passed"], vec!["open", "passed", "open"]));
    assert_eq!(x11.cells[0].numbers, ["5.3.6", "5.3.20"]);
    assert_eq!(tcp.cells[1].numbers, ["4.2.8"]);
    // What Amazon Linux 2023 lacks stands under its last number.
    assert_eq!(words(track(chain, "3.4.4.2.3")), ["excepted", "excepted", "absent"]);
}

#[test]
fn the_class_of_a_split_stands_only_by_the_part_that_decided_it() {
    let view = view(&judged(&BENCHMARKS));
    let class = |id| track(&view.chains[0], id).cells[2].change.map(amicis::diff::Class::word);
    assert_eq!((class("4.2.12"), class("4.2.13")), (None, Some("regressed")));
}

#[test]
fn everything_of_every_version_is_in_the_matrix() {
    for files in [BENCHMARKS, GAP] {
        let (versions, mappings) = judged(&files);
        let history = History::new(&versions, &mappings).expect("a history");
        for (at, version) in versions.iter().enumerate() {
            for (id, image) in version.assessment.by_id() {
                let chain = history.chains.iter().find(|chain| chain.images[at] == Some(id)).expect("a chain");
                for (id, recommendation) in image.by_id() {
                    let holds = chain.tracks.iter().any(|track| track.cells[at].recommendations.contains(&id));
                    assert!(holds, "{}: {:?}", version.name, recommendation.number);
                }
            }
        }
    }
}

#[test]
fn a_version_that_lists_failures_only_breaks_no_track_and_has_no_score() {
    let view = view(&judged(&GAP));
    let chain = &view.chains[0];
    assert_eq!(words(track(chain, "1.6.1.6")), ["excepted", "not reported", "excepted"]);
    assert_eq!(chain.tracks.iter().filter(|track| track.id == "1.6.1.6").count(), 1);
    let points: Vec<bool> = chain.scores[0].points.iter().map(Option::is_some).collect();
    assert_eq!(points, [true, false, true]);
}

#[test]
fn each_version_is_judged_as_of_its_own_day() {
    let (versions, _) = judged(&BENCHMARKS);
    let days: Vec<_> = versions.iter().map(|version| version.assessment.as_of).collect();
    assert_eq!(days, [date(2026, 11, 10), date(2026, 11, 20), date(2026, 11, 22)]);
}

#[test]
fn an_image_without_a_date_stands_last_and_says_so() {
    let judged = of(vec![scan("ami-a", None, "a"), scan("ami-b", Some("2026-11-01"), "a")]);
    let view = view(&judged);
    assert_eq!(view.versions.iter().map(|version| version.name.as_str()).collect::<Vec<_>>(), ["ami-b", "ami-a"]);
    assert_eq!(view.notes, ["ami-a does not say when it was scanned; it stands last, as of 2026-11-23"]);
}

#[test]
fn the_page_runs_and_fetches_nothing_whatever_a_scan_says() {
    let hostile = "</svg><script>alert(1)</script><img src=x onerror=alert(2)>\u{202e}";
    let scans = ["2026-11-01", "2026-11-02"].map(|day| {
        let mut scan = scan(&format!("ami-{day}{hostile}"), Some(day), hostile);
        scan.tool = Some(Tool::named(hostile));
        scan
    });
    let page = history_html(&Templates::default(), &view(&of(scans.to_vec()))).expect("a page");
    assert!(page.contains("default-src &#39;none&#39;") && page.contains("script-src &#39;sha256-"));
    assert_eq!(page.matches("<script").count(), 1, "its own");
    assert_eq!(page.matches("href=\"").count(), page.matches("href=\"#").count(), "links lead into the page");
    assert_eq!(page.matches("<svg class=\"scores\" role=\"group\" aria-label=\"Scores of &lt;/svg&gt;").count(), 1);
    for refused in ["<img", " style=", "\u{202e}", "src=\""] {
        assert!(!page.contains(refused), "{refused}");
    }
}

#[test]
fn many_versions_fit_in_the_terminal() {
    let scans = (1..=28).map(|day| scan(&format!("ami-{day:02}"), Some(&format!("2026-11-{day:02}")), "Ensure a"));
    let text = anstream::adapter::strip_str(&history_text(&view(&of(scans.collect())), 80)).to_string();
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    assert!(text.contains("oldest versions do not fit here"), "{text}");
}
