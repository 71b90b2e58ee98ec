//! How well recommendations are paired when there is no crosswalk: by equal titles that are unique on
//! both sides, and by shared rules of the SCAP Security Guide after that. Measured against the
//! crosswalks; `cargo test --test mapping_pairing -- --nocapture` prints the table.

#![expect(clippy::expect_used, clippy::print_stderr, reason = "helpers of tests fail and print the table")]

use std::collections::{BTreeMap, BTreeSet};

use amicis::mapping::{BenchmarkList, Crosswalk, Edition, Mappings};
use amicis::model::Number;

type Pairs = BTreeMap<Number, Number>;

/// Pairs of numbers with one title, where nobody else has it on either side.
fn by_title(from: &BenchmarkList, to: &BenchmarkList) -> Pairs {
    let unique = |list: &BenchmarkList| {
        let mut numbers = BTreeMap::<_, Vec<_>>::new();
        for item in &list.items {
            numbers.entry(item.hash.expect("a hash")).or_default().push(item.number.clone());
        }
        let alone = |(hash, numbers): (_, Vec<Number>)| <[Number; 1]>::try_from(numbers).ok().map(|[n]| (hash, n));
        numbers.into_iter().filter_map(alone).collect::<BTreeMap<_, _>>()
    };
    let to = unique(to);
    unique(from).into_iter().filter_map(|(hash, number)| Some((number, to.get(&hash)?.clone()))).collect()
}

/// The numbers by rule, those left out that are paired already.
fn rules(mappings: &Mappings, edition: &Edition, paired: &BTreeSet<&Number>) -> BTreeMap<Number, BTreeSet<String>> {
    let mut rules = BTreeMap::<_, BTreeSet<_>>::new();
    for (rule, number) in mappings.rules(edition).iter().flat_map(|table| table.rows()) {
        if !paired.contains(number) {
            rules.entry(number.clone()).or_default().insert(rule.clone());
        }
    }
    rules
}

/// Pairs of numbers that share a rule, and share none with anybody else.
fn by_rule(mappings: &Mappings, sides: [&Edition; 2], titles: &Pairs) -> Pairs {
    let [from, to] = sides;
    let from = rules(mappings, from, &titles.keys().collect());
    let to = rules(mappings, to, &titles.values().collect());
    let sharing = |rules: &BTreeSet<String>, others: &BTreeMap<Number, BTreeSet<String>>| {
        others.iter().filter(|(_, other)| !other.is_disjoint(rules)).map(|(n, _)| n.clone()).collect::<Vec<_>>()
    };
    let mut pairs = Pairs::new();
    for (number, own) in &from {
        if let [twin] = sharing(own, &to).as_slice()
            && to.get(twin).is_some_and(|rules| sharing(rules, &from) == [number.clone()])
        {
            pairs.insert(number.clone(), twin.clone());
        }
    }
    pairs
}

#[derive(Debug, Default, PartialEq)]
struct Measured {
    /// Pairs that the crosswalk carries.
    right: usize,
    /// Pairs that it sends to review.
    review: usize,
    /// Pairs that it does not have.
    wrong: usize,
    /// Pairs that it carries, paired or not.
    carried: usize,
}

fn measure(walk: &Crosswalk, pairs: &Pairs) -> Measured {
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
fn equal_titles_pair_nearly_always_right_but_find_too_little() {
    let mappings = Mappings::builtin();
    let editions =
        ["AL2 1.0.0", "AL2 2.0.0", "AL2 3.0.0", "AL2023 1.0.0"].map(|e| Edition::parse(e).expect("an edition"));
    for (index, from) in editions.iter().enumerate() {
        for to in editions.iter().skip(index + 1) {
            let walk = mappings.crosswalk(from, to).expect("a crosswalk");
            let titles = by_title(mappings.list(from).expect("a list"), mappings.list(to).expect("a list"));
            let measured = measure(walk, &titles);
            print(&format!("{} -> {}, title", from.slug(), to.slug()), &measured);
            assert_eq!(measured.wrong, 0, "{}: an equal title is another recommendation", from.slug());
            // The title is equal and the content is not: only the crosswalk can tell.
            assert!(measured.review <= 5, "{measured:?}");
            assert!(measured.right * 2 > measured.carried, "{measured:?}");
        }
    }
}

#[test]
fn shared_rules_find_more_but_pair_what_needs_review() {
    // No tool maps Amazon Linux 2; its v3.0.0 is numbered as Red Hat Enterprise Linux 7 v4.0.0.
    let mappings = Mappings::builtin();
    let [from, stand_in, to] =
        ["AL2 3.0.0", "rhel 7 4.0.0", "AL2023 1.0.0"].map(|e| Edition::parse(e).expect("an edition"));
    let walk = mappings.crosswalk(&from, &to).expect("a crosswalk");
    let titles = by_title(mappings.list(&from).expect("a list"), mappings.list(&to).expect("a list"));
    let rules = by_rule(&mappings, [&stand_in, &to], &titles);
    let both = titles.iter().chain(&rules).map(|(from, to)| (from.clone(), to.clone())).collect();
    let (title, rule, both) = (measure(walk, &titles), measure(walk, &rules), measure(walk, &both));
    print("v3.0.0 -> AL2023, title", &title);
    print("v3.0.0 -> AL2023, rules after it", &rule);
    print("v3.0.0 -> AL2023, title and rules", &both);
    assert!(both.right > title.right && both.right * 10 > both.carried * 9, "{both:?}");
    assert!(rule.wrong + rule.review < rule.right / 4, "{rule:?}");
}
