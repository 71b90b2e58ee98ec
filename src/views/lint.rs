//! Diagnostics as data, with the line and column of each: the lint of a registry.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::ends::{EndView, ends};
use crate::diag::{Diagnostic, Level, Sources};
use crate::registry::Registry;

/// The diagnostics of a registry.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LintView<'d> {
    /// `amicis-lint/1`.
    pub format: &'static str,
    /// Every diagnostic, in the order of the registry's files.
    pub diagnostics: Vec<DiagnosticView>,
    /// The days on which approved entries, and what people attested, end; the first to end first.
    pub ends: Vec<EndView>,
    /// The line that ends the text.
    #[serde(skip)]
    pub summary: String,
    /// The diagnostics themselves.
    #[serde(skip)]
    pub(crate) found: &'d [Diagnostic],
    /// The texts that they are about.
    #[serde(skip)]
    pub(crate) sources: &'d Sources,
}

/// A diagnostic. A key that has nothing to say is left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DiagnosticView {
    /// The level.
    pub level: LevelWord,
    /// The code, as the book lists it.
    pub code: String,
    /// The mistake, as a sentence without a full stop.
    pub message: String,
    /// The file that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The line in that file, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The column in that line, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// The note at the marked place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The advice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

/// The level of a diagnostic, in the word that is printed before its message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LevelWord {
    /// It has to be put right.
    Error,
    /// It is probably a mistake.
    Warning,
    /// It is worth knowing.
    Note,
}

impl From<Level> for LevelWord {
    fn from(level: Level) -> Self {
        match level {
            Level::Deny => Self::Error,
            Level::Warn => Self::Warning,
            Level::Note => Self::Note,
        }
    }
}

impl<'d> LintView<'d> {
    /// The `format` that it states.
    pub const FORMAT: &'static str = "amicis-lint/1";

    /// The view of diagnostics; the sources tell their lines, and the summary ends the text.
    pub fn new(found: &'d [Diagnostic], sources: &'d Sources, summary: String) -> Self {
        let diagnostics = found.iter().map(|diagnostic| DiagnosticView::new(diagnostic, sources)).collect();
        Self { format: Self::FORMAT, diagnostics, ends: Vec::new(), summary, found, sources }
    }

    /// The same with the days on which entries of a registry end.
    #[must_use]
    pub fn with_ends(self, registry: &Registry, as_of: Date) -> Self {
        Self { ends: ends(registry, as_of), ..self }
    }
}

impl DiagnosticView {
    fn new(diagnostic: &Diagnostic, sources: &Sources) -> Self {
        let source = diagnostic.path.as_ref().and_then(|path| sources.get(path));
        let place = diagnostic.span.as_ref().zip(source).map(|(span, source)| source.position(span.start));
        Self {
            level: diagnostic.level.into(),
            code: diagnostic.code.as_str().to_owned(),
            message: diagnostic.message.clone(),
            file: diagnostic.path.clone(),
            line: place.map(|(line, _)| line),
            column: place.map(|(_, column)| column),
            label: diagnostic.label.clone(),
            help: diagnostic.help.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::diag::{Code, Source};

    #[test]
    fn a_diagnostic_has_its_line_and_column() {
        let mut sources = Sources::default();
        sources.insert("a.toml", Source::new("x\nyz"));
        let diagnostic = Diagnostic::new(Level::Warn, Code::Stale, "m").path("a.toml").span(3..4).help("h");
        let json = serde_json::to_value(LintView::new(&[diagnostic], &sources, String::new())).expect("JSON");
        let expected = json!({"level": "warning", "code": "stale", "message": "m", "file": "a.toml", "line": 2, "column": 2, "help": "h"});
        assert_eq!(json["diagnostics"][0], expected);
    }

    #[test]
    fn levels_have_the_words_that_are_printed() {
        for level in [Level::Deny, Level::Warn, Level::Note] {
            assert_eq!(serde_json::to_value(LevelWord::from(level)).expect("JSON"), level.word());
        }
    }
}
