//! Every recommendation of every image with its disposition, and with what the gate says of it: what outputs for
//! other programs are made from.

use std::collections::{BTreeMap, BTreeSet};

use super::assessed::{lineage, slug};
use super::report::evidence_of;
use crate::assess::{Assessment, Disposition, Image, ImageId, Recommendation, RecommendationId};
use crate::gate::{GateVerdict, Outcome, Violation};
use crate::mapping::Mappings;
use crate::model::{Scan, Status};
use crate::registry::{Entry, EntryId};

/// The recommendations of all images.
#[derive(Clone, Debug)]
pub struct FindingsView {
    /// The day that decided what is in force.
    pub as_of: String,
    /// The images, each held against a benchmark.
    pub images: Vec<ImageFindings>,
    /// The gate's verdict as far as it is about no single recommendation; absent without a gate.
    pub gate: Option<GateFindings>,
}

/// The gate's verdict as far as it is about no single recommendation.
#[derive(Clone, Debug)]
pub struct GateFindings {
    /// How it ends.
    pub outcome: Outcome,
    /// Every broken rule, by its name.
    pub broken: Vec<&'static str>,
    /// The broken rules that are about no single recommendation.
    pub violations: Vec<Violation>,
    /// The verdict's notes.
    pub notes: Vec<String>,
}

/// The recommendations of one image.
#[derive(Clone, Debug)]
pub struct ImageFindings {
    /// The image's name.
    pub name: String,
    /// The benchmark with its version.
    pub benchmark: String,
    /// The benchmark's title alone.
    pub title: Option<String>,
    /// The benchmark's name in an id: `amazon-linux-2`.
    pub slug: String,
    /// The time of the latest scan.
    pub scanned: Option<String>,
    /// The files of its scans.
    pub files: Vec<String>,
    /// How long its scans took, in milliseconds, as far as they state both times.
    pub took: Option<i64>,
    /// The raw and the accepted score of each tool.
    pub scores: Vec<[String; 2]>,
    /// The recommendations.
    pub findings: Vec<Finding>,
}

/// One recommendation on one image.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The number, else the rule.
    pub id: String,
    /// The number and the title in one line.
    pub line: String,
    /// The title.
    pub title: Option<String>,
    /// The section that the number is in.
    pub section: Option<String>,
    /// The profile levels.
    pub levels: Vec<u8>,
    /// The disposition.
    pub disposition: Disposition,
    /// The status of the check that decided.
    pub status: Option<Status>,
    /// The reasons of the disposition, as sentences.
    pub why: Vec<String>,
    /// The evidence, cut to what a person reads; empty where nothing fails.
    pub evidence: Vec<String>,
    /// The entries that cover it.
    pub covering: Vec<EntryRef>,
    /// The entries that name it and do not apply.
    pub lapsed: Vec<EntryRef>,
    /// The name that outlives a renumbering and another tool: the benchmark's, and the hash of the title.
    pub lineage: String,
    /// The gate's opinion.
    pub opinion: Opinion,
}

/// An entry of the registry, and its place.
#[derive(Clone, Debug)]
pub struct EntryRef {
    /// Its id.
    pub id: String,
    /// Its reason.
    pub reason: String,
    /// Its last day.
    pub expires: Option<String>,
    /// Its links.
    pub links: Vec<String>,
    /// Its file.
    pub path: String,
    /// Its line in that file.
    pub line: usize,
}

/// The gate's opinion of a recommendation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opinion {
    /// There is no gate.
    NoGate,
    /// It has nothing against it.
    LetsThrough,
    /// It objects.
    Objects {
        /// The broken rule.
        rule: &'static str,
        /// The reasons.
        why: String,
    },
}

type Objections<'v> = BTreeMap<(ImageId, RecommendationId), &'v Violation>;

impl FindingsView {
    /// The findings of an assessment; the mappings tell the title of a recommendation whose scan has none.
    pub fn new(assessment: &Assessment, verdict: Option<&GateVerdict>, mappings: &Mappings) -> Self {
        let objections = verdict.map(GateVerdict::objections);
        let image =
            |(at, image): (ImageId, &Image)| image_findings(assessment, image, at, objections.as_ref(), mappings);
        Self {
            as_of: assessment.as_of.to_string(),
            images: assessment.by_id().map(image).collect(),
            gate: verdict.map(GateFindings::new),
        }
    }
}

impl GateFindings {
    fn new(verdict: &GateVerdict) -> Self {
        let whole = |violation: &&Violation| violation.concerned.iter().all(|one| one.place.is_none());
        Self {
            outcome: verdict.outcome,
            broken: verdict.violations.iter().map(|violation| violation.rule).collect(),
            violations: verdict.violations.iter().filter(whole).cloned().collect(),
            notes: verdict.notes.clone(),
        }
    }
}

impl EntryRef {
    fn new(entry: &Entry) -> Self {
        Self {
            id: entry.id.clone(),
            reason: entry.reason.trim().to_owned(),
            expires: entry.expires.map(|end| end.to_string()),
            links: entry.links.clone(),
            path: entry.place.path.clone(),
            line: entry.place.line.max(1),
        }
    }
}

fn image_findings(
    assessment: &Assessment,
    image: &Image,
    at: ImageId,
    objections: Option<&Objections<'_>>,
    mappings: &Mappings,
) -> ImageFindings {
    let finding = |(id, recommendation): (RecommendationId, &Recommendation)| {
        let opinion = match objections.map(|all| all.get(&(at, id))) {
            None => Opinion::NoGate,
            Some(None) => Opinion::LetsThrough,
            Some(Some(violation)) => objection(image, recommendation, violation),
        };
        finding(assessment, image, recommendation, opinion, lineage(image, recommendation, mappings))
    };
    ImageFindings {
        name: image.label.clone(),
        benchmark: image.benchmark.to_string(),
        title: image.benchmark.title.clone(),
        scanned: image.scans().filter_map(|scan| scan.finished.or(scan.started)).max().map(|time| time.to_string()),
        files: image.scans().map(|scan| scan.source.path.clone()).collect(),
        took: took(image),
        scores: image.runs.iter().map(|run| [run.raw.to_string(), run.accepted.to_string()]).collect(),
        findings: image.by_id().map(finding).collect(),
        slug: slug(image),
    }
}

fn took(image: &Image) -> Option<i64> {
    let of = |scan: &Scan| Some(scan.finished?.epoch_millis() - scan.started?.epoch_millis());
    let all: Vec<i64> = image.scans().filter_map(of).filter(|took| *took >= 0).collect();
    (!all.is_empty()).then(|| all.iter().sum())
}

fn objection(image: &Image, recommendation: &Recommendation, violation: &Violation) -> Opinion {
    let id = image.id_of(recommendation);
    let concerned = violation.concerned.iter().find(|one| one.id == id);
    Opinion::Objects { rule: violation.rule, why: concerned.map(|one| one.why.join("; ")).unwrap_or_default() }
}

fn finding(
    assessment: &Assessment,
    image: &Image,
    recommendation: &Recommendation,
    opinion: Opinion,
    lineage: String,
) -> Finding {
    use Disposition::{Excepted, Lapsed, Open, Unverified};
    let disposition = recommendation.disposition;
    let shown = matches!(disposition, Open | Lapsed | Unverified | Excepted);
    let lapsed = recommendation.deciding().flat_map(|part| &part.judgement.lapsed);
    let lapsed: BTreeSet<EntryId> = lapsed.map(|(id, _)| *id).collect();
    Finding {
        id: image.id_of(recommendation),
        line: image.line_of(recommendation),
        title: recommendation.title.clone(),
        section: recommendation.number.as_ref().map(|number| number.section().to_string()),
        levels: recommendation.levels.clone(),
        disposition,
        status: recommendation.deciding().next().map(|part| image.check(part).status),
        why: assessment.why(recommendation),
        evidence: if shown { evidence_of(image, recommendation).lines() } else { Vec::new() },
        covering: assessment.entries_of(recommendation).into_iter().map(EntryRef::new).collect(),
        lapsed: lapsed.into_iter().map(|id| EntryRef::new(assessment.registry.entry(id))).collect(),
        lineage,
        opinion,
    }
}
