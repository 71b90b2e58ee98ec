//! What a column can hold.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::{Date, date};

use crate::views::SpanRow;

/// The kind of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text of which few are different.
    Text,
    /// A text of which most are different.
    LongText,
    /// Texts.
    Texts,
    /// A whole number of 32 bits.
    Int,
    /// A whole number of 64 bits.
    Long,
    /// Yes or no.
    Bool,
    /// A decimal number.
    Double,
    /// A day.
    Day,
    /// A moment in UTC, in microseconds.
    Time,
    /// Days with a verdict.
    Spans,
    /// Keys with a value each.
    Tags,
}

impl Kind {
    /// The type's name in lists and in the book.
    pub fn word(self) -> &'static str {
        match self {
            Self::Text | Self::LongText => "string",
            Self::Texts => "list<string>",
            Self::Int => "int32",
            Self::Long => "int64",
            Self::Bool => "bool",
            Self::Double => "double",
            Self::Day => "date",
            Self::Time => "timestamp(us, UTC)",
            Self::Spans => "list<struct<from date, to date, disposition string, entries list<string>>>",
            Self::Tags => "map<string, string>",
        }
    }
}

/// A value of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'c> {
    /// Nothing.
    Null,
    /// A text.
    Text(Cow<'c, str>),
    /// Texts.
    Texts(Vec<&'c str>),
    /// A whole number.
    Int(i32),
    /// A whole number.
    Long(i64),
    /// Yes or no.
    Bool(bool),
    /// A decimal number.
    Double(f64),
    /// A day, counted from 1970-01-01.
    Day(i32),
    /// Microseconds since 1970.
    Time(i64),
    /// Days with a verdict.
    Spans(&'c [SpanRow]),
    /// Keys with a value each.
    Tags(&'c BTreeMap<String, String>),
}

impl<'c> Cell<'c> {
    /// A text that may be absent.
    pub fn text(text: Option<&'c str>) -> Self {
        text.map_or(Self::Null, |text| Self::Text(Cow::Borrowed(text)))
    }

    /// A day that may be absent.
    pub fn day(day: Option<Date>) -> Self {
        day.map_or(Self::Null, |day| Self::Day(days(day)))
    }

    /// Anything that may be absent.
    pub(super) fn some<T>(value: Option<T>, cell: impl FnOnce(T) -> Self) -> Self {
        value.map_or(Self::Null, cell)
    }

    /// Texts.
    pub(super) fn texts<T: AsRef<str>>(texts: &'c [T]) -> Self {
        Self::Texts(texts.iter().map(AsRef::as_ref).collect())
    }
}

/// A day as the count of days since 1970-01-01.
pub(super) fn days(day: Date) -> i32 {
    (day - date(1970, 1, 1)).get_days()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(days(date(1970, 1, 1)), 0);
        assert_eq!(days(date(2026, 11, 23)), 20_780);
        assert_eq!(days(date(1969, 12, 31)), -1);
    }
}
