//! How Amazon Inspector Classic writes a CIS rule, its benchmark and profile; in its own findings
//! and in Security Hub's. Parsed tolerantly: the exact texts are not documented.

use std::collections::BTreeSet;

use crate::model::{Benchmark, Number, Profile, Title, Version};
use crate::read::cis::{cis_benchmark, cis_rule, level};

const NOT_COMPLIANT: &str = "is not compliant with rule ";

/// Whether a title is that of a finding of a CIS rule.
pub(super) fn is_rule_title(title: &str) -> bool {
    title.contains(NOT_COMPLIANT)
}

/// Number and title of a rule, from `BENCHMARK_RULE_ID` (`1.1.1 Ensure …`), else from the finding's
/// title (`Instance i-… is not compliant with rule 1.1.1 Ensure …`), else from its `id`.
pub(super) fn number_and_title(
    rule_id: &str,
    title: Option<&str>,
    id: Option<&str>,
) -> (Option<Number>, Option<Title>) {
    let after_rule =
        title.map(|title| without_benchmark(title.split_once(NOT_COMPLIANT).map_or(title, |(_, rest)| rest)));
    for text in [Some(rule_id), after_rule, id].into_iter().flatten() {
        if let Some((number, title)) = Number::leading(text) {
            return (Some(number), Title::recommendation(title));
        }
    }
    let number = [Some(rule_id), id].into_iter().flatten().find_map(cis_rule).map(|(number, _)| number);
    let title = after_rule.and_then(Title::recommendation);
    (number, title.or_else(|| Title::recommendation(rule_id).filter(|_| !rule_id.starts_with("xccdf_"))))
}

/// A finding's title ends with the benchmark's name: `…1.1.1 Ensure …, CIS … Benchmark`.
fn without_benchmark(title: &str) -> &str {
    match title.rsplit_once(", ") {
        Some((rule, name)) if name.starts_with("CIS ") && name.contains("Benchmark") => rule,
        _ => title,
    }
}

/// Name and version in a `BENCHMARK_ID`, whose exact form is not published.
pub(super) fn benchmark(id: &str) -> Benchmark {
    let words: Vec<&str> = id.split([' ', ',', '(', ')']).filter(|word| !word.is_empty()).collect();
    let name = |end: usize| words.iter().take(end).copied().collect::<Vec<_>>().join(" ");
    let at_least = |parts: usize| move |word: &&str| word.split('.').count() >= parts && Version::parse(word).is_some();
    // A version before the word is the operating system's: "CIS Ubuntu Linux 14.04 LTS Benchmark".
    let (title, version) = match words.iter().position(|word| word.eq_ignore_ascii_case("benchmark")) {
        Some(at) => (name(at + 1), words.iter().skip(at + 1).copied().find(at_least(2))),
        None => match words.iter().rposition(|word| at_least(3)(word)) {
            Some(at) => (name(at), words.get(at).copied()),
            None => (name(words.len()), None),
        },
    };
    let (title, version) = match cis_benchmark(id) {
        Some((title, version)) => (title, Some(version)),
        None => (title, version.map(|version| version.trim_start_matches(['v', 'V']).to_owned())),
    };
    Benchmark { id: Some(id.to_owned()), ..Benchmark::declared(Some(title), version) }
}

/// The levels that a `CIS_BENCHMARK_PROFILE` names; Inspector runs both together.
pub(super) fn levels(profile: &str) -> Vec<u8> {
    let named = |level: &u8| profile.to_lowercase().contains(&format!("level {level}"));
    [1, 2].into_iter().filter(named).collect()
}

/// The profile of a run, from what its findings say of theirs: the highest level holds the lower one.
pub(super) fn profile<'t>(titles: impl Iterator<Item = &'t str>) -> Option<Profile> {
    let titles: BTreeSet<_> = titles.collect();
    let highest = titles.iter().filter_map(|title| level(title)).max();
    let title = titles.into_iter().collect::<Vec<_>>().join(", ");
    let title = Some(title).filter(|title| !title.is_empty())?;
    Some(Profile { id: None, title: Some(title), level: highest })
}

/// Description and rationale; Inspector runs the two together: "Description … Rationale …".
pub(super) fn split_description(text: &str) -> (Option<String>, Option<String>) {
    let text = text.trim();
    let text = text.strip_prefix("Description ").unwrap_or(text);
    let (description, rationale) = text.split_once(" Rationale ").unwrap_or((text, ""));
    let written = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    (written(description), written(rationale))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_is_found_in_the_best_of_three_places() {
        let read = |rule_id: &str, title: Option<&str>, id: Option<&str>| {
            let (number, title) = number_and_title(rule_id, title, id);
            (number.map(|number| number.to_string()), title.map(|title| title.text().to_owned()))
        };
        let expected = (Some("1.4.2".to_owned()), Some("Ensure x is set".to_owned()));
        assert_eq!(read("1.4.2 Ensure x is set", Some("whatever"), None), expected);
        assert_eq!(read("", Some("Instance i-1 is not compliant with rule 1.4.2 Ensure x is set"), None), expected);
        let named = "Instance i-1 is not compliant with rule 1.4.2 Ensure x is set, CIS Amazon Linux 2 Benchmark";
        assert_eq!(read("", Some(named), None), expected);
        assert_eq!(read("", None, Some("1.4.2 Ensure x is set")), expected);
        let id = "xccdf_org.cisecurity.benchmarks_rule_1.4.2_Ensure_x";
        assert_eq!(read(id, Some("Ensure x is set"), None), expected);
        assert_eq!(read("Ensure x", None, None), (None, Some("Ensure x".to_owned())));
    }

    #[test]
    fn levels_and_prose_are_split() {
        assert_eq!(levels("Level 2 - Server"), [2]);
        assert_eq!(levels("CIS Level 1, Level 2"), [1, 2]);
        assert_eq!(split_description("Description A b. Rationale C d."), (Some("A b.".into()), Some("C d.".into())));
        assert_eq!(split_description(" "), (None, None));
    }

    #[test]
    fn a_version_is_not_taken_from_the_systems_name() {
        for (id, expected) in [
            ("CIS Amazon Linux 2 Benchmark, 1.0.0", "CIS Amazon Linux 2 Benchmark v1.0.0"),
            ("CIS Amazon Linux 2 Benchmark v1.0.0", "CIS Amazon Linux 2 Benchmark v1.0.0"),
            ("CIS Ubuntu Linux 14.04 LTS Benchmark", "CIS Ubuntu Linux 14.04 LTS Benchmark (version not stated)"),
            ("CIS Ubuntu Linux 18.04 LTS Benchmark (1.0.0)", "CIS Ubuntu Linux 18.04 LTS Benchmark v1.0.0"),
            ("Amazon Linux 2.1.0", "Amazon Linux v2.1.0"),
            (
                "xccdf_org.cisecurity.benchmarks_benchmark_1.0.0_CIS_Amazon_Linux_2_Benchmark",
                "CIS Amazon Linux 2 Benchmark v1.0.0",
            ),
        ] {
            assert_eq!(benchmark(id).to_string(), expected, "{id}");
        }
    }
}
