//! Both scores over time, for each tool.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::assess::ToolRun;
use crate::history::{Chain, Version};
use crate::model::Score;
use crate::report::diff::percent;

/// One tool's scores over the versions.
#[derive(Clone, Debug, Serialize)]
pub struct ScoresView {
    /// The tool, with the profile where it scanned several.
    pub tool: String,
    /// One for each version; absent where the tool did not scan it, or did not list everything.
    pub points: Vec<Option<PointView>>,
}

/// The scores of one version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PointView {
    /// The version's place.
    pub place: usize,
    /// The version's day.
    pub day: Option<String>,
    /// The raw score, as printed.
    pub raw: String,
    /// The accepted score, as printed.
    pub accepted: String,
    /// The raw score in hundredths of a percent.
    pub raw_hundredths: Option<u64>,
    /// The accepted score in hundredths of a percent.
    pub accepted_hundredths: Option<u64>,
}

pub(super) fn scores(chain: &Chain, versions: &[Version]) -> Vec<ScoresView> {
    let mut series: BTreeMap<String, Vec<Option<PointView>>> = BTreeMap::new();
    for (at, (index, version)) in chain.images.iter().zip(versions).enumerate() {
        let Some(image) = index.and_then(|index| version.assessment.images.get(index)) else { continue };
        let names: Vec<String> = image.runs.iter().map(|run| tool(version, run)).collect();
        for (run, name) in image.runs.iter().zip(&names) {
            let several = names.iter().filter(|other| *other == name).count() > 1;
            let name = if several { format!("{name}, {}", profile(version, run)) } else { name.clone() };
            let points = series.entry(name).or_insert_with(|| vec![None; versions.len()]);
            if let Some(slot) = points.get_mut(at) {
                *slot = point(at, version, run);
            }
        }
    }
    series.into_iter().map(|(tool, points)| ScoresView { tool, points }).collect()
}

/// What does not list everything has no score.
fn point(at: usize, version: &Version, run: &ToolRun) -> Option<PointView> {
    let mut scans = run.scans.iter().filter_map(|index| version.assessment.scans.get(*index));
    scans.all(|scan| scan.coverage.is_full()).then(|| PointView {
        place: at + 1,
        day: version.day.map(|day| day.to_string()),
        raw: percent(run.raw),
        accepted: percent(run.accepted),
        raw_hundredths: hundredths(run.raw),
        accepted_hundredths: hundredths(run.accepted),
    })
}

fn hundredths(score: Score) -> Option<u64> {
    let (earned, possible) = (u128::from(score.earned), u128::from(score.possible));
    u64::try_from((earned * 20_000 + possible).checked_div(possible * 2)?).ok()
}

fn tool(version: &Version, run: &ToolRun) -> String {
    let scan = run.scans.first().and_then(|index| version.assessment.scans.get(*index));
    scan.and_then(|scan| scan.tool.as_ref()).map_or_else(|| "tool not stated".to_owned(), |tool| tool.name.clone())
}

fn profile(version: &Version, run: &ToolRun) -> String {
    let scan = run.scans.first().and_then(|index| version.assessment.scans.get(*index));
    let profile = scan.and_then(|scan| scan.profile.as_ref());
    let named = profile.and_then(|profile| profile.title.clone().or_else(|| profile.id.clone()));
    named.unwrap_or_else(|| "profile not stated".to_owned())
}
