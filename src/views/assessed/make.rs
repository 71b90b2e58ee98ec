//! Case → document.

use std::collections::{BTreeMap, BTreeSet};

use super::check::{AssessedCheck, AssessedRecommendation, CheckPlace, NamedEntry};
use super::entry::EntryRecord;
use super::keys::{IdentifiedBy, lineages, of_image, of_images, slug, stable_id};
use super::target::TargetView;
use super::view::{
    AssessedImage, AssessedScan, AssessedView, BenchmarkRecord, CoverageView, CoverageWord, ProfileView,
    RegistryRecord, ScoreNumbers, SetAsideView, ToolView,
};
use crate::assess::{Assessment, Image, ImageId, Judgement, LeftOut, Part, Recommendation, RecommendationId, ScanId};
use crate::case::Case;
use crate::model::{Benchmark, Check, Coverage, Scan};
use crate::views::controls::{ControlsFileView, RollupsView};
use crate::views::diff::DiffView;
use crate::views::sections::SectionNames;
use crate::views::{FileView, ReportOptions};

/// The changes of the newer side.
#[derive(Default)]
struct Changes {
    /// The class of every changed recommendation.
    classes: BTreeMap<(ImageId, RecommendationId), &'static str>,
    /// The images whose older side has the same key.
    followed: BTreeSet<ImageId>,
}

impl AssessedView {
    /// The `format` that it states.
    pub const FORMAT: &'static str = "amicis-assessment/1";

    /// The document of a case. An image has the name that is given for it in the ids of its findings, else its AMI's.
    pub fn new(case: &Case, name: Option<&str>) -> Self {
        let assessment = &case.assessment;
        let comparison = case.comparison();
        let keys = of_images(&assessment.images, assessment.each, name);
        let mut changes = Changes::default();
        for image in comparison.iter().flat_map(|comparison| &comparison.images) {
            let classes =
                image.changes.iter().flat_map(|change| change.new.iter().map(|id| (*id, change.class.word())));
            changes.classes.extend(classes.map(|(id, class)| ((image.new_id, id), class)));
            let (older, _) = of_image(image.old, comparison.as_ref().is_some_and(|all| all.old.each), name);
            if keys.get(image.new_id.place()).is_some_and(|(key, _)| *key == older) {
                changes.followed.insert(image.new_id);
            }
        }
        let image = |((id, image), key): ((ImageId, &Image), _)| assessed_image(case, id, image, key, &changes);
        Self {
            format: Self::FORMAT,
            generator: concat!("amicis ", env!("CARGO_PKG_VERSION")).to_owned(),
            as_of: assessment.as_of,
            registry: registry(case),
            entries: EntryRecord::all(assessment),
            controls_file: ControlsFileView::of(assessment, &case.controls),
            images: assessment.by_id().zip(keys).map(image).collect(),
            set_aside: assessment.left_out.iter().map(set_aside).collect(),
            changes: comparison.as_ref().map(|comparison| DiffView::new(comparison, None)),
            doubts: assessment.raised(),
            account: case.account.clone(),
            notes: assessment.notes.clone(),
            incomplete: case.incomplete,
        }
    }
}

fn registry(case: &Case) -> Option<RegistryRecord> {
    let registry = &case.assessment.registry;
    let given = !registry.path.is_empty() || !registry.entries.is_empty();
    let (files, sha256) = (ReportOptions::of(case).registry_files, registry.sha256());
    given.then(|| RegistryRecord { path: registry.path.clone(), files, sha256 })
}

fn assessed_image(
    case: &Case,
    id: ImageId,
    image: &Image,
    (key, identified_by): (String, IdentifiedBy),
    changes: &Changes,
) -> AssessedImage {
    let assessment = &case.assessment;
    let places = Places::of(image);
    let lineages = lineages(image, &case.mappings);
    let names = SectionNames::of(image);
    let recommendation = |((own, recommendation), lineage): ((RecommendationId, &Recommendation), String)| {
        let section = recommendation.number.as_ref().map(crate::model::Number::section);
        let deciding = || recommendation.deciding().map(|part| image.check(part));
        let mut named_by: Vec<NamedEntry> =
            recommendation.deciding().flat_map(|part| named_entries(assessment, &part.judgement)).collect();
        named_by.sort();
        named_by.dedup();
        AssessedRecommendation {
            uid: stable_id(&["finding", &key, &lineage]),
            lineage,
            number: recommendation.number.as_ref().map(ToString::to_string),
            id: image.id_of(recommendation),
            title: recommendation.title.clone(),
            section_name: section.as_ref().and_then(|section| names.name(section)).map(str::to_owned),
            section: section.map(|section| section.to_string()),
            levels: recommendation.levels.clone(),
            disposition: recommendation.disposition,
            status: deciding().map(|check| check.status).next(),
            severity: deciding().find_map(|check| check.severity.clone()),
            why: assessment.why(recommendation),
            checks: recommendation.parts.iter().filter_map(|part| places.of_part(part)).collect(),
            entries: named_by,
            accepted_unverified: recommendation.deciding().all(|part| part.judgement.accepted_unverified),
            attested: recommendation.deciding().find_map(|part| part.judgement.attested.clone()),
            change: changes.classes.get(&(id, own)).copied(),
        }
    };
    let recommendations = image.by_id().zip(lineages).map(recommendation).collect();
    AssessedImage {
        uid: stable_id(&["image", &key, &slug(image)]),
        identified_by,
        follows_baseline: changes.followed.contains(&id),
        name: image.label.clone(),
        target: TargetView::common(&image.scans().map(|scan| &scan.target).collect::<Vec<_>>()),
        benchmark: benchmark(image),
        instances: image.instances(),
        scans: scans(assessment, image, &places),
        recommendations,
        controls: RollupsView::of(image, &case.controls, &format!("image-{}", id.place() + 1), &[]),
        key,
    }
}

fn benchmark(image: &Image) -> BenchmarkRecord {
    let Benchmark { id, title, version, established, note } = &image.benchmark;
    BenchmarkRecord {
        name: image.benchmark.to_string(),
        id: id.clone(),
        title: title.clone(),
        version: version.clone(),
        slug: slug(image),
        established: *established,
        note: note.clone(),
    }
}

/// The scans of an image in the order of the document, and the recommendation of every check.
struct Places<'i> {
    scans: BTreeMap<ScanId, usize>,
    parts: BTreeMap<(ScanId, usize), (usize, &'i Judgement)>,
}

impl<'i> Places<'i> {
    fn of(image: &'i Image) -> Self {
        let scans = image.runs.iter().flat_map(|run| &run.scans).enumerate().map(|(place, id)| (*id, place));
        let of = |(place, one): (usize, &'i Recommendation)| {
            one.parts.iter().map(move |part| ((part.scan, part.check.place()), (place, &part.judgement)))
        };
        Self { scans: scans.collect(), parts: image.recommendations.iter().enumerate().flat_map(of).collect() }
    }

    fn of_part(&self, part: &Part) -> Option<CheckPlace> {
        Some(CheckPlace { scan: *self.scans.get(&part.scan)?, check: part.check.place() })
    }
}

fn scans(assessment: &Assessment, image: &Image, places: &Places<'_>) -> Vec<AssessedScan> {
    let mut all = Vec::new();
    for run in &image.runs {
        for id in &run.scans {
            let scan = image.scan(*id);
            let check = |(place, check): (usize, &Check)| {
                let (recommendation, judgement) = places.parts.get(&(*id, place))?;
                Some(assessed_check(assessment, check, *recommendation, judgement))
            };
            let checks = scan.checks.iter().enumerate().filter_map(check).collect();
            let (raw, accepted) = (ScoreNumbers::of(run.raw), ScoreNumbers::of(run.accepted));
            all.push(assessed_scan(scan, raw, accepted, checks));
        }
    }
    all
}

fn assessed_scan(scan: &Scan, raw: ScoreNumbers, accepted: ScoreNumbers, checks: Vec<AssessedCheck>) -> AssessedScan {
    let beside = scan.source.beside.iter();
    AssessedScan {
        file: FileView { path: scan.source.path.clone(), sha256: scan.source.sha256.clone() },
        beside: beside.map(|file| FileView { path: file.path.clone(), sha256: file.sha256.clone() }).collect(),
        input_format: scan.source.format.clone(),
        tool: scan.tool.as_ref().map(|tool| ToolView { name: tool.name.clone(), version: tool.version.clone() }),
        run: scan.run.clone(),
        profile: scan.profile.as_ref().map(|profile| ProfileView {
            id: profile.id.clone(),
            title: profile.title.clone(),
            level: profile.level,
        }),
        target: TargetView::of(&scan.target),
        started: scan.started,
        finished: scan.finished,
        times_approximate: scan.times_approximate,
        coverage: coverage(&scan.coverage),
        raw,
        accepted,
        checks,
    }
}

fn coverage(coverage: &Coverage) -> CoverageView {
    let kind = match coverage {
        Coverage::Full => CoverageWord::Full,
        Coverage::FailuresOnly => CoverageWord::FailuresOnly,
        Coverage::Partial(_) => CoverageWord::Partial,
        Coverage::CountsOnly => CoverageWord::CountsOnly,
    };
    CoverageView { kind, meaning: coverage.explain() }
}

fn assessed_check(
    assessment: &Assessment,
    check: &Check,
    recommendation: usize,
    judgement: &Judgement,
) -> AssessedCheck {
    AssessedCheck {
        recommendation,
        number: check.number.as_ref().map(ToString::to_string),
        rule: check.rule.clone(),
        title: check.title_text().map(str::to_owned),
        title_kind: check.title.as_ref().map(|title| title.kind),
        status: check.status,
        raw_status: check.raw_status.clone(),
        disposition: judgement.disposition,
        levels: check.levels.clone(),
        assessment: check.assessment,
        severity: check.severity.clone(),
        weight: check.weight,
        evidence: check.evidence.lines().map(str::to_owned).collect(),
        evidence_cut: check.evidence.capped(),
        overrides: check.overrides.iter().map(Into::into).collect(),
        idents: check.idents.iter().map(Into::into).collect(),
        entries: named_entries(assessment, judgement),
        accepted_unverified: judgement.accepted_unverified,
        attested: judgement.attested.clone(),
        description: check.description.clone(),
        rationale: check.rationale.clone(),
        remediation: check.remediation.clone(),
    }
}

fn named_entries(assessment: &Assessment, judgement: &Judgement) -> Vec<NamedEntry> {
    let covering = judgement.covering.iter().map(|id| (*id, [].as_slice()));
    let lapsed = judgement.lapsed.iter().map(|(id, lapses)| (*id, lapses.as_slice()));
    let named = |(id, lapses, covers): (_, &[crate::assess::Lapse], bool)| {
        let entry = assessment.registry.entry(id);
        NamedEntry {
            id: entry.id.clone(),
            covers,
            lapses: lapses.iter().map(crate::assess::Lapse::code).collect(),
            why: lapses.iter().map(ToString::to_string).collect(),
            expires: entry.expires,
        }
    };
    let covering = covering.map(|(id, lapses)| named((id, lapses, true)));
    covering.chain(lapsed.map(|(id, lapses)| named((id, lapses, false)))).collect()
}

fn set_aside(left_out: &LeftOut) -> SetAsideView {
    let scan = &left_out.given.scan;
    SetAsideView {
        file: FileView { path: scan.source.path.clone(), sha256: scan.source.sha256.clone() },
        image: left_out.image.clone(),
        results: scan.checks.len(),
        why: left_out.to_string(),
    }
}
