//! The code that a message carries.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};

use super::Code;

/// The code of a message: one of [`Code`], or a word that a file of another version brought along.
///
/// A message of ours is made from a [`Code`]. A native scan may carry a word that this version does not
/// know; it is kept, so that nothing is lost when the scan is written again.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageCode(Cow<'static, str>);

impl MessageCode {
    /// A word that was read, or that heads an annotation; it need not be a [`Code`].
    pub fn foreign<W: Into<String>>(word: W) -> Self {
        Self(Cow::Owned(word.into()))
    }

    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The code; `None` when this version does not know the word.
    pub fn known(&self) -> Option<Code> {
        self.as_str().parse().ok()
    }
}

impl MessageCode {
    /// The code of a doubt, which has its word from another table.
    pub(crate) const fn of_doubt(word: &'static str) -> Self {
        Self(Cow::Borrowed(word))
    }
}

impl From<Code> for MessageCode {
    fn from(code: Code) -> Self {
        Self(Cow::Borrowed(code.word()))
    }
}

impl PartialEq<str> for MessageCode {
    fn eq(&self, word: &str) -> bool {
        self.as_str() == word
    }
}

impl PartialEq<&str> for MessageCode {
    fn eq(&self, word: &&str) -> bool {
        self.as_str() == *word
    }
}

impl PartialEq<Code> for MessageCode {
    fn eq(&self, code: &Code) -> bool {
        self.as_str() == code.word()
    }
}

impl fmt::Debug for MessageCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for MessageCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl JsonSchema for MessageCode {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "MessageCode".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        String::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_this_version_does_not_know_survives_reading_and_writing() {
        let read: MessageCode = serde_json::from_str("\"of-next-year\"").expect("a text");
        assert_eq!(read.known(), None);
        assert_eq!(serde_json::to_string(&read).expect("JSON"), "\"of-next-year\"");
    }

    #[test]
    fn a_known_word_is_the_same_code_whether_made_or_read() {
        let read: MessageCode = serde_json::from_str("\"no-total\"").expect("a text");
        assert_eq!((read.known(), &read), (Some(Code::NoTotal), &MessageCode::from(Code::NoTotal)));
        assert_eq!(read, Code::NoTotal);
    }
}
