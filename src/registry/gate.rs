//! The settings `[gate]`: read with the registry, judged in the gate's room.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::selection::Selection;
use crate::model::{DoubtCode, Number, Severity};

/// The gate's conditions. A key that is absent leaves the default in force: no open or lapsed
/// failure, nothing unverified, no override in the scan, no lint error, full coverage.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gate {
    /// The least raw score, in per cent.
    pub min_raw_score: Option<f64>,
    /// The least accepted score, in per cent.
    pub min_accepted_score: Option<f64>,
    /// Only recommendations of these profile levels are judged.
    pub levels: Option<BTreeSet<u8>>,
    /// Only these recommendations are judged; a benchmark version and its numbers and sections.
    pub sections: Option<Vec<Selection>>,
    /// Only these numbers, and what is below them, are judged, in the benchmark that each image was held against.
    pub own_sections: Option<Vec<Number>>,
    /// Only recommendations of these severities are judged.
    pub severities: Option<BTreeSet<Severity>>,
    /// Nothing may be worse than in the baseline.
    pub no_regression: Option<bool>,
    /// Let failures through that no entry covers.
    pub allow_open: Option<bool>,
    /// Let failures through whose entry does not apply.
    pub allow_lapsed: Option<bool>,
    /// Let through what could not be verified.
    pub allow_unverified: Option<bool>,
    /// Let results through that were changed inside the scan.
    pub allow_overrides: Option<bool>,
    /// Let lint errors of the registry through.
    pub allow_lint: Option<bool>,
    /// Judge scans that do not list everything.
    pub allow_partial: Option<bool>,
    /// The least share of a benchmark's automated recommendations that a scan has to judge, in per cent.
    pub min_listed: Option<f64>,
    /// Doubts that somebody has looked at and accepts.
    pub accept_doubts: Vec<AcceptedDoubt>,
}

/// A kind of doubt that somebody accepts, with the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedDoubt {
    /// The kind.
    pub code: DoubtCode,
    /// The reason, printed with every verdict.
    pub reason: String,
    /// The last day on which it is accepted; none: for ever.
    pub until: Option<Date>,
}

impl Gate {
    /// The acceptance of a kind of doubt that is in force on a day.
    pub fn accepts(&self, code: DoubtCode, as_of: Date) -> Option<&AcceptedDoubt> {
        let in_force = |accepted: &&AcceptedDoubt| accepted.until.is_none_or(|until| as_of <= until);
        self.accept_doubts.iter().filter(|accepted| accepted.code == code).find(in_force)
    }
}

impl Gate {
    /// These conditions, and for every key that is absent the registry's.
    #[must_use]
    pub fn over(self, registry: &Self) -> Self {
        let below = registry.clone();
        Self {
            min_raw_score: self.min_raw_score.or(below.min_raw_score),
            min_accepted_score: self.min_accepted_score.or(below.min_accepted_score),
            levels: self.levels.or(below.levels),
            // Sections in whichever form replace those of the registry.
            sections: self.sections.or(below.sections.filter(|_| self.own_sections.is_none())),
            own_sections: self.own_sections,
            severities: self.severities.or(below.severities),
            no_regression: self.no_regression.or(below.no_regression),
            allow_open: self.allow_open.or(below.allow_open),
            allow_lapsed: self.allow_lapsed.or(below.allow_lapsed),
            allow_unverified: self.allow_unverified.or(below.allow_unverified),
            allow_overrides: self.allow_overrides.or(below.allow_overrides),
            allow_lint: self.allow_lint.or(below.allow_lint),
            allow_partial: self.allow_partial.or(below.allow_partial),
            min_listed: self.min_listed.or(below.min_listed),
            accept_doubts: self.accept_doubts.into_iter().chain(below.accept_doubts).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_doubt_is_accepted_by_its_kind_and_until_the_last_day() {
        let last = date(2026, 11, 23);
        let accepted = |code, until, reason: &str| AcceptedDoubt { code, reason: reason.to_owned(), until };
        let accept_doubts = vec![
            accepted(DoubtCode::NoEnd, Some(last), "the tool writes none"),
            accepted(DoubtCode::NoEnd, Some(date(2026, 12, 31)), "still none"),
            accepted(DoubtCode::FileSkipped, None, "a log"),
        ];
        let gate = Gate { accept_doubts, ..Gate::default() };
        let reason = |code, day| gate.accepts(code, day).map(|accepted| accepted.reason.as_str());
        assert_eq!(reason(DoubtCode::NoEnd, last), Some("the tool writes none"));
        assert_eq!(reason(DoubtCode::NoEnd, date(2026, 11, 24)), Some("still none"));
        assert_eq!(reason(DoubtCode::NoEnd, date(2027, 1, 1)), None);
        assert_eq!(reason(DoubtCode::FileSkipped, date(2099, 1, 1)), Some("a log"), "for ever");
        assert_eq!(reason(DoubtCode::SmallScan, last), None);
    }
}
