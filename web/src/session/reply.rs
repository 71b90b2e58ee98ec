//! What the page is answered.

use amicis::assess::Raised;
use amicis::diag::{Diagnostic, Level};
use amicis::model::Doubt;
use amicis::read::ReadError;
use serde::Serialize;
use serde_json::json;

/// An answer: JSON with `ok` or `error`, and bytes beside it.
#[derive(Debug, Default)]
pub struct Reply {
    /// The JSON.
    pub answer: String,
    /// The bytes of the files that the answer lists, one after the other.
    pub attached: Vec<u8>,
}

impl Reply {
    pub(super) fn of<T: Serialize>(value: &T) -> Self {
        Self { answer: json!({ "ok": value }).to_string(), attached: Vec::new() }
    }
}

/// Why there is no answer: a sentence, and what to do.
#[derive(Debug, Serialize)]
pub(super) struct Stop {
    pub(super) message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) help: Option<String>,
}

impl Stop {
    pub(super) fn new<M: Into<String>>(message: M) -> Self {
        Self { message: message.into(), help: None }
    }

    pub(super) fn with_help<M: Into<String>, H: Into<String>>(message: M, help: H) -> Self {
        Self { message: message.into(), help: Some(help.into()) }
    }
}

impl From<ReadError> for Stop {
    fn from(error: ReadError) -> Self {
        Self { message: error.to_string(), help: error.help }
    }
}

impl From<Stop> for Reply {
    fn from(stop: Stop) -> Self {
        Self { answer: json!({ "error": stop }).to_string(), attached: Vec::new() }
    }
}

/// A sentence for a person, as the program says it on standard error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Said {
    /// `error`, `warning`, `doubt` or `note`.
    pub(super) level: &'static str,
    pub(super) text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) help: Option<String>,
}

impl Said {
    pub(super) fn note<T: Into<String>>(text: T) -> Self {
        Self { level: Level::Note.word(), text: text.into(), help: None }
    }

    pub(super) fn doubt(doubt: &Doubt, subject: &str) -> Self {
        let raised = Raised::new(doubt, subject);
        let text = format!("{} [{}]", raised.line(), raised.code);
        Self { level: "doubt", text, help: Some(raised.help.to_owned()) }
    }
}

impl From<&Diagnostic> for Said {
    fn from(diagnostic: &Diagnostic) -> Self {
        let place = diagnostic.path.as_ref().map(|path| format!("{path}: ")).unwrap_or_default();
        let text = format!("{place}{} [{}]", diagnostic.message, diagnostic.code);
        Self { level: diagnostic.level.word(), text, help: diagnostic.help.clone() }
    }
}

impl From<&ReadError> for Said {
    fn from(error: &ReadError) -> Self {
        Self { level: Level::Deny.word(), text: error.to_string(), help: error.help.clone() }
    }
}
