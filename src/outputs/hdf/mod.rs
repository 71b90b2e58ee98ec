//! HDF v1 ("exec-json"), which Heimdall 2 and the SAF CLI read: a document for each scan.
//!
//! A waived control keeps its failed result, `run` and all; only `waiver_data` is added. Heimdall and SAF look at
//! `skipped_due_to_waiver` alone: [`Waived::NotApplicable`] sets it, and they say "Not Applicable" then, never "Passed".

mod model;
mod write;

use std::io::Write;

pub(super) use write::{impact, requirement_ids, tags};

use super::json::pretty;
use super::output::{About, Output, OutputError, OutputOptions, View, ViewKind, refused};

/// HDF v1.
pub struct Hdf;

/// How an excepted failure is written to HDF.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Waived {
    /// It ran and failed, and a waiver stands beside it.
    #[default]
    Failed,
    /// Its clients say "Not Applicable", with the waiver beside it.
    NotApplicable,
}

impl Output for Hdf {
    fn about(&self) -> About {
        About {
            id: "hdf",
            media_type: "application/json",
            ending: "json",
            summary: "Heimdall Data Format v1, for Heimdall 2 and the SAF CLI",
            streams: false,
            binary: false,
            coloured: false,
            views: &[(ViewKind::Assessed, "Heimdall Data Format v1, a document a scan; exceptions are waivers")],
        }
    }

    fn write(&self, view: &View<'_>, options: &OutputOptions, out: &mut dyn Write) -> Result<(), OutputError> {
        let View::Assessed(view) = view else { return refused(self, view) };
        let documents = write::documents(view, options.waived);
        match documents.as_slice() {
            [(_, only)] => pretty(only, out),
            several => Err(OutputError::Several { output: "hdf", each: "scan", count: several.len() }),
        }
    }

    fn files(&self, view: &View<'_>, options: &OutputOptions) -> Result<Vec<(String, Vec<u8>)>, OutputError> {
        let View::Assessed(view) = view else { return refused(self, view).map(|()| Vec::new()) };
        let file = |(name, document): &(String, model::ExecJson)| {
            let mut bytes = Vec::new();
            pretty(document, &mut bytes)?;
            Ok((name.clone(), bytes))
        };
        write::documents(view, options.waived).iter().map(file).collect()
    }
}
