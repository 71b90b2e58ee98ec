//! The names of a benchmark's sections: short headings, for people to find their way.

use std::sync::OnceLock;

use super::edition::Edition;
use super::files::SECTIONS;
use super::table::{MappingError, Table};
use crate::model::Number;

/// The name of a section in some versions of a benchmark.
#[derive(Clone, Debug)]
struct Section {
    /// The benchmark's name as it is compared.
    family: String,
    versions: Vec<String>,
    number: Number,
    name: String,
}

const KEYS: [&str; 3] = ["source", "licence", "weak"];
const COLUMNS: [&str; 4] = ["benchmark", "versions", "section", "name"];

/// No heading is longer; prose is.
const LONGEST: usize = 60;

/// The name of a section of a benchmark version, such as "Network Configuration" for 3. `None` where the
/// version is not known.
pub fn section_name(edition: &Edition, section: &Number) -> Option<&'static str> {
    static KNOWN: OnceLock<Vec<Section>> = OnceLock::new();
    // A test parses the file, so that an empty table does not happen in a released program.
    let known = KNOWN.get_or_init(|| parse("sections", SECTIONS).unwrap_or_default());
    let of = |row: &&Section| {
        row.number == *section && row.family == edition.family() && row.versions.iter().any(|v| v == edition.version())
    };
    known.iter().find(of).map(|row| row.name.as_str())
}

fn parse(path: &str, text: &str) -> Result<Vec<Section>, MappingError> {
    let table = Table::parse(path, text, &KEYS, &COLUMNS)?;
    let row = |line: &super::table::Line| {
        let wrong = |what: &str| table.error(line.number, format!("`{what}` is not of the column's shape"));
        let (family, name) = (line.cell(0).replace('_', " "), line.cell(3));
        let letters = |c: char| c.is_ascii_alphabetic() || matches!(c, ' ' | ',' | '(' | ')');
        if name.is_empty() || name.len() > LONGEST || !name.chars().all(letters) {
            return Err(wrong(name));
        }
        let versions: Vec<String> = line.cell(1).split('|').map(str::to_owned).collect();
        if let Some(version) = versions.iter().find(|version| Edition::new(&family, version).family() != family) {
            return Err(wrong(version));
        }
        let number = line.cell(2).parse().map_err(|_| wrong(line.cell(2)))?;
        Ok(Section { family, versions, number, name: name.to_owned() })
    };
    table.lines.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::mapping::Mappings;

    fn number(text: &str) -> Number {
        text.parse().expect("a number")
    }

    #[test]
    fn a_section_has_the_name_of_its_version() {
        let name = |version, section| section_name(&Edition::new("amazon linux 2", version), &number(section));
        assert_eq!(name("2.0.0", "4"), Some("Logging and Auditing"));
        assert_eq!(name("3.0.0", "4"), Some("Access, Authentication and Authorization"));
        assert_eq!((name("9.0.0", "4"), name("2.0.0", "4.1")), (None, None));
    }

    #[test]
    fn every_section_of_every_list_has_a_name_and_no_row_is_prose() {
        assert!(!parse("sections", SECTIONS).expect("a table").is_empty());
        for list in Mappings::builtin().lists() {
            for item in &list.items {
                let section = item.number.section();
                assert!(section_name(&list.edition, &section).is_some(), "{}: {section}", list.edition);
            }
        }
        let long = format!("benchmark,versions,section,name\nrhel_9,1.0.0,1,{}\n", "a".repeat(LONGEST + 1));
        for wrong in ["benchmark,versions,section,name\nrhel_9,1.0.0,x,Services\n", long.as_str()] {
            assert!(parse("x", wrong).is_err(), "{wrong}");
        }
    }

    /// Sections are renumbered from version to version; their names follow what stands in them.
    #[test]
    fn names_follow_the_recommendations() {
        let mappings = Mappings::builtin();
        let topic = |name: &str| name.split(' ').next().unwrap_or_default().trim_end_matches(',').to_owned();
        let mut compared = 0;
        for (from, to) in mappings.pairs() {
            let Some(walk) = mappings.reviewed(from, to) else { continue };
            let mut went = BTreeMap::<(Number, Number), usize>::new();
            for pair in walk.rows().iter().filter(|row| row.class.carries()) {
                if let (Some(old), Some(new)) = (&pair.from, &pair.to) {
                    *went.entry((old.section(), new.section())).or_default() += 1;
                }
            }
            for section in went.keys().map(|(old, _)| old.clone()).collect::<std::collections::BTreeSet<_>>() {
                let of_section = went.iter().filter(|((old, _), _)| *old == section);
                let total: usize = of_section.clone().map(|(_, count)| count).sum();
                let Some(((_, new), count)) = of_section.max_by_key(|(_, count)| **count) else { continue };
                // A section that was taken apart has no one heir.
                if total < 10 || count * 4 < total * 3 {
                    continue;
                }
                let (Some(old_name), Some(new_name)) = (section_name(from, &section), section_name(to, new)) else {
                    continue;
                };
                assert_eq!(topic(old_name), topic(new_name), "{from} {section} -> {to} {new}");
                compared += 1;
            }
        }
        assert!(compared > 100, "{compared}");
    }
}
