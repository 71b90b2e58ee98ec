//! How well the diff pairs recommendations of two benchmark versions when there is no crosswalk, and
//! what it only suggests. The crosswalk of each pair is withheld from the diff and then held against
//! what it made; `cargo test --test mapping_pairing -- --nocapture` prints the table.
//!
//! Titles are not part of the project: equal ones are recognised by their hashes, which stand in
//! their place. Similar ones are measured only where `SHARED` names the folder with the lists.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "helpers of tests fail and print the table"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use amicis::assess::{Assessment, Image, RecommendationId};
use amicis::diff::{Comparison, Flag, Method, Why};
use amicis::mapping::{Crosswalk, Edition, Mappings, Reading};
use amicis::model::{Benchmark, Check, Number, Scan, Status, Title, Tool};
use amicis::registry::Registry;
use jiff::civil::date;

type Pair = (Number, Number);

/// What the diff makes of two sides whose benchmark it does not know.
#[derive(Default)]
struct Made {
    /// By equal titles.
    titles: Vec<Pair>,
    /// By the tool's rules.
    rules: Vec<Pair>,
    /// Not paired, only suggested, with how much of the titles is alike.
    suggested: BTreeMap<Pair, u8>,
}

/// A side as a scan of a benchmark that no list and no crosswalk knows.
fn side(version: &str, checks: Vec<Check>) -> Assessment {
    let scan = Scan {
        tool: Some(Tool::named("x")),
        benchmark: Benchmark::given(&format!("House Linux Benchmark {version}")),
        checks,
        ..Scan::default()
    };
    let (registry, day) = (Registry::default(), date(2026, 11, 1));
    Assessment::new(vec![scan], registry, day, false, &Mappings::builtin())
}

fn make(from: Vec<Check>, to: Vec<Check>) -> Made {
    let (old, new, mappings) = (side("1.0.0", from), side("2.0.0", to), Mappings::builtin());
    let comparison = Comparison::new(&old, &new, &mappings).expect("a comparison");
    let numbers = |image: &Image, ids: &[RecommendationId]| {
        image.some(ids).filter_map(|found| found.number.clone()).collect::<Vec<_>>()
    };
    let mut made = Made::default();
    for image in &comparison.images {
        for change in image.changes.iter() {
            let (from, to) = (numbers(image.old, &change.old), numbers(image.new, &change.new));
            let pair = || (from.first().expect("a number").clone(), to.first().expect("a number").clone());
            match change.method {
                Some(Method::Title) => {
                    assert!(change.flags.contains(&Flag::ByTitle), "{change:?}");
                    made.titles.push(pair());
                }
                Some(Method::RuleId) => made.rules.push(pair()),
                Some(other) => panic!("paired by {other:?} without a crosswalk"),
                None => {
                    for suggestion in change.suggestions.iter().filter(|_| to.is_empty()) {
                        let from = from.first().expect("a number").clone();
                        let Why::Title(alike) = suggestion.why else { panic!("not by its title: {suggestion:?}") };
                        made.suggested.insert((from, suggestion.number.clone()), alike);
                    }
                }
            }
        }
    }
    made
}

/// The folder with the titles of the benchmark lists.
fn lists() -> Option<PathBuf> {
    let shared = std::env::var_os("SHARED").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(shared).join("mappings/lists");
    folder.is_dir().then_some(folder)
}

/// A check for each recommendation of a benchmark version; the title's hash where titles are absent.
fn titled(edition: &Edition, titles: Option<&Path>) -> Vec<Check> {
    let Some(folder) = titles else {
        let list = Mappings::builtin();
        let items = &list.list(edition).expect("a list").items;
        // Where the source misprints a title there is no hash.
        let hash = |item: &amicis::mapping::Item| item.hash.map(|hash| hash.to_string());
        return items.iter().map(|item| check(Some(item.number.clone()), None, hash(item).as_deref())).collect();
    };
    let mut reader = csv::Reader::from_path(folder.join(format!("{}.csv", edition.slug()))).expect("a list");
    let rows = reader.deserialize::<BTreeMap<String, String>>().map(|row| row.expect("a row"));
    rows.map(|row| check(row.get("id").and_then(|id| id.parse().ok()), None, row.get("title").map(String::as_str)))
        .collect()
}

fn check(number: Option<Number>, rule: Option<String>, title: Option<&str>) -> Check {
    Check { number, rule, title: title.and_then(Title::recommendation), ..Check::new(Status::Pass) }
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Measured {
    /// Pairs that the crosswalk carries.
    right: usize,
    /// Pairs that it sends to review.
    review: usize,
    /// Pairs that it does not have.
    wrong: usize,
    /// Pairs that it carries, found or not.
    carried: usize,
}

fn measure<'p>(walk: &Crosswalk, pairs: impl IntoIterator<Item = &'p Pair>) -> Measured {
    let carried = walk.rows().iter().filter(|row| row.class.carries()).count();
    let mut measured = Measured { carried, ..Measured::default() };
    for (from, to) in pairs {
        match walk.from(from).iter().find(|row| row.to.as_ref() == Some(to)) {
            Some(row) if row.class.carries() => measured.right += 1,
            Some(_) => measured.review += 1,
            None => measured.wrong += 1,
        }
    }
    measured
}

fn print(what: &str, measured: &Measured) {
    let Measured { right, review, wrong, carried } = *measured;
    let percent = |part: usize, of: usize| {
        let tenths = 1000 * part / of.max(1);
        format!("{}.{} %", tenths / 10, tenths % 10)
    };
    let (precision, recall) = (percent(right, right + review + wrong), percent(right, carried));
    eprintln!("{what}: right {right}, needs review {review}, wrong {wrong}; precision {precision}, recall {recall}");
}

#[test]
fn without_a_crosswalk_equal_titles_pair_and_similar_ones_are_only_suggested() {
    let mappings = Mappings::builtin();
    let folder = lists();
    if folder.is_none() {
        eprintln!("skipped: suggestions are not measured, the lists with titles are absent (see SHARED)");
    }
    let editions =
        ["AL2 1.0.0", "AL2 2.0.0", "AL2 3.0.0", "AL2023 1.0.0"].map(|e| Edition::parse(e).expect("an edition"));
    let mut suggested = Measured::default();
    for (index, from) in editions.iter().enumerate() {
        for to in editions.iter().skip(index + 1) {
            let walk = mappings.crosswalk(from, to).expect("a crosswalk");
            let made = make(titled(from, folder.as_deref()), titled(to, folder.as_deref()));
            let name = format!("{} -> {}", from.slug(), to.slug());
            let paired = measure(walk, &made.titles);
            print(&format!("{name}, paired by title"), &paired);
            assert_eq!(paired.wrong, 0, "{name}: an equal title is another recommendation");
            // The title is equal and the content is not: only the crosswalk can tell, so it is said.
            assert!(paired.review <= 2, "{paired:?}");
            assert!(paired.right * 2 > paired.carried, "{paired:?}");
            assert!(made.rules.is_empty());
            if folder.is_some() {
                let found = measure(walk, made.suggested.keys());
                print(&format!("{name}, suggested"), &found);
                suggested.right += found.right;
                suggested.review += found.review;
                suggested.wrong += found.wrong;
                suggested.carried += found.carried - paired.right;
            }
        }
    }
    if folder.is_some() {
        print("all pairs, suggested, of what titles leave", &suggested);
        assert!((suggested.right + suggested.review) * 5 >= 4 * (suggested.right + suggested.review + suggested.wrong));
    }
}

/// Every pair of versions whose crosswalk a person read, Amazon Linux apart, which is measured above.
#[test]
fn equal_titles_pair_in_every_family_and_what_they_get_wrong_is_little() {
    let mappings = Mappings::builtin();
    let lists = mappings.lists();
    let mut pairs = 0;
    for from in &lists {
        for to in &lists {
            let (from, to) = (&from.edition, &to.edition);
            let Some(walk) = mappings.reviewed(from, to) else { continue };
            // Each crosswalk once, in the direction of its file: there, what is removed is more than what is added.
            let file = format!("mappings/crosswalks/{}__{}.csv", from.slug(), to.slug());
            let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join(file).is_file();
            if !ours || walk.read == Reading::EqualEditions || from.slug().starts_with("amazon") {
                continue;
            }
            pairs += 1;
            let made = make(titled(from, None), titled(to, None));
            let name = format!("{} -> {}", from.slug(), to.slug());
            let paired = measure(walk, &made.titles);
            print(&format!("{name}, paired by title"), &paired);
            let all = paired.right + paired.review + paired.wrong;
            assert_eq!(paired.wrong, 0, "{name}: an equal title is another recommendation");
            assert!(paired.review * 100 <= 8 * all, "{name}: {paired:?}");
        }
    }
    assert!(pairs > 50, "{pairs}");
}

#[test]
fn rules_of_the_scap_security_guide_pair_what_the_crosswalks_carry() {
    let mappings = Mappings::builtin();
    for (from, to) in [
        ("rhel 7 4.0.0", "rhel 8 4.0.0"),
        ("rhel 8 4.0.0", "rhel 9 2.0.0"),
        ("rhel 8 4.0.0", "rhel 10 1.0.1"),
        ("rhel 9 2.0.0", "rhel 10 1.0.1"),
        ("ubuntu 22.04 2.0.0", "ubuntu 24.04 1.0.0"),
    ] {
        let [from, to] = [from, to].map(|e| Edition::parse(e).expect("an edition"));
        let walk = mappings.crosswalk(&from, &to).expect("a crosswalk");
        let made = make(ruled(&mappings, &from), ruled(&mappings, &to));
        let rules = measure(walk, &made.rules);
        print(&format!("{} -> {}, paired by rule", from.slug(), to.slug()), &rules);
        assert!((rules.wrong + rules.review) * 10 < rules.right, "{rules:?}");
    }
}

/// A check for each rule of a tool and each number that the rule stands for.
fn ruled(mappings: &Mappings, edition: &Edition) -> Vec<Check> {
    let tables = mappings.rules(edition);
    let rows = tables.iter().flat_map(|table| table.rows());
    rows.map(|(rule, number)| check(Some(number.clone()), Some(rule.clone()), None)).collect()
}

#[test]
fn rules_of_a_tool_pair_what_they_alone_check() {
    // No tool maps Amazon Linux 2; its v3.0.0 is numbered as Red Hat Enterprise Linux 7 v4.0.0.
    let mappings = Mappings::builtin();
    let [from, stand_in, to] =
        ["AL2 3.0.0", "rhel 7 4.0.0", "AL2023 1.0.0"].map(|e| Edition::parse(e).expect("an edition"));
    let walk = mappings.crosswalk(&from, &to).expect("a crosswalk");
    let made = make(ruled(&mappings, &stand_in), ruled(&mappings, &to));
    let rules = measure(walk, &made.rules);
    print("v3.0.0 -> AL2023, paired by rule", &rules);
    assert!(made.titles.is_empty() && made.suggested.is_empty());
    assert!(rules.right * 2 > rules.carried, "{rules:?}");
    assert!((rules.wrong + rules.review) * 20 < rules.right, "{rules:?}");
}

#[test]
fn a_rule_id_that_spells_the_number_pairs_nothing_over_versions() {
    let spelled = |number: &str, title: &str| {
        let rule = format!("cis-{}", number.replace('.', "_"));
        check(number.parse().ok(), Some(rule), Some(title).filter(|title| !title.is_empty()))
    };
    let made = make(vec![spelled("1.1.1", "")], vec![spelled("1.1.1", "")]);
    assert!(made.rules.is_empty() && made.titles.is_empty());
    let made = make(vec![spelled("1.1.1", "Ensure a thing")], vec![spelled("1.1.2", "Ensure a thing")]);
    assert_eq!(made.titles.len(), 1);
}
