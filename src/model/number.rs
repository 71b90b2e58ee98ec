//! Recommendation numbers: `1.1.22` is an ordered list of parts, never a float.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The number of a recommendation within one benchmark version, such as `1.1.22`.
///
/// Ordered part by part, so that `1.1.2 < 1.1.17 < 1.2`. It is not unique in every benchmark and
/// not stable between versions: identity is (benchmark, version, number), guarded by the title.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(Vec<u32>);

/// Why a text is not a recommendation number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a recommendation number such as 1.1.22")]
pub struct NumberError(String);

/// Longer numbers than this are no recommendation's (the longest known has 6 parts).
const MOST_PARTS: usize = 16;

/// No benchmark has more sections, or more recommendations in one: greater numbers are ids, addresses and versions.
const LAST_SECTION: u32 = 30;
const LAST_PART: u32 = 999;

impl Number {
    /// The number's parts, first to last; never empty.
    pub fn parts(&self) -> &[u32] {
        &self.0
    }

    /// Whether it has the shape of a benchmark's number: `90028.1` and `192.168.0.1` are numbers of other things.
    pub fn is_like_a_benchmarks(&self) -> bool {
        self.0.first().is_some_and(|section| *section <= LAST_SECTION) && self.0.iter().all(|part| *part <= LAST_PART)
    }

    /// Splits a text that begins with a number: `1.1.22 Ensure …` gives the number and the rest.
    ///
    /// Accepts what [`Number::from_str`] accepts in front; the rest is trimmed. A single part
    /// ("5 Ensure") is not taken for a number, and neither is one that is unlike a benchmark's.
    pub fn leading(text: &str) -> Option<(Self, &str)> {
        let text = skip_level(text.trim_start());
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let (head, rest) = text.split_at(end);
        if rest.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '-') {
            return None;
        }
        let number = Self::from_str(head).ok()?;
        (number.0.len() > 1 && number.is_like_a_benchmarks())
            .then(|| (number, rest.trim_start().trim_start_matches([':', '|', '-', '\u{2013}']).trim()))
    }

    /// Whether this number is `section` or lies below it: `5.2.3` is within `5.2`.
    pub fn within(&self, section: &Number) -> bool {
        self.0.starts_with(&section.0)
    }

    /// The sections around it, the widest first: 5 and 5.2 of `5.2.3`.
    pub fn above(&self) -> impl Iterator<Item = Number> {
        (1..self.0.len()).map(|end| Self(self.0.iter().take(end).copied().collect()))
    }

    /// The number's first part as a section of its own.
    #[must_use]
    pub fn section(&self) -> Number {
        Self(self.0.iter().take(1).copied().collect())
    }
}

/// Windows benchmarks print `(L1) 18.9.1`; the level is no part of the number.
fn skip_level(text: &str) -> &str {
    let Some(inner) = text.strip_prefix('(') else { return text };
    match inner.split_once(')') {
        Some((level, rest)) if level.len() <= 4 && level.starts_with(['L', 'l', 'B', 'N']) => rest.trim_start(),
        _ => text,
    }
}

impl FromStr for Number {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        let error = || NumberError(text.chars().take(40).collect());
        let trimmed = skip_level(text.trim());
        let trimmed = trimmed.strip_suffix('.').unwrap_or(trimmed);
        let mut parts = Vec::new();
        for part in trimmed.split('.') {
            if part.is_empty() || parts.len() == MOST_PARTS || !part.bytes().all(|b| b.is_ascii_digit()) {
                return Err(error());
            }
            parts.push(part.parse().map_err(|_| error())?);
        }
        Ok(Self(parts))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, part) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(".")?;
            }
            write!(f, "{part}")?;
        }
        Ok(())
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Number {
    fn schema_name() -> Cow<'static, str> {
        "Number".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "A recommendation number such as \"1.1.22\"; a string, because 1.10 as a number would become 1.1",
            "pattern": "^\\s*(\\([LBN][^)]{0,3}\\)\\s*)?[0-9]+(\\.[0-9]+)*\\.?\\s*$"
        })
    }
}

/// A number, or a whole section written `5.2.*`; used by policies and gates, never by an entry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NumberPattern {
    /// Exactly this recommendation.
    Exact(Number),
    /// Every recommendation below this section.
    Section(Number),
}

impl NumberPattern {
    /// Whether the pattern covers the number; wildcards stand for whole parts.
    pub fn matches(&self, number: &Number) -> bool {
        match self {
            Self::Exact(exact) => exact == number,
            Self::Section(section) => number.within(section) && number != section,
        }
    }
}

impl FromStr for NumberPattern {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        match text.trim().strip_suffix(".*") {
            Some(section) => section.parse().map(Self::Section),
            None => text.parse().map(Self::Exact),
        }
    }
}

impl fmt::Display for NumberPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(number) => write!(f, "{number}"),
            Self::Section(section) => write!(f, "{section}.*"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        text.parse().expect("a number")
    }

    #[test]
    fn numbers_are_ordered_part_by_part() {
        let mut all = ["1.2", "1.1.17", "10.1", "1.1.2", "2"].map(number);
        all.sort();
        assert_eq!(all.map(|n| n.to_string()), ["1.1.2", "1.1.17", "1.2", "2", "10.1"]);
    }

    #[test]
    fn spellings_of_one_number_are_equal() {
        for text in ["1.1.22", " 1.1.22. ", "(L1) 1.1.22", "01.1.22"] {
            assert_eq!(number(text).to_string(), "1.1.22", "{text}");
        }
    }

    #[test]
    fn other_texts_are_no_numbers() {
        for text in ["", ".", "1..2", "1.a", "v1.1", "99999999999.1", "1.1-2", &"1.".repeat(1000)] {
            assert!(text.parse::<Number>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_title_is_split_from_its_number() {
        let split = |text| Number::leading(text).map(|(n, rest)| (n.to_string(), rest.to_owned()));
        assert_eq!(split("1.1.22 Ensure x"), Some(("1.1.22".into(), "Ensure x".into())));
        assert_eq!(split("(L1) 18.9.1: Ensure x"), Some(("18.9.1".into(), "Ensure x".into())));
        assert_eq!(split("5 apples"), None);
        assert_eq!(split("1.2a"), None);
        assert_eq!(split("192.168.0.1 answers"), None);
        assert_eq!(split("Ensure 1.2"), None);
    }

    #[test]
    fn ids_and_addresses_are_unlike_a_benchmarks_numbers() {
        for text in ["1.1.22", "18.10.92.2.1", "30.999"] {
            assert!(number(text).is_like_a_benchmarks(), "{text}");
        }
        for text in ["90028.1", "31.1", "1.1000", "10016", "192.168.0.1"] {
            assert!(!number(text).is_like_a_benchmarks(), "{text}");
        }
    }

    #[test]
    fn a_wildcard_stands_for_whole_parts() {
        let pattern: NumberPattern = "5.2.*".parse().expect("a pattern");
        assert!(pattern.matches(&number("5.2.1")) && pattern.matches(&number("5.2.1.4")));
        assert!(!pattern.matches(&number("5.20.1")) && !pattern.matches(&number("5.2")));
    }
}
