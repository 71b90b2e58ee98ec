//! Weights and scores in exact arithmetic, as CIS-CAT computes them.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Status;

/// A rule's weight in scores, exact to a millionth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Weight(u64);

impl Weight {
    /// The weight of a rule that states none.
    pub const ONE: Self = Self(1_000_000);
    /// "Unscored".
    pub const ZERO: Self = Self(0);

    /// A weight from a decimal number; `None` when it is negative, not finite or absurdly large.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked first")]
    pub fn from_f64(weight: f64) -> Option<Self> {
        (weight.is_finite() && (0.0..=1e9).contains(&weight)).then(|| Self((weight * 1e6).round() as u64))
    }

    /// In millionths.
    pub fn micros(self) -> u64 {
        self.0
    }

    /// As a decimal number.
    #[expect(clippy::cast_precision_loss, reason = "at most 1e15, which f64 holds exactly")]
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / 1e6
    }
}

impl Serialize for Weight {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.as_f64())
    }
}

impl<'de> Deserialize<'de> for Weight {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let weight = f64::deserialize(deserializer)?;
        Self::from_f64(weight)
            .ok_or_else(|| serde::de::Error::custom(format!("a weight is a number from 0 to 1e9, not {weight}")))
    }
}

impl JsonSchema for Weight {
    fn schema_name() -> Cow<'static, str> {
        "Weight".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "number", "minimum": 0, "maximum": 1e9})
    }
}

/// A score as a fraction: the weights of what passed over the weights of what was scored.
///
/// As CIS-CAT computes it: pass and fixed over pass, fixed, fail, error and unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Millionths of weight that passed.
    pub earned: u64,
    /// Millionths of weight that counted.
    pub possible: u64,
}

impl Score {
    /// The score over results; those that no score counts are passed over.
    pub fn of<I: IntoIterator<Item = (Status, Weight)>>(results: I) -> Self {
        let mut score = Self::default();
        for (status, weight) in results {
            score.add(status, weight);
        }
        score
    }

    /// Adds one result.
    pub fn add(&mut self, status: Status, weight: Weight) {
        if status.scored() {
            self.possible = self.possible.saturating_add(weight.0);
            if status.passed() {
                self.earned = self.earned.saturating_add(weight.0);
            }
        }
    }

    /// The score in percent; `None` for 0/0 ("no score").
    #[expect(clippy::cast_precision_loss, reason = "shown with two decimals")]
    pub fn percent(&self) -> Option<f64> {
        (self.possible > 0).then(|| self.earned as f64 * 100.0 / self.possible as f64)
    }
}

/// `57.22 % (103 of 180)`; weights that are no whole numbers keep their decimals.
impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.percent() {
            Some(percent) => write!(f, "{percent:.2} % ({} of {})", decimal(self.earned), decimal(self.possible)),
            None => f.write_str("no score"),
        }
    }
}

/// Millionths of weight as a decimal number.
pub fn decimal(micros: u64) -> String {
    let whole = micros / 1_000_000;
    let rest = format!("{:06}", micros % 1_000_000);
    match rest.trim_end_matches('0') {
        "" => whole.to_string(),
        decimals => format!("{whole}.{decimals}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_console_transcripts_score_is_recomputed() {
        let results = [
            (Status::Pass, 103),
            (Status::Fail, 76),
            (Status::Error, 1),
            (Status::NotChecked, 20),
            (Status::NotSelected, 37),
            (Status::Informational, 4),
        ];
        let score = Score::of(results.iter().flat_map(|&(s, n)| std::iter::repeat_n((s, Weight::ONE), n)));
        assert_eq!(score.possible, 180_000_000);
        assert_eq!(format!("{:.2}", score.percent().expect("a score")), "57.22");
    }

    #[test]
    fn nothing_scored_is_no_score() {
        assert_eq!(Score::of([(Status::NotApplicable, Weight::ONE)]).percent(), None);
        assert_eq!(Score::of([(Status::Fail, Weight::ZERO)]).percent(), None);
    }
}
