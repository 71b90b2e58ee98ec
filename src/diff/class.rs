//! The class of a recommendation's change between two sides: a total matrix, every cell decided.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::Serialize;

use crate::assess::Disposition;

/// The standing of a recommendation on one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Absent from a scan that lists everything.
    Absent,
    /// Absent from a scan that does not: unknown.
    Silent,
    /// The side speaks of it.
    #[serde(untagged)]
    Is(Disposition),
}

impl Standing {
    /// Everything a side can say, in the order of the matrix.
    pub const ALL: [Self; 11] = [
        Self::Is(Disposition::Passed),
        Self::Is(Disposition::Attested),
        Self::Is(Disposition::Open),
        Self::Is(Disposition::Excepted),
        Self::Is(Disposition::Lapsed),
        Self::Is(Disposition::Unverified),
        Self::Is(Disposition::NotApplicable),
        Self::Is(Disposition::Informational),
        Self::Is(Disposition::NotSelected),
        Self::Absent,
        Self::Silent,
    ];

    /// The word for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Is(disposition) => disposition.word(),
            Self::Absent => "absent",
            Self::Silent => "not reported",
        }
    }

    /// It fails, covered or not.
    pub fn failing(self) -> bool {
        matches!(self, Self::Is(Disposition::Open | Disposition::Lapsed | Disposition::Excepted))
    }

    /// It fails, and nothing covers it.
    pub fn uncovered(self) -> bool {
        matches!(self, Self::Is(Disposition::Open | Disposition::Lapsed))
    }
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// The common ground of the two sides, as far as the matrix needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Benchmark version and profile are the same, or no side states a profile.
    Same,
    /// The benchmark version is the same, and only one side states its profile: what one side left
    /// out may be its profile's doing, what is absent may not.
    UnknownProfile,
    /// The benchmark version is the same, the profile or level is another.
    OtherProfile,
    /// The benchmark or its version is another.
    OtherBenchmark,
}

/// The class of a recommendation's change. One class each; flags add to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// It passed, or did not apply, and fails uncovered now.
    Regressed,
    /// It fails on both sides, with offenders that were not there before.
    Worse,
    /// An exception covered it and does no longer.
    ExceptionLapsed,
    /// There was a verdict and is none any more; never "resolved".
    LostCoverage,
    /// It passed and fails now, and an entry already covers it.
    RegressedExcepted,
    /// There was no verdict and is one now.
    RegainedCoverage,
    /// The older side was silent about it.
    NewlyReported,
    /// It failed and passes now.
    Resolved,
    /// It was excepted and passes now: the entry can go.
    ExceptionStale,
    /// It fails on both sides, with fewer offenders.
    Improved,
    /// It failed uncovered, and an entry covers it now.
    NewlyExcepted,
    /// It fails uncovered on both sides.
    StillOpen,
    /// It is excepted on both sides.
    StillExcepted,
    /// One side's profile left it out.
    ProfileChanged,
    /// Only the newer benchmark version has it.
    NewRecommendation,
    /// Only the older benchmark version has it.
    DroppedRecommendation,
    /// The newer side is silent about it.
    NoLongerReported,
    /// Nothing that matters.
    Unchanged,
}

/// The gate's verdict on a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It objects.
    Objects,
    /// It warns.
    Warns,
    /// It notes it.
    Notes,
    /// It lists it.
    Lists,
    /// It counts it.
    Counts,
}

impl Verdict {
    /// The word in outputs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Objects => "objects",
            Self::Warns => "warns",
            Self::Notes => "notes",
            Self::Lists => "lists",
            Self::Counts => "counts",
        }
    }
}

impl Class {
    /// Every class, what a gate objects to first.
    pub const ALL: [Self; 18] = [
        Self::Regressed,
        Self::Worse,
        Self::ExceptionLapsed,
        Self::LostCoverage,
        Self::RegressedExcepted,
        Self::RegainedCoverage,
        Self::NewlyReported,
        Self::Resolved,
        Self::ExceptionStale,
        Self::Improved,
        Self::NewlyExcepted,
        Self::StillOpen,
        Self::StillExcepted,
        Self::ProfileChanged,
        Self::NewRecommendation,
        Self::DroppedRecommendation,
        Self::NoLongerReported,
        Self::Unchanged,
    ];

    /// The word in outputs and options.
    pub fn word(self) -> &'static str {
        match self {
            Self::Regressed => "regressed",
            Self::Worse => "worse",
            Self::ExceptionLapsed => "exception-lapsed",
            Self::LostCoverage => "lost-coverage",
            Self::RegressedExcepted => "regressed-excepted",
            Self::RegainedCoverage => "regained-coverage",
            Self::NewlyReported => "newly-reported",
            Self::Resolved => "resolved",
            Self::ExceptionStale => "exception-stale",
            Self::Improved => "improved",
            Self::NewlyExcepted => "newly-excepted",
            Self::StillOpen => "still-open",
            Self::StillExcepted => "still-excepted",
            Self::ProfileChanged => "profile-changed",
            Self::NewRecommendation => "new-recommendation",
            Self::DroppedRecommendation => "dropped-recommendation",
            Self::NoLongerReported => "no-longer-reported",
            Self::Unchanged => "unchanged",
        }
    }

    /// Its meaning, in a line for the head of a list.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Regressed => "passed or did not apply before, fails uncovered now",
            Self::Worse => "fails on both sides, with offenders that were not there before",
            Self::ExceptionLapsed => "was excepted, is not any more",
            Self::LostCoverage => "had a verdict before, has none now",
            Self::RegressedExcepted => "passed before, fails now, and an entry already covers it",
            Self::RegainedCoverage => "had no verdict before, has one now",
            Self::NewlyReported => "the older side did not report it",
            Self::Resolved => "failed before, passes now",
            Self::ExceptionStale => "was excepted, passes now: remove the entry",
            Self::Improved => "fails on both sides, with fewer offenders",
            Self::NewlyExcepted => "failed uncovered before, an entry covers it now",
            Self::StillOpen => "fails uncovered on both sides",
            Self::StillExcepted => "excepted on both sides",
            Self::ProfileChanged => "one side's profile leaves it out",
            Self::NewRecommendation => "only the newer benchmark has it",
            Self::DroppedRecommendation => "only the older benchmark has it",
            Self::NoLongerReported => "the newer side lists failures only and does not list it",
            Self::Unchanged => "nothing that matters changed",
        }
    }

    /// One side's benchmark or profile leaves it out: no scan is to blame.
    pub fn of_the_benchmark(self) -> bool {
        matches!(self, Self::ProfileChanged | Self::NewRecommendation | Self::DroppedRecommendation)
    }

    /// The gate's verdict on it, given the standing on the newer side.
    pub fn verdict(self, new: Standing) -> Verdict {
        match self {
            Self::Regressed | Self::Worse | Self::ExceptionLapsed | Self::LostCoverage => Verdict::Objects,
            Self::RegainedCoverage | Self::NewlyReported if new.uncovered() => Verdict::Objects,
            Self::ExceptionStale => Verdict::Warns,
            Self::RegressedExcepted | Self::NewlyExcepted | Self::NoLongerReported => Verdict::Notes,
            // A side that lists failures only is silent about everything that passes.
            Self::NewlyReported if matches!(new, Standing::Is(Disposition::Passed | Disposition::NotApplicable)) => {
                Verdict::Counts
            }
            Self::StillExcepted | Self::Unchanged => Verdict::Counts,
            _ => Verdict::Lists,
        }
    }

    /// The class of a change.
    pub fn of(old: Standing, new: Standing, scope: Scope) -> Self {
        use Disposition::{
            Attested, Excepted, Informational, Lapsed, NotApplicable, NotSelected, Open, Passed, Unverified,
        };
        use Standing::{Absent, Is, Silent};
        match (old, new) {
            (Absent | Silent, Absent | Silent) | (Is(NotSelected), Is(NotSelected)) => Self::Unchanged,
            (Silent, Is(_)) => Self::NewlyReported,
            (Is(_), Silent) => Self::NoLongerReported,
            (Absent, Is(_)) => match scope {
                Scope::Same | Scope::UnknownProfile => Self::NewlyReported,
                Scope::OtherProfile => Self::ProfileChanged,
                Scope::OtherBenchmark => Self::NewRecommendation,
            },
            (Is(old), Absent) => match scope {
                Scope::Same | Scope::UnknownProfile => lost(old),
                Scope::OtherProfile => Self::ProfileChanged,
                Scope::OtherBenchmark => Self::DroppedRecommendation,
            },
            (Is(NotSelected), Is(_)) | (Is(_), Is(NotSelected)) if scope != Scope::Same => Self::ProfileChanged,
            (Is(NotSelected | Unverified), Is(Passed | Attested | Open | Lapsed | Excepted))
            | (Is(Attested), Is(Passed)) => Self::RegainedCoverage,
            (Is(Passed | Attested | NotApplicable | Informational), Is(Open | Lapsed)) => Self::Regressed,
            (Is(Passed | Attested | NotApplicable | Informational), Is(Excepted)) => Self::RegressedExcepted,
            (Is(Excepted), Is(Open | Lapsed)) => Self::ExceptionLapsed,
            (Is(Excepted), Is(Passed)) => Self::ExceptionStale,
            (Is(Excepted), Is(Excepted)) => Self::StillExcepted,
            (Is(Open | Lapsed), Is(Passed)) => Self::Resolved,
            (Is(Open | Lapsed), Is(Excepted)) => Self::NewlyExcepted,
            (Is(Open | Lapsed), Is(Open | Lapsed)) => Self::StillOpen,
            // A person's word does not take the place of a tool's verdict.
            (Is(Passed | Open | Lapsed | Excepted), Is(Attested)) => Self::LostCoverage,
            (Is(old), Is(Unverified | NotApplicable | Informational | NotSelected)) => lost(old),
            (Is(Passed | NotApplicable | Informational), Is(Passed))
            | (Is(Attested | NotApplicable | Informational), Is(Attested)) => Self::Unchanged,
        }
    }
}

/// A verdict that is gone; where there was none, nothing is lost.
fn lost(old: Disposition) -> Class {
    match old {
        Disposition::Passed
        | Disposition::Attested
        | Disposition::Open
        | Disposition::Excepted
        | Disposition::Lapsed => Class::LostCoverage,
        _ => Class::Unchanged,
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl FromStr for Class {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|class| class.word() == word).ok_or_else(|| {
            let words = Self::ALL.map(Self::word).join(", ");
            format!("there is no class `{word}`; there are: {words}")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCOPES: [Scope; 4] = [Scope::Same, Scope::UnknownProfile, Scope::OtherProfile, Scope::OtherBenchmark];

    /// Rows and columns in the order of [`Standing::ALL`]: what each letter pair stands for is below.
    const SAME: [&str; 11] = [
        //   P  At O  E  L  U  NA I  NS Ab Si
        "un lc re rx re lc lc lc lc lc nl", // Passed
        "rc un re rx re lc lc lc lc lc nl", // Attested
        "rs lc so ne so lc lc lc lc lc nl", // Open
        "st lc el se el lc lc lc lc lc nl", // Excepted
        "rs lc so ne so lc lc lc lc lc nl", // Lapsed
        "rc rc rc rc rc un un un un un nl", // Unverified
        "un un re rx re un un un un un nl", // NotApplicable
        "un un re rx re un un un un un nl", // Informational
        "rc rc rc rc rc un un un un un nl", // NotSelected
        "nr nr nr nr nr nr nr nr nr un un", // Absent
        "nr nr nr nr nr nr nr nr nr un un", // Silent
    ];

    fn class(code: &str) -> Class {
        match code {
            "un" => Class::Unchanged,
            "re" => Class::Regressed,
            "rx" => Class::RegressedExcepted,
            "lc" => Class::LostCoverage,
            "rs" => Class::Resolved,
            "so" => Class::StillOpen,
            "ne" => Class::NewlyExcepted,
            "st" => Class::ExceptionStale,
            "el" => Class::ExceptionLapsed,
            "se" => Class::StillExcepted,
            "rc" => Class::RegainedCoverage,
            "nr" => Class::NewlyReported,
            "nl" => Class::NoLongerReported,
            "pc" => Class::ProfileChanged,
            "nw" => Class::NewRecommendation,
            "dr" => Class::DroppedRecommendation,
            _ => panic!("{code}"),
        }
    }

    const NOT_SELECTED: usize = 8;
    const ABSENT: usize = 9;

    /// The cells that differ from [`SAME`] when the profile or the benchmark is another.
    fn expected(row: usize, column: usize, scope: Scope) -> Class {
        let same = class(SAME[row].split_whitespace().nth(column).expect("a cell"));
        match (scope, row, column) {
            (Scope::Same, ..) | (_, NOT_SELECTED, NOT_SELECTED) => same,
            (_, NOT_SELECTED, 0..=7) | (_, 0..=7, NOT_SELECTED) => Class::ProfileChanged,
            (Scope::OtherProfile, ABSENT, 0..=8) | (Scope::OtherProfile, 0..=8, ABSENT) => Class::ProfileChanged,
            (Scope::OtherBenchmark, ABSENT, 0..=8) => Class::NewRecommendation,
            (Scope::OtherBenchmark, 0..=8, ABSENT) => Class::DroppedRecommendation,
            _ => same,
        }
    }

    #[test]
    fn every_cell_of_the_matrix_is_as_decided() {
        for scope in SCOPES {
            for (row, old) in Standing::ALL.into_iter().enumerate() {
                for (column, new) in Standing::ALL.into_iter().enumerate() {
                    assert_eq!(Class::of(old, new, scope), expected(row, column, scope), "{old} to {new}, {scope:?}");
                }
            }
        }
    }

    #[test]
    fn a_failure_that_is_no_longer_seen_is_never_resolved() {
        for old in Standing::ALL.into_iter().filter(|standing| standing.failing()) {
            for new in Standing::ALL.into_iter().filter(|new| *new != Standing::Is(Disposition::Passed)) {
                for scope in SCOPES {
                    assert_ne!(Class::of(old, new, scope), Class::Resolved, "{old} to {new}");
                }
            }
        }
    }

    #[test]
    fn a_failure_that_comes_into_sight_is_objected_to() {
        let open = Standing::Is(Disposition::Open);
        for class in [Class::RegainedCoverage, Class::NewlyReported] {
            assert_eq!(class.verdict(open), Verdict::Objects);
        }
        let passed = Standing::Is(Disposition::Passed);
        assert_eq!(Class::RegainedCoverage.verdict(passed), Verdict::Lists);
        assert_eq!(Class::NewlyReported.verdict(passed), Verdict::Counts);
    }

    #[test]
    fn every_class_is_read_back_from_its_word() {
        for class in Class::ALL {
            assert_eq!(class.word().parse(), Ok(class));
        }
    }

    #[test]
    fn each_class_has_one_verdict_where_nothing_fails() {
        let passed = Standing::Is(Disposition::Passed);
        for class in Class::ALL {
            let expected = match class {
                Class::Regressed | Class::Worse | Class::ExceptionLapsed | Class::LostCoverage => Verdict::Objects,
                Class::ExceptionStale => Verdict::Warns,
                Class::RegressedExcepted | Class::NewlyExcepted | Class::NoLongerReported => Verdict::Notes,
                Class::StillExcepted | Class::Unchanged | Class::NewlyReported => Verdict::Counts,
                Class::RegainedCoverage | Class::Resolved | Class::Improved | Class::StillOpen => Verdict::Lists,
                Class::ProfileChanged | Class::NewRecommendation | Class::DroppedRecommendation => Verdict::Lists,
            };
            assert_eq!(class.verdict(passed), expected, "{}", class.word());
        }
    }

    #[test]
    fn what_is_newly_reported_is_counted_only_where_it_passes_or_does_not_apply() {
        for standing in Standing::ALL {
            let expected = match standing {
                Standing::Is(Disposition::Open | Disposition::Lapsed) => Verdict::Objects,
                Standing::Is(Disposition::Passed | Disposition::NotApplicable) => Verdict::Counts,
                _ => Verdict::Lists,
            };
            assert_eq!(Class::NewlyReported.verdict(standing), expected, "{standing}");
        }
    }

    #[test]
    fn a_class_is_of_the_benchmark_where_no_scan_is_to_blame() {
        let of_it = Class::ALL.into_iter().filter(|class| class.of_the_benchmark()).map(Class::word);
        let expected = ["profile-changed", "new-recommendation", "dropped-recommendation"];
        assert_eq!(of_it.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn every_class_has_a_meaning_of_its_own() {
        let meanings: std::collections::BTreeSet<_> = Class::ALL.map(Class::meaning).into();
        assert!(meanings.len() == Class::ALL.len() && meanings.iter().all(|meaning| meaning.contains(' ')));
    }
}
