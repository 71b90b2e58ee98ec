//! One unit of reading: a folder, with what folders above it say about runs.

use std::collections::BTreeSet;

use super::{Gathered, Loaded, Loader, merge_runs, nothing_found, scans_of};
use crate::formats;
use crate::model::{Doubt, DoubtCode, RunFacts};
use crate::read::ReadError;

/// A unit that was read.
pub(crate) struct ReadUnit {
    /// Its scans.
    pub(crate) loaded: Loaded,
    /// What it says about runs, and whether scans of its own are of them.
    pub(crate) runs: Vec<(RunFacts, bool)>,
    /// The facts from above that were used, as indexes.
    pub(crate) used_runs: BTreeSet<usize>,
    /// The rows of the inventory that were used.
    pub(crate) used_rows: BTreeSet<usize>,
}

impl Gathered {
    /// Joins what belongs together in a unit, with facts about runs from above. A unit without a scan is no error.
    ///
    /// # Errors
    /// A file that is a part of others which are not there, or a scan that the inventory contradicts; with `go_on` they
    /// are among those that failed.
    pub(crate) fn finish_unit(self, loader: &Loader, above: &[RunFacts], go_on: bool) -> Result<ReadUnit, ReadError> {
        let Self { mut loaded, runs: own } = self;
        let mut refused = formats::finish(&mut loaded.scans).into_iter();
        if go_on {
            loaded.failed.extend(refused);
        } else if let Some(first) = refused.next() {
            return Err(first);
        }
        let count = own.len();
        let all: Vec<RunFacts> = own.into_iter().chain(above.iter().cloned()).collect();
        let used: Vec<bool> = scans_of(&all, &loaded.scans).iter().map(|scans| !scans.is_empty()).collect();
        let known = all.iter().zip(&used).filter(|(_, used)| **used).map(|(facts, _)| facts.clone());
        merge_runs(&mut loaded, known.collect());
        let used_runs = used.iter().skip(count).enumerate().filter(|(_, used)| **used).map(|(at, _)| at).collect();
        let runs = all.into_iter().zip(used).take(count).collect();
        let used_rows = loader.complete_all(&mut loaded, go_on)?;
        Ok(ReadUnit { loaded, runs, used_runs, used_rows })
    }
}

impl Loaded {
    /// Makes failures of the files that were passed over although results may be in them: tables have rows for what
    /// could not be read, and none for doubts about a folder.
    ///
    /// # Errors
    /// The first of them, without `go_on`.
    pub fn fail_skipped(&mut self, go_on: bool) -> Result<(), ReadError> {
        let is_skipped = |doubt: &mut Doubt| doubt.code == DoubtCode::FileSkipped && doubt.about.is_some();
        for doubt in self.doubts.extract_if(.., is_skipped) {
            let error = ReadError::refused(doubt.message, doubt.code.help());
            let error = ReadError { path: doubt.about.unwrap_or_default(), ..error };
            if !go_on {
                return Err(error);
            }
            self.failed.push(error);
        }
        Ok(())
    }
}

/// The notes on facts about runs that no scan of any unit is of.
pub(crate) fn note_unused(runs: Vec<RunFacts>) -> Loaded {
    let mut loaded = Loaded::default();
    merge_runs(&mut loaded, runs);
    loaded
}

/// The error of many units in which no check was found.
pub(crate) fn nothing_in_units(runs: &[RunFacts], path: String) -> ReadError {
    ReadError { path, ..nothing_found(runs) }
}
