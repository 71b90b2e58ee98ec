//! Recommendations of a benchmark version: what may never be excepted, what a gate is narrowed to.

use crate::model::{Benchmark, Number, NumberPattern};

/// Numbers and sections of a benchmark version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The benchmark and version the numbers belong to.
    pub benchmark: Benchmark,
    /// The numbers and sections.
    pub numbers: Vec<NumberPattern>,
}

impl Selection {
    /// Whether a number of the selection's own benchmark version is among them.
    pub fn lists(&self, number: &Number) -> bool {
        self.numbers.iter().any(|pattern| pattern.matches(number))
    }
}
