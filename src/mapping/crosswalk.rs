//! The crosswalk between two benchmark versions: what became of each recommendation.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use crate::model::Number;

use super::edition::Edition;
use super::table::{MappingError, Table};

/// The relation of a recommendation to its counterparts in the other benchmark version; a crosswalk's column `class`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
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

/// A pair of recommendations, or one without a counterpart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The number on the one side; absent only when added.
    pub from: Option<Number>,
    /// The number on the other side; absent only when removed.
    pub to: Option<Number>,
    /// What became of it.
    pub class: Relation,
    /// The titles differ after normalising.
    pub retitled: bool,
    /// The titles are equal, and yet it needs review: they do not check the same.
    pub other_content: bool,
}

impl Row {
    fn reversed(&self) -> Self {
        Self { from: self.to.clone(), to: self.from.clone(), class: self.class.reversed(), ..self.clone() }
    }

    /// The flags as they stand in files: `retitled`, `other-content`, or nothing.
    pub fn flags(&self) -> &'static str {
        match (self.retitled, self.other_content) {
            (false, false) => "",
            (true, _) => "retitled",
            (false, true) => "other-content",
        }
    }
}

/// What became of every recommendation of one benchmark version in another.
#[derive(Clone, Debug)]
pub struct Crosswalk {
    /// The one side.
    pub from: Edition,
    /// The other side.
    pub to: Edition,
    /// Sorted by `from`; what is added stands last, sorted by `to`.
    rows: Vec<Row>,
}

const KEYS: [&str; 5] = ["from", "to", "source", "licence", "weak"];
const COLUMNS: [&str; 4] = ["from", "to", "class", "flags"];

impl Crosswalk {
    fn new(from: Edition, to: Edition, mut rows: Vec<Row>) -> Self {
        rows.sort_by(|left, right| {
            let key = |row: &Row| (row.from.is_none(), row.from.clone(), row.to.clone());
            key(left).cmp(&key(right))
        });
        Self { from, to, rows }
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
            let (retitled, other_content) = flags(line.cell(3)).map_err(error)?;
            rows.push(Row { from, to, class, retitled, other_content });
        }
        Ok(Self::new(table.edition("from")?, table.edition("to")?, rows))
    }

    /// The same crosswalk in the other direction.
    #[must_use]
    pub fn reversed(&self) -> Self {
        Self::new(self.to.clone(), self.from.clone(), self.rows.iter().map(Row::reversed).collect())
    }

    /// All rows: sorted by the number in `from`, then what is added.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// What became of a number of the one side; empty when the crosswalk does not have it.
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

fn flags(cell: &str) -> Result<(bool, bool), String> {
    match cell {
        "" => Ok((false, false)),
        "retitled" => Ok((true, false)),
        "other-content" => Ok((false, true)),
        _ => Err(format!("`{cell}` is not retitled, other-content or nothing")),
    }
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
}
