//! A person's verdict on a recommendation that no tool judges.

use jiff::civil::Date;

use super::entry::Place;
use crate::model::{Benchmark, Number};

/// A person's verdict on a recommendation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The image does not satisfy the recommendation.
    Fail,
    /// The image satisfies it.
    Pass,
}

/// The word of a person about manual recommendations of a benchmark version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attested {
    /// The recommendations; never empty.
    pub numbers: Vec<Number>,
    /// The benchmark and version the numbers belong to.
    pub benchmark: Benchmark,
    /// The verdict.
    pub verdict: Verdict,
    /// Who says so.
    pub by: String,
    /// The day on which they looked, the first in force.
    pub on: Date,
    /// The last day in force.
    pub until: Option<Date>,
    /// The person's words on what was examined and found; Markdown.
    pub statement: String,
    /// Links for the reader.
    pub links: Vec<String>,
    /// Where it stands in the file.
    pub place: Place,
}

impl Verdict {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Pass, Self::Fail];

    /// The word in the file.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
        }
    }
}

impl Attested {
    /// Whether it speaks of a number of exactly this benchmark version: no title guards it elsewhere.
    pub fn speaks_of(&self, benchmark: &Benchmark, number: &Number) -> bool {
        self.numbers.contains(number)
            && self.benchmark.same_family(benchmark) == Some(true)
            && self.benchmark.same_version(benchmark) == Some(true)
    }

    /// Whether its last day is over.
    pub fn is_over(&self, as_of: Date) -> bool {
        self.until.is_some_and(|until| until < as_of)
    }

    /// Whether it is in force; its first and its last day count.
    pub fn in_force(&self, as_of: Date) -> bool {
        self.on <= as_of && !self.is_over(as_of)
    }
}
