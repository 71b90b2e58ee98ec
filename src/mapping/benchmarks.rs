//! The list of one benchmark version: which numbers it has, and a hash of each one's title.

use crate::model::{AssessedBy, NORMALISATION, Number};

use super::edition::Edition;
use super::hash::TitleHash;
use super::table::{LIST_COLUMNS, MappingError, Table};
use super::titles::{Known, Wording};

/// One recommendation of a benchmark version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its number.
    pub number: Number,
    /// The level of the profile (Server, where there are several) that first holds it; from one or
    /// two public sources, so that the level in a scan is to be preferred.
    pub level: Option<u8>,
    /// How it is assessed; absent also where the benchmark says "Scored" instead.
    pub assessment: Option<AssessedBy>,
    /// The hash of its title; absent when unknown or made by another normalisation.
    pub hash: Option<TitleHash>,
}

/// The recommendations of one benchmark version.
#[derive(Clone, Debug)]
pub struct BenchmarkList {
    /// The benchmark and its version.
    pub edition: Edition,
    /// When it was published, as far as known; as written in the file.
    pub date: String,
    /// Where the facts are from.
    pub source: String,
    /// The licence of that source.
    pub licence: String,
    /// The known weakness of the list.
    pub weak: String,
    /// How many independent sources agree about the numbers.
    pub sources: u8,
    /// The recommendations, sorted by number. A number is not unique in every benchmark.
    pub items: Vec<Item>,
    /// Whose wording the titles in `items` are.
    wording: Wording,
    /// Further known titles, sorted by number.
    pub(super) known: Vec<Known>,
    /// Further titles that guard nothing.
    pub(super) unusable: Vec<Known>,
    /// The only sections that the list covers; empty: all.
    sections: Vec<Number>,
    /// Numbers that the source lacks though the benchmark seems to have them.
    gaps: Vec<Number>,
}

const KEYS: [&str; 10] =
    ["benchmark", "date", "normalisation", "source", "licence", "weak", "sections", "gaps", "wording", "sources"];

impl BenchmarkList {
    /// Reads a list file.
    pub(super) fn parse(path: &str, text: &str) -> Result<Self, MappingError> {
        let table = Table::parse(path, text, &KEYS, &LIST_COLUMNS)?;
        let numbers = |key| -> Result<Vec<Number>, MappingError> {
            let words = table.value(key).split_whitespace();
            words.map(|word| word.parse().map_err(|e| table.error(1, format!("{key}: {e}")))).collect()
        };
        // Hashes of another normalisation would contradict every title.
        let comparable = table.value("normalisation") == NORMALISATION.to_string();
        let mut items = Vec::new();
        for line in &table.lines {
            let error = |message: String| table.error(line.number, message);
            items.push(Item {
                number: line.cell(0).parse().map_err(|e| error(format!("{e}")))?,
                level: level(line.cell(1)).map_err(error)?,
                assessment: assessment(line.cell(2)).map_err(error)?,
                hash: hash(line.cell(3)).map_err(error)?.filter(|_| comparable),
            });
        }
        items.sort_by(|left, right| left.number.cmp(&right.number));
        let (wording, sources) = (table.value("wording"), table.value("sources"));
        let wording = if wording.is_empty() { Ok(Wording::Benchmark) } else { Wording::parse(wording) };
        let sources = if sources.is_empty() { Ok(1) } else { sources.parse() };
        Ok(Self {
            edition: table.edition("benchmark")?,
            date: table.value("date").to_owned(),
            source: table.value("source").to_owned(),
            licence: table.value("licence").to_owned(),
            weak: table.value("weak").to_owned(),
            sources: sources.map_err(|e| table.error(1, format!("sources: {e}")))?,
            items,
            wording: wording.map_err(|e| table.error(1, format!("wording: {e}")))?,
            known: Vec::new(),
            unusable: Vec::new(),
            sections: numbers("sections")?,
            gaps: numbers("gaps")?,
        })
    }

    /// The recommendations with a number: none, one, or (rarely) several.
    pub fn with_number(&self, number: &Number) -> &[Item] {
        let start = self.items.partition_point(|item| item.number < *number);
        let end = self.items.partition_point(|item| item.number <= *number);
        self.items.get(start..end).unwrap_or_default()
    }

    /// Whether the list has the number.
    pub fn contains(&self, number: &Number) -> bool {
        !self.with_number(number).is_empty()
    }

    /// Whether the benchmark has the number, as far as the list can tell: `None` for a number that
    /// the list's source lacks, and outside the sections that the list covers.
    pub fn knows(&self, number: &Number) -> Option<bool> {
        if self.contains(number) {
            return Some(true);
        }
        let covered = self.sections.is_empty() || self.sections.iter().any(|section| number.within(section));
        (covered && !self.gaps.contains(number)).then_some(false)
    }

    /// Whether a title is one that is known for the number, after normalising; `None` when the list
    /// lacks the number or its title, or knows only how a tool words it and the title is another one.
    pub fn title_matches(&self, number: &Number, title: &str) -> Option<bool> {
        self.hash_matches(number, &TitleHash::readings(title))
    }

    /// [`Self::title_matches`] for a title that is hashed already, in all its readings.
    pub(super) fn hash_matches(&self, number: &Number, title: &[TitleHash]) -> Option<bool> {
        if self.wording_of(number, title).is_some() {
            return Some(true);
        }
        self.titles(number).any(|(_, of)| of.identifies()).then_some(false)
    }

    /// Whose wording of the number's title a title is; `None` when it is none that is known.
    pub fn wording(&self, number: &Number, title: &str) -> Option<&Wording> {
        self.wording_of(number, &TitleHash::readings(title))
    }

    pub(super) fn wording_of(&self, number: &Number, title: &[TitleHash]) -> Option<&Wording> {
        self.titles(number).find(|(hash, _)| title.contains(hash)).map(|(_, of)| of)
    }

    /// Every known title of a number, the list's own first.
    fn titles(&self, number: &Number) -> impl Iterator<Item = (TitleHash, &Wording)> {
        let start = self.known.partition_point(|known| known.number < *number);
        let end = self.known.partition_point(|known| known.number <= *number);
        let further = self.known.get(start..end).unwrap_or_default().iter().map(|known| (known.hash, &known.of));
        self.with_number(number).iter().filter_map(|item| Some((item.hash?, &self.wording))).chain(further)
    }

    /// The numbers whose title is this one, in a wording that names a recommendation by itself.
    pub fn numbers_with_title(&self, title: &str) -> impl Iterator<Item = &Number> {
        let readings = TitleHash::readings(title);
        let own = self.items.iter().filter(|_| self.wording.identifies());
        let own = own.filter_map(|item| Some((item.hash?, &item.number)));
        let further = self.known.iter().filter(|known| known.of.identifies()).map(|known| (known.hash, &known.number));
        let mut numbers: Vec<_> =
            own.chain(further).filter(|(hash, _)| readings.contains(hash)).map(|(_, number)| number).collect();
        numbers.sort();
        numbers.dedup();
        numbers.into_iter()
    }

    /// How many further titles are known.
    pub fn further_titles(&self) -> usize {
        self.known.len()
    }

    /// The numbers of further titles that guard nothing: they belong to two numbers, or to none.
    pub fn unusable(&self) -> impl Iterator<Item = &Number> {
        self.unusable.iter().map(|known| &known.number)
    }
}

fn level(cell: &str) -> Result<Option<u8>, String> {
    match cell {
        "" => Ok(None),
        "1" | "2" | "3" => Ok(cell.parse().ok()),
        _ => Err(format!("`{cell}` is not a level: 1, 2, 3 or nothing")),
    }
}

fn assessment(cell: &str) -> Result<Option<AssessedBy>, String> {
    match cell {
        "automated" => Ok(Some(AssessedBy::Automated)),
        "manual" => Ok(Some(AssessedBy::Manual)),
        // Benchmarks before 2020 say whether it counts in the score, not how it is assessed.
        "scored" | "notscored" | "" => Ok(None),
        _ => Err(format!("`{cell}` is not automated, manual, scored, notscored or nothing")),
    }
}

fn hash(cell: &str) -> Result<Option<TitleHash>, String> {
    if cell.is_empty() { Ok(None) } else { cell.parse().map(Some) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(head: &str, rows: &str) -> Result<BenchmarkList, MappingError> {
        let text =
            format!("# benchmark: CIS Example Benchmark v1.0.0\n{head}number,level,assessment,title_hash\n{rows}");
        BenchmarkList::parse("example.csv", &text)
    }

    fn number(text: &str) -> Number {
        text.parse().expect("a number")
    }

    #[test]
    fn a_title_is_held_against_the_number_it_stands_at() {
        let hash = TitleHash::of("Ensure it");
        let list = list("# normalisation: 1\n", &format!("1.2,2,manual,\n1.1,1,automated,{hash}\n")).expect("a list");
        assert_eq!(list.title_matches(&number("1.1"), "ensure it (Automated)"), Some(true));
        assert_eq!(list.title_matches(&number("1.1"), "Ensure another"), Some(false));
        assert_eq!(list.title_matches(&number("1.2"), "Ensure it"), None);
        assert_eq!(list.title_matches(&number("9.9"), "Ensure it"), None);
        assert_eq!(list.numbers_with_title("Ensure it").collect::<Vec<_>>(), [&number("1.1")]);
    }

    #[test]
    fn hashes_of_another_normalisation_are_not_compared() {
        let rows = format!("1.1,1,automated,{}\n", TitleHash::of("Ensure it"));
        for head in ["# normalisation: 0\n", ""] {
            let list = list(head, &rows).expect("a list");
            assert_eq!(list.title_matches(&number("1.1"), "Ensure another"), None);
        }
    }

    #[test]
    fn a_list_says_nothing_about_gaps_and_other_sections() {
        let list = list("# sections: 4\n# gaps: 4.2\n", "4.1,,,\n").expect("a list");
        assert_eq!(list.knows(&number("4.1")), Some(true));
        assert_eq!(list.knows(&number("4.9")), Some(false));
        assert_eq!(list.knows(&number("4.2")), None);
        assert_eq!(list.knows(&number("1.1")), None);
    }

    #[test]
    fn a_title_in_the_place_of_a_hash_is_an_error() {
        let error = list("", "1.1,1,automated,Ensure it\n").expect_err("an error").to_string();
        assert_eq!(error, "example.csv:3: `Ensure it` is not a title hash of 16 hexadecimal digits");
        assert!(list("", "1.1,server,automated,\n").is_err());
        assert!(list("", "1.1,1,perhaps,\n").is_err());
        assert!(list("", "x,1,,\n").is_err());
    }
}
