//! Pages that fetch nothing.

use std::io::Write;

use super::output::{About, Output, OutputError, OutputOptions, View, ViewKind, refused};
use crate::report::{controls_html, diff_html, exceptions_html, history_html, report_html};

/// HTML.
pub struct Html;

impl Output for Html {
    fn about(&self) -> About {
        About {
            id: "html",
            media_type: "text/html",
            ending: "html",
            summary: "One page that fetches nothing",
            streams: false,
            binary: false,
            coloured: false,
            views: &[
                (ViewKind::Report, "One page"),
                (ViewKind::Exceptions, "The same as one page"),
                (ViewKind::Diff, "One page"),
                (ViewKind::Controls, "One page"),
                (ViewKind::History, "One page with a chart of the scores"),
            ],
        }
    }

    fn template(&self, view: ViewKind) -> Option<&'static str> {
        match view {
            ViewKind::Report => Some("report.html.hbs"),
            ViewKind::Exceptions => Some("exceptions.html.hbs"),
            ViewKind::Diff => Some("diff.html.hbs"),
            ViewKind::History => Some("history.html.hbs"),
            ViewKind::Controls => Some("controls.html.hbs"),
            _ => None,
        }
    }

    fn write(&self, view: &View<'_>, options: &OutputOptions, out: &mut dyn Write) -> Result<(), OutputError> {
        let templates = &options.templates;
        let page = match view {
            View::Report(view) => report_html(templates, view)?,
            View::Exceptions(view) => exceptions_html(templates, view, &options.columns, options.full)?,
            View::Diff(view) => diff_html(templates, view)?,
            View::Controls(view) => controls_html(templates, view)?,
            View::History(view) => history_html(templates, view)?,
            other => return refused(self, other),
        };
        Ok(out.write_all(page.as_bytes())?)
    }
}
