//! Checks → recommendations: rules, instances and tools that speak of the same are folded into one.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::image::{Part, Recommendation};
use crate::model::{Check, Number, TitleKind, normalise};

/// The key by which checks are parts of one recommendation: the number and, where one number stands for
/// two titles, the title; without a number the tool's rule, else nothing.
type Key = (Option<Number>, String);

/// A recommendation while its parts come in.
struct Folding {
    /// How many were begun before it.
    before: usize,
    /// Its first part has the benchmark's own title.
    titled: bool,
    recommendation: Recommendation,
}

/// Folds judged checks into recommendations, by number; those without one come last.
pub(super) fn fold<'c>(judged: impl Iterator<Item = (&'c Check, Part)>) -> Vec<Recommendation> {
    let mut folding: BTreeMap<Key, Folding> = BTreeMap::new();
    for (check, part) in judged {
        let before = folding.len();
        match folding.entry(key_of(check, &part)) {
            Entry::Occupied(known) => add(&mut known.into_mut().recommendation, check, part),
            Entry::Vacant(free) => {
                free.insert(Folding { before, titled: own_title(check).is_some(), recommendation: begin(check, part) });
            }
        }
    }
    let mut folding: Vec<Folding> = folding.into_values().collect();
    folding.sort_by_key(|one| one.before);
    let mut folded = join_tool_titles(folding);
    folded.sort_by_key(|recommendation| (recommendation.number.is_none(), recommendation.number.clone()));
    folded
}

fn own_title(check: &Check) -> Option<&str> {
    check.title.as_ref().filter(|title| title.kind == TitleKind::Recommendation).map(crate::model::Title::text)
}

/// A tool's own wording says nothing about which recommendation it is, so the number alone does.
fn key_of(check: &Check, part: &Part) -> Key {
    match (&check.number, &check.rule) {
        (Some(number), _) => (Some(number.clone()), own_title(check).map(normalise).unwrap_or_default()),
        (None, Some(rule)) => (None, rule.clone()),
        // Then the tool's wording is all there is.
        (None, None) => {
            let place = || format!("{:?}", (part.scan, part.check));
            (None, check.title_text().map_or_else(place, normalise))
        }
    }
}

fn begin(check: &Check, part: Part) -> Recommendation {
    Recommendation {
        number: check.number.clone(),
        title: check.title_text().map(str::to_owned),
        levels: check.levels.clone(),
        weight: check.weight(),
        disposition: part.judgement.disposition,
        parts: vec![part],
    }
}

fn add(recommendation: &mut Recommendation, check: &Check, part: Part) {
    recommendation.title = recommendation.title.take().or_else(|| check.title_text().map(str::to_owned));
    recommendation.levels.extend(&check.levels);
    recommendation.levels.sort_unstable();
    recommendation.levels.dedup();
    recommendation.weight = recommendation.weight.max(check.weight());
    recommendation.disposition = recommendation.disposition.min(part.judgement.disposition);
    recommendation.parts.push(part);
}

/// Parts without a recommendation title join the one recommendation of their number that has one.
/// Where the number stands for two, they stay apart.
fn join_tool_titles(folding: Vec<Folding>) -> Vec<Recommendation> {
    let (own, other): (Vec<_>, Vec<_>) =
        folding.into_iter().partition(|one| one.titled || one.recommendation.number.is_none());
    let mut by_number: BTreeMap<Option<Number>, Vec<Recommendation>> = BTreeMap::new();
    for Folding { recommendation, .. } in own {
        by_number.entry(recommendation.number.clone()).or_default().push(recommendation);
    }
    let mut apart = Vec::new();
    for Folding { recommendation, .. } in other {
        match by_number.get_mut(&recommendation.number).map(Vec::as_mut_slice) {
            Some([only]) => join(only, recommendation),
            _ => apart.push(recommendation),
        }
    }
    by_number.into_values().flatten().chain(apart).collect()
}

fn join(target: &mut Recommendation, other: Recommendation) {
    target.levels.extend(&other.levels);
    target.levels.sort_unstable();
    target.levels.dedup();
    target.weight = target.weight.max(other.weight);
    target.disposition = target.disposition.min(other.disposition);
    target.parts.extend(other.parts);
    target.parts.sort_by_key(|part| (part.scan, part.check));
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::assess::{Assessment, Disposition};
    use crate::mapping::Mappings;
    use crate::model::{Check, Scan, Status, Title, Tool};
    use crate::registry::Registry;

    fn check(number: &str, title: Option<Title>, status: Status) -> Check {
        Check { number: number.parse().ok(), title, ..Check::new(status) }
    }

    /// The recommendations of two tools' scans of one image: number, title, disposition, parts.
    fn folded(cis_cat: &[Check], openscap: &[Check]) -> Vec<(String, String, Disposition, usize)> {
        let scan = |tool: &str, checks: &[Check]| {
            let mut scan = Scan { tool: Some(Tool::named(tool)), checks: checks.to_vec(), ..Scan::default() };
            (scan.source.path, scan.target.ami_id) = (tool.to_owned(), Some("ami-1".to_owned()));
            scan
        };
        let scans = vec![scan("cis-cat", cis_cat), scan("openscap", openscap)];
        let assessed = Assessment::new(scans, Registry::default(), date(2026, 11, 23), false, &Mappings::default());
        let [image] = assessed.images.as_slice() else { panic!("one image") };
        let of = |found: &crate::assess::Recommendation| {
            let number = found.number.as_ref().map(ToString::to_string).unwrap_or_default();
            (number, found.title.clone().unwrap_or_default(), found.disposition, found.parts.len())
        };
        image.recommendations.iter().map(of).collect()
    }

    #[test]
    fn a_tools_own_wording_joins_the_recommendation_of_its_number() {
        let own = check("1.1", Title::recommendation("Ensure a"), Status::Pass);
        let tools = check("1.1", Title::tool("Check a"), Status::Fail);
        let expected = [("1.1".to_owned(), "Ensure a".to_owned(), Disposition::Open, 2)];
        let (one, other) = (std::slice::from_ref(&own), std::slice::from_ref(&tools));
        assert_eq!(folded(one, other), expected, "the worst counts");
        assert_eq!(folded(other, one), expected, "whichever comes first");
    }

    #[test]
    fn a_number_that_stands_for_two_recommendations_takes_no_tools_wording() {
        let titled = |title: &str| check("1.1", Title::recommendation(title), Status::Pass);
        let tools = check("1.1", Title::tool("Check a"), Status::Fail);
        let parts: Vec<usize> =
            folded(&[titled("Ensure a"), titled("Ensure b")], &[tools]).into_iter().map(|(.., parts)| parts).collect();
        assert_eq!(parts, [1, 1, 1]);
    }

    #[test]
    fn what_has_no_number_is_known_by_its_rule_or_its_words_alone() {
        let ruled = |rule: &str| Check { rule: Some(rule.to_owned()), ..check("", Title::tool("Check"), Status::Pass) };
        assert_eq!(folded(&[ruled("a")], &[ruled("b")]).len(), 2);
        let worded = |words: &str| check("", Title::tool(words), Status::Pass);
        assert_eq!(folded(&[worded("Check a")], &[worded("Check a")]).len(), 1);
        assert_eq!(folded(&[worded("Check a")], &[worded("Check b")]).len(), 2);
    }
}
