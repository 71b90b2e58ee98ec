//! Further titles of recommendations, as hashes: tools word them differently, and so do versions.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::model::{NORMALISATION, Number};

use super::benchmarks::{BenchmarkList, Item};
use super::edition::Edition;
use super::hash::TitleHash;
use super::table::{MappingError, Table};

/// Whose wording a known title is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wording {
    /// The benchmark's own.
    Benchmark,
    /// The wording that the same recommendation has in another version.
    Carried,
    /// The wording of a tool, such as `wazuh`.
    Tool(String),
}

impl Wording {
    /// Reads the word in files: `benchmark`, `carried`, or a tool's name.
    pub(super) fn parse(word: &str) -> Result<Self, String> {
        match word {
            "benchmark" => Ok(Self::Benchmark),
            "carried" => Ok(Self::Carried),
            "" => Err("whose wording it is stands nowhere: benchmark, carried, or a tool's name".to_owned()),
            tool if tool.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') => {
                Ok(Self::Tool(tool.to_owned()))
            }
            _ => Err(format!("`{word}` is not benchmark, carried, or a tool's name in small letters")),
        }
    }

    /// Whether a title in this wording tells, by itself, which recommendation it is. A tool shortens
    /// titles until two recommendations look alike.
    pub fn identifies(&self) -> bool {
        !matches!(self, Self::Tool(_))
    }
}

impl fmt::Display for Wording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Benchmark => f.write_str("the benchmark"),
            Self::Carried => f.write_str("another version"),
            Self::Tool(tool) => f.write_str(tool),
        }
    }
}

/// A known title of a recommendation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Known {
    pub(super) number: Number,
    pub(super) hash: TitleHash,
    pub(super) of: Wording,
}

/// The further titles of one benchmark version.
#[derive(Clone, Debug)]
pub(super) struct TitleTable {
    pub(super) edition: Edition,
    rows: Vec<Known>,
}

const KEYS: [&str; 5] = ["benchmark", "normalisation", "source", "licence", "weak"];
const COLUMNS: [&str; 3] = ["number", "title_hash", "of"];

impl TitleTable {
    /// Reads a file of titles.
    pub(super) fn parse(path: &str, text: &str) -> Result<Self, MappingError> {
        let table = Table::parse(path, text, &KEYS, &COLUMNS)?;
        // Hashes of another normalisation would fit no title.
        let comparable = table.value("normalisation") == NORMALISATION.to_string();
        let mut rows = Vec::new();
        for line in &table.lines {
            let error = |message: String| table.error(line.number, message);
            rows.push(Known {
                number: line.cell(0).parse().map_err(|e| error(format!("{e}")))?,
                hash: line.cell(1).parse().map_err(error)?,
                of: Wording::parse(line.cell(2)).map_err(error)?,
            });
        }
        rows.retain(|_| comparable);
        rows.sort();
        Ok(Self { edition: table.edition("benchmark")?, rows })
    }

    /// The titles that a list can use, sorted by number, and those that it cannot: their number is
    /// not in the list, or another number of the list has the same title, so that it guards nothing.
    pub(super) fn sorted_out(self, items: &[Item]) -> (Vec<Known>, Vec<Known>) {
        let listed: BTreeSet<&Number> = items.iter().map(|item| &item.number).collect();
        let mut owners: BTreeMap<TitleHash, BTreeSet<Number>> = BTreeMap::new();
        let own = items.iter().filter_map(|item| Some((item.hash?, item.number.clone())));
        let further = self.rows.iter().map(|known| (known.hash, known.number.clone()));
        for (hash, number) in own.chain(further) {
            owners.entry(hash).or_default().insert(number);
        }
        self.rows.into_iter().partition(|known| {
            listed.contains(&known.number) && owners.get(&known.hash).is_none_or(|numbers| numbers.len() == 1)
        })
    }
}

impl BenchmarkList {
    /// Adds further titles to the list, as far as they tell its recommendations apart.
    pub(super) fn learn(&mut self, table: TitleTable) {
        let (known, unusable) = table.sorted_out(&self.items);
        self.known = known;
        self.unusable = unusable;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(further: &[(&str, &str, &str)]) -> BenchmarkList {
        let hash = |title: &str| TitleHash::of(title).to_string();
        let rows = format!("1.1,1,,{}\n1.2,1,,{}\n1.3,1,,\n", hash("Ensure it"), hash("Ensure that"));
        let head = "# benchmark: House Rules v1.0\n# normalisation: 1\n";
        let mut list = BenchmarkList::parse(
            "x.csv",
            &format!("{head}# wording: lockdown\nnumber,level,assessment,title_hash\n{rows}"),
        )
        .expect("a list");
        let further: String = further
            .iter()
            .flat_map(|(number, title, of)| [number, ",", &hash(title), ",", of, "\n"].map(str::to_owned))
            .collect();
        list.learn(TitleTable::parse("t.csv", &format!("{head}number,title_hash,of\n{further}")).expect("titles"));
        list
    }

    fn number(text: &str) -> Number {
        text.parse().expect("a number")
    }

    #[test]
    fn any_known_wording_guards_and_says_whose_it_is() {
        let list = list(&[("1.1", "Ensure it is set", "wazuh"), ("1.1", "Ensure it be set", "carried")]);
        let of = |title| list.wording(&number("1.1"), title).map(ToString::to_string);
        assert_eq!(of("Ensure it").as_deref(), Some("lockdown"));
        assert_eq!(of("Ensure it is set").as_deref(), Some("wazuh"));
        assert_eq!(of("Ensure it be set").as_deref(), Some("another version"));
        assert_eq!(of("Ensure other things"), None);
        assert_eq!(list.title_matches(&number("1.1"), "Ensure other things"), Some(false));
    }

    #[test]
    fn where_only_a_tools_wording_is_known_another_title_contradicts_nothing() {
        let list = list(&[]);
        assert_eq!(list.title_matches(&number("1.1"), "Ensure it"), Some(true));
        assert_eq!(list.title_matches(&number("1.1"), "Ensure that 'it' is set to 'Enabled'"), None);
    }

    #[test]
    fn a_title_of_two_numbers_guards_nothing() {
        let list =
            list(&[("1.1", "Ensure that", "wazuh"), ("1.2", "Ensure both", "wazuh"), ("1.3", "Ensure both", "wazuh")]);
        for (of, title) in [("1.1", "Ensure that"), ("1.2", "Ensure both"), ("1.3", "Ensure both")] {
            assert_eq!(list.wording(&number(of), title), None, "{of} {title}");
        }
        assert_eq!(list.unusable().count(), 3);
    }

    #[test]
    fn only_the_benchmarks_own_and_carried_wordings_name_a_number() {
        let list = list(&[("1.1", "Ensure it is set", "wazuh"), ("1.3", "Ensure a third", "carried")]);
        let numbers = |title| list.numbers_with_title(title).map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(numbers("Ensure a third"), ["1.3"]);
        assert!(numbers("Ensure it").is_empty() && numbers("Ensure it is set").is_empty());
    }

    #[test]
    fn other_words_are_no_wording() {
        for word in ["", "Wazuh", "a tool", "Ensure it is set"] {
            assert!(Wording::parse(word).is_err(), "{word}");
        }
    }
}
