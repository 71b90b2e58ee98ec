//! SARIF 2.1.0, as GitHub's code scanning takes it: a rule for each recommendation, a result for each that fails or is
//! not verified.
//!
//! Accepted failures are left out unless asked for: code scanning does not honour suppressions.

mod log;
mod model;
mod place;

use std::io::Write;

use super::json::pretty;
use super::output::{About, Output, OutputError, OutputOptions, View, ViewKind, refused};

/// SARIF.
pub struct Sarif;

impl Output for Sarif {
    fn about(&self) -> About {
        About {
            id: "sarif",
            media_type: "application/sarif+json",
            ending: "sarif",
            summary: "SARIF 2.1.0",
            streams: false,
            binary: false,
            coloured: false,
            views: &[(ViewKind::Findings, "SARIF 2.1.0, for code scanning")],
        }
    }

    fn write(&self, view: &View<'_>, options: &OutputOptions, out: &mut dyn Write) -> Result<(), OutputError> {
        match view {
            View::Findings(view) => pretty(&log::log(view, options), out),
            other => refused(self, other),
        }
    }
}
