//! What the gate judges: the levels and sections of `[gate]`, held against every recommendation.

use crate::assess::{Image, Recommendation};
use crate::mapping::{Edition, Mappings};
use crate::model::{Benchmark, Number};
use crate::registry::{Gate, Selection};

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
        level && recommendation.number.as_ref().is_none_or(|number| self.in_sections(&image.benchmark, number))
    }

    fn in_sections(&self, benchmark: &Benchmark, number: &Number) -> bool {
        let Some(sections) = &self.gate.sections else { return true };
        let answers: Vec<bool> = sections.iter().filter_map(|section| self.has(section, benchmark, number)).collect();
        // Sections of other benchmarks say nothing about this one.
        answers.is_empty() || answers.contains(&true)
    }

    /// Whether a section has a number of a benchmark; `None` when it cannot tell.
    fn has(&self, section: &Selection, benchmark: &Benchmark, number: &Number) -> Option<bool> {
        if section.benchmark.same_family(benchmark) == Some(false) {
            return None;
        }
        let listed = |number: &Number| section.lists(number);
        if section.benchmark.same_version(benchmark) != Some(false) {
            return Some(listed(number));
        }
        let walk = self.mappings.crosswalk(&Edition::of(&section.benchmark)?, &Edition::of(benchmark)?)?;
        Some(walk.to(number).any(|row| row.from.as_ref().is_some_and(listed)))
    }

    /// What a person should know of sections that say nothing about an image's benchmark.
    pub(super) fn note(&self, image: &Image) -> Option<String> {
        let sections = self.gate.sections.as_ref()?;
        let number = image.recommendations.iter().find_map(|recommendation| recommendation.number.as_ref())?;
        let silent = sections.iter().all(|section| self.has(section, &image.benchmark, number).is_none());
        silent.then(|| format!("no section is one of {}: all of it is judged", image.benchmark))
    }
}
