//! The gate's verdict: its outcome, and every broken rule with the findings that break it.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::required::RequiredControls;
use super::rules::{Judge, doubted};
use crate::assess::{Assessment, Disposition, ImageId, Raised, RecommendationId};
use crate::diag::Diagnostic;
use crate::diff::Comparison;
use crate::mapping::Mappings;
use crate::model::DoubtCode;
use crate::registry::{Gate, Place};

/// How a gate ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Nothing is in the way.
    Passes,
    /// A rule is broken.
    Fails,
    /// The scans do not list enough to judge, or doubts could hide a failure.
    CannotJudge,
    /// The gate's levels, sections and severities leave nothing to judge.
    NothingToJudge,
    /// Files could not be read, so what is in them was not judged.
    Incomplete,
}

/// One recommendation, or one other thing, that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Concerned {
    /// The number, the rule, or what else names it.
    pub id: String,
    /// The title, or what is wrong with it.
    pub title: String,
    /// The image, when there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// Why, when there is more to say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<String>,
    /// The image and the recommendation in it, when it is one of the assessment.
    #[serde(skip)]
    pub place: Option<(ImageId, RecommendationId)>,
    /// The entries of the registry that name it and do not apply.
    #[serde(skip)]
    pub entries: Vec<Place>,
}

/// `1.1.22 TITLE on IMAGE; WHY`.
impl fmt::Display for Concerned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.id, self.title)?;
        if let Some(image) = &self.image {
            write!(f, " on {image}")?;
        }
        self.why.iter().try_for_each(|why| write!(f, "; {why}"))
    }
}

/// A broken rule, with everything that breaks it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Violation {
    /// The rule, one of [`RULES`](super::RULES).
    pub rule: &'static str,
    /// The fault, as a sentence without a full stop.
    pub message: String,
    /// The help for it.
    pub help: &'static str,
    /// The findings that break it.
    pub concerned: Vec<Concerned>,
}

/// A doubt, and whether somebody accepts it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct JudgedDoubt {
    /// The doubt.
    #[serde(flatten)]
    pub raised: Raised,
    /// Whether it is about the older side that regressions are told by.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub older: bool,
    /// The reason for which it is accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted: Option<String>,
}

impl JudgedDoubt {
    /// The doubts of a side, held against what a gate accepts on the day of the newer side.
    fn of_side(side: &Assessment, gate: &Gate, day: Date) -> Vec<Self> {
        let judged = |raised: Raised| {
            let accepted = gate.accepts(raised.code, day).map(|accepted| accepted.reason.clone());
            // A small scan is one that does not list everything, and the gate may judge those.
            let small = raised.code == DoubtCode::SmallScan && gate.allow_partial == Some(true);
            let accepted = accepted.or_else(|| small.then(|| "allow-partial".to_owned()));
            Self { raised, older: false, accepted }
        };
        side.raised().into_iter().map(judged).collect()
    }

    /// The doubts of an assessment, and of the older side, where the gate looks for regressions: those that keep it
    /// from telling whether there are any. What the older side lost has nothing to be worse than.
    pub fn of_sides(newer: &Assessment, older: Option<&Assessment>, gate: &Gate) -> Vec<Self> {
        let mut doubts = Self::of_side(newer, gate, newer.as_of);
        let older = older.filter(|_| gate.no_regression != Some(false));
        let of_older = older.into_iter().flat_map(|older| Self::of_side(older, gate, newer.as_of));
        doubts.extend(of_older.filter(|doubt| doubt.raised.stops_gate).map(|doubt| Self { older: true, ..doubt }));
        doubts.sort_by_key(|doubt| !doubt.raised.stops_gate);
        doubts
    }

    /// The doubt in one line, with the side, where it is the older one.
    pub fn line(&self) -> String {
        if self.older { format!("the older side, {}", self.raised.line()) } else { self.raised.line() }
    }

    /// Whether it keeps the gate from judging.
    pub fn stops(&self) -> bool {
        self.raised.stops_gate && self.accepted.is_none()
    }
}

/// `no-end (accepted: the tool writes none): scan.csv: …`.
impl fmt::Display for JudgedDoubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.raised.code)?;
        if let Some(reason) = &self.accepted {
            write!(f, " (accepted: {reason})")?;
        }
        write!(f, ": {}", self.line())
    }
}

/// The gate's verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct GateVerdict {
    /// How it ends.
    pub outcome: Outcome,
    /// The day that decided what is in force.
    #[schemars(with = "String")]
    pub as_of: Date,
    /// How many recommendations were judged.
    pub judged: usize,
    /// How many the gate's levels, sections and severities leave out.
    pub left_out: usize,
    /// The levels, sections and severities that the gate is narrowed to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub narrowed_to: Vec<String>,
    /// Every doubt, accepted or not; those that keep the gate from judging first.
    pub doubts: Vec<JudgedDoubt>,
    /// Every broken rule, in the rules' order.
    pub violations: Vec<Violation>,
    /// Notes for a person.
    pub notes: Vec<String>,
}

/// The inputs of a judgement beside the assessment itself.
pub struct Inputs<'a> {
    /// The gate's conditions.
    pub gate: &'a Gate,
    /// The mappings that carry the gate's sections to other benchmark versions.
    pub mappings: &'a Mappings,
    /// The registry's diagnostics.
    pub lint: &'a [Diagnostic],
    /// The comparison with an older side; judged when the gate asks for no regression.
    pub baseline: Option<&'a Comparison<'a>>,
    /// The controls that are required, with their recommendations.
    pub required: &'a RequiredControls,
}

impl GateVerdict {
    /// Judges an assessment.
    pub fn new(assessment: &Assessment, inputs: &Inputs<'_>) -> Self {
        let judge = Judge::new(assessment, inputs);
        let older = inputs.baseline.map(|comparison| comparison.old);
        let doubts = JudgedDoubt::of_sides(assessment, older, inputs.gate);
        let doubted = doubted(&doubts);
        let broken = judge.violations();
        let coverage = judge.coverage();
        let conclusive = |disposition: Disposition| disposition <= Disposition::Passed;
        let unsure = doubted.is_some() || coverage.is_some();
        let outcome = match (broken.is_empty(), unsure) {
            _ if !judge.judged().any(|judged| conclusive(judged.recommendation.disposition)) => Outcome::NothingToJudge,
            (_, true) => Outcome::CannotJudge,
            (false, false) => Outcome::Fails,
            (true, false) => Outcome::Passes,
        };
        let violations = doubted.into_iter().chain(broken).chain(coverage).collect();
        let judged = judge.judged().count();
        let all: usize = assessment.images.iter().map(|image| image.recommendations.len()).sum();
        Self {
            outcome,
            as_of: assessment.as_of,
            judged,
            left_out: all - judged,
            narrowed_to: judge.narrowed_to(),
            doubts,
            violations,
            notes: judge.notes(),
        }
    }

    /// The recommendations that break a rule by their own result, with the first rule they break.
    pub fn objections(&self) -> BTreeMap<(ImageId, RecommendationId), &Violation> {
        let mut found = BTreeMap::new();
        for violation in &self.violations {
            for place in violation.concerned.iter().filter_map(|concerned| concerned.place) {
                found.entry(place).or_insert(violation);
            }
        }
        found
    }
}
