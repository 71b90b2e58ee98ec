//! Results that stand in a file more than once: overlapping pages, one rule in several profiles.

use std::collections::BTreeMap;

use crate::model::{Check, Scan};

/// Results that differ only in their level are one check of both levels; the same result twice
/// comes from pages that overlap.
pub(super) fn join_repeated(scan: &mut Scan) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut kept: Vec<Check> = Vec::new();
    let mut repeated = 0;
    for check in std::mem::take(&mut scan.checks) {
        let same = format!(
            "{:?}",
            (&check.number, &check.rule, &check.title, &check.status, &check.raw_status, &check.evidence)
        );
        let known = seen.get(&same).and_then(|at| kept.get_mut(*at));
        let Some(known) = known else {
            seen.insert(same, kept.len());
            kept.push(check);
            continue;
        };
        if check.levels.iter().all(|level| known.levels.contains(level)) {
            repeated += 1;
        }
        known.levels.extend(check.levels);
        known.levels.sort_unstable();
        known.levels.dedup();
    }
    scan.checks = kept;
    if repeated > 0 {
        scan.warn("repeated", format!("{repeated} results stand in the file more than once and were taken once."));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Status;

    #[test]
    fn repeated_results_are_joined_and_different_ones_stay() {
        let check =
            |levels: &[u8], status| Check { levels: levels.to_vec(), rule: Some("r".into()), ..Check::new(status) };
        let checks = vec![
            check(&[1], Status::Fail),
            check(&[2], Status::Fail),
            check(&[2], Status::Fail),
            check(&[1], Status::Pass),
        ];
        let mut scan = Scan { checks, ..Scan::default() };
        join_repeated(&mut scan);
        let levels: Vec<_> = scan.checks.iter().map(|check| check.levels.as_slice()).collect();
        assert_eq!(levels, [[1, 2].as_slice(), [1].as_slice()]);
        assert_eq!(scan.warnings.len(), 1);
    }
}
