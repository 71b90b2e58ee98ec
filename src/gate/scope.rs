//! The gate's scope: the levels and sections of `[gate]`, compared with every recommendation.

use crate::assess::{Image, Recommendation, references};
use crate::mapping::Mappings;
use crate::model::Number;
use crate::registry::{Gate, Listed};

/// The levels and sections that a gate is narrowed to. What cannot be told is judged.
pub(super) struct Scope<'a> {
    pub(super) gate: &'a Gate,
    pub(super) mappings: &'a Mappings,
}

impl Scope<'_> {
    /// Whether the gate judges everything.
    pub(super) fn is_all(&self) -> bool {
        self.gate.levels.is_none() && self.gate.sections.is_none()
    }

    /// Whether the gate judges a recommendation. What has no level or number cannot be left out by one.
    pub(super) fn judges(&self, image: &Image, recommendation: &Recommendation) -> bool {
        let level = self.gate.levels.as_ref().is_none_or(|levels| {
            recommendation.levels.is_empty() || recommendation.levels.iter().any(|level| levels.contains(level))
        });
        level && self.in_sections(image, recommendation)
    }

    fn in_sections(&self, image: &Image, recommendation: &Recommendation) -> bool {
        let Some(sections) = &self.gate.sections else { return true };
        let mut numbers: Vec<Number> = recommendation.number.iter().cloned().collect();
        let checks = image.checks_of(recommendation);
        numbers.extend(checks.flat_map(|check| references(&image.benchmark, check, self.mappings)));
        let listed = sections.iter().map(|section| section.listed(&image.benchmark, &numbers, self.mappings));
        // Sections of other benchmarks say nothing about this one; what cannot be told is judged.
        let told: Vec<Listed> = listed.filter(|listed| *listed != Listed::Elsewhere).collect();
        told.is_empty() || told.iter().any(|listed| *listed != Listed::No)
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
