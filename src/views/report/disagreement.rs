//! Where several tools do not say the same of a recommendation; they are never folded into one.

use super::view::{Disagreement, RecommendationView};
use crate::assess::{Image, Recommendation};
use crate::model::Status;

/// The recommendations of which one tool passes what another fails or could not verify.
pub(super) fn of(image: &Image, pairs: &[(&Recommendation, &RecommendationView)]) -> Vec<Disagreement> {
    if image.runs.len() < 2 {
        return Vec::new();
    }
    let row = |(recommendation, view): &(&Recommendation, &RecommendationView)| {
        let statuses: Vec<Option<Status>> =
            image.runs.iter().map(|run| image.result(run, recommendation).map(|(status, _)| status)).collect();
        let mut verdicts: Vec<_> = statuses.iter().flatten().filter_map(|status| verdict(*status)).collect();
        verdicts.sort_unstable();
        verdicts.dedup();
        (verdicts.len() > 1).then(|| Disagreement {
            anchor: view.anchor.clone(),
            id: view.id.clone(),
            title: view.title.clone(),
            statuses: statuses.iter().map(|status| status.map_or("", Status::word).to_owned()).collect(),
        })
    };
    pairs.iter().filter_map(row).collect()
}

/// The verdict that two tools can disagree about; none for a rule that was left out or does not apply.
fn verdict(status: Status) -> Option<u8> {
    match status {
        Status::Pass | Status::Fixed => Some(0),
        Status::Fail => Some(1),
        Status::Error | Status::Unknown | Status::NotChecked => Some(2),
        Status::Informational | Status::NotApplicable | Status::NotSelected => None,
    }
}
