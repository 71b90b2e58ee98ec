//! Why a file could not be read: which file, where in it, what is wrong, what to do.

use std::fmt;

/// A place in a file's text, both counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The line.
    pub line: u64,
    /// The column, in characters.
    pub column: u64,
}

/// A file that cannot be read as a scan.
#[derive(Debug, thiserror::Error)]
pub struct ReadError {
    /// The file as given; `-` is standard input.
    pub path: String,
    /// The format it was read as, once that was known.
    pub format: Option<&'static str>,
    /// Where in the document: `Benchmark/TestResult/rule-result[12]`.
    pub trail: String,
    /// Where in the text.
    pub position: Option<Position>,
    /// The fault.
    pub kind: ReadErrorKind,
    /// The help for it.
    pub help: Option<String>,
}

/// The kind of a file's fault.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadErrorKind {
    /// The file cannot be opened or read.
    #[error("{0}")]
    Io(std::io::Error),
    /// The file has no content.
    #[error("the file is empty")]
    Empty,
    /// The content is not text.
    #[error("the file is binary, not a scan's text: {0}")]
    Binary(String),
    /// The bytes do not fit the encoding.
    #[error("the bytes are not valid {0}")]
    Encoding(String),
    /// The text is not well-formed XML, JSON, CSV … or ends too early.
    #[error("{0}")]
    Syntax(String),
    /// The text is well formed, but not what the format prescribes.
    #[error("{0}")]
    Content(String),
    /// No format recognises the file, or several do.
    #[error("{0}")]
    Unrecognised(String),
    /// The file is recognised, and it is not a scan that can be read.
    #[error("{0}")]
    Refused(String),
    /// A limit on the input was reached.
    #[error("{0}")]
    Limit(String),
    /// The file is sound and holds no check (exit code 4, not 2).
    #[error("{0}")]
    NoChecks(String),
}

impl ReadError {
    /// An error of a kind; the caller's [`Input`](super::Input) fills in the path.
    pub fn new(kind: ReadErrorKind) -> Self {
        Self { path: String::new(), format: None, trail: String::new(), position: None, kind, help: None }
    }

    /// The text is not well formed.
    pub fn syntax<S: Into<String>>(message: S) -> Self {
        Self::new(ReadErrorKind::Syntax(message.into()))
    }

    /// The text is well formed, but not what the format prescribes.
    pub fn content<S: Into<String>>(message: S) -> Self {
        Self::new(ReadErrorKind::Content(message.into()))
    }

    /// The file is recognised and refused; `help` says what to run instead.
    pub fn refused<S: Into<String>, H: Into<String>>(message: S, help: H) -> Self {
        Self::new(ReadErrorKind::Refused(message.into())).help(help)
    }

    /// The file is sound and holds no check.
    pub fn no_checks<S: Into<String>>(message: S) -> Self {
        Self::new(ReadErrorKind::NoChecks(message.into()))
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn help<S: Into<String>>(mut self, help: S) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds where in the text.
    #[must_use]
    pub fn at(mut self, position: Option<Position>) -> Self {
        self.position = position;
        self
    }

    /// Adds where in the document.
    #[must_use]
    pub fn trail<S: Into<String>>(mut self, trail: S) -> Self {
        self.trail = trail.into();
        self
    }

    /// Whether the file is sound and simply holds nothing to judge.
    pub fn is_no_checks(&self) -> bool {
        matches!(self.kind, ReadErrorKind::NoChecks(_))
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        if let Some(Position { line, column }) = self.position {
            write!(f, ":{line}:{column}")?;
        }
        f.write_str(": ")?;
        if let Some(format) = self.format {
            write!(f, "[{format}] ")?;
        }
        if !self.trail.is_empty() {
            write!(f, "in {}: ", self.trail)?;
        }
        write!(f, "{}", self.kind)
    }
}
