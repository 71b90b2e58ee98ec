//! Both scores over time, for each tool.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::assess::{Image, ToolRun};
use crate::history::{Chain, Version};
use crate::model::{Scan, Score};
use crate::views::diff::percent;

/// One tool's scores over the versions.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ScoresView {
    /// The tool, with the profile where it scanned with several.
    pub tool: String,
    /// One for each version; absent where the tool did not scan it, or did not list everything.
    pub points: Vec<Option<PointView>>,
}

/// The scores of one version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
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
    let mut series: BTreeMap<(String, String), Vec<Option<PointView>>> = BTreeMap::new();
    for (place, (image, version)) in (1..).zip(chain.images(versions).zip(versions)) {
        for (image, run) in image.into_iter().flat_map(|image| image.runs.iter().map(move |run| (image, run))) {
            let scan = image.first_of(run);
            let points = series.entry((tool(scan), profile(scan))).or_default();
            points.resize(place, None);
            if let Some(newest) = points.last_mut() {
                *newest = point(place, version, image, run);
            }
        }
    }
    // Another profile is another score: a line never leads from the one to the other.
    let profiles = |tool: &str| series.keys().filter(|(other, _)| other == tool).count();
    let named: Vec<String> = series
        .keys()
        .map(|(tool, profile)| if profiles(tool) > 1 { format!("{tool}, {profile}") } else { tool.clone() })
        .collect();
    let whole = |(tool, mut points): (String, Vec<Option<PointView>>)| {
        points.resize(versions.len(), None);
        ScoresView { tool, points }
    };
    named.into_iter().zip(series.into_values()).map(whole).collect()
}

/// A run that does not list everything has no score.
fn point(place: usize, version: &Version, image: &Image, run: &ToolRun) -> Option<PointView> {
    image.scans_of(run).all(|scan| scan.coverage.is_full()).then(|| PointView {
        place,
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

fn tool(scan: &Scan) -> String {
    scan.tool.as_ref().map_or_else(|| "tool not stated".to_owned(), |tool| tool.name.clone())
}

fn profile(scan: &Scan) -> String {
    let named = scan.profile.as_ref().and_then(|profile| profile.title.clone().or_else(|| profile.id.clone()));
    named.unwrap_or_else(|| "profile not stated".to_owned())
}
