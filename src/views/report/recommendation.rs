//! One recommendation of the report: what was found, beside why it is accepted.

use super::evidence;
use super::view::{BenchmarkText, EvidenceView, ExceptionText, RecommendationView};
use crate::assess::{Assessment, Disposition, Image, ImageId, Part, Recommendation};
use crate::model::{Check, Number};
use crate::registry::Entry;
use crate::views::anchors::Anchors;
use crate::views::exceptions::{each_once, ends_soon, instances, title_of};

/// More rule ids than this are not shown.
const MOST_RULES: usize = 5;

/// The sources of the views of an image's recommendations.
pub(super) struct Around<'a> {
    pub(super) assessment: &'a Assessment,
    pub(super) image: &'a Image,
    pub(super) id: ImageId,
    pub(super) text: bool,
}

impl Around<'_> {
    pub(super) fn view(&self, recommendation: &Recommendation, anchors: &mut Anchors) -> RecommendationView {
        let disposition = recommendation.disposition;
        let covering = self.assessment.entries_of(recommendation);
        let checks: Vec<&Check> = recommendation.deciding().map(|part| self.image.check(part)).collect();
        let remarks = recommendation.parts.iter().flat_map(|part| &part.judgement.remarks);
        let looked_at = disposition <= Disposition::Excepted;
        let rules = || each_once(checks.iter().filter_map(|check| check.rule.as_deref()));
        RecommendationView {
            anchor: self.anchor(recommendation, anchors),
            id: self.image.id_of(recommendation),
            title: title_of(recommendation, &checks, &covering),
            section: recommendation.number.as_ref().map(|number| number.section().to_string()).unwrap_or_default(),
            levels: recommendation.levels.clone(),
            disposition: key(disposition),
            word: disposition.word(),
            status: each_once(checks.iter().map(|check| check.status.word())).join(", "),
            instances: if looked_at { instances(self.image, recommendation) } else { String::new() },
            rules: if looked_at {
                rules().into_iter().take(MOST_RULES).map(str::to_owned).collect()
            } else {
                Vec::new()
            },
            evidence: if looked_at { evidence_of(self.image, recommendation) } else { EvidenceView::default() },
            entries: covering.iter().map(|entry| exception_text(self.assessment, entry)).collect(),
            remarks: each_once(remarks.map(String::as_str)).into_iter().map(str::to_owned).collect(),
            why: self.assessment.why(recommendation),
            text: if self.text { benchmark_text(self.image, recommendation) } else { None },
        }
    }

    fn anchor(&self, recommendation: &Recommendation, anchors: &mut Anchors) -> String {
        let image = match self.id.place() {
            0 => String::new(),
            place => format!("image-{}-", place + 1),
        };
        let kind = if recommendation.number.is_some() { "r-" } else { "rule-" };
        let name = recommendation.number.as_ref().map_or_else(|| self.image.id_of(recommendation), Number::to_string);
        anchors.take(&format!("{image}{kind}"), &name)
    }
}

/// The evidence of a recommendation, cut to what a person reads: of every part that did not pass, whether or not
/// it decides.
pub fn evidence_of(image: &Image, recommendation: &Recommendation) -> EvidenceView {
    let several_runs = image.runs.len() > 1;
    let several_scans = image.runs.iter().any(|run| run.scans.len() > 1);
    let from = |part: &Part| {
        let scan = image.scan(part.scan);
        let tool = scan.tool.as_ref().map_or("tool not stated", |tool| tool.name.as_str());
        let target = scan.target.instance_id.as_deref().or(scan.target.hostname.as_deref());
        let target = target.unwrap_or(&scan.source.path);
        match (several_runs, several_scans) {
            (false, false) => String::new(),
            (true, false) => tool.to_owned(),
            (false, true) => target.to_owned(),
            (true, true) => format!("{tool} on {target}"),
        }
    };
    let parts = recommendation.parts.iter().filter(|part| part.judgement.disposition <= Disposition::Excepted);
    evidence::shown(parts.map(|part| (from(part), &image.check(part).evidence)))
}

fn key(disposition: Disposition) -> String {
    match disposition {
        Disposition::Unverified => "unverified".to_owned(),
        other => other.word().replace(' ', "-"),
    }
}

/// An entry's content, for people.
pub(super) fn exception_text(assessment: &Assessment, entry: &Entry) -> ExceptionText {
    let registry = &assessment.registry;
    let category = entry.category.as_deref().unwrap_or_default();
    let approved = [entry.approved_by.clone(), entry.approved_on.map(|on| format!("on {on}"))];
    ExceptionText {
        id: entry.id.clone(),
        reason: entry.reason.trim().to_owned(),
        workaround: entry.workaround.trim().to_owned(),
        category: registry.labels.get(category).map_or(category, String::as_str).to_owned(),
        owner: entry.owner.clone().unwrap_or_default(),
        approved: approved.into_iter().flatten().collect::<Vec<_>>().join(" "),
        expires: entry.expires.map(|end| end.to_string()),
        expires_soon: ends_soon(assessment, entry),
        links: entry.links.clone(),
    }
}

fn benchmark_text(image: &Image, recommendation: &Recommendation) -> Option<BenchmarkText> {
    let first = |get: fn(&Check) -> Option<&String>| image.checks_of(recommendation).find_map(get).cloned();
    let text = BenchmarkText {
        description: first(|check| check.description.as_ref()),
        rationale: first(|check| check.rationale.as_ref()),
        remediation: first(|check| check.remediation.as_ref()),
    };
    let none = text.description.is_none() && text.rationale.is_none() && text.remediation.is_none();
    (!none).then_some(text)
}
