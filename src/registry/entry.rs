//! The exception registry as everything behind the file sees it: validated, defaults filled in.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use jiff::civil::Date;
use serde::Serialize;

use crate::diag::{Diagnostic, Sources};
use crate::digest::sha256_text;
use crate::model::{Benchmark, Number, Status};

use super::applies_to::AppliesTo;
use super::attested::Attested;
use super::fields::Require;
use super::gate::Gate;
use super::rule::{Rule, ToolRule};
use super::scope_pattern::ScopePattern;
use super::selection::Selection;
use super::state::Lint;

/// Where an entry stands on its way to being in force.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Approval {
    /// Written, not asked for.
    Draft,
    /// Asked for.
    Requested,
    /// Granted; what an entry without a status is, because the pull request approved it.
    #[default]
    Approved,
    /// Refused: it also blocks entries that are no more specific.
    Rejected,
    /// No longer wanted.
    Withdrawn,
}

/// An entry's rules and titles in an older benchmark version, before `registry migrate` carried it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Was {
    /// The older benchmark, when it is not the same one in another version.
    pub benchmark: Option<String>,
    /// The older version.
    pub version: String,
    /// The number there.
    pub number: Option<Number>,
    /// The title there; it guards the entry until the new title is known.
    pub title: Option<String>,
    /// The numbers there with their titles, where there were several.
    pub titles: BTreeMap<Number, String>,
}

impl Was {
    /// Every number that it had, with the title that guards it.
    pub fn guarded(&self) -> impl Iterator<Item = (&Number, &str)> {
        let one = self.number.as_ref().zip(self.title.as_deref());
        one.into_iter().chain(self.titles.iter().map(|(number, title)| (number, title.as_str())))
    }
}

/// One line of an entry's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Event {
    /// When.
    pub on: Option<Date>,
    /// Who.
    pub by: Option<String>,
    /// The event, in a sentence.
    pub what: String,
}

/// Where an entry, or a part of one, stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The registry file as given.
    pub path: String,
    /// The bytes in it.
    pub span: Range<usize>,
    /// The line, counted from 1.
    pub line: usize,
    /// Where the values of the entry's own keys stand; what it inherits is not here.
    pub keys: BTreeMap<String, Range<usize>>,
}

impl Place {
    /// The bytes of a key's value, else of the entry's head.
    pub fn of(&self, key: &str) -> Range<usize> {
        self.keys.get(key).unwrap_or(&self.span).clone()
    }
}

/// One exception.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Entry {
    /// Its own stable name: unique in the registry, never reused.
    pub id: String,
    /// The rules that it excepts; never empty.
    pub rules: Vec<Rule>,
    /// The guard: the recommendation's title in the entry's own benchmark version.
    pub title: Option<String>,
    /// The guards of single numbers, where their titles differ; they go before `title`.
    pub titles: BTreeMap<Number, String>,
    /// The benchmark and version its numbers belong to.
    pub benchmark: Benchmark,
    /// Why, in one word of the registry's categories.
    pub category: Option<String>,
    /// Why; Markdown. Empty only in an entry that is not in force.
    pub reason: String,
    /// The steps that a customer should take; Markdown.
    pub workaround: String,
    /// Links for the reader.
    pub links: Vec<String>,
    /// The evidence scope: patterns that every offender must match. `None`: no scope.
    pub evidence: Option<Vec<ScopePattern>>,
    /// The statuses it applies to; `fail` alone unless the entry says otherwise.
    pub statuses: BTreeSet<Status>,
    /// The images it applies to.
    pub applies_to: AppliesTo,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Who asked for it.
    pub requested_by: Option<String>,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// When.
    pub approved_on: Option<Date>,
    /// First day in force.
    pub starts: Option<Date>,
    /// Last day in force.
    pub expires: Option<Date>,
    /// Where it stands.
    pub status: Approval,
    /// The events of its life, oldest first.
    pub history: Vec<Event>,
    /// Its rules and titles before a migration.
    pub was: Option<Was>,
    /// A note for the people who keep the registry.
    pub note: Option<String>,
    /// Where it stands in the file.
    #[serde(skip)]
    pub place: Place,
}

impl Entry {
    /// The recommendation numbers that it names.
    pub fn numbers(&self) -> impl Iterator<Item = &Number> {
        self.rules.iter().filter_map(|rule| match rule {
            Rule::Number(number) => Some(number),
            Rule::Tool(_) => None,
        })
    }

    /// The tools' rules that it names.
    pub fn tool_rules(&self) -> impl Iterator<Item = &ToolRule> {
        self.rules.iter().filter_map(|rule| match rule {
            Rule::Number(_) => None,
            Rule::Tool(rule) => Some(rule),
        })
    }

    /// The title that guards a number.
    pub fn title_of(&self, number: &Number) -> Option<&str> {
        self.titles.get(number).or(self.title.as_ref()).map(String::as_str)
    }

    /// Every title that it has.
    pub fn all_titles(&self) -> impl Iterator<Item = &str> {
        self.title.iter().chain(self.titles.values()).map(String::as_str)
    }

    /// Whether nothing guards one of its numbers against a renumbered benchmark.
    pub fn has_unguarded_number(&self) -> bool {
        self.numbers().any(|number| self.title_of(number).is_none())
    }

    /// The rule ids that no title and no tool's name guards: another tool may use them for another thing.
    pub fn bare_rules(&self) -> impl Iterator<Item = &ToolRule> {
        let guarded = self.applies_to.tool.is_some() || self.all_titles().next().is_some();
        self.tool_rules().filter(move |rule| !guarded && rule.tool.is_none())
    }
}

/// The policy that every entry must satisfy.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// The keys that every entry must have.
    pub require: Vec<Require>,
    /// The recommendations that may never be excepted.
    pub never_except: Vec<Selection>,
    /// The longest life in days, from `approved-on`, else `starts`.
    pub max_lifetime_days: Option<u32>,
    /// An entry that ends within so many days is "expiring"; 42 unless set.
    pub warn_days: u32,
    /// The approver must not be the owner.
    pub distinct_approver: bool,
    /// An evidence scope that cannot be verified does not apply; so unless the file says "lenient".
    pub strict_evidence: bool,
}

impl Approval {
    /// Every word, in the order of an entry's life.
    pub const ALL: [Self; 5] = [Self::Draft, Self::Requested, Self::Approved, Self::Rejected, Self::Withdrawn];

    /// The word used in the file.
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Requested => "requested",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            require: Vec::new(),
            never_except: Vec::new(),
            max_lifetime_days: None,
            warn_days: 42,
            distinct_approver: false,
            strict_evidence: true,
        }
    }
}

/// A registry: one file, or a folder of files read as one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Registry {
    /// The path as given.
    pub path: String,
    /// The entries, in file order.
    pub entries: Vec<Entry>,
    /// The attested verdicts, given by people where no tool judges; in file order.
    pub attested: Vec<Attested>,
    /// The policy that every entry must satisfy.
    pub policy: Policy,
    /// Printed names of categories, the built-in ones overridden by the file's.
    pub labels: BTreeMap<String, String>,
    /// How much each state of an entry weighs.
    pub lint: Lint,
    /// The gate's settings: the findings that a pipeline lets through.
    pub gate: Gate,
    /// The doubtful places of files that could be read.
    pub warnings: Vec<Diagnostic>,
    /// The files' texts, for messages that show the line.
    pub sources: Sources,
    /// The day on which it is used to look back; see [`Registry::used_on`].
    pub used_on: Option<Date>,
}

/// An entry's place in its registry; [`Registry::entry`] has what stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(usize);

impl Registry {
    /// The entries with their ids, in file order.
    pub fn by_id(&self) -> impl Iterator<Item = (EntryId, &Entry)> {
        self.entries.iter().enumerate().map(|(place, entry)| (EntryId(place), entry))
    }

    /// The entry at a place.
    #[expect(clippy::expect_used, reason = "only this registry gives its ids, and no entry leaves it")]
    pub fn entry(&self, id: EntryId) -> &Entry {
        self.entries.get(id.0).expect("an id of this registry")
    }
}

impl Registry {
    /// The SHA-256 of its one file; of a folder, that of the lines `SHA-256  NAME` of its files, wherever the folder
    /// lies. Absent without a file.
    pub fn sha256(&self) -> Option<String> {
        let files: Vec<_> = self.sources.iter().map(|(path, source)| (path, source.sha256())).collect();
        match files.as_slice() {
            [] => None,
            [(_, only)] => Some(only.clone()),
            several => {
                let below = |path: &str| {
                    let inner = path.strip_prefix(&self.path).unwrap_or(path);
                    inner.trim_start_matches(['/', '\\']).replace('\\', "/")
                };
                let lines = several.iter().map(|(path, sha256)| format!("{sha256}  {}\n", below(path)));
                Some(sha256_text(&lines.collect::<String>()))
            }
        }
    }
}

impl EntryId {
    /// The place in the registry's order, counted from 0, as a release stores it.
    pub fn place(self) -> usize {
        self.0
    }
}
