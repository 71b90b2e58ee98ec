//! Text for a terminal, with its colours.

use std::io::Write;

use super::output::{About, Output, OutputError, OutputOptions, View, ViewKind, refused};
use crate::report::{
    benchmarks_text, controls_text, crosswalk_text, diff_text, formats_text, gate_text, history_text, lint_text,
    outputs_text, refusals_text,
};

/// Text.
pub struct Text;

impl Output for Text {
    fn about(&self) -> About {
        About {
            id: "text",
            media_type: "text/plain",
            ending: "txt",
            summary: "For the terminal",
            streams: false,
            binary: false,
            coloured: true,
            views: &[
                (ViewKind::Gate, "For the terminal"),
                (ViewKind::Diff, "For the terminal"),
                (ViewKind::History, "For the terminal"),
                (ViewKind::Lint, "As a compiler prints"),
                (ViewKind::Benchmarks, "For people"),
                (ViewKind::Controls, "For the terminal"),
                (ViewKind::Crosswalk, "A table for people"),
                (ViewKind::Formats, "For the terminal"),
                (ViewKind::Outputs, "For the terminal"),
                (ViewKind::Refusals, "For the terminal"),
            ],
        }
    }

    fn write(&self, view: &View<'_>, options: &OutputOptions, out: &mut dyn Write) -> Result<(), OutputError> {
        let width = options.width;
        let text = match view {
            View::Gate(view) => gate_text(view.verdict, width),
            View::Diff(view) => diff_text(view, width),
            View::History(view) => history_text(view, width),
            View::Lint(view) => lint_text(view),
            View::Benchmarks(view) => benchmarks_text(view),
            View::Controls(view) => controls_text(view, width),
            View::Crosswalk(view) => crosswalk_text(view),
            View::Formats(view) => formats_text(view, width),
            View::Outputs(view) => outputs_text(view, width),
            View::Refusals(view) => refusals_text(view, width),
            other => return refused(self, other),
        };
        Ok(out.write_all(text.as_bytes())?)
    }
}
