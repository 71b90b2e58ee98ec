//! Patterns of the registry, compiled by its reader: nothing behind it meets a text that is none.

use std::fmt;

use globset::{GlobBuilder, GlobMatcher};
use serde::{Serialize, Serializer};

/// A pattern with `*`, `?`, `[ab]` and `{a,b}`, ready to match.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    matcher: GlobMatcher,
    kind: Kind,
    negated: bool,
}

/// The kind of text that a pattern is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A name or a value, in which `*` stands for any text.
    Name,
    /// A tool's name, whose case does not matter.
    Tool,
}

/// Why a text is no pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PatternError(pub(super) String);

impl Pattern {
    /// A pattern over names and values; behind a `!` it says what is left out.
    ///
    /// # Errors
    /// When the text is no pattern.
    pub fn name(text: &str) -> Result<Self, PatternError> {
        Self::build(text, Kind::Name)
    }

    /// A pattern over tools' names; behind a `!` it says what is left out.
    ///
    /// # Errors
    /// When the text is no pattern.
    pub fn tool(text: &str) -> Result<Self, PatternError> {
        Self::build(text, Kind::Tool)
    }

    fn build(text: &str, kind: Kind) -> Result<Self, PatternError> {
        let (negated, glob) = match text.strip_prefix('!') {
            Some("") => return Err(PatternError("nothing stands behind the `!`".to_owned())),
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let glob = GlobBuilder::new(glob).case_insensitive(kind == Kind::Tool).backslash_escape(true).build();
        let matcher = glob.map_err(|error| PatternError(error.kind().to_string()))?.compile_matcher();
        Ok(Self { text: text.to_owned(), matcher, kind, negated })
    }

    /// The pattern as it was written, with its `!`.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it says what is left out.
    pub fn is_negated(&self) -> bool {
        self.negated
    }

    /// Whether a text matches as a whole, behind the `!` of a negated pattern.
    pub fn matches(&self, text: &str) -> bool {
        self.matcher.is_match(text)
    }

    /// Whether a text is meant: it matches, or a negated pattern does not match it.
    pub fn admits(&self, text: &str) -> bool {
        self.matches(text) != self.negated
    }

    /// Whether it can be seen to match every text that is not empty.
    pub fn matches_everything(&self) -> bool {
        let everything = |text: &str| {
            text.contains('*') && text.chars().all(|c| matches!(c, '*' | '?')) && text.matches('?').count() < 2
        };
        let inner = self.text.strip_prefix('{').and_then(|text| text.strip_suffix('}'));
        let alternatives = inner.filter(|inner| !inner.contains(['{', '}', '[', '\\']));
        !self.negated && (everything(&self.text) || alternatives.is_some_and(|all| all.split(',').any(everything)))
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text && self.kind == other.kind
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
        assert!(Pattern::name("[a").is_err() && Pattern::name("!").is_err());
    }

    #[test]
    fn an_exclamation_mark_negates_and_behind_a_backslash_it_is_one() {
        let not = Pattern::name("!prod-*").expect("a pattern");
        assert!(not.is_negated() && not.matches("prod-1") && !not.admits("prod-1") && not.admits("test-1"));
        let mark = Pattern::name("\\!x").expect("a pattern");
        assert!(!mark.is_negated() && mark.matches("!x"));
    }

    #[test]
    fn the_case_of_a_tools_name_does_not_matter() {
        assert!(Pattern::tool("OpenSCAP").expect("a pattern").matches("openscap"));
        assert!(!Pattern::name("Eks").expect("a pattern").matches("eks"));
    }

    #[test]
    fn what_matches_every_text_is_seen() {
        for (text, expected) in [
            ("*", true),
            ("**", true),
            ("?*", true),
            ("??*", false),
            ("?", false),
            ("a*", false),
            ("{a,*}", true),
            ("{a,b}", false),
            ("{a,[*]}", false),
            ("!*", false),
        ] {
            assert_eq!(Pattern::name(text).expect("a pattern").matches_everything(), expected, "{text}");
        }
    }

    #[test]
    fn patterns_are_the_same_by_their_text_and_by_what_they_are_held_against() {
        let name = |text| Pattern::name(text).expect("a pattern");
        assert!(name("a") == name("a") && name("a") != name("b"));
        assert!(name("a") != Pattern::tool("a").expect("a pattern"));
        assert_eq!(name("!a-*").to_string(), "!a-*");
    }
}
