//! A watch over the elements that hold results: none of them may stand where nobody looks.
//!
//! A name is compared without prefix, namespace, letter case and punctuation, so that a damaged one is
//! seen as well; and a tag that is written as text, in CDATA or in a comment is one, too.

use memchr::memmem;
use quick_xml::events::Event;

/// The names that are watched, and the one that was entered and is not yet taken.
#[derive(Debug, Default)]
pub(super) struct Watch {
    names: &'static [&'static str],
    waiting: Option<&'static str>,
    /// The last event was the reference `&lt;`: a text behind it may be a tag.
    after_angle: bool,
}

impl Watch {
    pub(super) fn of(names: &'static [&'static str]) -> Self {
        Self { names, ..Self::default() }
    }

    /// The element of a name was entered; whether anybody takes it is not yet known.
    pub(super) fn entered(&mut self, local: &str) {
        self.waiting = self.named(local);
    }

    /// The element that was entered is read as what it is.
    pub(super) fn taken(&mut self) {
        self.waiting = None;
    }

    /// The name of an element that was entered and not taken.
    pub(super) fn waiting(&self) -> Option<&'static str> {
        self.waiting
    }

    /// The name of a watched element in an event that is passed over: its start tag, or its text.
    pub(super) fn seen(&mut self, event: &Event<'_>) -> Option<&'static str> {
        match event {
            Event::Start(tag) => self.named(tag.local_name().as_ref()),
            _ => self.written(event),
        }
    }

    /// The name of a watched element whose tag is written as text.
    pub(super) fn written(&mut self, event: &Event<'_>) -> Option<&'static str> {
        let after_angle = std::mem::take(&mut self.after_angle);
        match event {
            Event::Text(text) if after_angle => self.names.iter().find(|name| is_tag_of(text, name)).copied(),
            Event::CData(text) => self.tag_in(text),
            Event::Comment(text) => self.tag_in(text),
            Event::GeneralRef(name) => {
                self.after_angle = &**name == "lt";
                None
            }
            _ => None,
        }
    }

    fn tag_in(&self, text: &str) -> Option<&'static str> {
        let found = |name: &&&'static str| {
            memmem::find_iter(text.as_bytes(), name.as_bytes()).any(|at| {
                let before = text.get(..at).unwrap_or_default();
                let before =
                    before.trim_end_matches(|c: char| c.is_alphanumeric() || matches!(c, ':' | '_' | '-' | '.'));
                before.ends_with('<')
            })
        };
        self.names.iter().find(found).copied()
    }

    fn named(&self, local: &str) -> Option<&'static str> {
        self.names.iter().find(|name| is_like(local, name)).copied()
    }
}

/// Whether a text begins with a tag's name, a prefix before it or not.
fn is_tag_of(text: &str, name: &str) -> bool {
    let first = text.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next().unwrap_or_default();
    first.rsplit(':').next().is_some_and(|local| is_like(local, name))
}

/// Whether two names have the same letters and digits, in whatever case.
fn is_like(one: &str, other: &str) -> bool {
    // Most names differ in their first letter, which is a quick look.
    let first = |name: &str| name.bytes().next().map(|byte| byte.to_ascii_lowercase());
    if one.len() + 2 < other.len() || first(one) != first(other) {
        return false;
    }
    letters(one).eq(letters(other))
}

fn letters(name: &str) -> impl Iterator<Item = u8> {
    name.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_alike_whatever_their_case_and_punctuation() {
        for like in ["rule-result", "Rule-Result", "rule_result", "RULERESULT", "ruleResult"] {
            assert!(is_like(like, "rule-result"), "{like}");
        }
        for other in ["rule", "result", "rule-results", "rule-resutl", ""] {
            assert!(!is_like(other, "rule-result"), "{other}");
        }
    }

    #[test]
    fn a_tag_in_a_text_is_told_from_its_mention() {
        let watch = Watch::of(&["rule-result"]);
        for tag in ["<rule-result idref='x'>", "see <a:rule-result>", "<x-rule-result>"] {
            assert_eq!(watch.tag_in(tag), Some("rule-result"), "{tag}");
        }
        for mention in ["the rule-result", "a < rule-result", "result"] {
            assert_eq!(watch.tag_in(mention), None, "{mention}");
        }
    }
}
