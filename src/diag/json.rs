//! Diagnostics as JSON, for programs.

use serde_json::{Value, json};

use super::{Diagnostic, Sources};

/// Renders `{"diagnostics":[…]}`, each with level, code, message, file, line and column.
pub fn render_json(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let all: Vec<_> = diagnostics.iter().map(|diagnostic| object(diagnostic, sources)).collect();
    let mut text = format!("{:#}", json!({ "diagnostics": all }));
    text.push('\n');
    text
}

fn object(diagnostic: &Diagnostic, sources: &Sources) -> Value {
    let mut object = json!({
        "level": diagnostic.level.word(),
        "code": diagnostic.code.as_str(),
        "message": diagnostic.message,
    });
    let Some(fields) = object.as_object_mut() else { return object };
    if let Some(path) = &diagnostic.path {
        fields.insert("file".into(), path.as_str().into());
        if let (Some(span), Some(source)) = (&diagnostic.span, sources.get(path)) {
            let (line, column) = source.position(span.start);
            fields.insert("line".into(), line.into());
            fields.insert("column".into(), column.into());
        }
    }
    for (key, text) in [("label", &diagnostic.label), ("help", &diagnostic.help)] {
        if let Some(text) = text {
            fields.insert(key.into(), text.as_str().into());
        }
    }
    object
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Code, Level, Source};

    #[test]
    fn a_diagnostic_has_its_line_and_column() {
        let mut sources = Sources::default();
        sources.insert("a.toml", Source::new("x\nyz"));
        let diagnostic = Diagnostic::new(Level::Warn, Code::Stale, "m").path("a.toml").span(3..4).help("h");
        let json: Value = serde_json::from_str(&render_json(&[diagnostic], &sources)).expect("JSON");
        let expected = json!({"level": "warning", "code": "stale", "message": "m", "file": "a.toml", "line": 2, "column": 2, "help": "h"});
        assert_eq!(json["diagnostics"][0], expected);
    }
}
