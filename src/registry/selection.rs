//! Recommendations of a benchmark version: what may never be excepted, what a gate is narrowed to.

use crate::mapping::{Crosswalk, Edition, Mappings};
use crate::model::{Benchmark, Number, NumberPattern};

/// Numbers and sections of a benchmark version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The benchmark and version the numbers belong to.
    pub benchmark: Benchmark,
    /// The numbers and sections.
    pub numbers: Vec<NumberPattern>,
}

/// Whether a recommendation is among those of a selection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    /// It is.
    Yes,
    /// It is not.
    No,
    /// It cannot be told: its number or its benchmark is not known, or no crosswalk leads there.
    Unknown,
    /// It is of another benchmark, of which the selection says nothing.
    Elsewhere,
}

impl Selection {
    /// Whether a number of the selection's own benchmark version is among them.
    pub fn lists(&self, number: &Number) -> bool {
        self.numbers.iter().any(|pattern| pattern.matches(number))
    }

    /// Whether a recommendation is among them that is known by these numbers of a benchmark version. A
    /// selection without a version is of every version.
    pub fn listed(&self, benchmark: &Benchmark, numbers: &[Number], mappings: &Mappings) -> Listed {
        let any_version = self.benchmark.version.is_none();
        let walk = || mappings.crosswalk(&Edition::of(&self.benchmark)?, &Edition::of(benchmark)?);
        match (self.benchmark.same_family(benchmark), self.benchmark.same_version(benchmark)) {
            (Some(true), Some(true)) => self.among(numbers),
            (Some(true), None) if any_version => self.among(numbers),
            (Some(true), Some(false)) => walk().map_or(Listed::Unknown, |walk| self.through(walk, numbers)),
            (Some(false), _) => walk().map_or(Listed::Elsewhere, |walk| self.through(walk, numbers)),
            // An unknown benchmark cannot show that the recommendation is another one.
            _ if self.among(numbers) == Listed::Yes => Listed::Yes,
            _ => Listed::Unknown,
        }
    }

    fn among(&self, numbers: &[Number]) -> Listed {
        match numbers {
            [] => Listed::Unknown,
            some if some.iter().any(|number| self.lists(number)) => Listed::Yes,
            _ => Listed::No,
        }
    }

    /// Over a crosswalk, however uncertain the way of a number is.
    fn through(&self, walk: &Crosswalk, numbers: &[Number]) -> Listed {
        let mut unknown = numbers.is_empty();
        for number in numbers {
            let mut rows = walk.to(number).peekable();
            unknown |= rows.peek().is_none();
            if rows.any(|row| row.from.as_ref().is_some_and(|from| self.lists(from))) {
                return Listed::Yes;
            }
        }
        if unknown { Listed::Unknown } else { Listed::No }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(selection: (&str, &str), benchmark: &str, numbers: &[&str]) -> Listed {
        let of = Selection {
            benchmark: Benchmark::given(selection.0),
            numbers: vec![selection.1.parse().expect("a pattern")],
        };
        let numbers: Vec<Number> = numbers.iter().map(|number| number.parse().expect("a number")).collect();
        of.listed(&Benchmark::given(benchmark), &numbers, &Mappings::builtin())
    }

    #[test]
    fn a_number_is_among_those_of_its_own_version() {
        assert_eq!(listed(("AL2 2.0.0", "5.2.*"), "AL2 2.0.0", &["5.2.1"]), Listed::Yes);
        assert_eq!(listed(("AL2 2.0.0", "5.2.*"), "AL2 2.0.0", &["5.3.1"]), Listed::No);
        assert_eq!(listed(("AL2 2.0.0", "5.2.*"), "AL2 2.0.0", &["5.3.1", "5.2.2"]), Listed::Yes);
        assert_eq!(listed(("AL2", "5.2.*"), "AL2 9.9.9", &["5.2.1"]), Listed::Yes, "of every version");
        assert_eq!(listed(("AL2", "5.2.*"), "AL2 9.9.9", &["5.3.1"]), Listed::No, "of every version");
    }

    #[test]
    fn the_crosswalk_carries_a_number_and_what_it_lacks_cannot_be_told() {
        // 3.2.1 is 3.3.1 in v3.0.0.
        assert_eq!(listed(("AL2 2.0.0", "3.2.*"), "AL2 3.0.0", &["3.3.1"]), Listed::Yes);
        assert_eq!(listed(("AL2 2.0.0", "3.2.*"), "AL2 3.0.0", &["99.1"]), Listed::Unknown);
        assert_eq!(listed(("AL2 2.0.0", "3.2.*"), "AL2 9.0.0", &["3.3.1"]), Listed::Unknown);
    }

    #[test]
    fn what_has_no_number_or_no_benchmark_cannot_be_told() {
        assert_eq!(listed(("AL2 2.0.0", "5.2.*"), "AL2 2.0.0", &[]), Listed::Unknown);
        assert_eq!(listed(("AL2 2.0.0", "5.2.*"), "AL2", &["1.1"]), Listed::Unknown);
        assert_eq!(listed(("AL2 2.0.0", "5.2.*"), "AL2", &["5.2.1"]), Listed::Yes, "it may be the one");
        assert_eq!(listed(("AL2 2.0.0", "5.2.*"), "CIS House Benchmark 1.0.0", &["5.2.1"]), Listed::Elsewhere);
    }
}
