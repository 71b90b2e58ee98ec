//! Dispositions: the outcome of a check once the registry has been asked.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::Status;

/// The outcome of a check or recommendation, worst first: the order in which parts are folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Disposition {
    /// It fails, and no entry names it but drafts.
    Open,
    /// It fails, and an entry that names it does not apply.
    Lapsed,
    /// error, unknown or notchecked: nobody knows.
    Unverified,
    /// It fails, and an entry in force says why.
    Excepted,
    /// No tool judges it, and a person attested that it passes.
    Attested,
    /// It passes.
    Passed,
    /// Reported for information only.
    Informational,
    /// It does not apply to the target.
    NotApplicable,
    /// The profile left it out.
    NotSelected,
}

impl Disposition {
    /// All of them, worst first.
    pub const ALL: [Self; 9] = [
        Self::Open,
        Self::Lapsed,
        Self::Unverified,
        Self::Excepted,
        Self::Attested,
        Self::Passed,
        Self::Informational,
        Self::NotApplicable,
        Self::NotSelected,
    ];

    /// The disposition of a status before any entry is asked.
    pub fn of(status: Status) -> Self {
        match status {
            Status::Fail => Self::Open,
            Status::Error | Status::Unknown | Status::NotChecked => Self::Unverified,
            Status::Informational => Self::Informational,
            Status::Pass | Status::Fixed => Self::Passed,
            Status::NotApplicable => Self::NotApplicable,
            Status::NotSelected => Self::NotSelected,
        }
    }

    /// Open or lapsed: a failure that nothing covers.
    pub fn uncovered(self) -> bool {
        matches!(self, Self::Open | Self::Lapsed)
    }

    /// The word in data.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unverified => "unverified",
            Self::NotApplicable => "not-applicable",
            Self::NotSelected => "not-selected",
            other => other.word(),
        }
    }

    /// The word for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Lapsed => "lapsed",
            Self::Unverified => "not verified",
            Self::Excepted => "excepted",
            Self::Attested => "attested",
            Self::Passed => "passed",
            Self::Informational => "informational",
            Self::NotApplicable => "not applicable",
            Self::NotSelected => "not selected",
        }
    }
}

impl fmt::Display for Disposition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_open_or_lapsed_is_uncovered_and_nothing_else() {
        for disposition in Disposition::ALL {
            let expected = matches!(disposition.to_string().as_str(), "open" | "lapsed");
            assert_eq!(disposition.uncovered(), expected, "{disposition}");
        }
        assert_eq!(format!("{:>6}", Disposition::Open), "  open");
    }

    #[test]
    fn the_word_in_data_is_that_of_json() {
        for disposition in Disposition::ALL {
            let json = serde_json::to_string(&disposition).expect("JSON");
            assert_eq!(json, format!("\"{}\"", disposition.code()));
        }
    }
}
