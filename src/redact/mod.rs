//! Values that identify machines, networks and people: how they are found in texts, and the pseudonyms
//! that take their place. A comparison asks it as well: a released side has pseudonyms where the other
//! has values.

pub(crate) mod address;
pub(crate) mod encoded;
pub(crate) mod exact;
mod find;
pub(crate) mod host;
mod kind;
mod person;
mod pseudonym;
mod spelled;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

pub(crate) use find::{Span, find};
pub use kind::Kind;
pub(crate) use pseudonym::{Pseudonyms, is_pseudonym};

/// The facts that decide what is an identifying value.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    /// Numbers of recommendations that look like addresses: `1.1.1.1`.
    pub(crate) numbers: BTreeSet<String>,
    /// Domains of the targets, in lower case, with the dot before them.
    pub(crate) domains: BTreeSet<String>,
    /// Kinds that the person wants to keep.
    pub(crate) keep: BTreeSet<Kind>,
}

/// Pseudonyms that are words: those of hosts, users, and values without a form of their own.
static WORDS: LazyLock<Regex> = LazyLock::new(|| {
    find::pattern(
        r"(?-u:\b(?:mail-[0-9]{1,7}@example\.com|(?:address|host|instance|user|word)-[0-9]{1,7}|0{5,11}[0-9]{1,7})\b)",
    )
});

/// Whether a text holds a pseudonym: then its values cannot be compared with those of another text.
pub(crate) fn has_pseudonym(text: &str) -> bool {
    let shaped =
        || find(text, &Known::default()).iter().filter_map(Span::value).any(|(kind, value)| is_pseudonym(kind, &value));
    WORDS.is_match(text) || shaped()
}

/// A text with `#` in place of every identifying value and pseudonym.
pub(crate) fn by_form(text: &str, known: &Known) -> String {
    let mut spans: Vec<_> = find(text, known).into_iter().map(|span| span.range).collect();
    spans.extend(WORDS.find_iter(text).map(|found| found.range()));
    spans.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    for range in spans {
        if range.start < at {
            continue;
        }
        out.push_str(text.get(at..range.start).unwrap_or_default());
        out.push('#');
        at = range.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_and_its_pseudonym_have_one_form() {
        let known = Known { domains: [".prod.example.com".to_owned()].into(), ..Known::default() };
        for (value, pseudonym) in [
            ("peer 10.9.8.7:22", "peer 192.0.2.3:22"),
            ("/home/alice/.netrc", "/home/user-1/.netrc"),
            ("on db7.prod.example.com", "on host-2"),
            ("mail alice@corp.example", "mail mail-1@example.com"),
            ("vpc-0a1b2c3d4e5f60718", "vpc-00000000000000001"),
            ("444455556666.dkr.ecr.us-east-1.amazonaws.com/x", "000000000001.dkr.ecr.us-east-1.amazonaws.com/x"),
            ("ether 0a:1b:2c:3d:4e:5f", "ether 00:00:5e:00:00:01"),
            ("2600:1f18::77", "2001:db8::1"),
        ] {
            assert_eq!(by_form(value, &known), by_form(pseudonym, &known));
            assert!(has_pseudonym(pseudonym) && !has_pseudonym(value), "{value}");
        }
        assert_ne!(by_form("0640 /etc/shadow", &known), by_form("0666 /etc/shadow", &known));
    }
}
