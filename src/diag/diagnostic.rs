//! One diagnostic.

use std::fmt;
use std::ops::Range;

use super::MessageCode;

/// How much a diagnostic weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Worth knowing.
    Note,
    /// Probably a mistake.
    Warn,
    /// Has to be put right.
    Deny,
}

impl Level {
    /// The word printed before the message.
    pub fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warn => "warning",
            Self::Deny => "error",
        }
    }
}

/// A message to a person: a fault, a warning or a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How much it weighs.
    pub level: Level,
    /// A stable kebab-case code.
    pub code: MessageCode,
    /// The fault, as a sentence without a full stop.
    pub message: String,
    /// The file it is about, as given.
    pub path: Option<String>,
    /// The bytes in that file.
    pub span: Option<Range<usize>>,
    /// The words under the marked bytes.
    pub label: Option<String>,
    /// The help: what to do.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A diagnostic without a place.
    pub fn new<C: Into<MessageCode>, M: Into<String>>(level: Level, code: C, message: M) -> Self {
        Self { level, code: code.into(), message: message.into(), path: None, span: None, label: None, help: None }
    }

    /// Names the file.
    #[must_use]
    pub fn path<P: Into<String>>(mut self, path: P) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Marks bytes of the file.
    #[must_use]
    pub fn span(mut self, span: Range<usize>) -> Self {
        self.span = Some(span);
        self
    }

    /// Says what stands under the marked bytes.
    #[must_use]
    pub fn label<L: Into<String>>(mut self, label: L) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help<H: Into<String>>(mut self, help: H) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]: ", self.level.word(), self.code)?;
        if let Some(path) = &self.path {
            write!(f, "{path}: ")?;
        }
        f.write_str(&self.message)
    }
}
