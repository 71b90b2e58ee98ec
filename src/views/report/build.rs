//! Assessment → report: the parts of an image put together.

use std::collections::BTreeMap;

use super::recommendation::{Around, exception_text};
use super::scans;
use super::view::{Counts, ExceptionView, FileView, Reference, RegistryView, ReportImage, ReportView, SectionView};
use super::{disagreement, view::RecommendationView};
use crate::assess::{Assessment, Disposition, Image, ImageId, Recommendation};
use crate::case::Case;
use crate::controls::Controls;
use crate::model::{Number, Scan};
use crate::registry::EntryId;
use crate::views::anchors::Anchors;
use crate::views::controls::{ControlsFileView, RollupsView, coverage};
use crate::views::diff::DiffView;
use crate::views::exceptions::{entries, overridden};
use crate::views::facts::facts;
use crate::views::sections::SectionNames;

/// The parts of a report beside the assessment.
#[derive(Clone, Debug, Default)]
pub struct ReportOptions {
    /// Keep the benchmark's description, rationale and remediation.
    pub benchmark_text: bool,
    /// When the report was made, if it should say so.
    pub generated: Option<String>,
    /// The registry's files, with digests where they were taken.
    pub registry_files: Vec<FileView>,
    /// The changes since an older release.
    pub changes: Option<DiffView>,
    /// Files could not be read.
    pub incomplete: bool,
    /// A person's own mapping of recommendations to controls.
    pub controls: Controls,
}

impl ReportOptions {
    /// The parts of a case beside its assessment: what changed, and the registry's files.
    pub fn of(case: &Case) -> Self {
        let files = case.assessment.registry.sources.iter();
        let files = files.map(|(path, source)| FileView { path: path.to_owned(), sha256: Some(source.sha256()) });
        Self {
            registry_files: files.collect(),
            changes: case.comparison().map(|comparison| DiffView::new(&comparison, None)),
            incomplete: case.incomplete,
            controls: case.controls.clone(),
            ..Self::default()
        }
    }

    /// The same with the files of the registry and of the controls by their names alone.
    #[must_use]
    pub fn only_names(mut self) -> Self {
        let files = self.registry_files.iter_mut().map(|file| &mut file.path);
        for path in files.chain([&mut self.controls.path]) {
            let name = std::path::Path::new(path).file_name().map(|name| name.to_string_lossy().into_owned());
            *path = name.unwrap_or_default();
        }
        self
    }
}

impl ReportView {
    /// The `format` that it states.
    pub const FORMAT: &'static str = "amicis-report/1";

    /// The report of an assessment.
    pub fn new(assessment: &Assessment, options: &ReportOptions) -> Self {
        let registry = &assessment.registry;
        let given = !registry.path.is_empty() || !registry.entries.is_empty();
        let mut anchors = Anchors::default();
        let images = assessment.by_id();
        Self {
            format: Self::FORMAT,
            generator: concat!("amicis ", env!("CARGO_PKG_VERSION")).to_owned(),
            generated: options.generated.clone(),
            as_of: assessment.as_of.to_string(),
            registry: given.then(|| RegistryView {
                path: registry.path.clone(),
                entries: registry.entries.len(),
                files: options.registry_files.clone(),
            }),
            images: images.map(|(id, image)| report_image(assessment, image, id, options, &mut anchors)).collect(),
            changes: options.changes.clone(),
            idle_entries: entries(assessment),
            controls_file: ControlsFileView::of(assessment, &options.controls),
            doubts: assessment.raised(),
            account: assessment.account().map_or_else(|error| error.to_string(), |account| account.to_string()),
            notes: assessment.notes.clone(),
            incomplete: options.incomplete,
        }
    }
}

fn report_image(
    assessment: &Assessment,
    image: &Image,
    id: ImageId,
    options: &ReportOptions,
    anchors: &mut Anchors,
) -> ReportImage {
    let own: Vec<&Scan> = image.scans().collect();
    let around = Around { assessment, image, id, text: options.benchmark_text };
    let views: Vec<RecommendationView> = image.recommendations.iter().map(|r| around.view(r, anchors)).collect();
    let pairs: Vec<_> = image.recommendations.iter().zip(&views).collect();
    let listed = |wanted: &[Disposition]| {
        // In the order of the dispositions asked for, by number within each.
        let of = |disposition| pairs.iter().filter(move |(r, _)| r.disposition == disposition);
        wanted.iter().flat_map(|disposition| of(*disposition)).map(|(_, view)| (*view).clone()).collect()
    };
    let others = |(r, _): &&(&Recommendation, &RecommendationView)| r.disposition > Disposition::Excepted;
    let others = pairs.iter().filter(others).map(|(_, view)| (*view).clone()).collect();
    let exceptions = exceptions(assessment, &pairs);
    let anchor = format!("image-{}", id.place() + 1);
    let anchors: Vec<&str> = views.iter().map(|view| view.anchor.as_str()).collect();
    let controls = RollupsView::of(image, &options.controls, &anchor, &anchors);
    ReportImage {
        anchor,
        name: image.label.clone(),
        facts: facts(&own),
        benchmark: image.benchmark.to_string(),
        established: image.benchmark.established.to_string(),
        benchmark_note: image.benchmark.note.clone(),
        instances: image.instances(),
        coverage: coverage(image),
        full: own.iter().all(|scan| scan.coverage.is_full()),
        runs: image.runs.iter().map(|run| scans::run(image, run)).collect(),
        counts: Counts::of(&image.recommendations),
        sections: sections(image, &pairs),
        next_expiry: exceptions.iter().filter_map(|exception| exception.entry.expires.clone()).min(),
        uncovered: listed(&[Disposition::Open, Disposition::Lapsed]),
        excepted: listed(&[Disposition::Excepted]),
        unverified: listed(&[Disposition::Unverified]),
        others,
        exceptions,
        overridden: overridden(&own),
        disagreements: disagreement::of(image, &pairs),
        controls,
    }
}

impl Counts {
    pub(in crate::views) fn of<'r>(recommendations: impl IntoIterator<Item = &'r Recommendation>) -> Self {
        let mut counts = Self::default();
        for recommendation in recommendations {
            *match recommendation.disposition {
                Disposition::Open => &mut counts.open,
                Disposition::Lapsed => &mut counts.lapsed,
                Disposition::Unverified => &mut counts.unverified,
                Disposition::Excepted => &mut counts.excepted,
                Disposition::Attested => &mut counts.attested,
                Disposition::Passed => &mut counts.passed,
                Disposition::Informational => &mut counts.informational,
                Disposition::NotApplicable => &mut counts.not_applicable,
                Disposition::NotSelected => &mut counts.not_selected,
            } += 1;
            counts.total += 1;
        }
        counts
    }
}

/// By the first part of the number; checks without a number come last.
fn sections(image: &Image, pairs: &[(&Recommendation, &RecommendationView)]) -> Vec<SectionView> {
    type Pair<'p> = &'p (&'p Recommendation, &'p RecommendationView);
    let mut sections: BTreeMap<(bool, Option<Number>), Vec<Pair<'_>>> = BTreeMap::new();
    for pair in pairs {
        let section = pair.0.number.as_ref().map(Number::section);
        sections.entry((section.is_none(), section)).or_default().push(pair);
    }
    let names = SectionNames::of(image);
    let view = |((_, section), pairs): ((bool, Option<Number>), Vec<Pair<'_>>)| SectionView {
        name: section.as_ref().and_then(|section| names.name(section)).unwrap_or_default().to_owned(),
        number: section.map(|section| section.to_string()).unwrap_or_default(),
        failures: pairs
            .iter()
            .filter(|(r, _)| r.disposition <= Disposition::Unverified)
            .map(|(_, view)| reference(view))
            .collect(),
        counts: Counts::of(pairs.iter().map(|(recommendation, _)| *recommendation)),
    };
    sections.into_iter().map(view).collect()
}

fn reference(view: &RecommendationView) -> Reference {
    Reference { anchor: view.anchor.clone(), id: view.id.clone() }
}

/// The entries that cover failures here, in the registry's order.
fn exceptions(assessment: &Assessment, pairs: &[(&Recommendation, &RecommendationView)]) -> Vec<ExceptionView> {
    let mut covers: BTreeMap<EntryId, Vec<Reference>> = BTreeMap::new();
    for (recommendation, view) in pairs.iter().filter(|(r, _)| r.disposition == Disposition::Excepted) {
        for entry in recommendation.covering() {
            covers.entry(entry).or_default().push(reference(view));
        }
    }
    let view = |(id, covers): (EntryId, Vec<Reference>)| ExceptionView {
        entry: exception_text(assessment, assessment.registry.entry(id)),
        covers,
    };
    covers.into_iter().map(view).collect()
}
