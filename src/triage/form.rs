//! A form: labelled lines of text, some with words to choose from.

use super::input::Input;
use super::key::Key;

/// One line of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its label.
    pub label: &'static str,
    /// What it is for, in a few words.
    pub hint: &'static str,
    /// The text.
    pub input: Input,
    /// The words that left and right choose; empty where there is only typing.
    pub words: Vec<String>,
}

/// A form over the findings that it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// What is decided, and of what.
    pub heading: String,
    /// The lines.
    pub fields: Vec<Field>,
    /// The line that keys go to.
    pub at: usize,
    /// What is wrong with it.
    pub problem: Option<String>,
    /// The findings, by their places.
    pub of: Vec<usize>,
}

/// What a key did to a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// It goes on.
    On,
    /// It was given up.
    Leave,
    /// It is filled in.
    Done,
}

impl Field {
    /// A line with a text in it.
    pub(super) fn new(label: &'static str, hint: &'static str, text: &str) -> Self {
        Self { label, hint, input: Input::of(text), words: Vec::new() }
    }

    /// The same with words to choose from.
    pub(super) fn with_words(self, words: Vec<String>) -> Self {
        Self { words, ..self }
    }

    /// The next of the words, or the one before; the blank one is among them.
    fn choose(&mut self, forward: bool) {
        let text = self.input.text();
        let all: Vec<&str> = std::iter::once("").chain(self.words.iter().map(String::as_str)).collect();
        let at = all.iter().position(|word| *word == text).unwrap_or(0);
        let next = if forward { at + 1 } else { at + all.len() - 1 } % all.len();
        self.input = Input::of(all.get(next).copied().unwrap_or_default());
    }
}

impl Form {
    /// A form; its first line gets the keys.
    pub(super) fn new(heading: String, fields: Vec<Field>, of: Vec<usize>) -> Self {
        Self { heading, fields, at: 0, problem: None, of }
    }

    /// The text of a line, without white space around it; `None` when it is blank.
    pub(super) fn text(&self, label: &str) -> Option<String> {
        let field = self.fields.iter().find(|field| field.label == label)?;
        let text = field.input.text().trim().to_owned();
        (!text.is_empty()).then_some(text)
    }

    /// Says what is wrong with a line, and goes there.
    pub(super) fn refuse(&mut self, label: &str, problem: impl Into<String>) {
        self.problem = Some(problem.into());
        self.at = self.fields.iter().position(|field| field.label == label).unwrap_or(self.at);
    }

    pub(super) fn take(&mut self, key: &Key) -> Step {
        let count = self.fields.len().max(1);
        match key {
            Key::Esc => return Step::Leave,
            Key::Enter => return Step::Done,
            Key::Tab | Key::Down => self.at = (self.at + 1) % count,
            Key::BackTab | Key::Up => self.at = (self.at + count - 1) % count,
            _ => {
                let Some(field) = self.fields.get_mut(self.at) else { return Step::On };
                match key {
                    Key::Left | Key::Right if !field.words.is_empty() => field.choose(*key == Key::Right),
                    _ => drop(field.input.take(key)),
                }
                self.problem = None;
            }
        }
        Step::On
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_walked_around_and_words_are_chosen() {
        let words = vec!["one".to_owned(), "two".to_owned()];
        let fields = vec![Field::new("a", "", "x"), Field::new("b", "", "").with_words(words)];
        let mut form = Form::new(String::new(), fields, vec![0]);
        for (key, wanted) in [(Key::Tab, None), (Key::Right, Some("one")), (Key::Left, None), (Key::Left, Some("two"))]
        {
            assert_eq!(form.take(&key), Step::On);
            assert_eq!(form.text("b").as_deref(), wanted);
        }
        form.refuse("a", "no");
        assert_eq!((form.at, form.problem.as_deref()), (0, Some("no")));
        form.take(&Key::BackTab);
        form.take(&Key::Char('!'));
        assert_eq!((form.text("b").as_deref(), form.problem.as_deref()), (Some("two!"), None));
        assert_eq!((form.take(&Key::Enter), form.take(&Key::Esc)), (Step::Done, Step::Leave));
    }
}
