//! Results that stand in a file more than once: overlapping pages, one rule in several profiles.

use std::collections::BTreeMap;

use crate::diag::Code;
use crate::model::{Check, Scan, normalise};

/// Results that differ only in level and identifiers are one check with those of both; a result that
/// adds neither comes from pages that overlap and is counted in a warning.
pub(crate) fn join_repeated(scan: &mut Scan) {
    let mut places: BTreeMap<_, usize> = BTreeMap::new();
    let mut kept: Vec<Check> = Vec::new();
    let mut repeated = 0;
    for check in std::mem::take(&mut scan.checks) {
        let title = check.title_text().map(normalise);
        let rule = if check.number.is_none() { check.rule.clone() } else { None };
        let found: Vec<String> = check.evidence.lines().map(str::to_owned).collect();
        let place = *places.entry((check.number.clone(), title, rule, check.status, found)).or_insert(kept.len());
        match kept.get_mut(place) {
            Some(known) => repeated += usize::from(!join(known, check)),
            None => kept.push(check),
        }
    }
    scan.checks = kept;
    if repeated > 0 {
        scan.warn(Code::Repeated, format!("{repeated} results stand in the file more than once and were taken once."));
    }
}

/// Whether anything was new.
fn join(known: &mut Check, check: Check) -> bool {
    let before = (known.levels.len(), known.idents.len());
    known.levels.extend(check.levels);
    known.levels.sort_unstable();
    known.levels.dedup();
    for ident in check.idents {
        if !known.idents.contains(&ident) {
            known.idents.push(ident);
        }
    }
    for change in check.overrides {
        if !known.overrides.contains(&change) {
            known.overrides.push(change);
        }
    }
    before != (known.levels.len(), known.idents.len())
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
