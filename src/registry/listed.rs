//! What the lists of benchmark versions say about entries: numbers that are none, titles of others.

use crate::mapping::{BenchmarkList, Edition, Mappings};
use crate::model::Number;

use super::entry::{Approval, Entry, Registry};
use super::lint::Finding;
use super::state::State;

/// The states that need no scan but the list of the entry's own benchmark version.
pub fn listed(registry: &Registry, mappings: &Mappings) -> Vec<Finding> {
    let mut found = Vec::new();
    for (id, entry) in registry.by_id() {
        if matches!(entry.status, Approval::Rejected | Approval::Withdrawn) {
            continue;
        }
        let numbers: Vec<&Number> = entry.numbers().collect();
        let Some(edition) = Edition::of(&entry.benchmark).filter(|_| !numbers.is_empty()) else { continue };
        let Some(list) = mappings.list(&edition) else {
            found.push(Finding::new(id, State::Unlisted, format!("`{}`: there is no list of {edition}", entry.id)));
            continue;
        };
        for number in numbers {
            if list.knows(number) == Some(false) {
                let message = format!(
                    "`{}` names {number}, which {edition} does not have; {}",
                    entry.id,
                    hint(number, list, &edition, mappings)
                );
                found.push(Finding::new(id, State::Unknown, message));
            } else if let Some(title) = entry.title_of(number).filter(|t| list.title_matches(number, t) == Some(false))
            {
                found.push(Finding::new(id, State::NeedsReview, moved(entry, number, title, list)));
            }
        }
    }
    found
}

/// The version that has the number, else the nearest number of this one.
fn hint(number: &Number, list: &BenchmarkList, edition: &Edition, mappings: &Mappings) -> String {
    let versions: Vec<String> =
        mappings.versions_with(edition, number).iter().map(|list| list.edition.to_string()).collect();
    if !versions.is_empty() {
        return format!("this number exists only in {}", versions.join(" and "));
    }
    // The parts count from the left: another section is further away than another item.
    let off = |other: &Number| -> Vec<u32> {
        other.parts().iter().zip(number.parts()).map(|(a, b)| a.abs_diff(*b)).collect()
    };
    let alike = list.items.iter().filter(|item| item.number.parts().len() == number.parts().len());
    let near = alike.min_by_key(|item| off(&item.number));
    near.map_or_else(|| "there is no number like it".to_owned(), |item| format!("did you mean {}?", item.number))
}

fn moved(entry: &Entry, number: &Number, title: &str, list: &BenchmarkList) -> String {
    let others: Vec<String> = list.numbers_with_title(title).map(ToString::to_string).collect();
    let whose =
        if others.is_empty() { String::new() } else { format!("; it is the title of {}", others.join(" and ")) };
    format!("`{}`: \"{title}\" is not the title of {number} in {}{whose}", entry.id, list.edition)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn states(number: &str, title: &str) -> Vec<(State, String)> {
        let text = format!(
            "schema = 1\n[[exception]]\nid = \"x\"\nrules = [\"{number}\"]\ntitle = \"{title}\"\nreason = \"r\"\n\
             benchmark = \"CIS Amazon Linux 2 Benchmark\"\nversion = \"2.0.0\"\n"
        );
        let registry = Registry::parse("x.toml", &text).expect("a registry");
        listed(&registry, &Mappings::builtin()).into_iter().map(|found| (found.state, found.message)).collect()
    }

    #[test]
    fn a_number_and_its_title_are_no_finding() {
        assert_eq!(states("3.2.1", "Ensure IP forwarding is disabled"), []);
    }

    #[test]
    fn a_number_of_another_version_is_said_to_be_one() {
        let found = states("3.4.4.2.3", "Ensure iptables rules exist for all open ports");
        let [(State::Unknown, message)] = found.as_slice() else { panic!("{found:?}") };
        assert!(message.contains("exists only in CIS Amazon Linux 2 Benchmark v3.0.0"), "{message}");
    }

    #[test]
    fn a_number_of_no_version_gets_the_nearest() {
        let found = states("3.2.99", "Ensure x");
        assert!(matches!(found.as_slice(), [(State::Unknown, m)] if m.contains("did you mean 3.2.")), "{found:?}");
    }

    #[test]
    fn the_title_of_another_number_needs_review() {
        let found = states("3.2.2", "Ensure IP forwarding is disabled");
        let [(State::NeedsReview, message)] = found.as_slice() else { panic!("{found:?}") };
        assert!(message.contains("the title of 3.2.1"), "{message}");
    }
}
