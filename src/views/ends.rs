//! The days on which entries of a registry end, for calendars and reminders.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use crate::registry::{Approval, Attested, Entry, Registry};

/// The end of an approved entry, or of what a person attested.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EndView {
    /// What ends.
    pub kind: EndKind,
    /// The entry's id; of what was attested, who attested it.
    pub id: String,
    /// The recommendations and rules.
    pub rules: Vec<String>,
    /// The recommendations' titles.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub titles: Vec<String>,
    /// The last day in force.
    #[schemars(with = "String")]
    pub on: Date,
    /// How many days are left; less than nothing when it is over.
    pub days_left: i32,
    /// Who answers for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The day since which it says what it says, where the file tells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub since: Option<Date>,
    /// The file that it stands in.
    pub file: String,
    /// The line in that file, from 1.
    pub line: usize,
}

/// What ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum EndKind {
    /// An entry.
    Exception,
    /// A person's verdict.
    Attested,
}

impl EndKind {
    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Exception => "exception",
            Self::Attested => "attested",
        }
    }
}

/// Everything of a registry that has a last day and is approved, the first to end first.
pub(super) fn ends(registry: &Registry, as_of: Date) -> Vec<EndView> {
    let entries = registry.entries.iter().filter_map(|entry| of_entry(entry, as_of));
    let mut all: Vec<EndView> =
        entries.chain(registry.attested.iter().filter_map(|attested| of_attested(attested, as_of))).collect();
    all.sort_by(|a, b| (a.on, a.kind, &a.id, &a.file, a.line).cmp(&(b.on, b.kind, &b.id, &b.file, b.line)));
    all
}

fn of_entry(entry: &Entry, as_of: Date) -> Option<EndView> {
    let on = entry.expires.filter(|_| entry.status == Approval::Approved)?;
    Some(EndView {
        kind: EndKind::Exception,
        id: entry.id.clone(),
        rules: entry.rules.iter().map(ToString::to_string).collect(),
        titles: entry.all_titles().map(str::to_owned).collect(),
        on,
        days_left: (on - as_of).get_days(),
        owner: entry.owner.clone(),
        since: entry.approved_on.or(entry.starts),
        file: entry.place.path.clone(),
        line: entry.place.line,
    })
}

fn of_attested(attested: &Attested, as_of: Date) -> Option<EndView> {
    let on = attested.until?;
    Some(EndView {
        kind: EndKind::Attested,
        id: attested.by.clone(),
        rules: attested.numbers.iter().map(ToString::to_string).collect(),
        titles: Vec::new(),
        on,
        days_left: (on - as_of).get_days(),
        owner: None,
        since: Some(attested.on),
        file: attested.place.path.clone(),
        line: attested.place.line,
    })
}
