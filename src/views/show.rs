//! A scan at a glance, and everything known of one recommendation.

use crate::assess::{Assessment, Disposition, Image, Part, Recommendation, ToolRun};
use crate::model::{Check, Number, Scan, Status};
use crate::views::sections::SectionNames;

/// A label and a text beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labelled {
    /// The label; empty for what goes on with the one before.
    pub label: &'static str,
    /// The text, which may come from a scan or a registry.
    pub text: String,
}

/// Every image of an assessment: identity, scores, counts, and what fails uncovered.
#[derive(Clone, Debug)]
pub struct ShowView {
    /// The images, each held against a benchmark.
    pub images: Vec<ShownImage>,
    /// The notes on the assessment.
    pub notes: Vec<String>,
}

/// One image at a glance.
#[derive(Clone, Debug)]
pub struct ShownImage {
    /// The name, as a heading.
    pub name: String,
    /// The facts of each tool's scans.
    pub runs: Vec<Vec<Labelled>>,
    /// How many recommendations there are.
    pub total: usize,
    /// How many of them have each disposition; none is 0.
    pub counts: Vec<(Disposition, usize)>,
    /// The recommendations that a person has to look at, in lists with a heading; none is empty.
    pub lists: Vec<(&'static str, Vec<ShownRow>)>,
}

/// One recommendation of a list.
#[derive(Clone, Debug)]
pub struct ShownRow {
    /// The number, else the rule or the title.
    pub id: String,
    /// The disposition.
    pub disposition: Disposition,
    /// The word: the disposition's, or the status of what nobody verified.
    pub word: &'static str,
    /// The title; empty without one.
    pub title: String,
}

impl ShowView {
    /// The view of an assessment.
    pub fn of(assessment: &Assessment) -> Self {
        Self { images: assessment.images.iter().map(shown).collect(), notes: assessment.notes.clone() }
    }
}

fn shown(image: &Image) -> ShownImage {
    let count = |disposition: Disposition| {
        (disposition, image.recommendations.iter().filter(|r| r.disposition == disposition).count())
    };
    let lists = [
        rows(image, Disposition::uncovered, "Failing and not covered"),
        rows(image, |d| d == Disposition::Unverified, "Not verified"),
        rows(image, |d| d == Disposition::Excepted, "Excepted"),
    ];
    ShownImage {
        name: image.label.clone(),
        runs: image.runs.iter().map(|run| identity(image, run)).collect(),
        total: image.recommendations.len(),
        counts: Disposition::ALL.into_iter().map(count).filter(|(_, count)| *count > 0).collect(),
        lists: lists.into_iter().filter(|(_, rows)| !rows.is_empty()).collect(),
    }
}

fn rows(image: &Image, wanted: fn(Disposition) -> bool, title: &'static str) -> (&'static str, Vec<ShownRow>) {
    let row = |recommendation: &Recommendation| ShownRow {
        id: image.id_of(recommendation),
        disposition: recommendation.disposition,
        word: match recommendation.disposition {
            Disposition::Unverified => status(image, recommendation).map_or("", Status::word),
            other => other.word(),
        },
        title: recommendation.title.clone().unwrap_or_default(),
    };
    (title, image.recommendations.iter().filter(|r| wanted(r.disposition)).map(row).collect())
}

fn status(image: &Image, recommendation: &Recommendation) -> Option<Status> {
    image.checks_of(recommendation).map(|check| check.status).reduce(Status::worse)
}

fn identity(image: &Image, run: &ToolRun) -> Vec<Labelled> {
    let mut facts = Facts::default();
    let scans: Vec<&Scan> = image.scans_of(run).collect();
    let scan = image.first_of(run);
    facts.add("file", joined(scans.iter().map(|scan| scan.source.path.as_str())));
    let target = &scan.target;
    let known = [&target.ami_id, &target.ami_name, &target.instance_id, &target.hostname, &target.region, &target.os];
    let known: Vec<&str> = known.into_iter().filter_map(|known| known.as_deref()).collect();
    facts.add("target", if known.is_empty() { "not stated".to_owned() } else { known.join(", ") });
    if scans.len() > 1 {
        facts.add("instances", scans.len().to_string());
    }
    let established = scan.benchmark.established;
    let note = scan.benchmark.note.as_ref().map(|note| format!(", {note}")).unwrap_or_default();
    facts.add("benchmark", format!("{} ({established}{note})", scan.benchmark));
    if let Some(profile) = &scan.profile {
        let title = profile.title.as_deref().or(profile.id.as_deref()).unwrap_or("not stated");
        let level = profile.level.map(|level| format!(" (level {level})")).unwrap_or_default();
        facts.add("profile", format!("{title}{level}"));
    }
    facts.all("tool", scan.tool.as_ref().map(ToString::to_string));
    let times: Vec<String> = [scan.started, scan.finished].into_iter().flatten().map(|time| time.to_string()).collect();
    if !times.is_empty() {
        let about = if scan.times_approximate { " (approximate)" } else { "" };
        facts.add("time", format!("{}{about}", times.join(" to ")));
    }
    facts.add("coverage", scan.coverage.explain());
    facts.add("score", format!("{} raw, {} accepted", run.raw, run.accepted));
    for reported in &scan.scores {
        let system = reported.system.as_deref().unwrap_or("no system named");
        let of = reported.maximum.map(|maximum| format!(" of {maximum}")).unwrap_or_default();
        facts.add("", format!("the tool says {}{of} ({system})", reported.value));
    }
    facts.0
}

#[derive(Default)]
struct Facts(Vec<Labelled>);

impl Facts {
    fn add(&mut self, label: &'static str, text: impl Into<String>) {
        self.0.push(Labelled { label, text: text.into() });
    }

    fn all(&mut self, label: &'static str, texts: impl IntoIterator<Item = impl Into<String>>) {
        texts.into_iter().for_each(|text| self.add(label, text));
    }
}

fn joined<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    texts.collect::<Vec<_>>().join(", ")
}

/// Everything known of one recommendation, once for each image that has it.
#[derive(Clone, Debug)]
pub struct RecommendationView {
    /// The number and the title.
    pub heading: String,
    /// The name of the image.
    pub image: String,
    /// The benchmark of the image.
    pub benchmark: String,
    /// The sections around it that have names, the widest first; `None` without any.
    pub section: Option<String>,
    /// The disposition.
    pub disposition: Disposition,
    /// The results that it is made of.
    pub parts: Vec<PartView>,
}

/// One result: a tool's check, and what the registry says of it.
#[derive(Clone, Debug)]
pub struct PartView {
    /// Whose it is: the tool, the instance, the file.
    pub by: String,
    /// The status.
    pub status: Status,
    /// The tool's own word, where it is another one.
    pub raw: Option<String>,
    /// Everything else.
    pub facts: Vec<Labelled>,
}

impl RecommendationView {
    /// What an assessment knows of a number; empty when no scan speaks of it.
    pub fn of(assessment: &Assessment, number: &Number) -> Vec<Self> {
        let mut found = Vec::new();
        for image in &assessment.images {
            for recommendation in image.recommendations.iter().filter(|r| r.number.as_ref() == Some(number)) {
                let title = recommendation.title.as_deref().unwrap_or("no title");
                found.push(Self {
                    heading: format!("{number} {title}"),
                    image: image.label.clone(),
                    benchmark: image.benchmark.to_string(),
                    section: SectionNames::of(image).around(number),
                    disposition: recommendation.disposition,
                    parts: recommendation.parts.iter().map(|part| of_part(assessment, image, part)).collect(),
                });
            }
        }
        found
    }
}

fn of_part(assessment: &Assessment, image: &Image, part: &Part) -> PartView {
    let (scan, check) = (image.scan(part.scan), image.check(part));
    let tool = scan.tool.as_ref().map_or("tool not stated", |tool| tool.name.as_str());
    let instance = scan.target.instance_id.as_deref().or(scan.target.hostname.as_deref());
    let mut facts = Facts::default();
    of_check(&mut facts, check);
    registry(&mut facts, assessment, part);
    facts.all("description", check.description.clone());
    facts.all("rationale", check.rationale.clone());
    facts.all("remediation", check.remediation.clone());
    PartView {
        by: joined([Some(tool), instance, Some(scan.source.path.as_str())].into_iter().flatten()),
        status: check.status,
        raw: check.raw_status.clone(),
        facts: facts.0,
    }
}

fn of_check(facts: &mut Facts, check: &Check) {
    let levels = check.levels.iter().map(u8::to_string).collect::<Vec<_>>().join(", ");
    facts.all("rule", check.rule.clone());
    facts.all("title", check.title_text());
    facts.all("levels", (!levels.is_empty()).then_some(levels));
    facts.all("assessment", check.assessment.map(|assessment| assessment.to_string()));
    facts.all("severity", check.severity.clone());
    facts.all("weight", check.weight.map(|weight| weight.as_f64().to_string()));
    facts.all("ident", check.idents.iter().map(|ident| format!("{} {}", ident.system, ident.value)));
    facts.all("evidence", check.evidence.lines());
    if check.evidence.truncated {
        facts.add("", "(more was left out by the tool)");
    }
    for change in &check.overrides {
        let word = |status: Option<Status>| status.map_or("?", Status::word);
        let by = [change.authority.as_deref(), change.remark.as_deref()].into_iter().flatten();
        let by = by.collect::<Vec<_>>().join(": ");
        facts.add("override", format!("{} to {}, {by}", word(change.old), word(change.new)));
    }
}

fn registry(facts: &mut Facts, assessment: &Assessment, part: &Part) {
    for entry in part.judgement.covering.iter().map(|id| assessment.registry.entry(*id)) {
        let expires = entry.expires.map(|end| format!(", expires {end}")).unwrap_or_default();
        facts.add("exception", format!("{}{expires}", entry.id));
        facts.add("reason", &entry.reason);
        facts.add("workaround", &entry.workaround);
    }
    for (id, lapses) in &part.judgement.lapsed {
        let reasons = lapses.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
        facts.add("lapsed", format!("{}: {reasons}", assessment.registry.entry(*id).id));
    }
}
