//! A history as data: what every printing of it is made from.

use schemars::JsonSchema;
use serde::Serialize;

use super::cells::{TrackView, track_view};
use super::scores::{ScoresView, scores};
use crate::assess::Raised;
use crate::diff::{Class, Comparison};
use crate::history::{Chain, History, Version};
use crate::model::DoubtCode;
use crate::views::diff::{DiffView, ImageDiffView, SideView, side_view};

/// The versions of an image, and what changed between them.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct HistoryView {
    /// `amicis-history/1`.
    pub format: &'static str,
    /// The registry that every version is judged with; `none` when none was given.
    pub registry: String,
    /// The versions, oldest first.
    pub versions: Vec<VersionView>,
    /// One for each benchmark that was followed.
    pub chains: Vec<ChainView>,
    /// The changes from each version to the next.
    pub steps: Vec<StepView>,
    /// Notes on how scans were put together.
    pub notes: Vec<String>,
    /// Files could not be read: the history is incomplete.
    pub incomplete: bool,
}

/// One version: an image on the day it was scanned.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct VersionView {
    /// Its place in time, from 1.
    pub place: usize,
    /// The image's name.
    pub name: String,
    /// The AMI id.
    pub ami_id: Option<String>,
    /// The day it was scanned.
    pub day: Option<String>,
    /// One for each benchmark it was held against.
    pub sides: Vec<SideView>,
}

/// One benchmark over the versions.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ChainView {
    /// The newest benchmark version, whose numbers are used.
    pub benchmark: String,
    /// For each version its benchmark version; absent where it was not held against it.
    pub benchmarks: Vec<Option<String>>,
    /// The scores, one for each tool.
    pub scores: Vec<ScoresView>,
    /// Every recommendation, by its newest number.
    pub tracks: Vec<TrackView>,
    /// How many of them failed or were not verified in some version.
    pub notable: usize,
    /// How many never did.
    pub quiet: usize,
}

/// The changes from one version to the next.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct StepView {
    /// The older version's place.
    pub old: usize,
    /// The newer version's place.
    pub new: usize,
    /// The older version's name.
    pub old_name: String,
    /// The newer version's name.
    pub new_name: String,
    /// The newer version's day.
    pub day: Option<String>,
    /// One for each benchmark that both have.
    pub images: Vec<ImageDiffView>,
    /// Images that only one of them has.
    pub alone: Vec<String>,
    /// How many changes a gate objects to.
    pub objections: usize,
    /// Nothing is listed, and no line of evidence changed.
    pub unchanged: bool,
}

impl HistoryView {
    /// The `format` that it states.
    pub const FORMAT: &'static str = "amicis-history/1";

    /// The view of a history.
    pub fn new(history: &History<'_>) -> Self {
        let versions = history.versions;
        let registry = versions.first().map(|version| version.assessment.registry.path.clone());
        let steps = history.steps.iter().zip(versions.iter().zip(versions.iter().skip(1)).enumerate());
        Self {
            format: Self::FORMAT,
            registry: registry.filter(|path| !path.is_empty()).unwrap_or_else(|| "none".to_owned()),
            versions: versions.iter().enumerate().map(|(at, version)| version_view(at, version)).collect(),
            chains: history.chains.iter().map(|chain| chain_view(chain, versions)).collect(),
            steps: steps.map(|(step, (at, (old, new)))| step_view(step, at, old, new)).collect(),
            notes: versions.iter().flat_map(|version| version.assessment.notes.iter().cloned()).collect(),
            incomplete: false,
        }
    }
}

fn version_view(at: usize, version: &Version) -> VersionView {
    let sides: Vec<SideView> =
        version.assessment.images.iter().map(|image| side_view(&version.assessment, image)).collect();
    VersionView {
        place: at + 1,
        name: name(version),
        ami_id: sides.iter().find_map(|side| side.ami_id.clone()),
        day: version.day.map(|day| day.to_string()),
        sides,
    }
}

/// The name a person gave, where a scan has it.
fn name(version: &Version) -> String {
    let given = version.assessment.scans().find_map(|scan| scan.target.ami_name.clone());
    given.unwrap_or_else(|| version.name.clone())
}

fn chain_view(chain: &Chain, versions: &[Version]) -> ChainView {
    let benchmarks: Vec<Option<String>> =
        chain.images(versions).map(|image| image.map(|image| image.benchmark.to_string())).collect();
    let tracks: Vec<TrackView> = chain.tracks.iter().map(|track| track_view(track, chain, versions)).collect();
    let notable = tracks.iter().filter(|track| track.notable).count();
    ChainView {
        benchmark: benchmarks.iter().rev().flatten().next().cloned().unwrap_or_default(),
        benchmarks,
        scores: scores(chain, versions),
        notable,
        quiet: tracks.len() - notable,
        tracks,
    }
}

fn step_view(step: &Comparison<'_>, at: usize, old: &Version, new: &Version) -> StepView {
    let told: Vec<Class> = Class::ALL
        .into_iter()
        .filter(|class| !matches!(class, Class::Unchanged | Class::StillOpen | Class::StillExcepted))
        .collect();
    let diff = DiffView::new(step, Some(&told));
    // A benchmark that is gone stands among the images that only one of them has.
    let beside = |doubt: &&Raised| doubt.code != DoubtCode::BenchmarkGone;
    StepView {
        old: at + 1,
        new: at + 2,
        old_name: name(old),
        new_name: name(new),
        day: new.day.map(|day| day.to_string()),
        images: diff.images,
        alone: diff.doubts.iter().filter(beside).map(Raised::line).chain(diff.alone).collect(),
        objections: diff.objections,
        unchanged: diff.unchanged,
    }
}
