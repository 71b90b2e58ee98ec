//! Scans of what was dropped, read once and kept for the next question.

use std::collections::BTreeSet;

use amicis::diag::{Diagnostic, Level};
use amicis::load::{Given, Inventory};
use amicis::model::Benchmark;
use amicis::read::ReadError;
use amicis::{Loaded, Loader};

use super::Session;
use super::make::Facts;
use super::reply::Said;

/// Scans that were read.
pub(super) struct Kept {
    ids: Vec<String>,
    facts: Facts,
    digest: bool,
    loaded: Loaded,
}

/// So many readings are kept: a newer side and an older one.
const MOST_KEPT: usize = 2;

impl Session {
    /// The scans of what was dropped under some ids. What cannot be read is left out, and said to be.
    /// `digest` takes the digests of the files, as the program does where provenance is printed.
    pub(super) fn scans(&mut self, ids: &[String], facts: &Facts, digest: bool) -> Result<&Loaded, ReadError> {
        let known = self.kept.iter().position(|kept| kept.ids == ids && kept.facts == *facts && kept.digest == digest);
        let kept = match known {
            Some(at) => self.kept.remove(at),
            None => Kept { ids: ids.to_vec(), facts: facts.clone(), digest, loaded: self.load(ids, facts, digest)? },
        };
        self.kept.truncate(MOST_KEPT - 1);
        self.kept.insert(0, kept);
        Ok(&self.kept[0].loaded)
    }

    /// As [`scans`](Self::scans), always anew.
    pub(super) fn load(&self, ids: &[String], facts: &Facts, digest: bool) -> Result<Loaded, ReadError> {
        let given: Vec<Given> = ids.iter().filter_map(|id| self.held.get(id)).map(super::held::Held::given).collect();
        let inventory = facts.inventory.iter().filter_map(|id| self.held.get(id)).flat_map(|held| &held.files).next();
        let benchmark = Some(facts.benchmark.trim()).filter(|name| !name.is_empty()).map(Benchmark::given);
        let loader = Loader {
            benchmark,
            ami_name: Some(facts.image.trim().to_owned()).filter(|name| !name.is_empty()),
            inventory: inventory.map(|file| Inventory::read(file.input())).transpose()?,
            // One broken file does not keep the person from the others; every output says that it is incomplete.
            keep_going: given.iter().any(|given| given.folder) || given.len() > 1,
            mappings: self.mappings.clone(),
            digest,
            ..Loader::default()
        };
        loader.load_given(&given)
    }
}

/// Everything that the program would say of the reading, in its order and words.
pub(super) fn said(loaded: &Loaded) -> Vec<Said> {
    let mut all: Vec<Said> = loaded.failed.iter().map(Said::from).collect();
    all.extend(loaded.notes.iter().map(Said::from));
    // The scans of one file share what there is to say about the file.
    let mut told = BTreeSet::new();
    for scan in &loaded.scans {
        for warning in &scan.warnings {
            let diagnostic = Diagnostic::new(Level::Warn, warning.code.clone(), &warning.message);
            all.push(Said::from(&diagnostic.path(&scan.source.path)));
        }
        for doubt in scan.doubts.iter().filter(|doubt| doubt.is_said()) {
            if told.insert((scan.source.path.as_str(), doubt)) {
                all.push(Said::doubt(doubt, &scan.source.path));
            }
        }
    }
    all.extend(loaded.doubts.iter().map(|doubt| Said::doubt(doubt, "")));
    all
}
