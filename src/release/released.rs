//! The verdicts that went out with a release, stored beside the results, so that a later comparison
//! sees the older side as it was released.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::assess::{Assessment, CheckId, Disposition, Image, Judgement, Order, Part};
use crate::model::{Scan, Status};
use crate::registry::{Entry, EntryId, Registry};
use crate::views::{Released, ReleasedCheck, ReleasedEntry};

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
        let of_image = |image: &Image| {
            let parts = image.recommendations.iter().flat_map(|recommendation| &recommendation.parts);
            let stored = parts.filter(|part| {
                part.judgement.attested.is_some()
                    || matches!(part.judgement.disposition, Disposition::Excepted | Disposition::Lapsed)
            });
            stored.map(|part| ReleasedCheck::of(image, part)).collect::<Vec<_>>()
        };
        let mut checks: Vec<ReleasedCheck> = assessment.images.iter().flat_map(of_image).collect();
        checks.sort_by_key(|check| (check.scan, check.check));
        Self { as_of: assessment.as_of, each: assessment.each, entries, checks }
    }
}

impl ReleasedCheck {
    fn of(image: &Image, part: &Part) -> Self {
        let Judgement { disposition, covering, lapsed, .. } = &part.judgement;
        let entries = if covering.is_empty() {
            lapsed.iter().map(|(id, _)| id.place()).collect()
        } else {
            covering.iter().map(|id| id.place()).collect()
        };
        let scan = image.order(part.scan).place();
        Self { scan, check: part.check.place(), disposition: *disposition, entries }
    }
}

/// Why the verdicts stored in a bundle cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ReleasedError {
    /// They are not there, or not what a release writes.
    #[error("the verdicts stored with the release cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    /// They do not fit the results that they are about.
    #[error("the verdicts stored with the release do not fit its results: {0}")]
    Unfit(String),
    /// The bundle has no checksums, or none for a file that it holds.
    #[error("sums-missing: {0}")]
    SumsMissing(String),
    /// A file of the bundle is not the one that went out.
    #[error("sums-differ: {0}")]
    SumsDiffer(String),
    /// Something lies in the folder that no bundle has.
    #[error("foreign: {0}")]
    Foreign(String),
}

impl ReleasedError {
    /// The help for it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Foreign(_) => {
                "a bundle is regular files that SHA256SUMS lists; take out what does not belong to it, or get the \
                 bundle anew from where it was released"
            }
            Self::SumsMissing(_) | Self::SumsDiffer(_) => {
                "it was changed after the release, or is not whole: get the bundle anew from where it was released"
            }
            Self::Json(_) | Self::Unfit(_) => {
                "get the bundle anew from where it was released; or have its results judged anew, \
                 with the registry they were released with: --old-registry, on the newer side --registry"
            }
        }
    }
}

impl Released {
    /// The verdicts in a bundle's results.
    ///
    /// # Errors
    /// When the text holds none, or damaged ones.
    pub fn read(results: &str) -> Result<Self, ReleasedError> {
        #[derive(Deserialize)]
        struct Document {
            released: Released,
        }
        Ok(serde_json::from_str::<Document>(results)?.released)
    }

    /// The older side as it was released: its scans with the stored verdicts.
    ///
    /// # Errors
    /// When the verdicts do not fit the scans.
    pub fn assess(&self, scans: Vec<Scan>, path: &str) -> Result<Assessment, ReleasedError> {
        let entries = self.entries.iter().map(entry).collect();
        let registry = Registry { path: path.to_owned(), entries, ..Registry::default() };
        let ids: Vec<EntryId> = registry.by_id().map(|(id, _)| id).collect();
        let verdict = |check: &ReleasedCheck| Ok(((check.scan, check.check), judgement(check, &ids, &scans)?));
        let verdicts = self.checks.iter().map(verdict).collect::<Result<BTreeMap<_, _>, ReleasedError>>()?;
        if verdicts.len() < self.checks.len() {
            return Err(ReleasedError::Unfit("two of them are about one check".to_owned()));
        }
        let stored = |scan: Order, check: CheckId| verdicts.get(&(scan.place(), check.place())).cloned();
        Ok(Assessment::with_verdicts(scans, registry, self.as_of, self.each, stored))
    }
}

/// The verdict on a check, from the ids of the entries in the order in which they are stored.
fn judgement(released: &ReleasedCheck, ids: &[EntryId], scans: &[Scan]) -> Result<Judgement, ReleasedError> {
    let ReleasedCheck { scan, check, disposition, entries } = released;
    let unfit = |why: String| Err(ReleasedError::Unfit(format!("check {check} of scan {scan} {why}")));
    let Some(status) = scans.get(*scan).and_then(|scan| scan.checks.get(*check)).map(|check| check.status) else {
        return unfit("is not among them".to_owned());
    };
    if entries.is_empty() && matches!(disposition, Disposition::Attested | Disposition::Open) {
        let attested = Some("as it was attested when it was released".to_owned());
        return match status {
            Status::NotChecked => Ok(Judgement { disposition: *disposition, attested, ..Judgement::of(status) }),
            _ => unfit(format!("is said to be {}, but is {}", disposition.word(), status.word())),
        };
    }
    let known: Option<Vec<EntryId>> = entries.iter().map(|place| ids.get(*place).copied()).collect();
    let Some(entries) = known.filter(|entries| !entries.is_empty()) else {
        return unfit("names an entry that is not stored".to_owned());
    };
    let judgement = Judgement::of(status);
    if judgement.disposition != Disposition::Open {
        return unfit(format!("is said to be {}, but is {}", disposition.word(), status.word()));
    }
    let (covering, lapsed) = match disposition {
        Disposition::Excepted => (entries, Vec::new()),
        Disposition::Lapsed => (Vec::new(), entries.into_iter().map(|id| (id, Vec::new())).collect()),
        other => return unfit(format!("is stored as {}", other.word())),
    };
    Ok(Judgement { disposition: *disposition, covering, lapsed, ..judgement })
}

/// An entry of which only what a comparison shows is known.
fn entry(released: &ReleasedEntry) -> Entry {
    Entry { id: released.id.clone(), reason: released.reason.clone(), expires: released.expires, ..Entry::default() }
}
