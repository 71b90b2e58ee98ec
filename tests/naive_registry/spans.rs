//! Verdicts over time: what the spans of a check say of a day is what an assessment of that day says.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use amicis::assess::{Assessment, Disposition, Matcher, Span};
use amicis::registry::Registry;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::collection::vec;
use proptest::prelude::*;

use super::{MAPPINGS, runner, world};

/// Every day on which something may turn, the days around it, and the ends of time.
fn days(registry: &Registry) -> BTreeSet<Date> {
    let of_entries = registry.entries.iter().flat_map(|entry| [entry.starts, entry.expires, entry.approved_on]);
    let of_people = registry.attested.iter().flat_map(|attested| [Some(attested.on), attested.until]);
    let turns = of_entries.chain(of_people).flatten();
    let around = turns.flat_map(|day| [-1, 0, 1].map(|days| day.saturating_add(days.days())));
    around.chain([world::DAY, date(1900, 1, 1), date(9000, 1, 1)]).collect()
}

#[test]
fn a_span_says_what_an_assessment_of_its_days_says() {
    let counts = [const { AtomicUsize::new(0) }; 3];
    let [checks, turning, excepted] = &counts;
    let worlds = (world::scan(), vec(world::entry(), 0..8), world::policy(), vec(world::attested(), 0..4));
    let outcome = runner(400).run(&worlds, |(scan, mut entries, policy, attested)| {
        for (index, entry) in entries.iter_mut().enumerate() {
            entry.id = format!("entry-{index}");
        }
        let registry = Registry { entries, policy, attested, ..Registry::default() };
        let matcher = Matcher::new(&registry, world::DAY, &MAPPINGS);
        for day in days(&registry) {
            let assessment = Assessment::new(vec![scan.clone()], registry.clone(), day, false, &MAPPINGS);
            let image = assessment.images.first().expect("one image");
            for part in image.recommendations.iter().flat_map(|recommendation| &recommendation.parts) {
                let spans = matcher.spans(image.scan(part.scan), image.check(part));
                let judged = &part.judgement;
                if !matches!(image.check(part).status.word(), "fail" | "error" | "unknown" | "notchecked") {
                    prop_assert_eq!(spans, Vec::<Span>::new());
                    continue;
                }
                let holding: Vec<_> = spans.iter().filter(|span| span.holds(day)).collect();
                let [span] = holding.as_slice() else { panic!("{day}: {spans:?}") };
                prop_assert_eq!((span.disposition, &span.entries), (judged.disposition, &judged.covering), "{}", day);
                let alike = spans
                    .windows(2)
                    .any(|pair| (pair[0].disposition, &pair[0].entries) == (pair[1].disposition, &pair[1].entries));
                prop_assert!(!alike, "neighbours are alike: {:?}", spans);
                checks.fetch_add(1, Ordering::Relaxed);
                turning.fetch_add(usize::from(spans.len() > 1), Ordering::Relaxed);
                excepted.fetch_add(usize::from(span.disposition == Disposition::Excepted), Ordering::Relaxed);
            }
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    let [checks, turning, excepted] = counts.map(AtomicUsize::into_inner);
    eprintln!("{checks} verdicts, {turning} of checks whose verdict turns, {excepted} excepted");
    assert!(turning * 50 > checks && excepted * 200 > checks, "{turning} and {excepted} of {checks}");
}
