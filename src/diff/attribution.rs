//! Where a change of score comes from: benchmark, coverage, host, exceptions; in exact fractions.

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::Score;

/// The scores that attribution is made from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scores {
    /// The raw score over everything the side has.
    pub all: Score,
    /// Over what both sides have.
    pub pairs: Score,
    /// Over what is conclusive (pass, fixed, fail) on both sides.
    pub conclusive: Score,
    /// The accepted score over everything.
    pub accepted: Score,
}

/// The parts of a change of score in percentage points. They add up exactly before rounding:
/// benchmark + coverage + host = the change of the raw score, and with exceptions that of the
/// accepted score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribution {
    /// The part that another benchmark version or profile brings.
    pub benchmark: Fraction,
    /// The part that became or ceased to be unverified.
    pub coverage: Fraction,
    /// The part that changed on the host.
    pub host: Fraction,
    /// The part that the registry changed.
    pub exceptions: Fraction,
    /// The raw and the accepted scores, older and newer.
    raw: [Fraction; 2],
    accepted: [Fraction; 2],
}

impl Attribution {
    /// Attributes the change between two sides; `None` when any score in it is 0/0, or so large that
    /// it cannot be computed exactly.
    pub fn new(old: &Scores, new: &Scores) -> Option<Self> {
        let f = Fraction::of;
        let (raw, accepted) = ([f(old.all)?, f(new.all)?], [f(old.accepted)?, f(new.accepted)?]);
        let change = |[before, after]: [Fraction; 2]| after.minus(before);
        let benchmark = change([f(old.all)?, f(old.pairs)?])?.plus(change([f(new.pairs)?, f(new.all)?])?)?;
        let coverage =
            change([f(old.pairs)?, f(old.conclusive)?])?.plus(change([f(new.conclusive)?, f(new.pairs)?])?)?;
        let host = change([f(old.conclusive)?, f(new.conclusive)?])?;
        let exceptions = change(accepted)?.minus(change(raw)?)?;
        Some(Self { benchmark, coverage, host, exceptions, raw, accepted })
    }

    /// The accepted scores, older and newer, in hundredths of a percent.
    pub fn accepted(&self) -> Option<[i64; 2]> {
        let [before, after] = self.accepted;
        Some([before.hundredths()?, after.hundredths()?])
    }

    /// The parts in hundredths of a percentage point, rounded so that they add up to the difference
    /// of the scores as they are printed: what rounding leaves goes into the largest part.
    pub fn rounded(&self) -> Option<Rounded> {
        let printed = |[before, after]: [Fraction; 2]| Some(after.hundredths()? - before.hundredths()?);
        let (raw, total) = (printed(self.raw)?, printed(self.accepted)?);
        let mut parts = [self.benchmark.hundredths()?, self.coverage.hundredths()?, self.host.hundredths()?];
        let remainder = raw - parts.iter().sum::<i64>();
        if let Some(largest) = parts.iter_mut().max_by_key(|part| part.abs()) {
            *largest += remainder;
        }
        let [benchmark, coverage, host] = parts;
        Some(Rounded { benchmark, coverage, host, exceptions: total - raw, total })
    }
}

/// An attribution in hundredths of a percentage point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Rounded {
    /// The part that another benchmark version or profile brings.
    pub benchmark: i64,
    /// The part that became or ceased to be unverified.
    pub coverage: i64,
    /// The part that changed on the host.
    pub host: i64,
    /// The part that the registry changed.
    pub exceptions: i64,
    /// The sum: the change of the accepted score.
    pub total: i64,
}

/// An exact fraction of 128-bit integers, reduced, with a positive denominator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fraction {
    numerator: i128,
    denominator: i128,
}

impl Fraction {
    /// A score; `None` for 0/0.
    pub fn of(score: Score) -> Option<Self> {
        Self::new(score.earned.into(), score.possible.into())
    }

    fn new(numerator: i128, denominator: i128) -> Option<Self> {
        if denominator == 0 {
            return None;
        }
        let divisor = gcd(numerator.unsigned_abs(), denominator.unsigned_abs());
        let divisor = i128::try_from(divisor).ok()?.max(1) * denominator.signum();
        Some(Self { numerator: numerator / divisor, denominator: denominator / divisor })
    }

    /// The sum; `None` when it overflows.
    pub fn plus(self, other: Self) -> Option<Self> {
        let left = self.numerator.checked_mul(other.denominator)?;
        let right = other.numerator.checked_mul(self.denominator)?;
        Self::new(left.checked_add(right)?, self.denominator.checked_mul(other.denominator)?)
    }

    /// The difference; `None` when it overflows.
    pub fn minus(self, other: Self) -> Option<Self> {
        self.plus(Self { numerator: other.numerator.checked_neg()?, ..other })
    }

    /// In hundredths of a percent, rounded half away from zero.
    pub fn hundredths(self) -> Option<i64> {
        let scaled = self.numerator.checked_mul(20_000)?.checked_add(self.numerator.signum() * self.denominator)?;
        i64::try_from(scaled / self.denominator.checked_mul(2)?).ok()
    }
}

fn gcd(a: u128, b: u128) -> u128 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(earned: u64, possible: u64) -> Score {
        Score { earned: earned * 1_000_000, possible: possible * 1_000_000 }
    }

    #[test]
    fn the_parts_add_up_exactly() {
        let old =
            Scores { all: score(66, 82), pairs: score(60, 75), conclusive: score(58, 70), accepted: score(66, 67) };
        let new =
            Scores { all: score(70, 91), pairs: score(61, 74), conclusive: score(57, 69), accepted: score(70, 80) };
        let parts = Attribution::new(&old, &new).expect("scores");
        let raw = Fraction::of(new.all).and_then(|n| n.minus(Fraction::of(old.all)?)).expect("a fraction");
        let sum = parts.benchmark.plus(parts.coverage).and_then(|s| s.plus(parts.host)).expect("a fraction");
        assert_eq!(sum, raw);
        let accepted = Fraction::of(new.accepted).and_then(|n| n.minus(Fraction::of(old.accepted)?));
        assert_eq!(sum.plus(parts.exceptions), accepted);
        let rounded = parts.rounded().expect("small");
        let raw = rounded.benchmark + rounded.coverage + rounded.host;
        // 66/82 is printed as 80.49, 70/91 as 76.92; 66/67 as 98.51, 70/80 as 87.50.
        assert_eq!((raw, rounded.exceptions, rounded.total), (7692 - 8049, -1101 - raw, 8750 - 9851));
        assert_eq!(parts.accepted(), Some([9851, 8750]));
    }

    #[test]
    fn rounded_parts_add_up_to_the_scores_as_they_are_printed() {
        let of = |all: u64, pairs: u64, conclusive: u64| Scores {
            all: score(all, 13),
            pairs: score(pairs, 11),
            conclusive: score(conclusive, 7),
            accepted: score(all, 13),
        };
        let printed = |of: Scores| Fraction::of(of.all).and_then(Fraction::hundredths).expect("small");
        for (all, pairs, conclusive) in [(1, 1, 1), (3, 5, 2), (7, 2, 6), (12, 10, 3), (9, 9, 5)] {
            let (old, new) = (of(4, 6, 1), of(all, pairs, conclusive));
            let rounded = Attribution::new(&old, &new).and_then(|parts| parts.rounded()).expect("small");
            let sum = rounded.benchmark + rounded.coverage + rounded.host;
            assert_eq!((sum, rounded.exceptions), (printed(new) - printed(old), 0), "{all} {pairs} {conclusive}");
        }
    }

    #[test]
    fn no_score_is_not_attributable() {
        let some = Scores { all: score(1, 2), pairs: score(1, 2), conclusive: score(1, 2), accepted: score(1, 2) };
        let none = Scores { conclusive: score(0, 0), ..some };
        assert_eq!(Attribution::new(&some, &none), None);
    }

    #[test]
    fn hundredths_are_rounded_half_away_from_zero() {
        let hundredths = |n, d| Fraction::new(n, d).and_then(Fraction::hundredths);
        assert_eq!(hundredths(103, 180), Some(5722));
        assert_eq!(hundredths(-1, 20_000), Some(-1));
        assert_eq!(hundredths(1, 20_001), Some(0));
    }
}
