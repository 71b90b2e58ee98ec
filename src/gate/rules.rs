//! The gate's rules, one function each, over one assessment and what is judged beside it.

use std::collections::BTreeSet;

use super::scope::Scope;
use super::verdict::{Concerned, Inputs, JudgedDoubt, Violation};
use crate::assess::{Assessment, Disposition, Image, ImageId, Recommendation, RecommendationId, ToolRun};
use crate::diag::Level;
use crate::diff::{Comparison, Verdict};
use crate::model::{Doubt, Override, Scan, Score, Status, decimal};
use crate::registry::{EntryId, Place};

/// The rules' names with what each is about, in their order.
pub const RULES: [(&str, &str); 11] = [
    ("doubt", "nothing that could hide a failure"),
    ("open", "no failure without an entry"),
    ("lapsed", "no failure whose entry does not apply"),
    ("unverified", "nothing that is not verified"),
    ("override", "no result changed inside the scan"),
    ("lint", "no error in the registry"),
    ("raw-score", "the raw score is high enough"),
    ("accepted-score", "the accepted score is high enough"),
    ("control", "the controls that are required were judged, and nothing of them is open, lapsed or not verified"),
    ("regression", "nothing worse than in the baseline"),
    ("coverage", "the scans list everything"),
];

/// The rules over one assessment.
pub(super) struct Judge<'a> {
    assessment: &'a Assessment,
    inputs: &'a Inputs<'a>,
    scope: Scope<'a>,
}

/// A recommendation that is judged.
pub(super) struct Judged<'a> {
    pub(super) place: (ImageId, RecommendationId),
    image: &'a Image,
    pub(super) recommendation: &'a Recommendation,
}

impl<'a> Judge<'a> {
    pub(super) fn new(assessment: &'a Assessment, inputs: &'a Inputs<'a>) -> Self {
        Self { assessment, inputs, scope: Scope { gate: inputs.gate, mappings: inputs.mappings } }
    }

    /// The recommendations that the gate's levels, sections and severities leave in.
    pub(super) fn judged(&self) -> impl Iterator<Item = Judged<'a>> {
        self.assessment.by_id().flat_map(move |(at, image)| {
            let all = image.by_id().map(move |(id, recommendation)| Judged { place: (at, id), image, recommendation });
            all.filter(|judged| self.scope.judges(image, judged.recommendation))
        })
    }

    /// Every rule but that of coverage, in their order.
    pub(super) fn violations(&self) -> Vec<Violation> {
        let gate = self.inputs.gate;
        let allowed = |allow: Option<bool>| allow == Some(true);
        let rules = [
            (!allowed(gate.allow_open)).then(|| self.open()),
            (!allowed(gate.allow_lapsed)).then(|| self.lapsed()),
            (!allowed(gate.allow_unverified)).then(|| self.unverified()),
            (!allowed(gate.allow_overrides)).then(|| self.overrides()),
            (!allowed(gate.allow_lint)).then(|| self.lint()),
            gate.min_raw_score.map(|least| self.score("raw-score", least, |(raw, _)| raw)),
            gate.min_accepted_score.map(|least| self.score("accepted-score", least, |(_, accepted)| accepted)),
            Some(self.controls()),
            self.inputs.baseline.filter(|_| allowed(gate.no_regression)).map(|baseline| self.regressions(baseline)),
        ];
        rules.into_iter().flatten().filter(broken).collect()
    }

    /// What the gate is narrowed to, a sentence each.
    pub(super) fn narrowed_to(&self) -> Vec<String> {
        self.scope.narrowed_to()
    }

    /// The notes on what is judged.
    pub(super) fn notes(&self) -> Vec<String> {
        let narrowed = self.narrowed_to();
        let narrowed = (!narrowed.is_empty()).then(|| format!("the gate is narrowed to {}", narrowed.join("; ")));
        narrowed.into_iter().chain(self.assessment.images.iter().filter_map(|image| self.scope.note(image))).collect()
    }

    fn open(&self) -> Violation {
        let help = "fix the image, or give a reason: amicis registry add NUMBER --scan SCAN";
        self.disposition("open", Disposition::Open, "failing and not covered", help)
    }

    fn lapsed(&self) -> Violation {
        let help = "fix the image, or have the entry corrected or renewed";
        self.disposition("lapsed", Disposition::Lapsed, "failing, and the entry does not apply", help)
    }

    fn unverified(&self) -> Violation {
        let help = "scan again so that these are checked, or let them through with --allow-unverified";
        self.disposition("unverified", Disposition::Unverified, "not verified", help)
    }

    fn disposition(&self, rule: &'static str, wanted: Disposition, what: &str, help: &'static str) -> Violation {
        let found = self.judged().filter(|judged| judged.recommendation.disposition == wanted);
        let concerned: Vec<Concerned> = found
            .map(|judged| {
                let mut why = self.assessment.why(judged.recommendation);
                if wanted == Disposition::Unverified && why.is_empty() {
                    why.extend(status(&judged));
                }
                self.concerned(&judged, why)
            })
            .collect();
        counted(rule, what, help, concerned)
    }

    fn overrides(&self) -> Violation {
        let changed = |judged: Judged<'a>| {
            let checks = judged.image.checks_of(judged.recommendation);
            let mut why: Vec<String> = checks.filter_map(|check| check.overridden_in_scan().map(told)).collect();
            why.dedup();
            (!why.is_empty()).then(|| self.concerned(&judged, why))
        };
        let help = "have the exception in the registry instead, where it is reviewed";
        counted("override", "changed inside the scan", help, self.judged().filter_map(changed).collect())
    }

    fn lint(&self) -> Violation {
        let denied = self.inputs.lint.iter().filter(|diagnostic| diagnostic.level == Level::Deny);
        let concerned: Vec<Concerned> = denied
            .map(|diagnostic| {
                other(diagnostic.code.as_str(), &diagnostic.message, diagnostic.help.iter().cloned().collect())
            })
            .collect();
        let what = if concerned.len() == 1 { "error in the registry" } else { "errors in the registry" };
        counted("lint", what, "amicis registry lint shows the lines", concerned)
    }

    fn score(&self, rule: &'static str, least: f64, of: fn((Score, Score)) -> Score) -> Violation {
        let mut concerned = Vec::new();
        for image in &self.assessment.images {
            for run in &image.runs {
                let score = of(self.scores(image, run));
                if score.percent().is_none_or(|percent| percent < least) {
                    concerned.push(other(&image.label, &below(&score, least), Vec::new()));
                }
            }
        }
        let message = format!("below {least} %");
        Violation { rule, message, help: "fix what fails, or ask for less", concerned }
    }

    /// The scores over what is judged.
    fn scores(&self, image: &Image, run: &ToolRun) -> (Score, Score) {
        if self.scope.is_all() {
            return (run.raw, run.accepted);
        }
        let judged = image.recommendations.iter().filter(|recommendation| self.scope.judges(image, recommendation));
        image.scores(run, judged)
    }

    /// What is open, lapsed or not verified of the controls that are required, and those of which nothing was judged:
    /// a control that only other images have would be no requirement.
    fn controls(&self) -> Violation {
        let judged: Vec<Judged<'a>> = self.judged().collect();
        let mut concerned = Vec::new();
        for (name, of) in &self.inputs.required.all {
            let of: Vec<&Judged<'a>> = judged.iter().filter(|judged| of.contains(&judged.place)).collect();
            let is_result = |judged: &&&Judged<'a>| {
                !matches!(judged.recommendation.disposition, Disposition::NotSelected | Disposition::Informational)
            };
            if !of.iter().any(|judged| is_result(&judged)) {
                concerned.push(other(name, "no recommendation of it was judged", Vec::new()));
            }
            let broken = of.iter().filter(|judged| judged.recommendation.disposition <= Disposition::Unverified);
            concerned.extend(broken.map(|judged| {
                let mut why = vec![name.clone(), judged.recommendation.disposition.word().to_owned()];
                why.extend(self.assessment.why(judged.recommendation));
                self.concerned(judged, why)
            }));
        }
        let what = if concerned.len() == 1 { "fault in a required control" } else { "faults in required controls" };
        let help = "fix the image, or have the exception approved; amicis show --by control shows every control";
        counted("control", what, help, concerned)
    }

    #[expect(clippy::expect_used, reason = "a change without a recommendation on either side would say nothing")]
    fn regressions(&self, comparison: &Comparison<'_>) -> Violation {
        let mut concerned = Vec::new();
        for image in &comparison.images {
            for change in image.changes.iter().filter(|change| change.verdict() == Verdict::Objects) {
                let new = change.new.first().map(|id| (image.new, *id));
                let old = || change.old.first().map(|id| (image.old, *id));
                let (image, recommendation) = new.or_else(old).expect("a change is about a recommendation");
                let recommendation = image.recommendation(recommendation);
                if self.scope.judges(image, recommendation) {
                    let title = recommendation.title.as_deref().unwrap_or_default();
                    let why = format!("{}: {} before, {} now", change.class, change.old_standing, change.new_standing);
                    concerned.push(other(&image.id_of(recommendation), title, vec![why]));
                }
            }
        }
        concerned.extend(comparison.doubts.iter().map(|doubt| {
            other(doubt.code.word(), doubt.about.as_deref().unwrap_or_default(), vec![doubt.message.clone()])
        }));
        counted("regression", "worse than in the baseline", "amicis diff shows what changed", concerned)
    }

    /// The scans that do not list everything, where that is not allowed.
    pub(super) fn coverage(&self) -> Option<Violation> {
        if self.inputs.gate.allow_partial == Some(true) {
            return None;
        }
        let scans = self.assessment.images.iter().flat_map(Image::scans);
        // Where a doubt says why a scan is not whole, the doubt is what has to be accepted.
        let doubted = |scan: &Scan| scan.doubts.iter().any(Doubt::stops_gate);
        let partial = scans.filter(|scan| !scan.coverage.is_full() && !doubted(scan));
        let concerned = partial.map(|scan| other(&scan.source.path, &scan.coverage.explain(), Vec::new())).collect();
        let help = "give scans that list everything, or judge these with --allow-partial";
        Some(counted("coverage", "not listing everything", help, concerned)).filter(broken)
    }

    /// Where the entries stand that name a failure and do not apply.
    fn not_applying(&self, judged: &Judged<'_>) -> Vec<Place> {
        let lapsed = judged.recommendation.deciding().flat_map(|part| &part.judgement.lapsed);
        let ids: BTreeSet<EntryId> = lapsed.map(|(id, _)| *id).collect();
        ids.into_iter().map(|id| self.assessment.registry.entry(id).place.clone()).collect()
    }

    fn concerned(&self, judged: &Judged<'_>, why: Vec<String>) -> Concerned {
        let several = self.assessment.images.len() > 1;
        Concerned {
            id: judged.image.id_of(judged.recommendation),
            title: judged.recommendation.title.clone().unwrap_or_default(),
            image: several.then(|| judged.image.label.clone()),
            why,
            place: Some(judged.place),
            entries: self.not_applying(judged),
        }
    }
}

/// The worst status of the parts that decide.
fn status(judged: &Judged<'_>) -> Option<String> {
    let statuses = judged.recommendation.deciding().map(|part| judged.image.check(part).status);
    statuses.reduce(Status::worse).map(|status| status.to_string())
}

/// The doubts that nobody accepts and that keep the gate from judging.
pub(super) fn doubted(doubts: &[JudgedDoubt]) -> Option<Violation> {
    let stopping = doubts.iter().filter(|doubt| doubt.stops());
    let concerned: Vec<Concerned> = stopping
        .map(|doubt| other(doubt.raised.code.word(), &doubt.line(), vec![doubt.raised.help.to_owned()]))
        .collect();
    let what = if concerned.len() == 1 { "doubt that nobody accepted" } else { "doubts that nobody accepted" };
    let help = "clear the doubt, or accept it by its word: [gate] accept-doubts, --accept-doubt CODE";
    Some(counted("doubt", what, help, concerned)).filter(broken)
}

/// A score below the least one, with so many decimals that it shows.
fn below(score: &Score, least: f64) -> String {
    let percent = score.percent().unwrap_or_default();
    if score.percent().is_none() || (percent * 100.0).round() / 100.0 < least {
        return score.to_string();
    }
    let (earned, possible) = (decimal(score.earned), decimal(score.possible));
    format!("{} % ({earned} of {possible})", (percent * 1e6).floor() / 1e6)
}

fn broken(violation: &Violation) -> bool {
    !violation.concerned.is_empty()
}

/// A finding that is no recommendation of the assessment.
fn other(id: &str, title: &str, why: Vec<String>) -> Concerned {
    Concerned { id: id.to_owned(), title: title.to_owned(), image: None, why, place: None, entries: Vec::new() }
}

fn counted(rule: &'static str, what: &str, help: &'static str, concerned: Vec<Concerned>) -> Violation {
    Violation { rule, message: format!("{} {what}", concerned.len()), help, concerned }
}

/// `fail to pass by A. Person: accepted`.
fn told(change: &Override) -> String {
    let word = |status: Option<Status>| status.map_or("?", Status::word);
    let by = change.authority.as_ref().map(|who| format!(" by {who}")).unwrap_or_default();
    let remark = change.remark.as_ref().map(|remark| format!(": {remark}")).unwrap_or_default();
    format!("{} to {}{by}{remark}", word(change.old), word(change.new))
}
