//! The states an entry can be in, their words and how much each weighs; nothing here decides
//! whether an entry applies.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use crate::diag::{Code, Level};

/// A state of an entry on a day. An entry can be in several states at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// In force.
    Active,
    /// In force, and it ends within the policy's `warn-days`.
    Expiring,
    /// Its last day is over.
    Expired,
    /// Its first day is still to come.
    NotYet,
    /// Written, not asked for.
    Draft,
    /// Asked for, not granted.
    Requested,
    /// Refused.
    Rejected,
    /// No longer wanted.
    Withdrawn,
    /// Approved without a last day.
    NoExpiry,
    /// Has no title that could guard it.
    Unguarded,
    /// Every check it matches passes now in a full scan.
    Stale,
    /// A part of it is not needed any more: a rule whose checks pass, a pattern that matches nothing.
    PartlyStale,
    /// The recommendation is known, but not in this scan.
    Unmatched,
    /// The list of its own benchmark version lacks the number.
    Unknown,
    /// There is no list for its benchmark version.
    Unlisted,
    /// Title, evidence or benchmark version moved under it.
    NeedsReview,
    /// The scan gives no offenders to hold its evidence scope against.
    ScopeUnverified,
    /// Another entry says the same for the same checks and days.
    Duplicate,
    /// Another, more specific entry applies wherever this one would.
    Shadowed,
    /// Its `applies-to` leaves this image out.
    OutOfScope,
    /// The registry's policy refuses it.
    Policy,
}

impl State {
    /// Every state, in the order in which they are documented.
    pub const ALL: [Self; 21] = [
        Self::Active,
        Self::Expiring,
        Self::Expired,
        Self::NotYet,
        Self::Draft,
        Self::Requested,
        Self::Rejected,
        Self::Withdrawn,
        Self::NoExpiry,
        Self::Unguarded,
        Self::Stale,
        Self::PartlyStale,
        Self::Unmatched,
        Self::Unknown,
        Self::Unlisted,
        Self::NeedsReview,
        Self::ScopeUnverified,
        Self::Duplicate,
        Self::Shadowed,
        Self::OutOfScope,
        Self::Policy,
    ];

    /// The code of the message.
    pub fn code(self) -> Code {
        match self {
            Self::Active => Code::Active,
            Self::Expiring => Code::Expiring,
            Self::Expired => Code::Expired,
            Self::NotYet => Code::NotYet,
            Self::Draft => Code::Draft,
            Self::Requested => Code::Requested,
            Self::Rejected => Code::Rejected,
            Self::Withdrawn => Code::Withdrawn,
            Self::NoExpiry => Code::NoExpiry,
            Self::Unguarded => Code::Unguarded,
            Self::Stale => Code::Stale,
            Self::PartlyStale => Code::PartlyStale,
            Self::Unmatched => Code::Unmatched,
            Self::Unknown => Code::Unknown,
            Self::Unlisted => Code::Unlisted,
            Self::NeedsReview => Code::NeedsReview,
            Self::ScopeUnverified => Code::ScopeUnverified,
            Self::Duplicate => Code::Duplicate,
            Self::Shadowed => Code::Shadowed,
            Self::OutOfScope => Code::OutOfScope,
            Self::Policy => Code::Policy,
        }
    }

    /// The word used in `[lint]` and as the code of the message.
    pub fn word(self) -> &'static str {
        self.code().word()
    }

    /// The meaning of the state, in one line.
    pub fn meaning(self) -> &'static str {
        self.code().meaning()
    }

    /// How much the state weighs unless `[lint]` says otherwise.
    pub fn default_level(self) -> LintLevel {
        match self {
            Self::Active | Self::OutOfScope => LintLevel::Allow,
            Self::NotYet
            | Self::Draft
            | Self::Requested
            | Self::Rejected
            | Self::Withdrawn
            | Self::NoExpiry
            | Self::PartlyStale
            | Self::Unmatched
            | Self::Unlisted
            | Self::Shadowed => LintLevel::Note,
            Self::Expiring | Self::Unguarded | Self::Stale | Self::ScopeUnverified => LintLevel::Warn,
            Self::Expired | Self::Unknown | Self::NeedsReview | Self::Duplicate | Self::Policy => LintLevel::Deny,
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// A word that names no state, or no level.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not known here")]
pub struct WordError(pub(super) String);

impl FromStr for State {
    type Err = WordError;

    fn from_str(word: &str) -> Result<Self, WordError> {
        Self::ALL.into_iter().find(|state| state.word() == word).ok_or_else(|| WordError(word.to_owned()))
    }
}

/// How much a state weighs: in the messages and exit codes of `lint` and `check`, nowhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LintLevel {
    /// Not worth a message.
    Allow,
    /// Worth knowing.
    Note,
    /// Probably a mistake.
    Warn,
    /// Has to be put right.
    Deny,
}

impl LintLevel {
    /// Every level, the lightest first.
    pub const ALL: [Self; 4] = [Self::Allow, Self::Note, Self::Warn, Self::Deny];

    /// The word used in `[lint]`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Note => "note",
            Self::Warn => "warn",
            Self::Deny => "deny",
        }
    }

    /// The level of the message; `None` when there is to be none.
    pub fn of_message(self) -> Option<Level> {
        match self {
            Self::Allow => None,
            Self::Note => Some(Level::Note),
            Self::Warn => Some(Level::Warn),
            Self::Deny => Some(Level::Deny),
        }
    }
}

impl FromStr for LintLevel {
    type Err = WordError;

    fn from_str(word: &str) -> Result<Self, WordError> {
        Self::ALL.into_iter().find(|level| level.word() == word).ok_or_else(|| WordError(word.to_owned()))
    }
}

/// The levels of a registry: `[lint]` over the defaults.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lint {
    levels: BTreeMap<State, LintLevel>,
}

impl Lint {
    /// Sets the level of a state.
    pub fn set(&mut self, state: State, level: LintLevel) {
        self.levels.insert(state, level);
    }

    /// The level of a state.
    pub fn level(&self, state: State) -> LintLevel {
        self.levels.get(&state).copied().unwrap_or_else(|| state.default_level())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registry_overrides_single_levels() {
        let mut lint = Lint::default();
        lint.set(State::Expired, LintLevel::Warn);
        assert_eq!(lint.level(State::Expired), LintLevel::Warn);
        assert_eq!(lint.level(State::Policy), LintLevel::Deny);
        assert_eq!(lint.level(State::Active).of_message(), None);
    }

    #[test]
    fn every_state_is_read_back_from_its_word_and_has_a_meaning_of_its_own() {
        let mut meanings = std::collections::BTreeSet::new();
        for state in State::ALL {
            assert_eq!(state.to_string().parse(), Ok(state));
            assert!(state.meaning().contains(' ') && meanings.insert(state.meaning()), "{state}");
        }
        assert!("Expired".parse::<State>().is_err(), "the case counts");
    }
}
