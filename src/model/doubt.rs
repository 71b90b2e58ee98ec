//! Doubts: typed reasons why a pass, an absence or an identity cannot be trusted.
//!
//! A doubt is raised where it is noticed: by a reader, by the loading of a folder, by the grouping of
//! runs, by the verification of a benchmark, by a comparison, by the reading of a bundle. Everything
//! that decides reads [`DoubtCode::effects`], the one table of consequences.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diag::MessageCode;

/// A doubt about a scan, a file, an image, a side of a comparison or a bundle.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Doubt {
    /// The kind of the doubt.
    pub code: DoubtCode,
    /// The name of its subject: a file's path, an image, a tool. Absent where the scan that carries the
    /// doubt is its subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// The circumstance that raised it, as a sentence fragment without a full stop.
    pub message: String,
    /// The number of results that it could hide, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hides: Option<u64>,
    /// Whether it hides nothing that a verdict needs. Only codes whose gate effect is
    /// [`OnGate::Depends`] tell harmless doubts from others.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub harmless: bool,
}

/// The kinds of doubts. The words are stable: registries accept doubts by them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DoubtCode {
    /// The declared or given benchmark is not borne out by the numbers and titles, or has no list.
    BenchmarkUnverified,
    /// The numbers and titles are those of another benchmark or version than the declared one.
    BenchmarkOverruled,
    /// Scores, totals, pages or the account of results do not fit the results that were read.
    ResultsDiffer,
    /// The profile, or a selection by hand, holds rules that have no verdict.
    RulesNotRun,
    /// The scan does not say what was selected, and judges only a small part of the benchmark.
    SmallScan,
    /// The run used a tailoring that changed the selection of the benchmark.
    Tailored,
    /// The format has no end mark, and the file could have been cut.
    NoEnd,
    /// A file that looks like a scan, or a folder that may hold scans, was not read.
    FileSkipped,
    /// A run was left out in favour of another run.
    RunLeftOut,
    /// Instances are told apart, or put together, by a weak name only.
    AmbiguousHost,
    /// A status word is not known, or its reason says that the check did not run.
    UnknownWords,
    /// A tool of the older side is not on the newer side.
    ToolGone,
    /// A benchmark of the older side is not on the newer side.
    BenchmarkGone,
    /// An instance of the older side is not on the newer side.
    InstanceGone,
    /// Fewer items of evidence are kept than were found.
    EvidenceCapped,
    /// A bundle has no checksum for something that it holds.
    SumsMissing,
    /// A checksum or digest of a bundle is not that of the file.
    SumsDiffer,
    /// The scan holds a key, a token or a password, which was replaced where it was read.
    SecretInScan,
}

/// The effect of a doubt on exceptions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnExceptions {
    /// Entries apply as without the doubt.
    Keep,
    /// An entry applies by number only where the scan's own title for the check equals the entry's.
    ReviewByNumber,
    /// An evidence scope cannot be verified.
    ScopeUnverified,
    /// The doubt is about something that entries do not speak of.
    NotConcerned,
}

/// The effect of a doubt on the gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnGate {
    /// The gate cannot judge.
    CannotJudge,
    /// The doubt is said with the verdict.
    Said,
    /// The doubt is said; the gate cannot judge unless the doubt is harmless.
    Depends,
    /// The checks concerned are unverified, which the gate's own rule looks at.
    AsNotVerified,
    /// The doubt is an objection of the comparison: the rule against regressions looks at it.
    Objects,
    /// The bundle is refused where it is read.
    Refused,
    /// The gate does not look at it.
    NotConcerned,
}

/// The effect of a doubt on a comparison, and on a baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnDiff {
    /// Pairs of both sides are suggestions.
    PairsAreSuggestions,
    /// An absent recommendation is lost coverage, never resolved.
    AbsentIsLost,
    /// A recommendation that the tailoring deselects is a change of profile.
    ProfileChanged,
    /// An objection; nothing that only the older side saw is resolved.
    Objects,
    /// Evidence is compared by its count and digest.
    ByDigest,
    /// The bundle is refused.
    Refused,
    /// The comparison does not look at it.
    NotConcerned,
}

/// A row of the table of consequences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effects {
    /// On exceptions.
    pub exceptions: OnExceptions,
    /// On the gate.
    pub gate: OnGate,
    /// On a comparison and a baseline.
    pub diff: OnDiff,
}

impl DoubtCode {
    /// All kinds, in the table's order.
    pub const ALL: [Self; 18] = [
        Self::BenchmarkUnverified,
        Self::BenchmarkOverruled,
        Self::ResultsDiffer,
        Self::RulesNotRun,
        Self::SmallScan,
        Self::Tailored,
        Self::NoEnd,
        Self::FileSkipped,
        Self::RunLeftOut,
        Self::AmbiguousHost,
        Self::UnknownWords,
        Self::ToolGone,
        Self::BenchmarkGone,
        Self::InstanceGone,
        Self::EvidenceCapped,
        Self::SumsMissing,
        Self::SumsDiffer,
        Self::SecretInScan,
    ];

    /// The consequences of a doubt: the one table that exceptions, gate, diff and baseline read.
    pub const fn effects(self) -> Effects {
        use OnDiff::{AbsentIsLost, ByDigest, PairsAreSuggestions, ProfileChanged};
        use OnExceptions::{Keep, ReviewByNumber, ScopeUnverified};
        use OnGate::{AsNotVerified, CannotJudge, Depends, Said};
        let (exceptions, gate, diff) = match self {
            // Harmless where no list of the benchmark is known: then nothing contradicts it.
            Self::BenchmarkUnverified => (ReviewByNumber, Depends, PairsAreSuggestions),
            Self::BenchmarkOverruled => (ReviewByNumber, CannotJudge, OnDiff::NotConcerned),
            Self::ResultsDiffer | Self::RulesNotRun | Self::SmallScan | Self::FileSkipped => {
                (Keep, CannotJudge, AbsentIsLost)
            }
            // Harmless where the tailoring deselects nothing of the level.
            Self::Tailored => (Keep, Depends, ProfileChanged),
            Self::NoEnd => (Keep, Said, OnDiff::NotConcerned),
            // Harmless where the run that counts judged everything that the other judged.
            Self::RunLeftOut => (Keep, Depends, OnDiff::NotConcerned),
            Self::AmbiguousHost => (Keep, Said, OnDiff::NotConcerned),
            Self::UnknownWords => (Keep, AsNotVerified, AbsentIsLost),
            Self::ToolGone | Self::BenchmarkGone | Self::InstanceGone => {
                (OnExceptions::NotConcerned, OnGate::Objects, OnDiff::Objects)
            }
            Self::EvidenceCapped => (ScopeUnverified, OnGate::NotConcerned, ByDigest),
            Self::SecretInScan => (Keep, Said, OnDiff::NotConcerned),
            Self::SumsMissing | Self::SumsDiffer => (OnExceptions::NotConcerned, OnGate::Refused, OnDiff::Refused),
        };
        Effects { exceptions, gate, diff }
    }

    /// The stable word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::BenchmarkUnverified => "benchmark-unverified",
            Self::BenchmarkOverruled => "benchmark-overruled",
            Self::ResultsDiffer => "results-differ",
            Self::RulesNotRun => "rules-not-run",
            Self::SmallScan => "small-scan",
            Self::Tailored => "tailored",
            Self::NoEnd => "no-end",
            Self::FileSkipped => "file-skipped",
            Self::RunLeftOut => "run-left-out",
            Self::AmbiguousHost => "ambiguous-host",
            Self::UnknownWords => "unknown-words",
            Self::ToolGone => "tool-gone",
            Self::BenchmarkGone => "benchmark-gone",
            Self::InstanceGone => "instance-gone",
            Self::EvidenceCapped => "evidence-capped",
            Self::SumsMissing => "sums-missing",
            Self::SumsDiffer => "sums-differ",
            Self::SecretInScan => "secret-in-scan",
        }
    }

    /// The kind that a word stands for.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.word() == word)
    }

    /// The advice that goes with the doubt, as a sentence fragment.
    pub const fn help(self) -> &'static str {
        match self {
            Self::BenchmarkUnverified | Self::BenchmarkOverruled => {
                "say with --benchmark which benchmark and version was scanned, or scan with the right one"
            }
            Self::ResultsDiffer => "get the whole file from the scanner again, unedited",
            Self::RulesNotRun => "scan again with all rules of the profile",
            Self::SmallScan => "scan the whole profile; [gate] min-listed says how much has to be judged",
            Self::Tailored => "look at what the tailoring deselects; exceptions belong in the registry",
            Self::NoEnd => "give the tool's XML or JSON output, which tells a cut file from a whole one",
            Self::FileSkipped => "get the file whole, give the folder or file by itself, or move it away",
            Self::RunLeftOut => "give only the runs that count, or keep them apart with --each",
            Self::AmbiguousHost => "name the image or instance: --ami-id, --ami-name, or the scanner's own target",
            Self::UnknownWords => "look at the check by hand, and scan again so that it runs",
            Self::ToolGone | Self::BenchmarkGone | Self::InstanceGone => {
                "scan the newer image with everything that the older one was scanned with"
            }
            Self::EvidenceCapped => "let the scanner list all items, or give the scan instead of a bundle",
            Self::SecretInScan => "change the secret: everybody who has the scan has it, too",
            Self::SumsMissing | Self::SumsDiffer => "get the bundle anew from where it was released",
        }
    }
}

impl fmt::Display for DoubtCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl From<DoubtCode> for MessageCode {
    fn from(code: DoubtCode) -> Self {
        Self::of_doubt(code.word())
    }
}

impl Doubt {
    /// A doubt about the scan that carries it.
    pub fn new<S: Into<String>>(code: DoubtCode, message: S) -> Self {
        Self { code, about: None, message: message.into(), hides: None, harmless: false }
    }

    /// The same doubt about a subject of its own.
    #[must_use]
    pub fn about<S: Into<String>>(self, subject: S) -> Self {
        Self { about: Some(subject.into()), ..self }
    }

    /// The same doubt with the number of results that it could hide.
    #[must_use]
    pub fn hides(self, results: u64) -> Self {
        Self { hides: Some(results), ..self }
    }

    /// The same doubt, known to hide nothing that a verdict needs.
    #[must_use]
    pub fn harmless(self) -> Self {
        Self { harmless: true, ..self }
    }

    /// Whether people are told of it beside what it does. A benchmark without a list is said where the benchmark
    /// is named, and nothing contradicts it.
    pub fn is_said(&self) -> bool {
        !(self.harmless && self.code == DoubtCode::BenchmarkUnverified)
    }

    /// Whether the gate cannot judge while the doubt is not accepted.
    pub fn stops_gate(&self) -> bool {
        match self.code.effects().gate {
            OnGate::CannotJudge => true,
            OnGate::Depends => !self.harmless,
            OnGate::Said | OnGate::AsNotVerified | OnGate::Objects | OnGate::Refused | OnGate::NotConcerned => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_word_of_its_own_that_leads_back_to_it() {
        for code in DoubtCode::ALL {
            assert_eq!(DoubtCode::of_word(code.word()), Some(code));
            let json = serde_json::to_string(&code).expect("a word");
            assert_eq!(json, format!("\"{}\"", code.word()));
        }
        assert_eq!(DoubtCode::of_word("no-such-doubt"), None);
    }

    #[test]
    fn a_harmless_doubt_stops_the_gate_only_where_the_table_knows_no_exception() {
        for code in DoubtCode::ALL {
            let doubt = Doubt::new(code, "x");
            let depends = code.effects().gate == OnGate::Depends;
            assert_eq!(doubt.stops_gate() && !doubt.clone().harmless().stops_gate(), depends, "{code}");
        }
    }

    #[test]
    fn every_kind_is_printed_as_its_word_and_says_what_to_do() {
        for code in DoubtCode::ALL {
            assert_eq!(code.to_string(), code.word());
            assert!(code.help().contains(' ') && !code.help().ends_with('.'), "{code}");
        }
    }

    #[test]
    fn only_a_benchmark_that_nothing_contradicts_is_not_said_again() {
        for code in DoubtCode::ALL {
            assert!(Doubt::new(code, "x").is_said(), "{code}");
            let silent = code == DoubtCode::BenchmarkUnverified;
            assert_eq!(Doubt::new(code, "x").harmless().is_said(), !silent, "{code}");
        }
    }
}
