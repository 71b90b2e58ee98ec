//! The crosswalk between two benchmark versions: what became of each recommendation.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::Number;

use super::edition::Edition;
use super::table::{MappingError, Table};

/// The relation of a recommendation to its counterparts in the other benchmark version; a crosswalk's column `class`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Relation {
    /// It has the same number.
    Same,
    /// It has another number.
    Renumbered,
    /// The other version prints it at several numbers: it is each of them.
    Duplicate,
    /// It is one of several that became one.
    Merged,
    /// It became several, or part of several.
    Split,
    /// It has a counterpart, which checks something else.
    Changed,
    /// The other version lacks it.
    Removed,
    /// Only the other version has it.
    Added,
}

impl Relation {
    const ALL: [Self; 8] = [
        Self::Same,
        Self::Renumbered,
        Self::Duplicate,
        Self::Merged,
        Self::Split,
        Self::Changed,
        Self::Removed,
        Self::Added,
    ];

    /// Whether what was decided about the one holds for the other.
    pub fn carries(self) -> bool {
        matches!(self, Self::Same | Self::Renumbered | Self::Duplicate)
    }

    /// Whether a person has to decide what holds for the other.
    pub fn needs_review(self) -> bool {
        matches!(self, Self::Merged | Self::Split | Self::Changed)
    }

    /// The word in files and tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Renumbered => "renumbered",
            Self::Duplicate => "duplicate",
            Self::Merged => "merged",
            Self::Split => "split",
            Self::Changed => "changed",
            Self::Removed => "removed",
            Self::Added => "added",
        }
    }

    /// The class seen from the other side.
    #[must_use]
    pub fn reversed(self) -> Self {
        match self {
            Self::Merged => Self::Split,
            Self::Split => Self::Merged,
            Self::Removed => Self::Added,
            Self::Added => Self::Removed,
            other => other,
        }
    }
}

impl fmt::Display for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl FromStr for Relation {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|class| class.word() == text).ok_or_else(|| {
            let known = Self::ALL.map(Self::word).join(", ");
            format!("`{text}` is not a class: {known}")
        })
    }
}

/// A remark on a row: the reason for its class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// The tools' rules for the two are wholly different, though the titles are alike.
    OtherRules,
    /// The two set another registry key of Windows; the recommendation is the same.
    OtherKey,
    /// The readers were not sure, or the way leads over other versions: a person has to look.
    NeedsReview,
}

impl Mark {
    const ALL: [Self; 3] = [Self::OtherRules, Self::OtherKey, Self::NeedsReview];

    /// The word in files and tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::OtherRules => "other-rules",
            Self::OtherKey => "other-key",
            Self::NeedsReview => "needs-review",
        }
    }

    /// Whether a row with the mark must not be carried.
    fn forbids(self) -> bool {
        matches!(self, Self::OtherRules | Self::NeedsReview)
    }
}

/// One step of a way over several benchmark versions.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Step {
    /// The recommendation's fate in this step.
    pub class: Relation,
    /// Its number after the step; absent when it was removed.
    pub to: Option<Number>,
}

/// A pair of recommendations, or one without a counterpart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Row {
    /// The number on the one side; absent only when added.
    pub from: Option<Number>,
    /// The number on the other side; absent only when removed.
    pub to: Option<Number>,
    /// The recommendation's fate.
    pub class: Relation,
    /// The titles differ after normalising.
    pub retitled: bool,
    /// The titles are equal, and yet it needs review: they do not check the same.
    pub other_content: bool,
    /// The remarks on it.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub marks: BTreeSet<Mark>,
    /// The steps of the way, where it leads over other versions; empty for a reviewed row.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
}

impl Row {
    /// Whether a person has to decide what holds for the other side, or whether there is one.
    pub fn needs_review(&self) -> bool {
        self.class.needs_review() || self.marks.contains(&Mark::NeedsReview)
    }

    fn reversed(&self) -> Self {
        Self { from: self.to.clone(), to: self.from.clone(), class: self.class.reversed(), ..self.clone() }
    }

    /// The flags as they stand in files, such as `retitled|needs-review`, or nothing.
    pub fn flags(&self) -> String {
        let own = [(self.retitled, RETITLED), (self.other_content, OTHER_CONTENT)];
        let own = own.into_iter().filter(|(set, _)| *set).map(|(_, word)| word);
        own.chain(self.marks.iter().map(|mark| mark.word())).collect::<Vec<_>>().join("|")
    }
}

/// How well a crosswalk was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Reading {
    /// Nobody said.
    #[default]
    NotStated,
    /// It was not read: equal numbers with equal titles of two products that share their text.
    EqualEditions,
    /// One reader.
    Once,
    /// A second reader went through a part of it.
    OnceAndAHalf,
    /// Two readers went through every row that an equal title does not settle.
    Twice,
}

impl Reading {
    const ALL: [Self; 5] = [Self::NotStated, Self::EqualEditions, Self::Once, Self::OnceAndAHalf, Self::Twice];

    /// The words in files and tables; nothing when it is not stated.
    pub fn words(self) -> &'static str {
        match self {
            Self::NotStated => "",
            Self::EqualEditions => "equal editions",
            Self::Once => "once",
            Self::OnceAndAHalf => "once and a half",
            Self::Twice => "twice",
        }
    }
}

/// The fate of every recommendation of one benchmark version in another.
#[derive(Clone, Debug)]
pub struct Crosswalk {
    /// The older version.
    pub from: Edition,
    /// The other side.
    pub to: Edition,
    /// The versions between the two that the way leads over; empty for a reviewed crosswalk.
    pub over: Vec<Edition>,
    /// How well it was read; of several steps, the least.
    pub read: Reading,
    /// Sorted by `from`; what is added stands last, sorted by `to`.
    rows: Vec<Row>,
}

const KEYS: [&str; 6] = ["from", "to", "source", "licence", "read", "weak"];
const COLUMNS: [&str; 4] = ["from", "to", "class", "flags"];
const RETITLED: &str = "retitled";
const OTHER_CONTENT: &str = "other-content";

impl Crosswalk {
    pub(super) fn new(from: Edition, to: Edition, mut rows: Vec<Row>) -> Self {
        rows.sort_by(|left, right| {
            let key = |row: &Row| (row.from.is_none(), row.from.clone(), row.to.clone());
            key(left).cmp(&key(right))
        });
        Self { from, to, over: Vec::new(), read: Reading::NotStated, rows }
    }

    /// Reads a crosswalk file.
    pub(super) fn parse(path: &str, text: &str) -> Result<Self, MappingError> {
        let table = Table::parse(path, text, &KEYS, &COLUMNS)?;
        let mut rows = Vec::new();
        for line in &table.lines {
            let error = |message: String| table.error(line.number, message);
            let number = |cell: &str| match cell {
                "" => Ok(None),
                text => text.parse().map(Some).map_err(|e| error(format!("{e}"))),
            };
            let class = line.cell(2).parse().map_err(error)?;
            let (from, to) = (number(line.cell(0))?, number(line.cell(1))?);
            let right = match class {
                Relation::Added => from.is_none() && to.is_some(),
                Relation::Removed => from.is_some() && to.is_none(),
                Relation::Same => from.is_some() && from == to,
                Relation::Renumbered => from.is_some() && to.is_some() && from != to,
                _ => from.is_some() && to.is_some(),
            };
            if !right {
                return Err(error(format!("the numbers do not fit the class {class}")));
            }
            let row = Row {
                from,
                to,
                class,
                retitled: false,
                other_content: false,
                marks: BTreeSet::new(),
                steps: Vec::new(),
            };
            rows.push(flagged(row, line.cell(3)).map_err(error)?);
        }
        let walk = Self::new(table.edition("from")?, table.edition("to")?, rows);
        let read = table.value("read");
        let read = Reading::ALL.into_iter().find(|known| known.words() == read);
        let read = read.ok_or_else(|| {
            let known = Reading::ALL.map(Reading::words).join(", ");
            table.error(1, format!("read: not one of {}", known.trim_start_matches(", ")))
        })?;
        Ok(Self { read, ..walk })
    }

    /// The same crosswalk in the other direction.
    #[must_use]
    pub fn reversed(&self) -> Self {
        let walk = Self::new(self.to.clone(), self.from.clone(), self.rows.iter().map(Row::reversed).collect());
        Self { read: self.read, ..walk }
    }

    /// All rows: sorted by the number in `from`, then what is added.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The rows of a number of the older version; empty when the crosswalk does not have it.
    pub fn from(&self, number: &Number) -> &[Row] {
        let before = |row: &Row, equal: bool| match &row.from {
            Some(from) => from < number || (equal && from == number),
            None => false,
        };
        let start = self.rows.partition_point(|row| before(row, false));
        let end = self.rows.partition_point(|row| before(row, true));
        self.rows.get(start..end).unwrap_or_default()
    }

    /// The rows that lead to a number of the other side.
    pub fn to<'c>(&'c self, number: &'c Number) -> impl Iterator<Item = &'c Row> {
        self.rows.iter().filter(move |row| row.to.as_ref() == Some(number))
    }
}

/// A row with its flags, which stand in one cell with `|` between them.
fn flagged(mut row: Row, cell: &str) -> Result<Row, String> {
    for word in cell.split('|').filter(|_| !cell.is_empty()) {
        match word {
            RETITLED => row.retitled = true,
            OTHER_CONTENT => row.other_content = true,
            _ => {
                let mark = Mark::ALL.into_iter().find(|mark| mark.word() == word);
                let known = Mark::ALL.map(Mark::word).join(", ");
                row.marks.insert(mark.ok_or_else(|| {
                    format!("`{word}` is not a flag: {RETITLED}, {OTHER_CONTENT}, {known}, or nothing")
                })?);
            }
        }
    }
    if let Some(mark) = row.marks.iter().find(|mark| mark.forbids()).filter(|_| row.class.carries()) {
        return Err(format!("{} and {} contradict each other; the class changed fits", row.class, mark.word()));
    }
    Ok(row)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str =
        "# from: CIS Example Benchmark v1.0.0\n# to: CIS Example Benchmark v2.0.0\nfrom,to,class,flags\n";

    fn parse(rows: &str) -> Result<Crosswalk, MappingError> {
        Crosswalk::parse("x.csv", &format!("{HEAD}{rows}"))
    }

    fn number(text: &str) -> Number {
        text.parse().expect("a number")
    }

    #[test]
    fn a_split_read_backwards_is_a_merge() {
        let crosswalk = parse(",9.1,added,\n1.2,2.1,split,retitled\n1.2,2.2,split,\n1.1,,removed,\n").expect("rows");
        let targets = |c: &Crosswalk, n: &str| {
            c.from(&number(n)).iter().map(|row| (row.to.clone(), row.class)).collect::<Vec<_>>()
        };
        assert_eq!(
            targets(&crosswalk, "1.2"),
            [(Some(number("2.1")), Relation::Split), (Some(number("2.2")), Relation::Split)]
        );
        assert_eq!(targets(&crosswalk, "7.7"), []);
        let back = crosswalk.reversed();
        assert_eq!(targets(&back, "2.1"), [(Some(number("1.2")), Relation::Merged)]);
        assert_eq!(targets(&back, "9.1"), [(None, Relation::Removed)]);
        assert_eq!(back.to(&number("1.2")).count(), 2);
        assert_eq!(back.rows().last().map(|row| row.class), Some(Relation::Added));
        assert_eq!(back.reversed().rows(), crosswalk.rows());
    }

    #[test]
    fn a_row_whose_numbers_do_not_fit_its_class_is_an_error() {
        for row in ["1.1,1.2,same,", "1.1,1.1,renumbered,", "1.1,1.2,added,", ",1.2,merged,", "1.1,1.2,moved,"] {
            assert!(parse(&format!("{row}\n")).is_err(), "{row}");
        }
        assert!(parse("1.1,1.1,same,unsure\n").is_err());
    }

    #[test]
    fn what_needs_review_is_never_carried() {
        for flag in ["needs-review", "other-rules", "retitled|needs-review"] {
            assert!(parse(&format!("1.1,1.2,renumbered,{flag}\n")).is_err(), "{flag}");
            let walk = parse(&format!("1.1,1.2,changed,{flag}\n")).expect("a row");
            assert!(walk.rows().iter().all(|row| row.needs_review() && row.flags() == flag), "{flag}");
        }
        assert!(parse("1.1,1.2,renumbered,other-key\n").is_ok(), "another registry key is the same recommendation");
        let removed = parse("1.1,,removed,needs-review\n").expect("a row");
        assert!(removed.rows().iter().all(Row::needs_review));
    }
}
