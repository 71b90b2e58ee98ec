//! JSON documents, each with a `format` and a schema.

use std::io::Write;

use serde::Serialize;

use super::output::{About, Output, OutputError, OutputOptions, View, ViewKind, refused};
use crate::formats::native;

/// JSON.
pub struct Json;

impl Output for Json {
    fn about(&self) -> About {
        About {
            id: "json",
            media_type: "application/json",
            ending: "json",
            summary: "One document with a `format`, and a schema for it",
            streams: true,
            binary: false,
            coloured: false,
            views: &[
                (ViewKind::Assessed, "One document: checks, verdicts and entries, joined"),
                (ViewKind::Exceptions, "The same as data"),
                (ViewKind::Report, "The data that the templates are given"),
                (ViewKind::Diff, "As data"),
                (ViewKind::History, "As data"),
                (ViewKind::Gate, "As data"),
                (ViewKind::Scans, "One document: {\"format\":\"amicis/1\",\"scans\":[…]}"),
                (ViewKind::Lint, "One document: {\"diagnostics\":[…]}"),
                (ViewKind::Benchmarks, "One document"),
                (ViewKind::Controls, "As data"),
                (ViewKind::Crosswalk, "One document"),
                (ViewKind::Formats, "One document"),
                (ViewKind::Outputs, "One document"),
                (ViewKind::Refusals, "One document"),
                (ViewKind::Predicate, "The predicate of a bundle"),
                (ViewKind::Statement, "The statement of a bundle"),
                (ViewKind::Summary, "The verification summary of a bundle"),
                (ViewKind::Results, "The results of a bundle"),
            ],
        }
    }

    fn write(&self, view: &View<'_>, _: &OutputOptions, out: &mut dyn Write) -> Result<(), OutputError> {
        match view {
            View::Assessed(view) => pretty(view, out),
            View::Exceptions(view) => pretty(view, out),
            View::Report(view) => pretty(view, out),
            View::Diff(view) => pretty(view, out),
            View::History(view) => pretty(view, out),
            View::Gate(view) => pretty(view, out),
            View::Scans(scans) => Ok(native::write_document(scans, out)?),
            View::Lint(view) => sorted(view, out),
            View::Benchmarks(view) => sorted(view, out),
            View::Controls(view) => pretty(view, out),
            View::Crosswalk(view) => sorted(view, out),
            View::Formats(view) => pretty(view, out),
            View::Outputs(view) => pretty(view, out),
            View::Refusals(view) => pretty(view, out),
            View::Predicate(view) => sorted(view, out),
            View::Statement(view) => sorted(view, out),
            View::Summary(view) => sorted(view, out),
            View::Results(view) => pretty(view, out),
            other @ View::Findings(_) => refused(self, other),
        }
    }
}

/// Writes a value indented, with a final newline.
pub(super) fn pretty<T: Serialize>(value: &T, out: &mut dyn Write) -> Result<(), OutputError> {
    serde_json::to_writer_pretty(&mut *out, value).map_err(std::io::Error::from)?;
    Ok(out.write_all(b"\n")?)
}

/// Writes a value with its keys in the order of the alphabet, as these documents have always been.
fn sorted<T: Serialize>(value: &T, out: &mut dyn Write) -> Result<(), OutputError> {
    pretty(&serde_json::to_value(value).map_err(std::io::Error::from)?, out)
}
