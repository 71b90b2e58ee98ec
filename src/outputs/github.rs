//! Workflow commands that GitHub shows as annotations.

use std::io::Write;

use super::output::{About, Output, OutputError, OutputOptions, View, ViewKind, refused};
use crate::diag::render_github;
use crate::report::gate_github;

/// GitHub's annotations.
pub struct Github;

impl Output for Github {
    fn about(&self) -> About {
        About {
            id: "github",
            media_type: "text/plain",
            ending: "txt",
            summary: "Annotations in GitHub's pull requests",
            streams: false,
            binary: false,
            coloured: false,
            views: &[
                (ViewKind::Gate, "Annotations in GitHub's pull requests"),
                (ViewKind::Lint, "Annotations of the lines in GitHub's pull requests"),
            ],
        }
    }

    fn write(&self, view: &View<'_>, options: &OutputOptions, out: &mut dyn Write) -> Result<(), OutputError> {
        let text = match view {
            View::Gate(view) => gate_github(view.verdict, &options.location, view.lint, view.sources),
            View::Lint(view) => render_github(view.found, view.sources),
            other => return refused(self, other),
        };
        Ok(out.write_all(text.as_bytes())?)
    }
}
