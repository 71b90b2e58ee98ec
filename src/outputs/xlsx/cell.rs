//! The cells of a workbook: each says itself what it is, so that no program takes a text for a number or a formula.

use jiff::civil::{Date, date};

use crate::diag::safe;

/// The most characters of a cell, as its programs count them.
pub(super) const MOST_CELL: usize = 32_767;
/// The most characters of an address that a cell leads to.
const MOST_ADDRESS: usize = 2_079;

/// A cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// A text, whatever it looks like: 1.10 stays 1.10, and `=1+1` is no formula.
    Text(String),
    /// The beginning of a text that is longer than a cell can be; it ends in `…`.
    Cut(String),
    /// A number.
    Number(f64),
    /// A share of one, shown in per cent with two decimals.
    Share(f64),
    /// A day.
    Day(Date),
    /// An `http` or `https` address that can be followed.
    Link(String),
}

impl Cell {
    /// A text as it is shown: without hostile characters, and without those that XML cannot hold.
    pub fn text(text: &str) -> Self {
        let text = shown(text);
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// The same, cut where it is longer than a cell can be.
    pub fn cut(text: &str) -> Self {
        let mut left = MOST_CELL;
        for (at, c) in text.char_indices() {
            let Some(rest) = left.checked_sub(c.len_utf16()) else {
                // The last character makes room for the mark.
                let begin = text.get(..at).unwrap_or_default();
                let end = begin.char_indices().next_back().map_or(0, |(end, _)| end);
                return Self::Cut(shown(begin.get(..end).unwrap_or_default()) + "…");
            };
            left = rest;
        }
        Self::text(text)
    }

    /// Texts, a line each, cut where they are longer than a cell can be.
    pub fn lines<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Self {
        let mut all = String::new();
        for text in texts {
            if !all.is_empty() {
                all.push('\n');
            }
            all.push_str(text.as_ref());
            // What is beyond will be cut.
            if all.len() > 4 * MOST_CELL {
                break;
            }
        }
        Self::cut(&all)
    }

    /// A count.
    #[expect(clippy::cast_precision_loss, reason = "no scan has as many results as f64 cannot count")]
    pub fn count(count: usize) -> Self {
        Self::Number(count as f64)
    }

    /// A score in per cent; nothing where nothing counted.
    pub fn percent(percent: Option<f64>) -> Self {
        percent.map_or(Self::Empty, |percent| Self::Share((percent * 100.0).round() / 10_000.0))
    }

    /// A day; as a text where the calendar of workbooks does not reach.
    pub fn day(day: Option<Date>) -> Self {
        match day {
            None => Self::Empty,
            Some(day) if (date(1900, 3, 1)..=date(9999, 12, 31)).contains(&day) => Self::Day(day),
            Some(day) => Self::text(&day.to_string()),
        }
    }

    /// An address that can be followed; a text where it is none of the web, or holds what no address can.
    pub fn link(address: &str) -> Self {
        let web = address.starts_with("https://") || address.starts_with("http://");
        let plain = address.chars().all(|c| !c.is_whitespace()) && safe(address) == address;
        if web && plain && address.len() <= MOST_ADDRESS { Self::Link(address.to_owned()) } else { Self::cut(address) }
    }

    /// The characters of its text, as the programs of workbooks count them.
    pub(super) fn length(&self) -> usize {
        match self {
            Self::Text(text) | Self::Cut(text) | Self::Link(text) => text.encode_utf16().count(),
            _ => 0,
        }
    }
}

fn shown(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    // No XML holds these two, and they are no characters.
    safe(text.trim_end()).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_stays_one_and_shows_what_would_hide() {
        assert_eq!(Cell::text("=1+1"), Cell::Text("=1+1".into()));
        assert_eq!(Cell::text("a\r\nb\u{202e}\u{0}\u{ffff}"), Cell::Text("a\nb\u{fffd}\u{fffd}\u{fffd}".into()));
        assert_eq!(Cell::text(" \n"), Cell::Empty);
    }

    #[test]
    fn a_long_text_is_cut_between_characters_and_says_so() {
        assert_eq!(Cell::cut(&"x".repeat(MOST_CELL)), Cell::Text("x".repeat(MOST_CELL)));
        for text in ["x".repeat(MOST_CELL + 1), "𝒳".repeat(MOST_CELL), format!("{}𝒳", "x".repeat(MOST_CELL - 1))]
        {
            let cell = Cell::cut(&text);
            assert!(matches!(&cell, Cell::Cut(text) if text.ends_with('…')), "it is cut");
            assert!((MOST_CELL - 3..=MOST_CELL).contains(&cell.length()), "{}", cell.length());
        }
        let many = Cell::lines((0..1_000_000).map(|_| "/etc/passwd"));
        assert!(matches!(many, Cell::Cut(_)) && many.length() <= MOST_CELL);
        assert_eq!(Cell::lines(["a", "b"]), Cell::Text("a\nb".into()));
    }

    #[test]
    fn only_addresses_of_the_web_are_links() {
        assert_eq!(Cell::link("https://a.example/b?c"), Cell::Link("https://a.example/b?c".into()));
        let long = format!("https://a.example/{}", "b".repeat(MOST_ADDRESS));
        for text in ["javascript:alert(1)", "file:///etc/passwd", "https://a b", "ADR 7", "https://a\u{202e}b", &long] {
            assert!(matches!(Cell::link(text), Cell::Text(_)), "{text}");
        }
    }

    #[test]
    fn a_day_that_no_workbook_knows_is_a_text() {
        assert_eq!(Cell::day(Some(date(2027, 6, 30))), Cell::Day(date(2027, 6, 30)));
        assert_eq!(Cell::day(Some(date(1800, 1, 1))), Cell::Text("1800-01-01".into()));
        assert_eq!(Cell::percent(Some(80.49)), Cell::Share(0.8049));
    }
}
