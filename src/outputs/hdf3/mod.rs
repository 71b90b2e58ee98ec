//! HDF v3 of MITRE's hdf-libs: the results of a scan, and the exceptions apart from them as amendments.
//!
//! An override keeps the status `failed`: nothing passes because it is accepted. HDF v3 knows no override without an
//! end, so an entry without `expires` cannot be written, and is named.

mod amendments;
mod model;
mod results;

use std::io::Write;

use super::json::pretty;
use super::output::{About, Output, OutputError, OutputOptions, View, ViewKind, refused};

/// HDF v3 results.
pub struct Hdf3;

/// HDF v3 amendments.
pub struct HdfAmendments;

impl Output for Hdf3 {
    fn about(&self) -> About {
        About {
            id: "hdf3",
            media_type: "application/json",
            ending: "json",
            summary: "Heimdall Data Format v3 results, with the exceptions as overrides",
            streams: false,
            binary: false,
            coloured: false,
            views: &[(ViewKind::Assessed, "Heimdall Data Format v3, an image a document; exceptions are overrides")],
        }
    }

    fn write(&self, view: &View<'_>, _: &OutputOptions, out: &mut dyn Write) -> Result<(), OutputError> {
        let View::Assessed(view) = view else { return refused(self, view) };
        match view.images.as_slice() {
            [only] => pretty(&results::document(view, only)?, out),
            several => Err(OutputError::Several { output: "hdf3", each: "image", count: several.len() }),
        }
    }

    fn files(&self, view: &View<'_>, _: &OutputOptions) -> Result<Vec<(String, Vec<u8>)>, OutputError> {
        let View::Assessed(view) = view else { return refused(self, view).map(|()| Vec::new()) };
        let mut files = Vec::new();
        for (place, image) in view.images.iter().enumerate() {
            let mut bytes = Vec::new();
            pretty(&results::document(view, image)?, &mut bytes)?;
            files.push((format!("hdf3-{}.json", place + 1), bytes));
        }
        Ok(files)
    }
}

impl Output for HdfAmendments {
    fn about(&self) -> About {
        About {
            id: "hdf-amendments",
            media_type: "application/json",
            ending: "json",
            summary: "Heimdall Data Format v3 amendments: the exceptions that cover something in these scans",
            streams: false,
            binary: false,
            coloured: false,
            views: &[(ViewKind::Assessed, "Heimdall Data Format v3 amendments: the exceptions in force here")],
        }
    }

    fn write(&self, view: &View<'_>, _: &OutputOptions, out: &mut dyn Write) -> Result<(), OutputError> {
        let View::Assessed(view) = view else { return refused(self, view) };
        let why = "no exception covers anything here, and the format has no empty list";
        let document = amendments::document(view)?;
        pretty(&document.ok_or(OutputError::Nothing { output: "hdf-amendments", why })?, out)
    }

    /// No file where nothing is excepted.
    fn files(&self, view: &View<'_>, _: &OutputOptions) -> Result<Vec<(String, Vec<u8>)>, OutputError> {
        let View::Assessed(view) = view else { return refused(self, view).map(|()| Vec::new()) };
        let Some(document) = amendments::document(view)? else { return Ok(Vec::new()) };
        let mut bytes = Vec::new();
        pretty(&document, &mut bytes)?;
        Ok(vec![("hdf-amendments.json".to_owned(), bytes)])
    }
}
