//! The doubt `small-scan`: a scan judges only a small part of its benchmark, and nothing in it says that
//! no more was selected.

use std::collections::BTreeSet;

use crate::mapping::{Edition, Mappings};
use crate::model::{AssessedBy, Doubt, DoubtCode, Number, Scan};

/// The least share of a benchmark's automated recommendations that a scan has to judge, in per cent,
/// where the registry says nothing.
pub const MIN_LISTED: f64 = 50.0;

/// The least share where the scan states its selection: below it nearly nothing applied to the machine.
const MIN_OF_STATED: f64 = 10.0;

/// Raises `small-scan` on a scan that judges less than `least` per cent of the automated recommendations
/// that its benchmark's list has for its level.
///
/// A scan that lists failures only, or counts, is no whole scan anyway; without a list nothing can be said.
pub(super) fn doubt_small(scan: &mut Scan, least: f64, mappings: &Mappings) {
    if !scan.coverage.is_full() || scan.is_doubted(DoubtCode::BenchmarkOverruled) {
        return;
    }
    let Some(list) = Edition::of(&scan.benchmark).and_then(|edition| mappings.list(&edition)) else { return };
    // A scan that does not say its level has judged at least level 1.
    let level = scan.profile.as_ref().and_then(|profile| profile.level).unwrap_or(1);
    let counts = |item: &&crate::mapping::Item| {
        item.assessment != Some(AssessedBy::Manual) && item.level.is_none_or(|of| of <= level)
    };
    let listed: BTreeSet<&Number> = list.items.iter().filter(counts).map(|item| &item.number).collect();
    let judged: BTreeSet<&Number> =
        scan.checks.iter().filter(|check| check.status.scored()).filter_map(|check| check.number.as_ref()).collect();
    let both = listed.intersection(&judged).count();
    let least = if scan.states_selection { least.min(MIN_OF_STATED) } else { least };
    #[expect(clippy::cast_precision_loss, reason = "a benchmark has hundreds of recommendations")]
    let enough = both as f64 * 100.0 >= least * listed.len() as f64;
    if enough {
        return;
    }
    let message = format!(
        "{both} of the {} automated recommendations that {} has for level {level} were judged",
        listed.len(),
        list.edition
    );
    scan.doubt(Doubt::new(DoubtCode::SmallScan, message).hides((listed.len() - both) as u64));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Benchmark, Check, Coverage, Profile, Status};

    /// A scan of Amazon Linux 2 v2.0.0 in which the first `judged` per cent of the list's numbers pass and
    /// the rest does not apply.
    fn scan(judged: usize) -> Scan {
        let mappings = Mappings::builtin();
        let benchmark = Benchmark::given("CIS Amazon Linux 2 Benchmark 2.0.0");
        let list = mappings.list(&Edition::of(&benchmark).expect("an edition")).expect("a list");
        let of = list.items.len();
        let check = |(at, item): (usize, &crate::mapping::Item)| {
            let status = if at * 100 < of * judged { Status::Pass } else { Status::NotApplicable };
            Check { number: Some(item.number.clone()), ..Check::new(status) }
        };
        let checks = list.items.iter().enumerate().map(check).collect();
        let profile = Some(Profile { level: Some(2), ..Profile::default() });
        Scan { benchmark, profile, checks, ..Scan::default() }
    }

    fn doubted(mut scan: Scan, least: f64) -> bool {
        doubt_small(&mut scan, least, &Mappings::builtin());
        scan.is_doubted(DoubtCode::SmallScan)
    }

    #[test]
    fn a_whole_scan_raises_no_doubt_and_a_small_one_does() {
        assert!(!doubted(scan(100), MIN_LISTED) && !doubted(scan(70), MIN_LISTED));
        assert!(doubted(scan(30), MIN_LISTED) && doubted(scan(0), MIN_LISTED));
    }

    #[test]
    fn the_doubt_says_how_much_was_judged_and_how_much_that_hides() {
        let mut none = scan(0);
        doubt_small(&mut none, MIN_LISTED, &Mappings::builtin());
        let [doubt] = none.doubts.as_slice() else { panic!("{:?}", none.doubts) };
        let all = doubt.hides.expect("a number");
        assert!(doubt.message.starts_with(&format!("0 of the {all} automated recommendations")), "{}", doubt.message);
        let mut some = scan(30);
        doubt_small(&mut some, MIN_LISTED, &Mappings::builtin());
        let (judged, _) = some.doubts[0].message.split_once(' ').expect("a number first");
        assert_eq!(some.doubts[0].hides, Some(all - judged.parse::<u64>().expect("a number")));
    }

    #[test]
    fn what_people_judge_by_hand_is_not_asked_for() {
        // Every automated recommendation passes, and no manual one was looked at.
        let list = Mappings::builtin();
        let list =
            list.list(&Edition::parse("CIS Amazon Linux 2 Benchmark 2.0.0").expect("an edition")).expect("a list");
        let manual = |number: &Option<Number>| {
            list.items.iter().any(|i| Some(&i.number) == number.as_ref() && i.assessment == Some(AssessedBy::Manual))
        };
        let mut automated = scan(100);
        automated.checks.retain(|check| !manual(&check.number));
        let count = automated.checks.len();
        assert!(count < list.items.len() && !doubted(automated.clone(), 100.0), "all of them are enough");
        automated.checks.truncate(count / 3);
        assert!(doubted(automated, MIN_LISTED));
        let mut by_hand = scan(100);
        by_hand.checks.retain(|check| manual(&check.number));
        assert!(doubted(by_hand, 1.0), "the manual ones alone are nothing");
    }

    #[test]
    fn the_registry_can_ask_for_less() {
        assert!(!doubted(scan(30), 20.0));
    }

    #[test]
    fn a_scan_that_states_its_selection_is_small_only_where_nearly_nothing_applied() {
        let stated = |judged| Scan { states_selection: true, ..scan(judged) };
        assert!(!doubted(stated(30), MIN_LISTED) && doubted(stated(2), MIN_LISTED));
    }

    #[test]
    fn a_scan_of_failures_only_and_one_without_a_list_are_left_to_other_rules() {
        assert!(!doubted(Scan { coverage: Coverage::FailuresOnly, ..scan(0) }, MIN_LISTED));
        assert!(!doubted(Scan { benchmark: Benchmark::given("CIS House Benchmark 1.0.0"), ..scan(0) }, MIN_LISTED));
    }
}
