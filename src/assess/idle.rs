//! The parts of an entry that nothing needs any more.

use std::collections::{BTreeMap, BTreeSet};

use super::disposition::Disposition;
use crate::model::{Check, Offender, Status};
use crate::registry::{Entry, ScopePattern};

/// The parts of an entry that the checks it names need.
#[derive(Default)]
pub(super) struct Needs {
    /// For each recommendation whether all its checks pass.
    passing: BTreeMap<String, bool>,
    /// The evidence patterns that a failing check's offenders touch.
    used: BTreeSet<String>,
    /// A failing check lists its offenders.
    listed: bool,
    /// A failing check does not list all its offenders: nothing can be said of the patterns.
    unclear: bool,
}

impl Needs {
    /// Notes what a check needs of an entry that names it.
    pub(super) fn note(&mut self, entry: &Entry, check: &Check, disposition: Disposition) {
        let name = check.number.as_ref().map(ToString::to_string).or_else(|| check.rule.clone());
        let passes = disposition == Disposition::Passed;
        self.passing.entry(name.unwrap_or_default()).and_modify(|all| *all &= passes).or_insert(passes);
        if check.status != Status::Fail {
            return;
        }
        self.listed = true;
        self.unclear |= !check.evidence.itemised();
        let patterns = entry.evidence.iter().flatten();
        let mut unused: Vec<&ScopePattern> = patterns.filter(|pattern| !self.used.contains(pattern.text())).collect();
        for offender in check.evidence.offenders() {
            if unused.is_empty() {
                break;
            }
            let (touched, rest) = unused.into_iter().partition(|pattern| touches(pattern, &offender));
            unused = rest;
            self.used.extend(touched.into_iter().map(|pattern: &ScopePattern| pattern.text().to_owned()));
        }
    }

    /// The parts that nothing needs, of an entry that something needs.
    pub(super) fn idle(&self, entry: &Entry) -> Vec<String> {
        if self.passing.values().all(|passes| *passes) {
            return Vec::new();
        }
        let passing = self.passing.iter().filter(|(_, passes)| **passes);
        let mut idle: Vec<String> = passing.map(|(name, _)| format!("{name} passes now")).collect();
        if self.listed && !self.unclear {
            let unused = entry.evidence.iter().flatten().filter(|pattern| !self.used.contains(pattern.text()));
            idle.extend(unused.map(|pattern| format!("`{pattern}` matches nothing")));
        }
        idle
    }
}

/// Whether a pattern has to do with an offender: one of its paths, where a link leads, or its text.
fn touches(pattern: &ScopePattern, offender: &Offender<'_>) -> bool {
    let target = |target: &Option<_>| target.as_deref().is_some_and(|path| pattern.covers_path(path));
    offender.paths.iter().any(|found| pattern.covers_path(&found.path) || target(&found.target))
        || pattern.covers_text(offender)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Evidence;

    fn entry() -> Entry {
        let pattern = |text: &&str| ScopePattern::new(text).expect("a pattern");
        Entry { evidence: Some(["/run/**", "/opt/never/**"].iter().map(pattern).collect()), ..Entry::default() }
    }

    fn check(number: &str, status: Status, items: &[&str]) -> Check {
        let evidence = Evidence::items(items.iter().copied());
        Check { number: number.parse().ok(), evidence, ..Check::new(status) }
    }

    fn idle(checks: &[Check]) -> Vec<String> {
        let mut needs = Needs::default();
        for check in checks {
            needs.note(&entry(), check, Disposition::of(check.status));
        }
        needs.idle(&entry())
    }

    #[test]
    fn a_number_that_passes_and_a_pattern_that_matches_nothing_are_told() {
        let checks = [check("1.4", Status::Pass, &[]), check("2.4", Status::Fail, &["/run/a", "/etc/b"])];
        assert_eq!(idle(&checks), ["1.4 passes now", "`/opt/never/**` matches nothing"]);
    }

    #[test]
    fn what_is_needed_or_cannot_be_told_is_not() {
        assert!(idle(&[check("1.4", Status::Pass, &[])]).is_empty(), "it is stale as a whole");
        assert!(idle(&[check("2.4", Status::Fail, &["/run/a", "/opt/never/b"])]).is_empty());
        let unlisted = Check { evidence: Evidence::text("free text"), ..check("2.4", Status::Fail, &[]) };
        assert!(idle(&[unlisted]).is_empty());
        let link = check("2.4", Status::Fail, &["/run/a -> /opt/never/b"]);
        assert!(idle(&[link]).is_empty(), "either pattern is needed");
    }

    #[test]
    fn a_number_that_fails_anywhere_is_needed() {
        let fails = || check("2.4", Status::Fail, &["/run/a", "/opt/never/b"]);
        let passes = |number: &str| check(number, Status::Pass, &[]);
        assert!(idle(&[fails(), passes("2.4")]).is_empty() && idle(&[passes("2.4"), fails()]).is_empty());
        let other = check("3.4", Status::Fail, &["/run/a", "/opt/never/b"]);
        assert!(idle(&[fails(), passes("2.4"), other]).is_empty(), "one instance still fails it");
        assert_eq!(idle(&[passes("1.4"), fails(), passes("1.4")]), ["1.4 passes now"]);
    }
}
