//! The gate's rules over one assessment, and over a comparison with a baseline when there is one.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::assess::{Assessment, Disposition, Image, Recommendation};
use crate::diag::{Diagnostic, Level};
use crate::diff::{Comparison, Verdict};
use crate::model::Score;
use crate::registry::Gate;

/// How a gate ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Nothing is in the way.
    Passes,
    /// A rule is broken.
    Fails,
    /// The scans do not list enough to judge.
    CoverageTooSmall,
}

/// One recommendation, or one other thing, that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Concerned {
    /// The number, the rule, or what else names it.
    pub id: String,
    /// The title, or what is wrong with it.
    pub title: String,
    /// Why, when there is more to say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<String>,
}

/// A broken rule, with everything that breaks it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// The rule: open, lapsed, unverified, override, lint, coverage, raw-score, accepted-score, regression.
    pub rule: &'static str,
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    /// What breaks it.
    pub concerned: Vec<Concerned>,
}

/// What the gate says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GateVerdict {
    /// How it ends.
    pub outcome: Outcome,
    /// Every broken rule, in the rules' order.
    pub violations: Vec<Violation>,
}

impl GateVerdict {
    /// Judges an assessment. `lint` are the registry's diagnostics; `baseline` is the comparison with
    /// an older side, which is judged only when the gate asks for no regression.
    pub fn new(assessment: &Assessment, gate: &Gate, lint: &[Diagnostic], baseline: Option<&Comparison<'_>>) -> Self {
        let judge = Judge { assessment, gate };
        let mut violations = Vec::new();
        violations.extend(judge.disposition(gate.allow_open, Disposition::Open, "open", "failing and not covered"));
        violations.extend(judge.disposition(gate.allow_lapsed, Disposition::Lapsed, "lapsed", "covered no longer"));
        violations.extend(judge.disposition(
            gate.allow_unverified,
            Disposition::Unverified,
            "unverified",
            "not verified",
        ));
        violations.extend(judge.overrides());
        violations.extend(judge.lint(lint));
        violations.extend(judge.score("raw-score", gate.min_raw_score, |run| run.raw));
        violations.extend(judge.score("accepted-score", gate.min_accepted_score, |run| run.accepted));
        if gate.no_regression == Some(true) {
            violations.extend(baseline.and_then(regressions));
        }
        let coverage = judge.coverage();
        let outcome = match (violations.is_empty(), &coverage) {
            (false, _) => Outcome::Fails,
            (true, Some(_)) => Outcome::CoverageTooSmall,
            (true, None) => Outcome::Passes,
        };
        violations.extend(coverage);
        Self { outcome, violations }
    }
}

struct Judge<'a> {
    assessment: &'a Assessment,
    gate: &'a Gate,
}

impl Judge<'_> {
    /// The recommendations that the gate's levels and sections leave in.
    fn judged(&self) -> impl Iterator<Item = (&Image, &Recommendation)> {
        let all = self.assessment.images.iter().flat_map(|image| image.recommendations.iter().map(move |r| (image, r)));
        all.filter(|(image, recommendation)| self.covers(image, recommendation))
    }

    /// What has no level or number cannot be left out by one.
    fn covers(&self, image: &Image, recommendation: &Recommendation) -> bool {
        let level = |levels: &BTreeSet<u8>| {
            recommendation.levels.is_empty() || recommendation.levels.iter().any(|level| levels.contains(level))
        };
        let section = |sections: &Vec<crate::registry::NeverExcept>| {
            let Some(number) = &recommendation.number else { return true };
            sections.iter().any(|section| {
                let same_family = section.benchmark.same_family(&image.benchmark) != Some(false);
                // Numbers of another version say nothing about this one's: they leave nothing out.
                let other_version = section.benchmark.same_version(&image.benchmark) == Some(false);
                same_family && (other_version || section.numbers.iter().any(|pattern| pattern.matches(number)))
            })
        };
        self.gate.levels.as_ref().is_none_or(level) && self.gate.sections.as_ref().is_none_or(section)
    }

    fn disposition(
        &self,
        allowed: Option<bool>,
        wanted: Disposition,
        rule: &'static str,
        what: &str,
    ) -> Option<Violation> {
        let found = self.judged().filter(|(_, recommendation)| recommendation.disposition == wanted);
        let concerned: Vec<Concerned> = found.map(|(_, recommendation)| self.concerned(recommendation)).collect();
        (allowed != Some(true)).then(|| violation(rule, what, concerned)).flatten()
    }

    fn concerned(&self, recommendation: &Recommendation) -> Concerned {
        let checks = || recommendation.deciding().filter_map(|part| self.assessment.check(part));
        let number = recommendation.number.as_ref().map(ToString::to_string);
        let entry = |index: usize| self.assessment.registry.entries.get(index).map(|entry| entry.id.clone());
        let mut why = Vec::new();
        for part in recommendation.deciding() {
            for (index, lapses) in &part.judgement.lapsed {
                let reasons = lapses.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
                let text = format!("{}: {reasons}", entry(*index).unwrap_or_default());
                if !why.contains(&text) {
                    why.push(text);
                }
            }
        }
        Concerned {
            id: number.or_else(|| checks().find_map(|check| check.rule.clone())).unwrap_or_else(|| "-".to_owned()),
            title: recommendation.title.clone().unwrap_or_default(),
            why,
        }
    }

    fn overrides(&self) -> Option<Violation> {
        let parts = self.judged().flat_map(|(_, r)| r.parts.iter().map(move |part| (r, part)));
        let changed = parts
            .filter(|(_, part)| self.assessment.check(part).is_some_and(|check| check.overridden_in_scan().is_some()));
        let mut concerned: Vec<Concerned> = changed.map(|(recommendation, _)| self.concerned(recommendation)).collect();
        concerned.dedup();
        let what = "changed inside the scan";
        (self.gate.allow_overrides != Some(true)).then(|| violation("override", what, concerned)).flatten()
    }

    fn lint(&self, lint: &[Diagnostic]) -> Option<Violation> {
        let denied = lint.iter().filter(|diagnostic| diagnostic.level == Level::Deny);
        let concerned: Vec<Concerned> = denied
            .map(|diagnostic| Concerned {
                id: diagnostic.code.clone(),
                title: diagnostic.message.clone(),
                why: diagnostic.help.iter().cloned().collect(),
            })
            .collect();
        let what = "errors in the registry";
        (self.gate.allow_lint != Some(true)).then(|| violation("lint", what, concerned)).flatten()
    }

    fn score(
        &self,
        rule: &'static str,
        least: Option<f64>,
        of: fn(&crate::assess::ToolRun) -> Score,
    ) -> Option<Violation> {
        let least = least?;
        let runs = self.assessment.images.iter().flat_map(|image| image.runs.iter().map(move |run| (image, run)));
        let below = runs.filter(|(_, run)| of(run).percent().is_none_or(|percent| percent < least));
        let concerned: Vec<Concerned> = below
            .map(|(image, run)| {
                let percent = of(run).percent().map_or_else(|| "no score".to_owned(), |p| format!("{p:.2} %"));
                Concerned { id: image.name.clone(), title: percent, why: Vec::new() }
            })
            .collect();
        violation(rule, &format!("below {least} %"), concerned)
    }

    fn coverage(&self) -> Option<Violation> {
        let partial = self.assessment.scans.iter().filter(|scan| !scan.coverage.is_full());
        let concerned: Vec<Concerned> = partial
            .map(|scan| Concerned { id: scan.source.path.clone(), title: scan.coverage.explain(), why: Vec::new() })
            .collect();
        let what = "not listing everything";
        (self.gate.allow_partial != Some(true)).then(|| violation("coverage", what, concerned)).flatten()
    }
}

fn regressions(comparison: &Comparison<'_>) -> Option<Violation> {
    let objected = comparison.images.iter().flat_map(|image| {
        let objections = image.changes.iter().filter(|change| change.verdict() == Verdict::Objects);
        objections.map(move |change| {
            let new = change.new.first().and_then(|index| image.new.recommendations.get(*index));
            let old = change.old.first().and_then(|index| image.old.recommendations.get(*index));
            let recommendation = new.or(old);
            let number = recommendation.and_then(|r| r.number.as_ref()).map(ToString::to_string);
            Concerned {
                id: number.unwrap_or_else(|| "-".to_owned()),
                title: recommendation.and_then(|r| r.title.clone()).unwrap_or_default(),
                why: vec![format!("{}: {} before, {} now", change.class, change.old_standing, change.new_standing)],
            }
        })
    });
    violation("regression", "worse than the baseline", objected.collect())
}

fn violation(rule: &'static str, what: &str, concerned: Vec<Concerned>) -> Option<Violation> {
    (!concerned.is_empty()).then(|| Violation { rule, message: format!("{} {what}", concerned.len()), concerned })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::mapping::Mappings;
    use crate::model::{Check, Coverage, Override, Scan, Status, Title};
    use crate::registry::Registry;

    fn assessment(statuses: &[Status], change: impl FnOnce(&mut Scan)) -> Assessment {
        let check = |(index, status): (usize, &Status)| Check {
            number: format!("1.{}", index + 1).parse().ok(),
            title: Title::recommendation(&format!("Ensure {index}")),
            levels: vec![if index == 0 { 1 } else { 2 }],
            ..Check::new(*status)
        };
        let mut scan = Scan { checks: statuses.iter().enumerate().map(check).collect(), ..Scan::default() };
        scan.source.path = "scan".into();
        change(&mut scan);
        Assessment::new(vec![scan], Registry::default(), date(2026, 11, 23), false, &Mappings::builtin()).expect("one")
    }

    fn rules(assessment: &Assessment, gate: &Gate, lint: &[Diagnostic]) -> (Outcome, Vec<&'static str>) {
        let verdict = GateVerdict::new(assessment, gate, lint, None);
        (verdict.outcome, verdict.violations.iter().map(|violation| violation.rule).collect())
    }

    #[test]
    fn a_clean_full_scan_passes() {
        let clean = assessment(&[Status::Pass, Status::NotApplicable], |_| {});
        assert_eq!(rules(&clean, &Gate::default(), &[]), (Outcome::Passes, vec![]));
    }

    #[test]
    fn every_default_rule_fails_it_alone_and_can_be_allowed_alone() {
        let open = assessment(&[Status::Fail], |_| {});
        let unverified = assessment(&[Status::Pass, Status::Error], |_| {});
        let overridden = assessment(&[Status::Pass], |scan| {
            let change = Override {
                time: None,
                authority: None,
                old: Some(Status::Fail),
                new: Some(Status::Pass),
                remark: None,
            };
            scan.checks[0].overrides = vec![change];
        });
        let clean = assessment(&[Status::Pass], |_| {});
        let lint = [Diagnostic::new(Level::Deny, "expired", "x"), Diagnostic::new(Level::Warn, "stale", "y")];
        let allow = Some(true);
        let cases = [
            (&open, &[][..], "open", Gate { allow_open: allow, ..Gate::default() }),
            (&unverified, &[], "unverified", Gate { allow_unverified: allow, ..Gate::default() }),
            (&overridden, &[], "override", Gate { allow_overrides: allow, ..Gate::default() }),
            (&clean, &lint, "lint", Gate { allow_lint: allow, ..Gate::default() }),
        ];
        for (assessment, lint, rule, allowed) in cases {
            assert_eq!(rules(assessment, &Gate::default(), lint), (Outcome::Fails, vec![rule]));
            assert_eq!(rules(assessment, &allowed, lint), (Outcome::Passes, vec![]), "{rule}");
        }
    }

    #[test]
    fn a_partial_scan_cannot_be_judged_but_its_failures_can() {
        let clean = assessment(&[Status::Pass], |scan| scan.coverage = Coverage::FailuresOnly);
        assert_eq!(rules(&clean, &Gate::default(), &[]), (Outcome::CoverageTooSmall, vec!["coverage"]));
        let allowed = Gate { allow_partial: Some(true), ..Gate::default() };
        assert_eq!(rules(&clean, &allowed, &[]), (Outcome::Passes, vec![]));
        let failing = assessment(&[Status::Fail], |scan| scan.coverage = Coverage::FailuresOnly);
        assert_eq!(rules(&failing, &Gate::default(), &[]), (Outcome::Fails, vec!["open", "coverage"]));
    }

    #[test]
    fn scores_have_least_values() {
        let half = assessment(&[Status::Pass, Status::Fail], |_| {});
        let gate = |least| Gate { allow_open: Some(true), min_raw_score: Some(least), ..Gate::default() };
        assert_eq!(rules(&half, &gate(50.0), &[]), (Outcome::Passes, vec![]));
        assert_eq!(rules(&half, &gate(50.1), &[]), (Outcome::Fails, vec!["raw-score"]));
    }

    #[test]
    fn levels_and_sections_narrow_what_is_judged() {
        let second_fails = assessment(&[Status::Pass, Status::Fail], |_| {});
        let level_one = Gate { levels: Some(BTreeSet::from([1])), ..Gate::default() };
        assert_eq!(rules(&second_fails, &level_one, &[]).0, Outcome::Passes);
        let sections = |pattern: &str| Gate {
            sections: Some(vec![crate::registry::NeverExcept {
                benchmark: crate::model::Benchmark::default(),
                numbers: vec![pattern.parse().expect("a pattern")],
            }]),
            ..Gate::default()
        };
        assert_eq!(rules(&second_fails, &sections("1.1"), &[]).0, Outcome::Passes);
        assert_eq!(rules(&second_fails, &sections("1.*"), &[]).0, Outcome::Fails);
    }
}
