//! Ids for new entries: words of the title, each id once.

use std::collections::BTreeMap;

/// The ids that are taken.
#[derive(Clone, Debug, Default)]
pub struct Ids {
    taken: BTreeMap<String, u32>,
}

/// Longer ids are cut between two words.
const LONGEST: usize = 60;

impl Ids {
    /// Notes an id that exists.
    pub fn take<I: Into<String>>(&mut self, id: I) {
        self.taken.entry(id.into()).or_insert(1);
    }

    /// A free id made of a title's words, else of the rule's; the same every time.
    pub fn make(&mut self, title: Option<&str>, rule: &str) -> String {
        let mut id = title.map(slug).unwrap_or_default();
        if id.is_empty() {
            format!("rule-{}", slug(rule)).trim_end_matches('-').clone_into(&mut id);
        }
        while let Some(count) = self.taken.get_mut(&id) {
            *count += 1;
            id = format!("{id}-{count}");
        }
        self.take(&id);
        id
    }
}

/// Lower-case words with hyphens between them.
fn slug(text: &str) -> String {
    let lower = text.to_lowercase();
    let mut words: Vec<_> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.len() > 1 && words.first() == Some(&"ensure") {
        words.remove(0);
    }
    let mut slug = String::new();
    for word in words {
        if slug.is_empty() {
            slug.extend(word.chars().take(LONGEST));
        } else if slug.len() + word.len() < LONGEST {
            slug.push('-');
            slug.push_str(word);
        } else {
            break;
        }
    }
    slug
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_made_of_the_titles_words_and_never_given_twice() {
        let mut ids = Ids::default();
        assert_eq!(ids.make(Some("Ensure IP forwarding is disabled"), "3.2.1"), "ip-forwarding-is-disabled");
        assert_eq!(ids.make(Some("Ensure IP forwarding is disabled"), "3.2.2"), "ip-forwarding-is-disabled-2");
        assert_eq!(ids.make(Some("Ensure IP forwarding is disabled"), "3.2.3"), "ip-forwarding-is-disabled-3");
        assert_eq!(ids.make(None, "1.1.22"), "rule-1-1-22");
        assert_eq!(ids.make(Some("!"), "?"), "rule");
        let long = ids.make(Some(&"word ".repeat(50)), "1.1");
        assert!(long.len() <= LONGEST && !long.ends_with('-'), "{long}");
    }
}
