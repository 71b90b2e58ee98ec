//! The report as Markdown, with as much detail as fits: what is left out is said.

use serde::Serialize;

use super::controls::MARKDOWN_PART;
use super::engine::{Engine, TemplateError};
use super::templates::Templates;
use crate::views::ReportView;

/// How much detail the template prints; each step leaves out more.
#[derive(Clone, Copy, Debug, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "a template asks for each by its name")]
struct Detail {
    /// The evidence.
    evidence: bool,
    /// The recommendations that passed, do not apply or were not selected.
    others: bool,
    /// Unverified recommendations, disagreements, entries that cover nothing, where it comes from.
    lists: bool,
    /// The failures and the exceptions themselves.
    tables: bool,
}

const STEPS: [(Detail, &str); 5] = [
    (Detail { evidence: true, others: true, lists: true, tables: true }, ""),
    (Detail { evidence: false, others: true, lists: true, tables: true }, "the evidence"),
    (Detail { evidence: false, others: false, lists: true, tables: true }, "what passed"),
    (Detail { evidence: false, others: false, lists: false, tables: true }, "everything but failures and exceptions"),
    (Detail { evidence: false, others: false, lists: false, tables: false }, "everything but the counts"),
];

#[derive(Serialize)]
struct Data<'v> {
    report: &'v ReportView,
    detail: Detail,
    left_out: &'v [&'static str],
}

/// Renders the report as Markdown of at most so many bytes.
///
/// # Errors
/// When the template does not fit the data, or even the counts do not fit into the bytes.
pub fn report_markdown(
    templates: &Templates,
    view: &ReportView,
    most_bytes: Option<usize>,
) -> Result<String, TemplateError> {
    let most_bytes = most_bytes.unwrap_or(usize::MAX);
    let mut left_out = Vec::new();
    let mut least = 0;
    for (detail, leaves_out) in STEPS {
        if !leaves_out.is_empty() {
            left_out.push(leaves_out);
        }
        let data = Data { report: view, detail, left_out: &left_out };
        let mut engine = Engine::markdown();
        engine.partial(MARKDOWN_PART.0, &templates.get(MARKDOWN_PART.1))?;
        let text = engine.render(&templates.get("report.md.hbs"), &data)?;
        let text = squeezed(&text);
        if text.len() <= most_bytes {
            return Ok(text);
        }
        least = text.len();
    }
    Err(TemplateError::new(format!("the report needs at least {least} bytes, and {most_bytes} are allowed")))
}

/// Blank lines one at a time, outside code blocks, so that a template need not count its own.
pub(super) fn squeezed(text: &str) -> String {
    let mut squeezed = String::with_capacity(text.len());
    let mut fence: Option<&str> = None;
    let mut blank = true;
    for line in text.lines() {
        let ticks = line.get(..line.len() - line.trim_start_matches('`').len()).unwrap_or_default();
        match fence {
            Some(open) if line == open => fence = None,
            None if ticks.len() > 2 => fence = Some(ticks),
            _ => {}
        }
        let empty = fence.is_none() && line.trim().is_empty();
        if !(empty && blank) {
            squeezed.push_str(line);
            squeezed.push('\n');
        }
        blank = empty;
    }
    squeezed.trim_end().to_owned() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_stay_in_code_blocks_only() {
        let text = "a\n\n\n\nb\n\n````text\nx\n```\n\n\ny\n````\n\n\nc\n";
        assert_eq!(squeezed(text), "a\n\nb\n\n````text\nx\n```\n\n\ny\n````\n\nc\n");
    }
}
