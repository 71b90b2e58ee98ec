//! CSV: tables for spreadsheets, and scans in the native columns.

mod cells;
mod controls;
mod exceptions;
mod history;

use std::io::{self, Write};

use super::output::{About, Output, OutputError, OutputOptions, View, ViewKind, refused};
use crate::formats::native;
use crate::report::crosswalk_csv;

/// CSV.
pub struct Csv;

impl Output for Csv {
    fn about(&self) -> About {
        About {
            id: "csv",
            media_type: "text/csv",
            ending: "csv",
            summary: "Rows for spreadsheets and scripts",
            streams: true,
            binary: false,
            coloured: false,
            views: &[
                (
                    ViewKind::Exceptions,
                    "The table alone, for spreadsheets; cells that one would run as a formula are guarded",
                ),
                (
                    ViewKind::History,
                    "The matrix alone, for spreadsheets; cells that one would run as a formula are guarded",
                ),
                (
                    ViewKind::Controls,
                    "A row a control, for spreadsheets; cells that one would run as a formula are guarded",
                ),
                (ViewKind::Crosswalk, "The form of the mapping files"),
                (ViewKind::Scans, "One row a check"),
            ],
        }
    }

    fn write(&self, view: &View<'_>, options: &OutputOptions, out: &mut dyn Write) -> Result<(), OutputError> {
        let written = match view {
            View::Exceptions(view) => exceptions::exceptions(view, &options.columns, out),
            View::History(view) => history::history(view, out),
            View::Controls(view) => controls::controls(view, out),
            View::Crosswalk(view) => out.write_all(crosswalk_csv(view).as_bytes()),
            View::Scans(scans) => native::write_csv(scans, options.csv, out),
            other => return refused(self, other),
        };
        Ok(written.map_err(of_writer)?)
    }
}

/// The writer's own error, which tells a closed pipe: the table's writer hides it in its own.
fn of_writer(error: io::Error) -> io::Error {
    match error.downcast::<::csv::Error>().map(::csv::Error::into_kind) {
        Ok(::csv::ErrorKind::Io(error)) | Err(error) => error,
        Ok(other) => io::Error::other(format!("{other:?}")),
    }
}
