//! The assessment as a workbook: a sheet for each question that people come with.

use std::io::Write;

use super::kit::{Table, workbook};
use super::{changes, controls, recommendations, registry, summary};
use crate::outputs::output::{About, Output, OutputError, OutputOptions, View, ViewKind, refused};
use crate::views::AssessedView;

/// Workbooks.
pub struct Xlsx;

impl Output for Xlsx {
    fn about(&self) -> About {
        About {
            id: "xlsx",
            media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ending: "xlsx",
            summary: "A workbook for spreadsheets; no cell of it is a formula",
            streams: false,
            binary: true,
            coloured: false,
            views: &[(
                ViewKind::Assessed,
                "A workbook: summary, what is accepted, open, not verified and changed, registry, all of it, controls",
            )],
        }
    }

    fn write(&self, view: &View<'_>, _: &OutputOptions, out: &mut dyn Write) -> Result<(), OutputError> {
        let View::Assessed(view) = view else { return refused(self, view) };
        let bytes = workbook(&tables(view), Some(view.as_of));
        let bytes = bytes.map_err(|error| OutputError::Lacks {
            output: "xlsx",
            lacks: format!("{error}; write fewer scans at once, or --to json"),
        })?;
        Ok(out.write_all(&bytes)?)
    }
}

/// The sheets in their order.
fn tables(view: &AssessedView) -> Vec<Table> {
    let mut tables =
        vec![recommendations::accepted(view), recommendations::open(view), recommendations::not_verified(view)];
    tables.extend(view.changes.as_ref().map(changes::changes));
    tables.extend([registry::registry(view), recommendations::all(view), controls::controls(view)]);
    let summary = summary::summary(view, &tables);
    tables.insert(0, summary);
    tables
}
