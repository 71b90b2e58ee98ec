//! The trait of an input format: a name, a nose and a reader.

use super::{Head, Input, ReadError};
use crate::model::{RunFacts, Scan};

/// How sure a format is that a file is its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// It is another's.
    No,
    /// It could be; any format that is certain goes first.
    Maybe,
    /// It is.
    Certain,
    /// It names itself in a place of its own: whatever it quotes may look like another's.
    Declared,
}

impl Confidence {
    /// `Certain` when the condition holds.
    pub fn certain_if(condition: bool) -> Self {
        if condition { Self::Certain } else { Self::No }
    }
}

/// A fact that a format's files cannot tell; listed by `amicis formats`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// The machine or image that was scanned.
    Target,
    /// The AMI id; give `--ami-id`.
    Ami,
    /// When.
    Time,
    /// Against which benchmark or version; give `--benchmark`.
    Benchmark,
    /// The checks that passed.
    Passes,
    /// The profile levels.
    Levels,
    /// The evidence of each check.
    Evidence,
    /// Recommendation numbers.
    Numbers,
    /// Whether the file was cut off at a record's end.
    Cut,
}

impl Gap {
    /// A short name for lists.
    pub fn word(self) -> &'static str {
        match self {
            Self::Target => "target",
            Self::Ami => "AMI id",
            Self::Time => "time",
            Self::Benchmark => "benchmark",
            Self::Passes => "passes",
            Self::Levels => "levels",
            Self::Evidence => "evidence",
            Self::Numbers => "numbers",
            Self::Cut => "a cut file",
        }
    }
}

/// A part of a file that shows whether results are missing; listed by `amicis formats`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Redundancy {
    /// Counts of its results.
    Totals,
    /// A score that the results give again.
    Score,
    /// The list of what was selected to run.
    Selection,
    /// A mark of its pages that more of them follow.
    Pages,
    /// An end: a closing tag or bracket, a last line.
    End,
}

impl Redundancy {
    /// A short name for lists.
    pub fn word(self) -> &'static str {
        match self {
            Self::Totals => "totals",
            Self::Score => "the score",
            Self::Selection => "the list of what was selected",
            Self::Pages => "marks of further pages",
            Self::End => "an end",
        }
    }
}

/// The description of a format. The lists in the README and the book, the head of its page
/// there and the list of corpus files are made from this.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// Its name in lists of formats.
    pub name: &'static str,
    /// One line: what it is.
    pub summary: &'static str,
    /// The tools that write it.
    pub tools: &'static [&'static str],
    /// How it is recognised, in words.
    pub recognised_by: &'static str,
    /// The facts that its files cannot tell.
    pub cannot_tell: &'static [Gap],
    /// The parts of its files that show whether results are missing, as far as a file has them; with none of them
    /// a lost result leaves no trace.
    pub redundancy: &'static [Redundancy],
    /// Files of real tools that the reader is held against; `.ci/corpus-files` lists them.
    pub corpus: &'static [&'static str],
}

impl About {
    /// The words of what its files cannot tell, with commas between; empty when they tell everything.
    pub fn gaps(&self) -> String {
        self.cannot_tell.iter().map(|gap| gap.word()).collect::<Vec<_>>().join(", ")
    }

    /// The words of what shows whether results are missing, with commas between; `nothing` where nothing does.
    pub fn shown_by(&self) -> String {
        let words: Vec<&str> = self.redundancy.iter().map(|part| part.word()).collect();
        if words.is_empty() { "nothing".to_owned() } else { words.join(", ") }
    }
}

/// The caller's wishes and knowledge.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct ReadOptions {
    /// Keep description, rationale and remediation.
    pub text: bool,
    /// Names for the columns of a CSV without a header.
    pub columns: Option<Vec<String>>,
}

impl ReadOptions {
    /// Keeps description, rationale and remediation, or leaves them out.
    #[must_use]
    pub fn with_text(mut self, text: bool) -> Self {
        self.text = text;
        self
    }

    /// Names the columns of a CSV without a header.
    #[must_use]
    pub fn with_columns(mut self, columns: Option<Vec<String>>) -> Self {
        self.columns = columns;
        self
    }
}

/// The content of a file.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Reading {
    /// The scans, in file order.
    pub scans: Vec<Scan>,
    /// Facts about runs whose results stand in other files.
    pub runs: Vec<RunFacts>,
}

impl From<Vec<Scan>> for Reading {
    fn from(scans: Vec<Scan>) -> Self {
        Self { scans, runs: Vec::new() }
    }
}

/// An input format. One file under `src/formats/`, listed in [`FORMATS`](crate::formats::FORMATS).
pub trait Format: Sync {
    /// The id: lower case with hyphens, the stem of its file.
    fn id(&self) -> &'static str;

    /// Warnings about the file.
    fn about(&self) -> About;

    /// Whether the head of a file looks like this format. Content decides, never the name.
    fn sniff(&self, head: &Head) -> Confidence;

    /// Reads a whole file, whose head was looked at before.
    ///
    /// # Errors
    /// When the file is cut, not well formed, or not what the format prescribes. What can be read
    /// around is no error: it goes into the scan's warnings.
    fn read(&self, input: &Input, head: &Head, options: &ReadOptions) -> Result<Reading, ReadError>;

    /// Reads a whole file whose head nobody looked at yet.
    ///
    /// # Errors
    /// As [`read`](Self::read), and when the input has no head: it is empty, or no text.
    fn read_input(&self, input: &Input, options: &ReadOptions) -> Result<Reading, ReadError> {
        self.read(input, &input.head()?, options)
    }

    /// Joins what belongs together among all scans that were read, such as two logs of one folder. A file that
    /// is a part of others is refused, and its scan taken out, where those are not there.
    fn finish(&self, _scans: &mut Vec<Scan>) -> Vec<ReadError> {
        Vec::new()
    }
}
