//! Exceptions never hide: over generated scans and registries no failing check becomes Excepted, and nothing that
//! nobody judged becomes Attested, unless every rule of "When an entry applies" holds, as a second, naive
//! implementation reads the rules; and it agrees about which runs count.
//!
//! `AMICIS_WORLDS=200000` makes as many worlds instead of a few thousand, and `AMICIS_SEED` the same ones again.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stderr,
    reason = "a test fails by panicking, and says its seed"
)]

mod naive;
mod runs;
mod spans;
mod systems;
mod world;

use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use amicis::assess::{Assessment, Disposition};
use amicis::mapping::Mappings;
use amicis::model::Status;
use amicis::registry::Registry;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

static MAPPINGS: LazyLock<Mappings> = LazyLock::new(world::mappings);

fn number_of(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|text| text.parse().expect("a number"))
}

/// A runner of as many worlds as are asked for, from the seed that is asked for, else a new one.
fn runner(cases: u32) -> TestRunner {
    let seed = number_of("AMICIS_SEED").unwrap_or_else(|| RandomState::new().hash_one(cases));
    let cases = number_of("AMICIS_WORLDS").map_or(cases, |worlds| worlds.try_into().expect("fewer worlds"));
    eprintln!("{cases} worlds; AMICIS_SEED={seed} makes them again");
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

#[test]
fn no_failure_is_excepted_unless_every_rule_holds() {
    let counts = [const { AtomicUsize::new(0) }; 4];
    let [failing, excepted, passes, fails] = &counts;
    let worlds = (world::scan(), vec(world::entry(), 0..8), world::policy(), vec(world::attested(), 0..4));
    let outcome = runner(3_000).run(&worlds, |(scan, mut entries, policy, attested)| {
        for (index, entry) in entries.iter_mut().enumerate() {
            entry.id = format!("entry-{index}");
        }
        let numbered = naive::numbered(&scan);
        let registry = Registry {
            entries: entries.clone(),
            policy: policy.clone(),
            attested: attested.clone(),
            ..Registry::default()
        };
        let assessment = Assessment::new(vec![scan.clone()], registry, world::DAY, false, &MAPPINGS);
        let image = assessment.images.first().expect("one image");
        for recommendation in &image.recommendations {
            for part in &recommendation.parts {
                let check = &numbered.checks[part.check.place()];
                let own = part.judgement.disposition;
                let naive = naive::excepted(&entries, &policy, world::DAY, &numbered, check);
                prop_assert_eq!(own == Disposition::Excepted, naive, "{:?}\n{:?}", check, part.judgement);
                let word = naive::attested(&attested, world::DAY, &numbered, check);
                let said = match own {
                    Disposition::Attested => Some(true),
                    Disposition::Open if check.status == Status::NotChecked => Some(false),
                    _ => None,
                };
                prop_assert_eq!(said, word, "{:?}\n{:?}", check, part.judgement);
                failing.fetch_add(usize::from(check.status == Status::Fail), Ordering::Relaxed);
                excepted.fetch_add(usize::from(naive), Ordering::Relaxed);
                passes.fetch_add(usize::from(word == Some(true)), Ordering::Relaxed);
                fails.fetch_add(usize::from(word == Some(false)), Ordering::Relaxed);
                // Folding hides nothing either: an excepted recommendation has no worse part.
                prop_assert!(recommendation.disposition <= own);
                prop_assert_eq!(image.check(part).status, check.status);
            }
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    // A test in which nothing, or everything, is excepted or attested would say little.
    let [failing, excepted, passes, fails] = counts.map(AtomicUsize::into_inner);
    eprintln!(
        "{excepted} of {failing} failures were excepted; {passes} checks passed by a person's word, {fails} failed"
    );
    assert!(excepted * 100 > failing && excepted * 2 < failing, "{excepted} of {failing} failures were excepted");
    assert!(passes > 2 && fails > 2, "{passes} checks were attested to pass, {fails} to fail");
}
