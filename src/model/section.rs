//! The sections of a benchmark, as a scan names them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Number;

/// A heading is no longer than this; what is longer is prose, and names nothing.
const LONGEST: usize = 200;

/// A section of the benchmark, by the name that the scan gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Section {
    /// Its number, such as 5 or 5.2.
    pub number: Number,
    /// Its name, such as "Access, Authentication and Authorization".
    pub name: String,
}

/// Sections while they are found: the first name of a number counts.
#[derive(Clone, Debug, Default)]
pub struct Sections(BTreeMap<Number, String>);

impl Sections {
    /// Takes a heading, unless it is none: without words, or as long as prose.
    pub fn add(&mut self, number: Number, name: &str) {
        let name = name.trim();
        if !name.is_empty() && name.len() <= LONGEST && !number.parts().is_empty() {
            self.0.entry(number).or_insert_with(|| name.to_owned());
        }
    }

    /// Takes a heading that begins with its number: `1.1 Filesystem Configuration`.
    pub fn add_heading(&mut self, heading: &str) {
        if let Some((number, name)) = Number::leading(heading) {
            self.add(number, name);
        }
    }

    /// The bytes that a copy of them takes.
    pub fn bytes(&self) -> usize {
        self.0.values().map(|name| size_of::<Section>() + name.len()).sum()
    }

    /// The sections by number.
    pub fn list(&self) -> Vec<Section> {
        self.0.iter().map(|(number, name)| Section { number: number.clone(), name: name.clone() }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_name_of_a_number_counts_and_prose_is_no_name() {
        let mut sections = Sections::default();
        sections.add_heading("1.1 Filesystem Configuration");
        sections.add_heading("1.1 Another");
        sections.add_heading("No number");
        sections.add("2".parse().expect("a number"), "  ");
        sections.add("3".parse().expect("a number"), &"a".repeat(LONGEST + 1));
        sections.add("1".parse().expect("a number"), " Initial Setup\n");
        let list: Vec<_> =
            sections.list().into_iter().map(|section| format!("{} {}", section.number, section.name)).collect();
        assert_eq!(list, ["1 Initial Setup", "1.1 Filesystem Configuration"]);
        assert!(sections.bytes() > 40);
    }
}
