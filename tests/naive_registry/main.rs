//! Exceptions never hide: over generated scans and registries no failing check becomes Excepted unless
//! every rule of "When an entry applies" holds, as a second, naive implementation reads the rules.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

mod naive;
mod world;

use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use amicis::assess::{Assessment, Disposition};
use amicis::mapping::Mappings;
use amicis::registry::Registry;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

static MAPPINGS: LazyLock<Mappings> = LazyLock::new(world::mappings);

#[test]
fn no_failure_is_excepted_unless_every_rule_holds() {
    let cases = 3_000;
    let (failing, excepted) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let worlds = (world::scan(), vec(world::entry(), 0..8), world::policy());
    let outcome = TestRunner::new(config).run(&worlds, |(scan, mut entries, policy)| {
        for (index, entry) in entries.iter_mut().enumerate() {
            entry.id = format!("entry-{index}");
        }
        let numbered = naive::numbered(&scan);
        let registry = Registry { entries: entries.clone(), policy: policy.clone(), ..Registry::default() };
        let assessment = Assessment::new(vec![scan.clone()], registry, world::DAY, false, &MAPPINGS);
        let image = assessment.images.first().expect("one image");
        for recommendation in &image.recommendations {
            for part in &recommendation.parts {
                let check = &numbered.checks[part.check.place()];
                let own = part.judgement.disposition;
                let naive = naive::excepted(&entries, &policy, world::DAY, &numbered, check);
                prop_assert_eq!(own == Disposition::Excepted, naive, "{:?}\n{:?}", check, part.judgement);
                failing.fetch_add(usize::from(check.status == amicis::model::Status::Fail), Ordering::Relaxed);
                excepted.fetch_add(usize::from(naive), Ordering::Relaxed);
                // Folding hides nothing either: an excepted recommendation has no worse part.
                prop_assert!(recommendation.disposition <= own);
                prop_assert_eq!(image.check(part).status, check.status);
            }
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    // A test in which nothing, or everything, is excepted would say little.
    let (failing, excepted) = (failing.into_inner(), excepted.into_inner());
    assert!(excepted * 100 > failing && excepted * 2 < failing, "{excepted} of {failing} failures were excepted");
}
