//! Markdown, as GitHub prints it.

use std::io::Write;

use super::output::{About, Output, OutputError, OutputOptions, View, ViewKind, refused};
use crate::report::{
    controls_markdown, crosswalk_markdown, diff_markdown, exceptions_markdown_with, formats_markdown, gate_markdown,
    history_markdown, outputs_markdown, refusals_markdown, report_markdown,
};

/// Markdown.
pub struct Markdown;

impl Output for Markdown {
    fn about(&self) -> About {
        About {
            id: "md",
            media_type: "text/markdown",
            ending: "md",
            summary: "Markdown, as GitHub prints it",
            streams: false,
            binary: false,
            coloured: false,
            views: &[
                (ViewKind::Exceptions, "A Markdown table and lists"),
                (ViewKind::Report, "Markdown"),
                (ViewKind::Diff, "Markdown, for a pull request"),
                (ViewKind::History, "Markdown"),
                (ViewKind::Gate, "Markdown"),
                (ViewKind::Controls, "A Markdown table for each framework"),
                (ViewKind::Crosswalk, "A Markdown table"),
                (ViewKind::Formats, "A Markdown table"),
                (ViewKind::Outputs, "A Markdown table"),
                (ViewKind::Refusals, "A Markdown table"),
            ],
        }
    }

    fn template(&self, view: ViewKind) -> Option<&'static str> {
        match view {
            ViewKind::Exceptions => Some("exceptions.md.hbs"),
            ViewKind::Report => Some("report.md.hbs"),
            ViewKind::Diff => Some("diff.md.hbs"),
            ViewKind::History => Some("history.md.hbs"),
            ViewKind::Controls => Some("controls.md.hbs"),
            _ => None,
        }
    }

    fn write(&self, view: &View<'_>, options: &OutputOptions, out: &mut dyn Write) -> Result<(), OutputError> {
        let templates = &options.templates;
        let text = match view {
            View::Exceptions(view) => exceptions_markdown_with(templates, view, &options.columns, options.full)?,
            View::Report(view) => report_markdown(templates, view, options.most_bytes)?,
            View::Diff(view) => diff_markdown(templates, view)?,
            View::History(view) => history_markdown(templates, view)?,
            View::Gate(view) => gate_markdown(view.verdict),
            View::Controls(view) => controls_markdown(templates, view)?,
            View::Crosswalk(view) => crosswalk_markdown(view),
            View::Formats(view) => formats_markdown(view),
            View::Outputs(view) => outputs_markdown(view),
            View::Refusals(view) => refusals_markdown(view),
            other => return refused(self, other),
        };
        Ok(out.write_all(text.as_bytes())?)
    }
}
