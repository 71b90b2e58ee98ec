//! JSON Lines: the native format, a line a check.

use std::io::Write;

use super::output::{About, Output, OutputError, OutputOptions, View, ViewKind, refused};
use crate::formats::native;

/// JSON Lines.
pub struct Ndjson;

impl Output for Ndjson {
    fn about(&self) -> About {
        About {
            id: "ndjson",
            media_type: "application/x-ndjson",
            ending: "ndjson",
            summary: "JSON Lines",
            streams: true,
            binary: false,
            coloured: false,
            views: &[(ViewKind::Scans, "One line a check")],
        }
    }

    fn write(&self, view: &View<'_>, _: &OutputOptions, out: &mut dyn Write) -> Result<(), OutputError> {
        match view {
            View::Scans(scans) => Ok(native::write_ndjson(scans, out)?),
            other => refused(self, other),
        }
    }
}
