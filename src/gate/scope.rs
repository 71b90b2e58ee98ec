//! The gate's scope: the levels, sections and severities of `[gate]`, compared with every recommendation.

use crate::assess::{Image, Recommendation, references};
use crate::mapping::Mappings;
use crate::model::{Check, Number, Severity};
use crate::registry::{Gate, Listed};

/// The levels, sections and severities that a gate is narrowed to. What cannot be told is judged.
pub(super) struct Scope<'a> {
    pub(super) gate: &'a Gate,
    pub(super) mappings: &'a Mappings,
}

impl Scope<'_> {
    /// Whether the gate judges everything.
    pub(super) fn is_all(&self) -> bool {
        self.narrowed_to().is_empty()
    }

    /// Whether the gate judges a recommendation. What has no level or number cannot be left out by one.
    pub(super) fn judges(&self, image: &Image, recommendation: &Recommendation) -> bool {
        let level = self.gate.levels.as_ref().is_none_or(|levels| {
            recommendation.levels.is_empty() || recommendation.levels.iter().any(|level| levels.contains(level))
        });
        level && self.of_severities(image, recommendation) && self.in_sections(image, recommendation)
    }

    /// What the gate is narrowed to, a sentence each.
    pub(super) fn narrowed_to(&self) -> Vec<String> {
        fn list<T: ToString>(items: impl IntoIterator<Item = T>) -> String {
            items.into_iter().map(|item| item.to_string()).collect::<Vec<_>>().join(", ")
        }
        let gate = self.gate;
        let levels = gate.levels.as_ref().map(|levels| format!("level {}", list(levels)));
        let severities = gate.severities.as_ref().map(|severities| format!("severity {}", list(severities)));
        let own = gate.own_sections.as_ref().map(|sections| format!("section {}", list(sections)));
        let sections = gate.sections.iter().flatten();
        let sections = sections.map(|section| format!("{} of {}", list(&section.numbers), section.benchmark));
        levels.into_iter().chain(severities).chain(own).chain(sections).collect()
    }

    /// A recommendation whose checks state no severity that is known cannot be left out by one.
    fn of_severities(&self, image: &Image, recommendation: &Recommendation) -> bool {
        let Some(wanted) = &self.gate.severities else { return true };
        let judged = |check: &Check| {
            let severity = check.severity.as_deref().and_then(Severity::of_word);
            severity.is_none_or(|severity| wanted.contains(&severity))
        };
        image.checks_of(recommendation).any(judged)
    }

    fn in_sections(&self, image: &Image, recommendation: &Recommendation) -> bool {
        if self.gate.sections.is_none() && self.gate.own_sections.is_none() {
            return true;
        }
        let mut numbers: Vec<Number> = recommendation.number.iter().cloned().collect();
        let checks = image.checks_of(recommendation);
        numbers.extend(checks.flat_map(|check| references(&image.benchmark, check, self.mappings)));
        let own = self.gate.own_sections.as_ref().is_none_or(|sections| {
            let listed = |number: &Number| sections.iter().any(|section| number.within(section));
            numbers.is_empty() || numbers.iter().any(listed)
        });
        let Some(sections) = &self.gate.sections else { return own };
        let listed = sections.iter().map(|section| section.listed(&image.benchmark, &numbers, self.mappings));
        // Sections of other benchmarks say nothing about this one; what cannot be told is judged.
        let told: Vec<Listed> = listed.filter(|listed| *listed != Listed::Elsewhere).collect();
        own && (told.is_empty() || told.iter().any(|listed| *listed != Listed::No))
    }

    /// The note on sections that say nothing about an image's benchmark.
    pub(super) fn note(&self, image: &Image) -> Option<String> {
        let sections = self.gate.sections.as_ref()?;
        let mut numbers = image.recommendations.iter().filter_map(|recommendation| recommendation.number.clone());
        let told = |listed: Listed| matches!(listed, Listed::Yes | Listed::No);
        let silent = numbers.all(|number| {
            let number = std::slice::from_ref(&number);
            !sections.iter().any(|section| told(section.listed(&image.benchmark, number, self.mappings)))
        });
        silent.then(|| format!("no section is one of {}: all of it is judged", image.benchmark))
    }
}
