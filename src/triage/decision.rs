//! What a person decides of some findings.

use jiff::civil::Date;

use crate::registry::Verdict;

/// A decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// They fail on purpose, and this is why.
    Accept(Words),
    /// An entry that there is covers them as well.
    Join {
        /// The entry.
        id: String,
        /// Who approves it as it is then; needed where it is approved.
        approve: Option<String>,
    },
    /// They will be put right: a draft that covers nothing.
    Plan,
    /// A person looked where no tool does.
    Attest {
        /// What was found.
        verdict: Verdict,
        /// Who looked.
        by: String,
        /// The last day that it counts.
        until: Option<Date>,
        /// What was looked at.
        statement: String,
    },
    /// Nothing, this time.
    Skip,
}

/// The words of an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Why.
    pub reason: String,
    /// What a customer should do.
    pub workaround: String,
    /// Why, in one word of the registry's categories.
    pub category: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The last day in force.
    pub expires: Option<Date>,
    /// Who approves it; without one the entry is a draft.
    pub approve: Option<String>,
}

/// The kind of a decision, as a list shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// Accepted.
    Accepted,
    /// Joined to an entry.
    Joined,
    /// Planned.
    Planned,
    /// Attested.
    Attested,
    /// Skipped.
    Skipped,
}

impl Decision {
    /// Its kind.
    pub fn verb(&self) -> Verb {
        match self {
            Self::Accept(_) => Verb::Accepted,
            Self::Join { .. } => Verb::Joined,
            Self::Plan => Verb::Planned,
            Self::Attest { .. } => Verb::Attested,
            Self::Skip => Verb::Skipped,
        }
    }
}

impl Verb {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Accepted, Self::Joined, Self::Planned, Self::Attested, Self::Skipped];

    /// The word for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Joined => "joined",
            Self::Planned => "planned",
            Self::Attested => "attested",
            Self::Skipped => "skipped",
        }
    }
}
