//! Entries compared with the lists of benchmark versions: unknown numbers, titles of other numbers.

use crate::diag::Diagnostic;
use crate::mapping::{BenchmarkList, Edition, Mappings};
use crate::model::{AssessedBy, Number};

use super::entry::{Approval, Entry, Registry};
use super::lint::Finding;
use super::rule::Rule;
use super::selection::{Listed, Selection};
use super::state::State;

/// The states that need no scan but the list of the entry's own benchmark version.
pub fn listed(registry: &Registry, mappings: &Mappings) -> Vec<Finding> {
    let mut found = Vec::new();
    for (id, entry) in registry.by_id() {
        if matches!(entry.status, Approval::Rejected | Approval::Withdrawn) {
            continue;
        }
        found.extend(never_excepted(entry, registry, mappings).map(|message| Finding::new(id, State::Policy, message)));
        found.extend(was_not(entry, mappings).map(|message| Finding::new(id, State::NeedsReview, message)));
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
                    hint(number, entry.title_of(number), list, mappings)
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

/// Attested numbers compared with the lists: those that a benchmark does not have, and those that a
/// tool judges, where a person's word does not count.
pub(super) fn listed_attested(registry: &Registry, mappings: &Mappings) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for attested in &registry.attested {
        let mut add = |state: State, message: String, help: &'static str| {
            let level = registry.lint.level(state).of_message();
            let told = |level| {
                let diagnostic = Diagnostic::new(level, state.code(), message);
                diagnostic.path(&attested.place.path).span(attested.place.of("numbers")).help(help)
            };
            found.extend(level.map(told));
        };
        let by = &attested.by;
        let Some(edition) = Edition::of(&attested.benchmark) else { continue };
        let Some(list) = mappings.list(&edition) else {
            let message = format!("what {by} attested: there is no list of {edition}");
            add(State::Unlisted, message, "see `amicis benchmarks list`, or add a list of your own with --mappings");
            continue;
        };
        for number in &attested.numbers {
            if list.knows(number) == Some(false) {
                let hint = hint(number, None, list, mappings);
                let message = format!("{by} attested {number}, which {edition} does not have; {hint}");
                add(State::Unknown, message, "correct the number, or the benchmark version");
            } else if list.with_number(number).iter().any(|item| item.assessment == Some(AssessedBy::Automated)) {
                let message = format!("{by} attested {number}, which is automated in {edition}: it counts for nothing");
                add(State::NeedsReview, message, "leave it out; what fails on purpose is an exception");
            }
        }
    }
    found
}

/// A rule of the entry that may never be excepted, as far as crosswalks and tables of rules tell.
fn never_excepted(entry: &Entry, registry: &Registry, mappings: &Mappings) -> Option<String> {
    let numbers = |rule: &Rule| -> Vec<Number> {
        match rule {
            Rule::Number(number) => vec![number.clone()],
            Rule::Tool(rule) => Edition::of(&entry.benchmark)
                .map(|edition| mappings.rule_numbers(&edition, &rule.id).into_iter().cloned().collect())
                .unwrap_or_default(),
        }
    };
    let forbidden = |rule: &&Rule| {
        let numbers = numbers(rule);
        let listed = |never: &Selection| never.listed(&entry.benchmark, &numbers, mappings) == Listed::Yes;
        registry.policy.never_except.iter().any(listed)
    };
    let rule = entry.rules.iter().find(forbidden)?;
    Some(format!("`{}` breaks the policy: {rule} may never be excepted", entry.id))
}

/// The entry's `was`, where the crosswalk does not carry it to the entry's rules.
fn was_not(entry: &Entry, mappings: &Mappings) -> Option<String> {
    let was = entry.was.as_ref()?;
    let title = was.benchmark.clone().or_else(|| entry.benchmark.title.clone())?;
    let walk = mappings.crosswalk(&Edition::new(&title, &was.version), &Edition::of(&entry.benchmark)?)?;
    entry.numbers().next()?;
    let carried = |from: &Number| {
        let rows = walk.from(from).iter().filter(|row| row.class.carries());
        rows.filter_map(|row| row.to.as_ref()).any(|to| entry.numbers().any(|own| own == to))
    };
    let (number, _) = was.guarded().find(|(number, _)| !carried(number))?;
    Some(format!("`{}`: its `was` names {number}, which the crosswalk does not carry to it", entry.id))
}

/// The number that has the title, else the version that has the number, else the nearest number of this one.
fn hint(number: &Number, title: Option<&str>, list: &BenchmarkList, mappings: &Mappings) -> String {
    let titled: Vec<String> =
        title.into_iter().flat_map(|title| list.numbers_with_title(title)).map(ToString::to_string).collect();
    if !titled.is_empty() {
        return format!("did you mean {}, which has its title there?", titled.join(" or "));
    }
    let edition = &list.edition;
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

    fn of(text: &str) -> Vec<(State, String)> {
        let text = format!(
            "schema = 1\n[defaults]\nbenchmark = \"CIS Red Hat Enterprise Linux 9 Benchmark\"\nversion = \"2.0.0\"\n{text}"
        );
        let registry = Registry::parse("x.toml", &text).expect("a registry");
        listed(&registry, &Mappings::builtin()).into_iter().map(|found| (found.state, found.message)).collect()
    }

    #[test]
    fn a_tools_rule_that_checks_what_may_never_be_excepted_is_told() {
        let text = |numbers: &str| {
            format!(
                "[policy]\nnever-except = [{{ benchmark = \"CIS Red Hat Enterprise Linux 9 Benchmark\", \
                 version = \"2.0.0\", numbers = [\"{numbers}\"] }}]\n[[exception]]\nid = \"x\"\nreason = \"r\"\n\
                 rules = [{{ tool = \"openscap\", id = \"xccdf_org.ssgproject.content_rule_sshd_disable_root_login\" }}]\n"
            )
        };
        assert!(matches!(of(&text("5.1.*")).as_slice(), [(State::Policy, _)]));
        assert_eq!(of(&text("1.1.*")), []);
    }

    #[test]
    fn a_past_that_did_not_become_the_present_needs_review() {
        let text = |number: &str| {
            format!(
                "[[exception]]\nid = \"x\"\nreason = \"r\"\nbenchmark = \"AL2\"\nversion = \"3.0.0\"\n\
                 rules = [\"{number}\"]\nwas = {{ version = \"2.0.0\", number = \"3.2.1\", title = \"T\" }}\n"
            )
        };
        assert_eq!(of(&text("3.3.1")), []);
        assert!(matches!(of(&text("3.3.2")).as_slice(), [(State::NeedsReview, message)] if message.contains("3.2.1")));
    }

    #[test]
    fn numbers_that_people_attested_are_held_against_the_list() {
        let said = |number: &str, version: &str| {
            let text = format!(
                "schema = 1\n[[attested]]\nnumbers = [\"{number}\"]\nbenchmark = \"CIS Amazon Linux 2 Benchmark\"\n\
                 version = \"{version}\"\nverdict = \"pass\"\nby = \"A\"\non = 2026-11-01\nuntil = 2027-11-01\n\
                 statement = \"seen\"\n"
            );
            let registry = Registry::parse("x.toml", &text).expect("a registry");
            let found = listed_attested(&registry, &Mappings::builtin());
            found.into_iter().map(|one| (one.code.to_string(), one.span.is_some())).collect::<Vec<_>>()
        };
        assert_eq!(said("1.2.2", "2.0.0"), [], "a manual one");
        assert_eq!(said("3.2.1", "2.0.0"), [("needs-review".to_owned(), true)], "an automated one");
        assert_eq!(said("3.2.99", "2.0.0"), [("unknown".to_owned(), true)]);
        assert_eq!(said("3.2.1", "9.9.9"), [("unlisted".to_owned(), true)]);
    }

    #[test]
    fn a_number_of_another_version_is_said_to_be_one() {
        let found = states("3.4.4.2.3", "Ensure x");
        let [(State::Unknown, message)] = found.as_slice() else { panic!("{found:?}") };
        assert!(message.contains("exists only in CIS Amazon Linux 2 Benchmark v3.0.0"), "{message}");
    }

    #[test]
    fn the_number_that_has_the_title_is_meant_before_any_that_looks_alike() {
        let found = states("3.2.99", "Ensure IP forwarding is disabled");
        assert!(
            matches!(found.as_slice(), [(State::Unknown, m)] if m.ends_with("did you mean 3.2.1, which has its title there?")),
            "{found:?}"
        );
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
