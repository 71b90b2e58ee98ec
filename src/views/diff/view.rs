//! A comparison as data: what every printing of it is made from.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::evidence::{EvidenceChanges, evidence_changes};
use crate::assess::{Assessment, Disposition, Image, Part, Raised, RecommendationId, lapsed_entry};
use crate::diff::{
    Change, Class, Comparison, EvidenceChange, Flag, Fraction, ImageComparison, Scope, Suggestion, Tally, Verdict, Why,
};
use crate::model::{Check, Scan, Score};
use crate::registry::EntryId;
use crate::views::FileView;
use crate::views::anchors::Anchors;
use crate::views::sections::{SectionChanges, section_changes};

/// The changes between two sides.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DiffView {
    /// `amicis-diff/1`.
    pub format: &'static str,
    /// One for each benchmark that both sides have.
    pub images: Vec<ImageDiffView>,
    /// Images that only one side has.
    pub alone: Vec<String>,
    /// Tools, benchmarks and instances of the older side that the newer side has not: each is objected to.
    pub doubts: Vec<Raised>,
    /// Notes on how scans were put together.
    pub notes: Vec<String>,
    /// How many changes a gate objects to.
    pub objections: usize,
    /// Every recommendation stands as before, and no line of evidence changed.
    pub unchanged: bool,
    /// Files could not be read: the comparison is incomplete.
    pub incomplete: bool,
}

/// The changes between two images.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ImageDiffView {
    /// The older side.
    pub old: SideView,
    /// The newer side.
    pub new: SideView,
    /// The differences of the scans themselves: another version, another profile.
    pub scope: Vec<String>,
    /// How many recommendations each class has, in the classes' order.
    pub counts: Vec<ClassCount>,
    /// How the counts add up to the union of both sides.
    pub sum: Sum,
    /// Where the change of the score comes from.
    pub attribution: AttributionView,
    /// The sections of both sides, and how many of their recommendations do not stand as before.
    pub sections: Vec<SectionChanges>,
    /// The lists of changes: objections first.
    pub lists: Vec<ClassList>,
    /// Evidence that changed where no verdict did.
    pub evidence: EvidenceChanges,
}

/// Who one side is.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SideView {
    /// The image's name.
    pub name: String,
    /// The AMI id, where the name is not it.
    pub ami_id: Option<String>,
    /// The benchmark with its version.
    pub benchmark: String,
    /// How the benchmark is known.
    pub established: String,
    /// The tools, with versions.
    pub tools: Vec<String>,
    /// The profiles.
    pub profiles: Vec<String>,
    /// When the latest scan finished.
    pub finished: Option<String>,
    /// The meaning of absence.
    pub coverage: Vec<String>,
    /// The files, with their digests where they were taken.
    pub files: Vec<FileView>,
    /// The registry.
    pub registry: String,
    /// The date that decided what was in force.
    pub as_of: String,
    /// The raw score, of each tool.
    pub raw: Vec<String>,
    /// The accepted score, of each tool.
    pub accepted: Vec<String>,
    /// How many recommendations have each disposition.
    pub counts: BTreeMap<&'static str, usize>,
}

/// How many recommendations a class has.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ClassCount {
    /// The class.
    pub class: Class,
    /// Its meaning.
    pub meaning: &'static str,
    /// How many.
    pub count: usize,
}

/// How the counts add up.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Sum {
    /// Recommendations of the older side.
    pub old: usize,
    /// Recommendations of the newer side.
    pub new: usize,
    /// Pairs of both.
    pub pairs: usize,
    /// Only on the older side.
    pub only_old: usize,
    /// Only on the newer side.
    pub only_new: usize,
    /// All of them: pairs + `only_old` + `only_new`, and the sum of all classes.
    pub total: usize,
}

/// Where the change of the score comes from.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AttributionView {
    /// It can be told.
    pub known: bool,
    /// The sentence for a release note.
    pub sentence: String,
    /// The parts in percentage points, two decimals; absent when it cannot be told.
    pub parts: Option<crate::diff::Rounded>,
    /// The accepted score before, in hundredths of a percent; absent when it cannot be told.
    pub before: Option<i64>,
    /// The accepted score now, likewise.
    pub after: Option<i64>,
}

/// The changes of one class.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ClassList {
    /// The class.
    pub class: Class,
    /// Its meaning.
    pub meaning: &'static str,
    /// How many are listed, and of how many: passes that the older side was silent about are counted.
    pub listed: String,
    /// The changes, by number.
    pub rows: Vec<ChangeView>,
}

/// One change.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ChangeView {
    /// The class.
    pub class: Class,
    /// The gate's verdict on it.
    pub verdict: Verdict,
    /// Its anchor in a page: `c-` and the number with hyphens, made unique.
    pub anchor: String,
    /// The number, `old → new` when it differs.
    pub id: String,
    /// The number on the newer side, else on the older.
    pub number: Option<String>,
    /// The title.
    pub title: String,
    /// Where the older side stands.
    pub old: String,
    /// Where the newer side stands.
    pub new: String,
    /// Flags: further facts.
    pub flags: Vec<Flag>,
    /// How it was paired.
    pub method: Option<crate::diff::Method>,
    /// The entries that cover it now, or do not any more, with the reasons.
    pub entries: Vec<String>,
    /// Offenders that were not there before.
    pub new_offenders: Vec<String>,
    /// The numbers that it may have on the other side.
    pub suggestions: Vec<String>,
    /// The same in words: "in the crosswalk: 2.1.2"; empty when there are none.
    pub suggested: String,
    /// A unified text diff of the evidence; empty when it is the same.
    pub evidence: String,
}

impl DiffView {
    /// The `format` that it states.
    pub const FORMAT: &'static str = "amicis-diff/1";

    /// The view of a comparison; `wanted` keeps only some classes in the lists.
    pub fn new(comparison: &Comparison<'_>, wanted: Option<&[Class]>) -> Self {
        let mut images: Vec<_> = comparison.images.iter().map(|image| image_view(comparison, image, wanted)).collect();
        anchor(&mut images);
        let notes = comparison.old.notes.iter().chain(&comparison.new.notes).cloned().collect();
        let doubts: Vec<Raised> = comparison.doubts.iter().map(|doubt| Raised::new(doubt, "")).collect();
        let same = |change: &Change| quiet(change) && change.evidence == EvidenceChange::Same;
        Self {
            format: Self::FORMAT,
            unchanged: comparison.alone.is_empty() && doubts.is_empty() && comparison.changes().all(same),
            objections: comparison.objections(),
            doubts,
            images,
            alone: comparison.alone.clone(),
            notes,
            incomplete: false,
        }
    }
}

/// Gives every change an anchor of its own.
fn anchor(images: &mut [ImageDiffView]) {
    let mut anchors = Anchors::default();
    for image in images {
        let rows = image.lists.iter_mut().flat_map(|list| &mut list.rows).chain(&mut image.evidence.rows);
        for row in rows {
            row.anchor = anchors.take("c-", row.number.as_ref().unwrap_or(&row.id));
        }
    }
}

/// Whether a change is none: the recommendation stands as before.
pub(super) fn quiet(change: &Change) -> bool {
    matches!(change.class, Class::Unchanged | Class::StillOpen | Class::StillExcepted)
}

fn image_view(comparison: &Comparison<'_>, image: &ImageComparison<'_>, wanted: Option<&[Class]>) -> ImageDiffView {
    let mut counts: BTreeMap<Class, usize> = BTreeMap::new();
    let mut lists: Vec<ClassList> = Vec::new();
    for change in image.changes.iter() {
        *counts.entry(change.class).or_default() += 1;
        let listed = match wanted {
            Some(wanted) => wanted.contains(&change.class),
            None => change.verdict() != Verdict::Counts,
        };
        if listed {
            let view = change_view(comparison, image, change);
            match lists.iter_mut().find(|list| list.class == change.class) {
                Some(list) => list.rows.push(view),
                None => {
                    lists.push(ClassList {
                        class: change.class,
                        meaning: change.class.meaning(),
                        listed: String::new(),
                        rows: vec![view],
                    });
                }
            }
        }
    }
    for list in &mut lists {
        let (listed, all) = (list.rows.len(), counts.get(&list.class).copied().unwrap_or_default());
        list.listed = if listed == all { all.to_string() } else { format!("{listed} of {all}") };
    }
    let count = |(class, count): (Class, usize)| ClassCount { class, meaning: class.meaning(), count };
    ImageDiffView {
        old: side_view(comparison.old, image.old),
        new: side_view(comparison.new, image.new),
        scope: scope_notes(comparison, image),
        counts: counts.into_iter().map(count).collect(),
        sum: sum(image),
        attribution: attribution(image),
        sections: sections(image),
        lists,
        evidence: evidence_changes(comparison, image, wanted),
    }
}

fn sum(image: &ImageComparison<'_>) -> Sum {
    let only = |found: fn(&Change) -> bool| image.changes.iter().filter(|change| found(change)).count();
    let only_old = only(|change| change.new.is_empty());
    let only_new = only(|change| change.old.is_empty());
    let total = image.changes.len();
    Sum {
        old: image.old.recommendations.len(),
        new: image.new.recommendations.len(),
        pairs: total - only_old - only_new,
        only_old,
        only_new,
        total,
    }
}

/// The sections of both sides: by the number on the newer side, else on the older.
fn sections(image: &ImageComparison<'_>) -> Vec<SectionChanges> {
    let number = |image: &Image, ids: &[RecommendationId]| image.some(ids).find_map(|r| r.number.clone());
    let compared = image.changes.iter().filter_map(|change| {
        let number = number(image.new, &change.new).or_else(|| number(image.old, &change.old));
        Some((number?, !quiet(change)))
    });
    section_changes(image.old, image.new, compared)
}

fn once(mut texts: Vec<String>) -> Vec<String> {
    texts.sort();
    texts.dedup();
    texts
}

pub(in crate::views) fn side_view(assessment: &Assessment, image: &Image) -> SideView {
    let scans: Vec<&Scan> = image.scans().collect();
    let tool = |scan: &&Scan| {
        let tool = scan.tool.as_ref()?;
        Some(tool.to_string())
    };
    let profile = |scan: &&Scan| {
        let profile = scan.profile.as_ref()?;
        profile
            .title
            .clone()
            .or_else(|| profile.id.clone())
            .or_else(|| profile.level.map(|level| format!("level {level}")))
    };
    let name = image.label.clone();
    let mut counts = BTreeMap::new();
    for recommendation in &image.recommendations {
        *counts.entry(recommendation.disposition.word()).or_default() += 1;
    }
    SideView {
        ami_id: scans.iter().find_map(|scan| scan.target.ami_id.clone()).filter(|id| *id != name),
        name,
        benchmark: image.benchmark.to_string(),
        established: image.benchmark.established.to_string(),
        tools: once(scans.iter().filter_map(tool).collect()),
        profiles: once(scans.iter().filter_map(profile).collect()),
        finished: scans.iter().filter_map(|scan| scan.finished.or(scan.started)).max().map(|time| time.to_string()),
        coverage: once(scans.iter().map(|scan| scan.coverage.explain()).collect()),
        files: scans
            .iter()
            .map(|s| FileView { path: s.source.path.clone(), sha256: s.source.sha256.clone() })
            .collect(),
        registry: if assessment.registry.path.is_empty() {
            "none".to_owned()
        } else {
            assessment.registry.path.clone()
        },
        as_of: assessment.as_of.to_string(),
        raw: image.runs.iter().map(|run| percent(run.raw)).collect(),
        accepted: image.runs.iter().map(|run| percent(run.accepted)).collect(),
        counts,
    }
}

pub(in crate::views) fn percent(score: Score) -> String {
    let hundredths = Fraction::of(score).and_then(Fraction::hundredths);
    hundredths.map_or_else(|| "no score".to_owned(), |h| format!("{}.{:02} %", h / 100, h % 100))
}

fn scope_notes(comparison: &Comparison<'_>, image: &ImageComparison<'_>) -> Vec<String> {
    let mut notes = match image.scope {
        Scope::Same => Vec::new(),
        Scope::UnknownProfile => vec![
            "a side does not state its profile: what is selected on one side only is listed as profile-changed"
                .to_owned(),
        ],
        Scope::OtherProfile => {
            let profiles = |assessment, image| side_view(assessment, image).profiles.join(", ");
            let (old, new) = (profiles(comparison.old, image.old), profiles(comparison.new, image.new));
            vec![format!("the profile differs: {old} before, {new} now")]
        }
        Scope::OtherBenchmark => {
            vec![format!("the benchmark differs: {} before, {} now", image.old.benchmark, image.new.benchmark)]
        }
    };
    let stated = [image.old, image.new].map(|image| image.benchmark.version.is_some());
    match stated {
        [true, true] => {}
        [false, false] => notes.push(
            "no side states its benchmark version: an equal number is taken for the same recommendation unless the \
             titles differ"
                .to_owned(),
        ),
        _ => notes.push(
            "only one side states its benchmark version: an equal number says nothing; give --benchmark or \
             --old-benchmark"
                .to_owned(),
        ),
    }
    if image.scope == Scope::OtherBenchmark && !image.crosswalk {
        let note = "no crosswalk leads from the one to the other: only equal titles and the tools' own \
                    rules pair, and what is new may be what was dropped";
        notes.push(note.to_owned());
    }
    if image.tools_differ {
        let tools = |assessment, image| side_view(assessment, image).tools.join(", ");
        let (old, new) = (tools(comparison.old, image.old), tools(comparison.new, image.new));
        notes.push(format!("the tools differ: {old} before, {new} now; what changed may be their doing"));
    }
    notes
}

fn attribution(image: &ImageComparison<'_>) -> AttributionView {
    let found = image.attribution.and_then(|attribution| Some((attribution.rounded()?, attribution.accepted()?)));
    let Some((parts, [before, after])) = found else {
        let sentence = "The change of the score is not attributable: a side has no score, does not list everything, \
                        or has several tools.";
        return AttributionView { known: false, sentence: sentence.to_owned(), parts: None, before: None, after: None };
    };
    let points = |hundredths: i64| {
        let sign = if hundredths < 0 { '\u{2212}' } else { '+' };
        format!("{sign}{}.{:02}", hundredths.abs() / 100, hundredths.abs() % 100)
    };
    let benchmark = if image.scope == Scope::OtherBenchmark { "benchmark" } else { "profile" };
    let host = if image.tools_differ { "host and tool" } else { "host" };
    let named = [
        (host, parts.host),
        ("coverage", parts.coverage),
        (benchmark, parts.benchmark),
        ("exceptions", parts.exceptions),
    ];
    let shown: Vec<String> =
        named.iter().filter(|(_, part)| *part != 0).map(|(name, part)| format!("{name} {}", points(*part))).collect();
    let sentence = if shown.is_empty() {
        format!("The accepted score is unchanged; neither {host} nor coverage, {benchmark} or exceptions moved it.")
    } else if parts.total == 0 {
        format!("The accepted score is unchanged: {}.", shown.join(", "))
    } else {
        format!("The accepted score changes by {} points: {}.", points(parts.total), shown.join(", "))
    };
    AttributionView { known: true, sentence, parts: Some(parts), before: Some(before), after: Some(after) }
}

pub(super) fn change_view(comparison: &Comparison<'_>, image: &ImageComparison<'_>, change: &Change) -> ChangeView {
    let numbers = |image: &Image, ids: &[RecommendationId]| {
        image.some(ids).filter_map(|r| r.number.as_ref().map(ToString::to_string)).collect::<Vec<_>>()
    };
    let (old, new) = (numbers(image.old, &change.old), numbers(image.new, &change.new));
    let id = match (old.join(" + "), new.join(" + ")) {
        (old, new) if old == new || old.is_empty() => new,
        (old, new) if new.is_empty() => old,
        (old, new) => format!("{old} \u{2192} {new}"),
    };
    let title = title(image, change);
    let (id, title) = match (id.is_empty(), title.is_empty()) {
        (true, _) => (rule(image, change), title),
        (false, true) => (id, rule(image, change)),
        (false, false) => (id, title),
    };
    ChangeView {
        class: change.class,
        verdict: change.verdict(),
        anchor: String::new(),
        id,
        number: new.first().or(old.first()).cloned(),
        title,
        old: change.old_standing.to_string(),
        new: change.new_standing.to_string(),
        flags: change.flags.iter().copied().collect(),
        method: change.method,
        entries: entries(comparison, image, change),
        new_offenders: change.new_offenders.clone(),
        suggestions: change.suggestions.iter().map(|suggestion| suggestion.number.to_string()).collect(),
        suggested: suggested(&change.suggestions),
        evidence: evidence(image, change),
    }
}

fn suggested(suggestions: &[Suggestion]) -> String {
    let numbers = suggestions.iter().map(|suggestion| suggestion.number.to_string()).collect::<Vec<_>>().join(", ");
    match suggestions.first().map(|suggestion| suggestion.why) {
        Some(Why::Title(percent)) => format!("perhaps {numbers}, whose title is {percent} % alike"),
        Some(Why::Crosswalk) => format!("in the crosswalk: {numbers}"),
        Some(Why::DoubtedNumber) => {
            format!("perhaps {numbers} of the other side: which benchmark was scanned is doubted")
        }
        None => String::new(),
    }
}

fn title(image: &ImageComparison<'_>, change: &Change) -> String {
    let titles = |image: &Image, ids: &[RecommendationId]| {
        let mut titles: Vec<String> = image.some(ids).filter_map(|r| r.title.clone()).collect();
        titles.dedup();
        titles.join(" + ")
    };
    let new = titles(image.new, &change.new);
    if new.is_empty() { titles(image.old, &change.old) } else { new }
}

fn rule(image: &ImageComparison<'_>, change: &Change) -> String {
    let of =
        |image: &Image, ids: &[RecommendationId]| image.parts_of(ids).find_map(|part| image.check(part).rule.clone());
    of(image.new, &change.new).or_else(|| of(image.old, &change.old)).unwrap_or_else(|| "-".to_owned())
}

/// The registry's word: who covers it on the newer side, or why nobody does; else who did.
fn entries(comparison: &Comparison<'_>, image: &ImageComparison<'_>, change: &Change) -> Vec<String> {
    let say = |assessment: &Assessment, image: &Image, ids: &[RecommendationId]| {
        let mut said: Vec<String> = Vec::new();
        let name = |id: &EntryId| assessment.registry.entry(*id).id.as_str();
        for part in image.parts_of(ids) {
            let covering = part.judgement.covering.iter().map(|id| name(id).to_owned());
            let lapsed = part.judgement.lapsed.iter().map(|(id, lapses)| lapsed_entry(name(id), lapses));
            for text in covering.chain(lapsed) {
                if !said.contains(&text) {
                    said.push(text);
                }
            }
        }
        said
    };
    let now = say(comparison.new, image.new, &change.new);
    if now.is_empty() { say(comparison.old, image.old, &change.old) } else { now }
}

/// The evidence of both sides as a text diff, without what changes by itself: that of failures, and of passes where
/// nothing fails.
fn evidence(image: &ImageComparison<'_>, change: &Change) -> String {
    let failing = |part: &Part| part.judgement.disposition < Disposition::Attested;
    let (mut old, mut new) = (parts(image.old, &change.old, failing), parts(image.new, &change.new, failing));
    if old.is_empty() && new.is_empty() {
        (old, new) = (parts(image.old, &change.old, |_| true), parts(image.new, &change.new, |_| true));
    }
    let (old, new) = Tally::both(&old, &new);
    old.text_diff(&new)
}

fn parts<'a>(
    image: &'a Image,
    ids: &'a [RecommendationId],
    wanted: impl Fn(&Part) -> bool,
) -> Vec<(&'a Scan, &'a Check)> {
    let wanted = image.parts_of(ids).filter(|part| wanted(part));
    wanted.map(|part| (image.scan(part.scan), image.check(part))).collect()
}
