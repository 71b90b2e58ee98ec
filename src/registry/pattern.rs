//! Patterns of the registry, compiled by its reader: nothing behind it meets a text that is none.

use std::fmt;

use globset::{GlobBuilder, GlobMatcher};
use serde::{Serialize, Serializer};

/// A pattern with `*`, `?`, `[ab]` and `{a,b}`, ready to match.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    matcher: GlobMatcher,
    path: bool,
}

/// Why a text is no pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PatternError(String);

impl Pattern {
    /// A pattern over names and values, in which `*` stands for any text.
    ///
    /// # Errors
    /// When the text is no pattern.
    pub fn name(text: &str) -> Result<Self, PatternError> {
        Self::build(text, false)
    }

    /// A pattern of an evidence scope. One that begins with `/` is of paths: `*` stays within a part of
    /// a path there, `**` does not.
    ///
    /// # Errors
    /// When the text is no pattern.
    pub fn evidence(text: &str) -> Result<Self, PatternError> {
        Self::build(text, text.starts_with('/'))
    }

    fn build(text: &str, path: bool) -> Result<Self, PatternError> {
        let glob = GlobBuilder::new(text).literal_separator(path).backslash_escape(true).build();
        let matcher = glob.map_err(|error| PatternError(error.kind().to_string()))?.compile_matcher();
        Ok(Self { text: text.to_owned(), matcher, path })
    }

    /// The pattern as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it is a pattern of paths.
    pub fn is_path(&self) -> bool {
        self.path
    }

    /// Whether a text matches as a whole.
    pub fn matches(&self, text: &str) -> bool {
        self.matcher.is_match(text)
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text && self.path == other.path
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
    fn a_star_stays_within_a_part_of_a_path_and_not_within_a_name() {
        let path = Pattern::evidence("/run/*").expect("a pattern");
        assert!(path.is_path() && path.matches("/run/x") && !path.matches("/run/x/y"));
        assert!(Pattern::evidence("/run/**").expect("a pattern").matches("/run/x/y"));
        assert!(Pattern::name("/run/*").expect("a pattern").matches("/run/x/y"));
        assert!(Pattern::evidence("sshd *").expect("a pattern").matches("sshd /usr/sbin/sshd"));
    }

    #[test]
    fn a_text_that_is_no_pattern_is_an_error_and_never_a_pattern_that_matches_nothing() {
        assert!(Pattern::name("[a").is_err() && Pattern::evidence("/run/{a").is_err());
    }
}
