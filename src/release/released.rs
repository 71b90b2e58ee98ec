//! The verdicts that went out with a release, stored beside the results, so that a later comparison
//! sees the older side as it was released.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::assess::{Assessment, Disposition, GroupError, Judgement};
use crate::model::{Benchmark, Scan};
use crate::registry::{AppliesTo, Approval, Entry, Place, Registry};

/// What the registry said when the bundle was made: only what the results alone do not say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Released {
    /// The day that decided.
    pub as_of: Date,
    /// The entries that had a part in it.
    pub entries: Vec<ReleasedEntry>,
    /// The checks that entries covered, or named without covering them.
    pub checks: Vec<ReleasedCheck>,
}

/// An entry, as far as a comparison shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleasedEntry {
    /// Its id.
    pub id: String,
    /// Its reason.
    pub reason: String,
    /// Its last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Date>,
}

/// The verdict on one check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleasedCheck {
    /// The scan, counted from 0.
    pub scan: usize,
    /// The check in it, counted from 0.
    pub check: usize,
    /// excepted, or lapsed.
    pub disposition: Disposition,
    /// The entries, by their place in the list.
    pub entries: Vec<usize>,
}

impl Released {
    /// The verdicts of an assessment.
    pub fn of(assessment: &Assessment) -> Self {
        let entries = assessment.registry.entries.iter();
        let entries = entries
            .map(|entry| ReleasedEntry {
                id: entry.id.clone(),
                reason: entry.reason.trim().to_owned(),
                expires: entry.expires,
            })
            .collect();
        let recommendations = assessment.images.iter().flat_map(|image| &image.recommendations);
        let mut checks: Vec<ReleasedCheck> = recommendations
            .flat_map(|recommendation| &recommendation.parts)
            .filter(|part| matches!(part.judgement.disposition, Disposition::Excepted | Disposition::Lapsed))
            .map(|part| {
                let lapsed = part.judgement.lapsed.iter().map(|(index, _)| *index);
                let covering = part.judgement.covering.iter().copied();
                let entries = if part.judgement.covering.is_empty() { lapsed.collect() } else { covering.collect() };
                ReleasedCheck { scan: part.scan, check: part.check, disposition: part.judgement.disposition, entries }
            })
            .collect();
        checks.sort_by_key(|check| (check.scan, check.check));
        Self { as_of: assessment.as_of, entries, checks }
    }
}

impl Released {
    /// The older side as it was released: its scans with the stored verdicts.
    ///
    /// # Errors
    /// When two runs of one instance cannot be told apart in time.
    pub fn assess(&self, scans: Vec<Scan>, path: &str) -> Result<Assessment, GroupError> {
        let entries = self.entries.iter().map(entry).collect();
        let registry = Registry { path: path.to_owned(), entries, ..Registry::default() };
        let verdict = |check: &ReleasedCheck| {
            let status = scans.get(check.scan).and_then(|scan| scan.checks.get(check.check)).map(|check| check.status);
            let mut judgement = Judgement::of(status.unwrap_or(crate::model::Status::Unknown));
            judgement.disposition = check.disposition;
            if check.disposition == Disposition::Excepted {
                judgement.covering.clone_from(&check.entries);
            } else {
                judgement.lapsed = check.entries.iter().map(|index| (*index, Vec::new())).collect();
            }
            ((check.scan, check.check), judgement)
        };
        let verdicts: BTreeMap<_, _> = self.checks.iter().map(verdict).collect();
        Assessment::with_verdicts(scans, registry, self.as_of, &verdicts)
    }
}

/// An entry of which only what a comparison shows is known.
fn entry(released: &ReleasedEntry) -> Entry {
    Entry {
        id: released.id.clone(),
        rules: Vec::new(),
        title: None,
        benchmark: Benchmark::default(),
        category: None,
        reason: released.reason.clone(),
        workaround: String::new(),
        links: Vec::new(),
        evidence: None,
        statuses: BTreeSet::new(),
        applies_to: AppliesTo::default(),
        owner: None,
        requested_by: None,
        approved_by: None,
        approved_on: None,
        starts: None,
        expires: released.expires,
        status: Approval::Approved,
        history: Vec::new(),
        was: None,
        note: None,
        place: Place::default(),
    }
}

/// The verdicts in a bundle's results; `None` when the text holds none.
pub fn read_released(results: &str) -> Option<Released> {
    #[derive(Deserialize)]
    struct Document {
        released: Released,
    }
    serde_json::from_str::<Document>(results).ok().map(|document| document.released)
}
