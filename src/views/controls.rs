//! The roll-ups of controls: what became of the recommendations of each control, beside those that have none.
//!
//! Counts of several kinds, never one alone: that recommendations pass does not show that a control is met.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use crate::assess::{Assessment, Image, Raised, RecommendationId};
use crate::controls::{Controls, Mapped, Rollup};
use crate::views::report::{Counts, FileView, Reference};

/// The controls of every image: what `amicis show --by control --to json` prints.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ControlsView {
    /// `amicis-controls/1`.
    pub format: &'static str,
    /// The program and its version.
    pub generator: String,
    /// The day that decided what is in force.
    pub as_of: String,
    /// The person's own mapping, when one was given.
    pub mapping: Option<ControlsFileView>,
    /// The images, each held against a benchmark.
    pub images: Vec<ControlsImage>,
    /// Reasons why a pass or an absence cannot be trusted; those that keep the gate from judging first.
    pub doubts: Vec<Raised>,
    /// Notes on how scans were put together.
    pub notes: Vec<String>,
    /// Files could not be read: nothing here is about what is in them.
    pub incomplete: bool,
}

/// A person's own mapping of recommendations to controls.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ControlsFileView {
    /// The file.
    pub file: FileView,
    /// How many pairs of a recommendation and a control it has.
    pub pairs: usize,
    /// How many of them are of no recommendation here.
    pub unused: usize,
}

/// One image held against one benchmark.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ControlsImage {
    /// Its anchor in a page.
    pub anchor: String,
    /// Its name.
    pub name: String,
    /// The benchmark with its version.
    pub benchmark: String,
    /// The meaning of absence from the scan; one text for each kind among the scans.
    pub coverage: Vec<String>,
    /// Whether every scan lists everything.
    pub full: bool,
    /// Its controls.
    pub controls: RollupsView,
}

/// The controls of an image, framework by framework.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct RollupsView {
    /// The frameworks of which a recommendation has a control; none where no scan and no file names any.
    pub frameworks: Vec<FrameworkView>,
    /// What has to be known to read the counts, a sentence each without a full stop; none without a framework.
    pub notes: Vec<String>,
}

/// The controls of one framework.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FrameworkView {
    /// Its anchor in a page.
    pub anchor: String,
    /// Its name with its version, or that none is stated: `CIS Controls, version not stated`.
    pub framework: String,
    /// `1 of 11 mapped recommendations passes; 82 of 93 name no control of it`.
    pub sentence: String,
    /// The recommendations that have a control, each counted once.
    pub mapped: Counts,
    /// The recommendations that have none.
    pub unmapped: Counts,
    /// The controls, sorted.
    pub controls: Vec<ControlView>,
    /// The groups of controls that a person's file names, such as IG1.
    pub groups: Vec<ControlView>,
}

/// One control, or one group of controls.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ControlView {
    /// Its name, such as `3.3` or `AC-6 (2)`.
    pub control: String,
    /// The groups that it is of; only a person's file names them.
    pub groups: Vec<String>,
    /// Its recommendations by what became of them.
    pub counts: Counts,
    /// Its recommendations, by number.
    pub recommendations: Vec<Reference>,
}

impl ControlsView {
    /// The `format` that it states.
    pub const FORMAT: &'static str = "amicis-controls/1";

    /// The controls of an assessment, with a person's own mapping, which may be empty.
    pub fn new(assessment: &Assessment, controls: &Controls, incomplete: bool) -> Self {
        let image = |(place, image): (usize, &Image)| ControlsImage {
            anchor: format!("image-{}", place + 1),
            name: image.label.clone(),
            benchmark: image.benchmark.to_string(),
            coverage: coverage(image),
            full: image.scans().all(|scan| scan.coverage.is_full()),
            controls: RollupsView::of(image, controls, &format!("image-{}", place + 1), &[]),
        };
        Self {
            format: Self::FORMAT,
            generator: concat!("amicis ", env!("CARGO_PKG_VERSION")).to_owned(),
            as_of: assessment.as_of.to_string(),
            mapping: ControlsFileView::of(assessment, controls),
            images: assessment.images.iter().enumerate().map(image).collect(),
            doubts: assessment.raised(),
            notes: assessment.notes.clone(),
            incomplete,
        }
    }

    /// Whether no scan and no file names a control.
    pub fn is_empty(&self) -> bool {
        self.images.iter().all(|image| image.controls.frameworks.is_empty())
    }
}

impl ControlsFileView {
    /// A person's mapping, held against an assessment; `None` where none was given.
    pub(super) fn of(assessment: &Assessment, controls: &Controls) -> Option<Self> {
        (!controls.is_empty()).then(|| Self {
            file: FileView { path: controls.path.clone(), sha256: controls.sha256.clone() },
            pairs: controls.pairs(),
            unused: controls.unused(assessment),
        })
    }
}

/// The meaning of absence from an image's scans, each once.
pub(super) fn coverage(image: &Image) -> Vec<String> {
    let each: BTreeSet<String> = image.scans().map(|scan| scan.coverage.explain()).collect();
    each.into_iter().collect()
}

impl RollupsView {
    /// The controls of an image, below an anchor; with the anchors of its recommendations in their order, where
    /// they have any.
    pub(super) fn of(image: &Image, controls: &Controls, below: &str, anchors: &[&str]) -> Self {
        let mut anchors = anchors.iter();
        let reference = |(id, recommendation)| {
            let anchor = anchors.next().copied().unwrap_or_default().to_owned();
            (id, Reference { anchor, id: image.id_of(recommendation) })
        };
        let references: BTreeMap<RecommendationId, Reference> = image.by_id().map(reference).collect();
        let rollups = Rollup::all(image, controls);
        let view = |(place, rollup): (usize, &Rollup)| {
            framework(image, rollup, &references, format!("{below}-controls-{}", place + 1))
        };
        let frameworks: Vec<FrameworkView> = rollups.iter().enumerate().map(view).collect();
        let notes = if frameworks.is_empty() { Vec::new() } else { notes(image) };
        Self { frameworks, notes }
    }
}

fn notes(image: &Image) -> Vec<String> {
    let mut notes = vec![
        "one recommendation can belong to several controls, so a column does not add up to its total".to_owned(),
        "a benchmark checks a part of a control: that its recommendations pass does not show that it is met".to_owned(),
    ];
    if image.scans().any(|scan| !scan.coverage.is_full()) {
        let coverage = coverage(image).join("; ");
        notes.push(format!("the scans do not list everything ({coverage}): what is not listed is not known here, and stands in no column"));
    }
    notes
}

fn framework(
    image: &Image,
    rollup: &Rollup,
    references: &BTreeMap<RecommendationId, Reference>,
    anchor: String,
) -> FrameworkView {
    let counts = |ids: &[RecommendationId]| Counts::of(image.some(ids));
    let view = |mapped: &Mapped| ControlView {
        control: mapped.name.as_str().to_owned(),
        groups: mapped.groups.clone(),
        counts: counts(&mapped.recommendations),
        recommendations: mapped.recommendations.iter().filter_map(|id| references.get(id)).cloned().collect(),
    };
    let (mapped, unmapped) = (counts(&rollup.mapped), counts(&rollup.unmapped));
    let total = mapped.total + unmapped.total;
    let pass = if mapped.total == 1 { "recommendation passes" } else { "recommendations pass" };
    FrameworkView {
        anchor,
        framework: rollup.framework.label().to_owned(),
        sentence: format!(
            "{} of {} mapped {pass}; {} of {total} name no control of it",
            mapped.passed, mapped.total, unmapped.total
        ),
        mapped,
        unmapped,
        controls: rollup.controls.iter().map(view).collect(),
        groups: rollup.groups.iter().map(view).collect(),
    }
}
