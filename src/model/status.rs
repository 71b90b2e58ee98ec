//! XCCDF's result words, to which every tool's words map without loss.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The result of a check, in the vocabulary of XCCDF 1.2.
///
/// Ordered from the worst to the best as results of one recommendation are folded:
/// `fail > error > unknown > notchecked > informational > pass = fixed > notapplicable > notselected`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// The target does not satisfy the rule.
    Fail,
    /// The checking engine could not complete.
    Error,
    /// The engine ran, and the outcome is unclear.
    Unknown,
    /// The rule was not evaluated (also: manual, without a verdict).
    NotChecked,
    /// Evaluated for information only.
    Informational,
    /// The target satisfies the rule.
    Pass,
    /// The rule failed, was remediated, and passes now.
    Fixed,
    /// The rule does not apply to the target.
    NotApplicable,
    /// The profile left the rule out.
    NotSelected,
}

impl Status {
    /// All statuses, worst first.
    pub const ALL: [Self; 9] = [
        Self::Fail,
        Self::Error,
        Self::Unknown,
        Self::NotChecked,
        Self::Informational,
        Self::Pass,
        Self::Fixed,
        Self::NotApplicable,
        Self::NotSelected,
    ];

    /// The XCCDF word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Error => "error",
            Self::Unknown => "unknown",
            Self::NotChecked => "notchecked",
            Self::Informational => "informational",
            Self::Pass => "pass",
            Self::Fixed => "fixed",
            Self::NotApplicable => "notapplicable",
            Self::NotSelected => "notselected",
        }
    }

    /// pass or fixed.
    pub fn passed(self) -> bool {
        matches!(self, Self::Pass | Self::Fixed)
    }

    /// Counts in a score's denominator: pass, fixed, fail, error, unknown.
    pub fn scored(self) -> bool {
        matches!(self, Self::Pass | Self::Fixed | Self::Fail | Self::Error | Self::Unknown)
    }

    /// The worse of two statuses in folding order (pass and fixed are equal: the first stays).
    #[must_use]
    pub fn worse(self, other: Self) -> Self {
        let rank = |status: Self| if status == Self::Fixed { Self::Pass } else { status };
        if rank(other) < rank(self) { other } else { self }
    }
}

/// A word that is none of XCCDF's nine.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a result word (pass, fail, error, unknown, notapplicable, notchecked, notselected, informational, fixed)"
)]
pub struct StatusError(String);

impl FromStr for Status {
    type Err = StatusError;

    /// Reads XCCDF's words in any case and with spaces, hyphens or underscores inside
    /// ("Not Applicable"); no tool's own words.
    fn from_str(text: &str) -> Result<Self, StatusError> {
        let word: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_')).collect();
        Self::ALL
            .into_iter()
            .find(|status| status.word().eq_ignore_ascii_case(&word))
            .ok_or_else(|| StatusError(text.chars().take(40).collect()))
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_seen_in_the_field_are_read() {
        assert_eq!("not applicable".parse(), Ok(Status::NotApplicable));
        assert_eq!("PASS".parse(), Ok(Status::Pass));
        assert_eq!("Not Selected".parse(), Ok(Status::NotSelected));
        assert!("PASSED".parse::<Status>().is_err());
    }

    #[test]
    fn folding_keeps_the_worst() {
        assert_eq!(Status::Pass.worse(Status::Fail), Status::Fail);
        assert_eq!(Status::Fixed.worse(Status::Pass), Status::Fixed);
        assert_eq!(Status::NotSelected.worse(Status::NotApplicable), Status::NotApplicable);
        assert_eq!(Status::Informational.worse(Status::NotChecked), Status::NotChecked);
    }
}
