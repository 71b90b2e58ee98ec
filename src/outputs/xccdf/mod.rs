//! XCCDF 1.2: the scan again, with the exceptions as overrides; a document for each scan.
//!
//! The specification wants the result to be the new result of the last override, so an exception's override is from
//! fail to fail: it says who accepted the failure, when and why, and changes nothing.

mod document;
mod names;

use std::io::Write;

use super::output::{About, Output, OutputError, OutputOptions, View, ViewKind, refused};
use crate::views::AssessedView;

/// XCCDF.
pub struct Xccdf;

impl Output for Xccdf {
    fn about(&self) -> About {
        About {
            id: "xccdf",
            media_type: "application/xml",
            ending: "xml",
            summary: "XCCDF 1.2 results with the exceptions as overrides, for SCAP tools",
            streams: false,
            binary: false,
            coloured: false,
            views: &[(
                ViewKind::Assessed,
                "XCCDF 1.2 results, a document a scan; exceptions are overrides that change nothing",
            )],
        }
    }

    fn write(&self, view: &View<'_>, _: &OutputOptions, out: &mut dyn Write) -> Result<(), OutputError> {
        let View::Assessed(view) = view else { return refused(self, view) };
        match documents(view)?.as_slice() {
            [(_, only)] => Ok(out.write_all(only)?),
            several => Err(OutputError::Several { output: "xccdf", each: "scan", count: several.len() }),
        }
    }

    fn files(&self, view: &View<'_>, _: &OutputOptions) -> Result<Vec<(String, Vec<u8>)>, OutputError> {
        match view {
            View::Assessed(view) => documents(view),
            other => refused(self, other).map(|()| Vec::new()),
        }
    }
}

fn documents(view: &AssessedView) -> Result<Vec<(String, Vec<u8>)>, OutputError> {
    let scans = view.images.iter().flat_map(|image| image.scans.iter().map(move |scan| (image, scan)));
    let mut documents = Vec::new();
    for (place, (image, scan)) in scans.enumerate() {
        let mut bytes = Vec::new();
        document::Document::new(view, image, scan)?.write(&mut bytes)?;
        documents.push((format!("xccdf-{}.xml", place + 1), bytes));
    }
    Ok(documents)
}
