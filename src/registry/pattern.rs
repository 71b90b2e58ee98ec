//! Patterns of the registry, compiled by its reader: nothing behind it meets a text that is none.

use std::fmt;

use globset::{GlobBuilder, GlobMatcher};
use serde::{Serialize, Serializer};

/// A pattern with `*`, `?`, `[ab]` and `{a,b}`, ready to match.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    matcher: GlobMatcher,
}

/// Why a text is no pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PatternError(pub(super) String);

impl Pattern {
    /// A pattern over names and values, in which `*` stands for any text.
    ///
    /// # Errors
    /// When the text is no pattern.
    pub fn name(text: &str) -> Result<Self, PatternError> {
        let glob = GlobBuilder::new(text).backslash_escape(true).build();
        let matcher = glob.map_err(|error| PatternError(error.kind().to_string()))?.compile_matcher();
        Ok(Self { text: text.to_owned(), matcher })
    }

    /// The pattern as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether a text matches as a whole.
    pub fn matches(&self, text: &str) -> bool {
        self.matcher.is_match(text)
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Pattern {}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for Pattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text() {
        assert!(Pattern::name("/run/*").expect("a pattern").matches("/run/x/y"));
    }

    #[test]
    fn a_text_that_is_no_pattern_is_an_error_and_never_a_pattern_that_matches_nothing() {
        assert!(Pattern::name("[a").is_err());
    }
}
