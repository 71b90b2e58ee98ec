//! Evidence that changed where no verdict did.

use schemars::JsonSchema;
use serde::Serialize;

use super::view::{ChangeView, change_view, quiet};
use crate::diff::{Change, Class, Comparison, EvidenceChange, ImageComparison, Verdict};

/// The changes of the evidence between two images.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct EvidenceChanges {
    /// How many recommendations have evidence of which any line changed.
    pub count: usize,
    /// "No verdict changed; the evidence of 2 recommendations did, of 1 of them only in ids, times or own addresses.";
    /// empty where verdicts changed, or nothing.
    pub sentence: String,
    /// Recommendations whose evidence changed and whose verdict did not, where no list has them.
    pub rows: Vec<ChangeView>,
    /// Recommendations of whose evidence only what changes by itself did: ids, times, own addresses.
    pub by_itself: Vec<String>,
}

/// The changes of the evidence between two images; `wanted` classes leave no room for it in the lists.
pub(super) fn evidence_changes(
    comparison: &Comparison<'_>,
    image: &ImageComparison<'_>,
    wanted: Option<&[Class]>,
) -> EvidenceChanges {
    let changed = |wanted: EvidenceChange| image.changes.iter().filter(move |change| change.evidence == wanted);
    let (real, noise) = (changed(EvidenceChange::Changed), changed(EvidenceChange::ByItself));
    let count = real.clone().count() + noise.clone().count();
    let sentence = if count > 0 && image.changes.iter().all(quiet) {
        let recommendations = if count == 1 { "recommendation" } else { "recommendations" };
        let by_itself = match noise.clone().count() {
            0 => String::new(),
            all if all == count => ", and only in ids, times or own addresses".to_owned(),
            some => format!(", of {some} of them only in ids, times or own addresses"),
        };
        format!("No verdict changed; the evidence of {count} {recommendations} did{by_itself}.")
    } else {
        String::new()
    };
    // Another tool prints everything otherwise: that is said once, and not for every recommendation.
    if wanted.is_some() || image.tools_differ {
        return EvidenceChanges { count, sentence, ..EvidenceChanges::default() };
    }
    let view = |change: &Change| change_view(comparison, image, change);
    let unlisted = real.filter(|change| change.verdict() == Verdict::Counts);
    EvidenceChanges {
        count,
        sentence,
        rows: unlisted.map(view).collect(),
        by_itself: noise.map(|change| view(change).id).collect(),
    }
}
