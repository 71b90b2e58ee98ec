//! AWS Security Hub findings (ASFF): batches for `batch-import-findings`, and for `batch-update-findings`.
//!
//! Two kinds of file, because an import cannot change the workflow of a finding that is there: Security Hub keeps
//! SUPPRESSED for ever, and only the update opens a finding again whose exception lapsed.

mod finding;
mod model;

use std::io::Write;

use super::json::pretty;
use super::output::{About, Output, OutputError, OutputOptions, View, ViewKind, refused};

/// ASFF.
pub struct Asff;

/// The findings or identifiers of one call.
const MOST: usize = 100;

impl Output for Asff {
    fn about(&self) -> About {
        About {
            id: "asff",
            media_type: "application/json",
            ending: "json",
            summary: "AWS Security Hub findings (ASFF), in batches to import and to update",
            streams: false,
            binary: false,
            coloured: false,
            views: &[(ViewKind::Assessed, "AWS Security Hub findings, in batches to import and to update")],
        }
    }

    fn write(&self, view: &View<'_>, options: &OutputOptions, out: &mut dyn Write) -> Result<(), OutputError> {
        let files = self.files(view, options)?;
        match files.as_slice() {
            // A list of none: there is nothing to import.
            [] => Ok(out.write_all(b"[]\n")?),
            [(name, only)] if name.starts_with("asff-import") => Ok(out.write_all(only)?),
            several => Err(OutputError::Several { output: "asff", each: "call of Security Hub", count: several.len() }),
        }
    }

    fn files(&self, view: &View<'_>, _: &OutputOptions) -> Result<Vec<(String, Vec<u8>)>, OutputError> {
        let View::Assessed(view) = view else { return refused(self, view).map(|()| Vec::new()) };
        let mut imports = Vec::new();
        let mut updates = Vec::new();
        for image in &view.images {
            let image = finding::OfImage::new(view, image)?;
            imports.extend(image.findings());
            updates.extend(image.updates());
        }
        let mut files = Vec::new();
        for (place, batch) in imports.chunks(MOST).enumerate() {
            files.push((format!("asff-import-{}.json", place + 1), bytes(&batch)?));
        }
        for (place, batch) in finding::batches(updates, MOST).iter().enumerate() {
            files.push((format!("asff-update-{}.json", place + 1), bytes(batch)?));
        }
        Ok(files)
    }
}

fn bytes<T: serde::Serialize>(value: &T) -> Result<Vec<u8>, OutputError> {
    let mut bytes = Vec::new();
    pretty(value, &mut bytes)?;
    Ok(bytes)
}
