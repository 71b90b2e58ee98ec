//! How grave tools call a finding, for those words that mean the same everywhere.

use std::fmt;

/// A severity that tools agree on the order of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It only informs.
    Info,
    /// Low.
    Low,
    /// Medium.
    Medium,
    /// High.
    High,
    /// Critical.
    Critical,
}

impl Severity {
    /// Every severity, the least first.
    pub const ALL: [Self; 5] = [Self::Info, Self::Low, Self::Medium, Self::High, Self::Critical];

    /// The word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// The severity of a tool's word in any case; none for `unknown` and for words of its own.
    pub fn of_word(word: &str) -> Option<Self> {
        match word.trim().to_ascii_lowercase().as_str() {
            "informational" => Some(Self::Info),
            "moderate" => Some(Self::Medium),
            word => Self::ALL.into_iter().find(|severity| severity.word() == word),
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_a_tools_own_is_no_severity() {
        assert_eq!(Severity::of_word("HIGH"), Some(Severity::High));
        assert_eq!(Severity::of_word("informational"), Some(Severity::Info));
        for word in ["unknown", "", "severe", "cat i"] {
            assert_eq!(Severity::of_word(word), None, "{word}");
        }
    }
}
