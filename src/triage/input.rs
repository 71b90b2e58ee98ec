//! One line of text that a person types.

use super::key::Key;
use crate::diag::is_hostile;

/// A line of text with a place in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Input {
    before: String,
    after: String,
}

/// No reason is longer: more was pasted by mistake.
const MOST_BYTES: usize = 4096;

impl Input {
    /// A text, with the place at its end.
    pub fn of(text: &str) -> Self {
        let mut input = Self::default();
        input.paste(text);
        input
    }

    /// The text.
    pub fn text(&self) -> String {
        format!("{}{}", self.before, self.after)
    }

    /// The text before the place, and the one behind it.
    pub fn around(&self) -> (&str, &str) {
        (&self.before, &self.after)
    }

    /// Takes a key; says whether it was one for a line of text.
    pub fn take(&mut self, key: &Key) -> bool {
        match key {
            Key::Char(c) => self.put(*c),
            Key::Paste(text) => self.paste(text),
            Key::Backspace => drop(self.before.pop()),
            Key::Delete => self.after = self.after.chars().skip(1).collect(),
            Key::Left => self.after.insert_str(0, &self.before.pop().map(String::from).unwrap_or_default()),
            Key::Right => {
                let mut rest = self.after.chars();
                self.before.extend(rest.next());
                self.after = rest.collect();
            }
            Key::Home => self.after = std::mem::take(&mut self.before) + &self.after,
            Key::End => self.before.push_str(&std::mem::take(&mut self.after)),
            Key::Ctrl('u') => *self = Self::default(),
            Key::Ctrl('w') => {
                let kept = self.before.trim_end().rfind(' ').map_or(0, |at| at + 1);
                self.before.truncate(kept);
            }
            _ => return false,
        }
        true
    }

    /// What does something to a terminal or a reader's eye does not come into a registry from here.
    fn put(&mut self, c: char) {
        if !is_hostile(c) && self.before.len() + self.after.len() + c.len_utf8() <= MOST_BYTES {
            self.before.push(c);
        }
    }

    /// Several lines become one.
    fn paste(&mut self, text: &str) {
        text.trim_end().chars().map(|c| if c.is_whitespace() { ' ' } else { c }).for_each(|c| self.put(c));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_edited_by_characters_and_takes_nothing_that_cannot_be_seen() {
        let mut input = Input::of("ab漢");
        for key in [Key::Left, Key::Backspace, Key::Char('é'), Key::Home, Key::Right, Key::Delete, Key::End] {
            assert!(input.take(&key), "{key:?}");
        }
        assert_eq!(input.text(), "a漢");
        input.take(&Key::Paste(" one\r\ntwo\u{1b}[31m\u{202e}\n".into()));
        assert_eq!(input.text(), "a漢 one  two[31m");
        input.take(&Key::Ctrl('w'));
        assert_eq!(input.text(), "a漢 one  ");
        input.take(&Key::Ctrl('u'));
        assert_eq!(input, Input::default());
        assert!(!input.take(&Key::Enter) && !input.take(&Key::Ctrl('x')));
    }

    #[test]
    fn a_file_that_is_pasted_by_mistake_is_cut() {
        assert_eq!(Input::of(&"ä".repeat(MOST_BYTES)).text().len(), MOST_BYTES);
    }
}
