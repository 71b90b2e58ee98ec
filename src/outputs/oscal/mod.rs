//! OSCAL 1.2.1: assessment results, and the plan of action and milestones of what fails.
//!
//! OSCAL knows two states, satisfied and not satisfied. An excepted failure is not satisfied, with a risk whose
//! deviation is approved; it is never closed. Every array that would be empty is left out: OSCAL refuses it.

mod finding;
mod metadata;
mod model;
mod poam;
mod results;

use std::io::Write;

use super::json::pretty;
use super::output::{About, Output, OutputError, OutputOptions, View, ViewKind, refused};

/// OSCAL assessment results.
pub struct OscalResults;

/// OSCAL plan of action and milestones.
pub struct OscalPlan;

/// The version of OSCAL that is written.
const VERSION: &str = "1.2.1";

impl Output for OscalResults {
    fn about(&self) -> About {
        About {
            id: "oscal-ar",
            media_type: "application/oscal+json",
            ending: "json",
            summary: "OSCAL 1.2.1 assessment results, for tools of governance and compliance",
            streams: false,
            binary: false,
            coloured: false,
            views: &[(ViewKind::Assessed, "OSCAL assessment results; exceptions are approved deviations")],
        }
    }

    fn write(&self, view: &View<'_>, _: &OutputOptions, out: &mut dyn Write) -> Result<(), OutputError> {
        match view {
            View::Assessed(view) => pretty(&results::document(view)?, out),
            other => refused(self, other),
        }
    }
}

impl Output for OscalPlan {
    fn about(&self) -> About {
        About {
            id: "oscal-poam",
            media_type: "application/oscal+json",
            ending: "json",
            summary: "OSCAL 1.2.1 plan of action and milestones: every failure, open, lapsed or excepted",
            streams: false,
            binary: false,
            coloured: false,
            views: &[(ViewKind::Assessed, "OSCAL plan of action and milestones of every failure")],
        }
    }

    fn write(&self, view: &View<'_>, _: &OutputOptions, out: &mut dyn Write) -> Result<(), OutputError> {
        let View::Assessed(view) = view else { return refused(self, view) };
        let why = "nothing fails, and OSCAL has no plan without an item";
        let document = poam::document(view)?.ok_or(OutputError::Nothing { output: "oscal-poam", why });
        pretty(&document?, out)
    }

    /// No file where nothing fails: OSCAL has no plan without an item.
    fn files(&self, view: &View<'_>, _: &OutputOptions) -> Result<Vec<(String, Vec<u8>)>, OutputError> {
        let View::Assessed(view) = view else { return refused(self, view).map(|()| Vec::new()) };
        let Some(document) = poam::document(view)? else { return Ok(Vec::new()) };
        let mut bytes = Vec::new();
        pretty(&document, &mut bytes)?;
        Ok(vec![("oscal-poam.json".to_owned(), bytes)])
    }
}
