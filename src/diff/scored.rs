//! The scores of both sides over what they have in common, and what their change is made of.

use super::attribution::{Attribution, Scores};
use super::comparison::Change;
use super::side::Side;
use crate::assess::{RecommendationId, ToolRun};
use crate::model::{Status, Weight};

/// Scores of the one tool that both sides have; several cannot be folded into one, and a scan
/// that does not list everything has no score to speak of. What the benchmark or profile of one
/// side leaves out is the benchmark's part, as the classes say it; the rest is in both.
pub(super) fn attribution(old: &Side<'_>, new: &Side<'_>, changes: &[Change]) -> Option<Attribution> {
    let (old_run, new_run) = common_run(old, new)?;
    let full = |side: &Side<'_>, run: &ToolRun| side.image.scans_of(run).all(|scan| scan.coverage.is_full());
    if !full(old, old_run) || !full(new, new_run) {
        return None;
    }
    let conclusive = |status: Status| matches!(status, Status::Pass | Status::Fixed | Status::Fail);
    let results = |side: &Side<'_>, run: &ToolRun, ids: &[RecommendationId]| {
        side.image.some(ids).filter_map(|r| side.image.result(run, r)).collect::<Vec<_>>()
    };
    let settled = |results: &[(Status, Weight)], ids: &[RecommendationId]| {
        let all = !ids.is_empty() && results.len() == ids.len();
        all && results.iter().all(|(status, _)| conclusive(*status))
    };
    let mut scores = [Scores::default(), Scores::default()];
    for change in changes.iter().filter(|change| !change.class.of_the_benchmark()) {
        let (left, right) = (results(old, old_run, &change.old), results(new, new_run, &change.new));
        let settled = settled(&left, &change.old) && settled(&right, &change.new);
        for (side, results) in scores.iter_mut().zip([left, right]) {
            for (status, weight) in results {
                side.pairs.add(status, weight);
                if settled {
                    side.conclusive.add(status, weight);
                }
            }
        }
    }
    let [mut before, mut after] = scores;
    (before.all, before.accepted) = (old_run.raw, old_run.accepted);
    (after.all, after.accepted) = (new_run.raw, new_run.accepted);
    Attribution::new(&before, &after)
}

/// The runs of the one tool that both sides have.
fn common_run<'a>(old: &Side<'a>, new: &Side<'a>) -> Option<(&'a ToolRun, &'a ToolRun)> {
    let (olds, news) = (old.image.runs.as_slice(), new.image.runs.as_slice());
    if let ([left], [right]) = (olds, news) {
        return Some((left, right));
    }
    let tool = |side: &Side<'a>, run: &ToolRun| side.image.first_of(run).tool.as_ref().map(|tool| tool.name.as_str());
    let mut found = olds.iter().flat_map(|left| {
        let same = move |right: &&ToolRun| tool(old, left).is_some() && tool(old, left) == tool(new, right);
        news.iter().filter(same).map(move |right| (left, right))
    });
    match (found.next(), found.next()) {
        (Some(pair), None) => Some(pair),
        _ => None,
    }
}
