//! Judged scans → rows.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::row::{FindingRow, MOST_EVIDENCE, ScanRow, SpanRow, Statuses, VerdictRow, coverage, number_sort};
use super::scan_id::scan_id;
use crate::assess::{Disposition, Image, Judgement, Matcher, Order, Unit};
use crate::mapping::{Edition, Mappings, TitleHash};
use crate::model::{Check, Evidence, Scan, Score, Status, TitleKind, Weight};
use crate::registry::{EntryId, Registry};
use crate::views::assessed::lineages;

/// The day and the registry that verdicts are of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FleetDay {
    /// The day that decided what is in force.
    pub as_of: Date,
    /// The SHA-256 of the registry.
    pub registry_sha256: String,
}

/// The rows of one unit of reading.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FleetView {
    /// The scans, in the order in which they were read.
    pub scans: Vec<Arc<ScanRow>>,
    /// Their findings, scan by scan.
    pub findings: Vec<FindingRow>,
}

/// What the rows of a unit are made with.
struct Making<'m, 'r> {
    matcher: &'m Matcher<'r>,
    registry: &'m Registry,
    mappings: &'m Mappings,
    judged: Option<Arc<FleetDay>>,
}

/// What is said of one check.
struct Said<'u> {
    key: &'u str,
    judgement: &'u Judgement,
}

impl FleetView {
    /// The rows of judged scans. Without a day and registry the rows have no verdicts.
    pub fn new(unit: &Unit, matcher: &Matcher<'_>, judged: Option<&FleetDay>) -> Self {
        let judged = judged.cloned().map(Arc::new);
        let (registry, mappings) = (matcher.registry(), matcher.mappings());
        let making = Making { matcher, registry, mappings, judged };
        let mut all: BTreeMap<Order, (Arc<ScanRow>, Vec<FindingRow>)> = BTreeMap::new();
        let places = places(unit);
        for image in &unit.images {
            let keys = lineages(image, mappings);
            let scores = scores(image);
            let mut said: BTreeMap<(Order, usize), Said<'_>> = BTreeMap::new();
            for (recommendation, key) in image.recommendations.iter().zip(&keys) {
                for part in &recommendation.parts {
                    let judgement = &part.judgement;
                    said.insert((image.order(part.scan), part.check.place()), Said { key, judgement });
                }
            }
            for (order, scan) in image.in_order() {
                let place = places.get(&order).copied().unwrap_or_default();
                let scores = scores.get(&order).copied().unwrap_or_default();
                let set_aside = unit.set_aside.get(&order).map(crate::assess::WhyLeftOut::code);
                let row = Arc::new(making.scan(scan, place, scores, set_aside));
                let findings = scan
                    .checks
                    .iter()
                    .enumerate()
                    .filter_map(|(at, check)| Some(making.finding(&row, at, scan, check, said.get(&(order, at))?)));
                all.insert(order, (Arc::clone(&row), findings.collect()));
            }
        }
        let mut view = Self::default();
        for (scan, findings) in all.into_values() {
            view.scans.push(scan);
            view.findings.extend(findings);
        }
        view
    }

    /// Takes scans out, with their findings.
    pub fn retain(&mut self, mut keep: impl FnMut(&ScanRow) -> bool) {
        self.scans.retain(|scan| keep(scan));
        let kept: std::collections::BTreeSet<*const ScanRow> = self.scans.iter().map(Arc::as_ptr).collect();
        self.findings.retain(|finding| kept.contains(&Arc::as_ptr(&finding.scan)));
    }
}

impl Making<'_, '_> {
    fn scan(&self, scan: &Scan, place: usize, (raw, accepted): Scores, set_aside: Option<&'static str>) -> ScanRow {
        let target = &scan.target;
        let profile = scan.profile.as_ref();
        let (coverage, coverage_reason) = coverage(&scan.coverage);
        ScanRow {
            scan_id: scan_id(scan, place),
            day: scan.day(),
            started: scan.started.map(|time| time.epoch_micros()),
            finished: scan.finished.map(|time| time.epoch_micros()),
            account: target.account.clone(),
            region: target.region.clone(),
            ami_id: target.ami_id.clone(),
            ami_name: target.ami_name.clone(),
            family: target.tags.get("family").cloned(),
            instance_id: target.instance_id.clone(),
            hostname: target.hostname.clone(),
            os: target.os.clone(),
            tool: scan.tool.as_ref().map_or_else(|| "unknown".to_owned(), |tool| tool.name.clone()),
            tool_version: scan.tool.as_ref().and_then(|tool| tool.version.clone()),
            format: scan.source.format.clone(),
            run: scan.run.clone(),
            benchmark: scan.benchmark.title.clone(),
            benchmark_version: scan.benchmark.version.clone(),
            established: scan.benchmark.established.word(),
            profile: profile.and_then(|profile| profile.title.clone().or_else(|| profile.id.clone())),
            profile_level: profile.and_then(|profile| profile.level).map(i32::from),
            coverage,
            coverage_reason,
            path: scan.source.path.clone(),
            source_sha256: scan.source.sha256.clone(),
            statuses: Statuses::of(scan),
            raw,
            accepted: self.judged.is_some().then_some(accepted),
            warnings: scan.warnings.iter().map(|warning| format!("{}: {}", warning.code, warning.message)).collect(),
            doubts: scan.doubts.iter().map(|doubt| format!("{}: {}", doubt.code, doubt.message)).collect(),
            tags: target.tags.clone(),
            set_aside,
            judged: self.judged.clone(),
        }
    }

    fn finding(&self, row: &Arc<ScanRow>, place: usize, scan: &Scan, check: &Check, said: &Said<'_>) -> FindingRow {
        let (evidence, cut) = evidence(&check.evidence);
        FindingRow {
            scan: Arc::clone(row),
            ordinal: i32::try_from(place).unwrap_or(i32::MAX),
            level: check.levels.iter().min().copied().map(i32::from),
            number: check.number.as_ref().map(ToString::to_string),
            number_sort: check.number.as_ref().map(number_sort),
            rule: check.rule.clone(),
            title: check.title_text().map(str::to_owned),
            title_kind: check.title.as_ref().map(|title| match title.kind {
                TitleKind::Recommendation => "recommendation",
                TitleKind::Tool => "tool",
            }),
            title_hash: self.title_hash(scan, check).map(|hash| hash.to_string()),
            recommendation_key: said.key.to_owned(),
            status: check.status.word(),
            raw_status: check.raw_status.clone(),
            severity: check.severity.clone(),
            assessment: check.assessment.map(crate::model::AssessedBy::word),
            weight: check.weight.map(Weight::as_f64),
            verdict: self.judged.is_some().then(|| self.verdict(scan, check, said.judgement)),
            evidence_cut: cut || check.evidence.capped(),
            evidence,
        }
    }

    fn verdict(&self, scan: &Scan, check: &Check, judgement: &Judgement) -> VerdictRow {
        let ids = |entries: &[EntryId]| -> Vec<String> {
            entries.iter().map(|id| self.registry.entry(*id).id.clone()).collect()
        };
        let spans: Vec<SpanRow> = self
            .matcher
            .spans(scan, check)
            .into_iter()
            .map(|span| SpanRow {
                from: span.from,
                until: span.until,
                disposition: span.disposition,
                entries: ids(&span.entries),
            })
            .collect();
        let mut lapse_codes = Vec::new();
        for code in judgement.lapsed.iter().flat_map(|(_, lapses)| lapses).map(crate::assess::Lapse::code) {
            if !lapse_codes.contains(&code) {
                lapse_codes.push(code);
            }
        }
        VerdictRow {
            disposition: judgement.disposition,
            entries: ids(&judgement.covering),
            lapse_codes,
            spans: (!spans.is_empty()).then_some(spans),
        }
    }

    /// The hash of the recommendation's title: the scan's own, else that of the benchmark's list, where that has one.
    fn title_hash(&self, scan: &Scan, check: &Check) -> Option<TitleHash> {
        if let Some(own) = check.title.as_ref().filter(|title| title.kind == TitleKind::Recommendation) {
            return Some(TitleHash::of(own.text()));
        }
        let list = self.mappings.list(&Edition::of(&scan.benchmark)?)?;
        match list.with_number(check.number.as_ref()?) {
            [only] => only.hash,
            _ => None,
        }
    }
}

/// For each scan its place among the scans of its file.
fn places(unit: &Unit) -> BTreeMap<Order, usize> {
    let mut scans: Vec<(Order, &Scan)> = unit.images.iter().flat_map(Image::in_order).collect();
    scans.sort_by_key(|(order, _)| *order);
    let mut of_file: BTreeMap<&str, usize> = BTreeMap::new();
    let mut places = BTreeMap::new();
    for (order, scan) in scans {
        let before = of_file.entry(scan.source.path.as_str()).or_default();
        places.insert(order, *before);
        *before += 1;
    }
    places
}

/// The raw and the accepted score.
type Scores = (Score, Score);

/// For each scan of an image its scores, over recommendations.
fn scores(image: &Image) -> BTreeMap<Order, Scores> {
    let mut scores: BTreeMap<Order, Scores> = BTreeMap::new();
    for recommendation in &image.recommendations {
        let mut of_scan: BTreeMap<Order, (Status, Weight, Disposition)> = BTreeMap::new();
        for part in &recommendation.parts {
            let (check, disposition) = (image.check(part), part.judgement.disposition);
            let own = (check.status, check.weight(), disposition);
            of_scan
                .entry(image.order(part.scan))
                .and_modify(|worst| *worst = (worst.0.worse(own.0), worst.1.max(own.1), worst.2.min(own.2)))
                .or_insert(own);
        }
        for (order, (status, weight, disposition)) in of_scan {
            let (raw, accepted) = scores.entry(order).or_default();
            raw.add(status, weight);
            if disposition != Disposition::Excepted {
                accepted.add(status, weight);
            }
        }
    }
    scores
}

/// The evidence as one text, and whether it was cut to what a row holds.
fn evidence(evidence: &Evidence) -> (Option<String>, bool) {
    if evidence.is_empty() {
        return (None, false);
    }
    let mut text = String::new();
    for line in evidence.lines() {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(line);
        if text.len() > MOST_EVIDENCE {
            let end = (0..=MOST_EVIDENCE).rev().find(|at| text.is_char_boundary(*at));
            text.truncate(end.unwrap_or_default());
            return (Some(text), true);
        }
    }
    (Some(text), false)
}

impl Image {
    /// Its scans with their places among those given, in that order.
    fn in_order(&self) -> Vec<(Order, &Scan)> {
        let ids = self.runs.iter().flat_map(|run| &run.scans);
        let mut scans: Vec<_> = ids.map(|id| (self.order(*id), self.scan(*id))).collect();
        scans.sort_by_key(|(order, _)| *order);
        scans
    }
}
