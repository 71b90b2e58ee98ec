//! Values that are replaced wherever they stand as a word: names of hosts, users, accounts.

use std::collections::BTreeMap;
use std::ops::Range;

use aho_corasick::AhoCorasick;

use super::find::Span;
use super::kind::Kind;

/// The fewest bytes of a value: a shorter one would be found in every sentence.
pub(crate) const SHORTEST: usize = 3;

/// A search for many values at once, in whatever letter case.
#[derive(Debug, Default)]
pub(crate) struct Exact {
    search: Option<AhoCorasick>,
    values: Vec<(String, Instead)>,
}

/// The replacement of a value.
#[derive(Clone, Debug)]
pub(crate) enum Instead {
    /// The pseudonym of a value of this kind.
    Pseudonym(Kind),
    /// A text: a file's name instead of its path.
    Text(String),
}

impl Exact {
    /// A search for values in lower case.
    pub(crate) fn new(values: BTreeMap<String, Instead>) -> Self {
        let values: Vec<_> = values.into_iter().collect();
        if values.is_empty() {
            return Self::default();
        }
        let words = values.iter().map(|(value, _)| value.as_bytes());
        Self { search: Some(search(words)), values }
    }

    /// The values that stand whole in a text, several at one place among them.
    pub(crate) fn find<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Span> {
        let found = self.search.iter().flat_map(|search| search.find_overlapping_iter(text.as_bytes()));
        found.filter_map(|found| {
            let (value, instead) = self.values.get(found.pattern().as_usize())?;
            stands_whole(text, found.range()).then(|| match instead {
                Instead::Pseudonym(kind) => Span::word(found.range(), *kind, value),
                Instead::Text(text) => Span::instead(found.range(), text.clone()),
            })
        })
    }
}

/// A list of words that could not be searched for must not mean that none is there.
#[expect(clippy::expect_used, reason = "it fails only for more words than fit in memory")]
fn search<'w>(words: impl Iterator<Item = &'w [u8]>) -> AhoCorasick {
    AhoCorasick::builder().ascii_case_insensitive(true).build(words).expect("the words fit in memory")
}

/// Whether a range of a text is no part of a longer word or number.
pub(crate) fn stands_whole(text: &str, range: Range<usize>) -> bool {
    let (Some(before), Some(after)) = (text.get(..range.start), text.get(range.end..)) else { return false };
    let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !inside(before.chars().next_back()) && !inside(after.chars().next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_in_any_letter_case_and_never_inside_a_word() {
        let word = |word: &str| (word.to_owned(), Instead::Pseudonym(Kind::Host));
        let exact = Exact::new([word("web"), word("web-01.corp")].into());
        let found =
            |text: &str| exact.find(text).filter_map(|span| span.value()).map(|(_, value)| value).collect::<Vec<_>>();
        assert_eq!(found("on WEB-01.CORP now"), ["web", "web-01.corp"]);
        assert_eq!(found("cobweb, websites"), Vec::<String>::new());
        assert_eq!(found("web-01.corporation"), ["web"]);
    }
}
