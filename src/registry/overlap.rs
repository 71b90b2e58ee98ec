//! Entries that speak of the same checks: duplicates, and entries that never come to apply.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::applies_to::AppliesTo;
use super::entry::{Approval, Entry};
use super::fold::same;
use super::pattern::Pattern;
use super::rule::Rule;
use super::state::State;

/// The state that another entry puts an entry in, and the index of the other.
pub(super) type Overlap = (State, usize);

/// For every entry, in the registry's order, what the other entries make of it.
pub(super) fn overlaps(entries: &[Entry], as_of: Date) -> Vec<Option<Overlap>> {
    let mut naming: BTreeMap<&Rule, Vec<usize>> = BTreeMap::new();
    for (index, entry) in entries.iter().enumerate().filter(|(_, entry)| is_alive(entry, as_of)) {
        for rule in &entry.rules {
            naming.entry(rule).or_default().push(index);
        }
    }
    let of = |(index, entry): (usize, &Entry)| {
        if entry.status != Approval::Approved {
            return None;
        }
        let others = entry.rules.iter().filter_map(|rule| naming.get(rule)).flatten();
        others.filter(|other| **other != index).find_map(|&other| {
            let state = compare((index, entry), (other, entries.get(other)?))?;
            Some((state, other))
        })
    };
    entries.iter().enumerate().map(of).collect()
}

/// Approved and not over, or rejected: what can decide about a check.
fn is_alive(entry: &Entry, as_of: Date) -> bool {
    match entry.status {
        Approval::Approved => !entry.life(as_of).is_over(),
        Approval::Rejected => true,
        Approval::Draft | Approval::Requested | Approval::Withdrawn => false,
    }
}

/// The state that `other` puts `entry` in; both name a rule in common.
fn compare((index, entry): (usize, &Entry), (other_index, other): (usize, &Entry)) -> Option<State> {
    let same_benchmark = entry.benchmark.same_family(&other.benchmark) == Some(true)
        && entry.benchmark.same_version(&other.benchmark) != Some(false);
    if !same_benchmark || disjoint(&entry.applies_to, &other.applies_to) {
        return None;
    }
    let (ours, theirs) = (entry.applies_to.restricts(), other.applies_to.restricts());
    if other.status == Approval::Rejected {
        let everywhere = covers(&other.applies_to, &entry.applies_to) && names_all(other, entry);
        let at_least = ours.iter().zip(theirs).all(|(ours, theirs)| theirs || !ours);
        return (everywhere && at_least).then_some(State::Shadowed);
    }
    if !overlap_in_time(entry, other) || different_scopes(entry, other) {
        return None;
    }
    // Where different keys restrict two entries, the more specific decides, or one is enough.
    // One message a pair, at the later entry.
    (ours == theirs && other_index < index).then_some(State::Duplicate)
}

fn names_all(other: &Entry, entry: &Entry) -> bool {
    entry.rules.iter().all(|rule| other.rules.contains(rule))
}

fn overlap_in_time(left: &Entry, right: &Entry) -> bool {
    let ends_before = |a: &Entry, b: &Entry| a.expires.zip(b.starts).is_some_and(|(end, start)| end < start);
    !ends_before(left, right) && !ends_before(right, left)
}

/// Entries whose evidence scopes differ add up.
fn different_scopes(left: &Entry, right: &Entry) -> bool {
    left.evidence.is_some() && right.evidence.is_some() && left.evidence != right.evidence
}

/// Whether no image can be meant by both.
fn disjoint(left: &AppliesTo, right: &AppliesTo) -> bool {
    let levels = left.level.as_ref().zip(right.level.as_ref()).is_some_and(|(a, b)| a.is_disjoint(b));
    let lists = |a: &Option<Vec<Pattern>>, b: &Option<Vec<Pattern>>| {
        a.as_ref().zip(b.as_ref()).is_some_and(|(a, b)| a.iter().all(|a| b.iter().all(|b| apart_patterns(a, b))))
    };
    let tags = left.tags.as_ref().zip(right.tags.as_ref()).is_some_and(|(a, b)| {
        a.iter().any(|(key, value)| b.get(key).is_some_and(|other| apart_patterns(value, other)))
    });
    levels || tags || lists(&left.ami, &right.ami) || lists(&left.tool, &right.tool)
}

/// Whether two patterns can be seen to share no text; of a negated one little can be seen.
fn apart_patterns(left: &Pattern, right: &Pattern) -> bool {
    match (left.is_negated(), right.is_negated()) {
        (false, false) => apart(left.text(), right.text()),
        (true, true) => false,
        _ => left.text().trim_start_matches('!') == right.text().trim_start_matches('!'),
    }
}

/// Whether two patterns can be seen to share no text: their parts before any wildcard differ.
fn apart(left: &str, right: &str) -> bool {
    let wild = |text: &str| text.find(['*', '?', '[', '{', '\\']);
    match (wild(left), wild(right)) {
        (None, None) => !same(left, right),
        (at, other) => {
            let left = left.get(..at.unwrap_or(left.len())).unwrap_or_default();
            let right = right.get(..other.unwrap_or(right.len())).unwrap_or_default();
            let fits = |literal: &str, other: &str, exact: bool| other.starts_with(literal) && !exact;
            !fits(left, right, at.is_none()) && !fits(right, left, other.is_none())
        }
    }
}

/// Whether `outer` leaves no image out that `inner` takes in.
fn covers(outer: &AppliesTo, inner: &AppliesTo) -> bool {
    let levels = within(outer.level.as_ref(), inner.level.as_ref(), |outer, inner| inner.is_subset(outer));
    let list = |outer_list: &Vec<Pattern>, inner: &Vec<Pattern>| {
        let outer: BTreeSet<_> = outer_list.iter().map(Pattern::text).collect();
        outer == inner.iter().map(Pattern::text).collect()
            || (!inner.iter().chain(outer_list).any(Pattern::is_negated)
                && inner.iter().all(|pattern| outer.contains(pattern.text())))
    };
    let negated = |list: &Vec<Pattern>| list.iter().any(Pattern::is_negated);
    let any = |list: &&Vec<Pattern>| negated(list) || !list.iter().any(Pattern::matches_everything);
    let tags = outer.tags.as_ref().is_none_or(|outer| {
        outer.iter().all(|(key, pattern)| inner.tags.as_ref().and_then(|tags| tags.get(key)) == Some(pattern))
    });
    levels
        && tags
        && within(outer.ami.as_ref().filter(any), inner.ami.as_ref(), list)
        && within(outer.tool.as_ref().filter(any), inner.tool.as_ref(), list)
}

fn within<T>(outer: Option<&T>, inner: Option<&T>, holds: impl Fn(&T, &T) -> bool) -> bool {
    outer.is_none_or(|outer| inner.is_some_and(|inner| holds(outer, inner)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_apart_when_no_text_can_match_both() {
        for (left, right, expected) in [
            ("eks-al2-*", "eks-al2023-*", true),
            ("eks-*", "eks-al2-*", false),
            ("a", "b", true),
            ("a", "A", false),
            ("abc", "ab*", false),
            ("ab", "abc*", true),
            ("*", "x", false),
        ] {
            assert_eq!(apart(left, right), expected, "{left} {right}");
            assert_eq!(apart(right, left), expected, "{right} {left}");
        }
    }

    /// What the entries of a registry make of each other, each given by its own lines.
    fn states(entries: &[&str]) -> Vec<Option<Overlap>> {
        let head = "schema = 1\n[defaults]\nbenchmark = \"AL2\"\nversion = \"2.0.0\"\n".to_owned();
        let entry = |(index, lines): (usize, &&str)| {
            let rules = if lines.contains("rules =") { "" } else { "rules = [\"5.2.1\"]\n" };
            format!("[[exception]]\nid = \"e{index}\"\ntitle = \"T\"\nreason = \"r\"\n{rules}{lines}\n")
        };
        let text = head + &entries.iter().enumerate().map(entry).collect::<Vec<_>>().concat();
        let registry = crate::registry::Registry::parse("a.toml", &text).unwrap_or_else(|error| panic!("{error}"));
        overlaps(&registry.entries, jiff::civil::date(2026, 11, 23))
    }

    fn applies(to: &str) -> String {
        format!("applies-to = {{ {to} }}")
    }

    /// Whether two entries that are both in force are duplicates; that is told at the second.
    fn duplicates(first: &str, second: &str) -> bool {
        let [None, second] = states(&[first, second])[..] else { panic!("told at the first") };
        assert!(matches!(second, None | Some((State::Duplicate, 0))), "{second:?}");
        second.is_some()
    }

    /// Whether a rejected entry blocks another wherever that one would apply.
    fn shadowed(entry: &str, rejected: &str) -> bool {
        let [entry, None] = states(&[entry, &format!("status = \"rejected\"\n{rejected}")])[..] else {
            panic!("a rejected entry is told nothing")
        };
        assert!(matches!(entry, None | Some((State::Shadowed, 1))), "{entry:?}");
        entry.is_some()
    }

    #[test]
    fn entries_for_images_that_differ_are_no_duplicates() {
        for (first, second, expected) in [
            ("level = [1]", "level = [2]", false),
            ("level = [1]", "level = [1, 2]", true),
            ("ami = [\"a\", \"b\"]", "ami = [\"c\", \"d\"]", false),
            ("ami = [\"a\", \"b\"]", "ami = [\"c\", \"b\"]", true),
            ("ami = [\"!a\"]", "ami = [\"a\"]", false),
            ("ami = [\"!a\"]", "ami = [\"b\"]", true),
            ("ami = [\"!a\"]", "ami = [\"!b\"]", true),
            ("ami = [\"!a\"]", "ami = [\"!a\"]", true),
            ("tool = [\"cis-cat\"]", "tool = [\"openscap\"]", false),
            ("tool = [\"cis-cat\"]", "tool = [\"cis-cat\", \"openscap\"]", true),
            ("tags = { role = \"node\" }", "tags = { role = \"db\" }", false),
            ("tags = { role = \"node\" }", "tags = { role = \"no*\" }", true),
            ("tags = { role = \"node\" }", "tags = { team = \"db\" }", true),
            ("tags = { role = \"node\", team = \"a\" }", "tags = { role = \"node\", team = \"b\" }", false),
        ] {
            assert_eq!(duplicates(&applies(first), &applies(second)), expected, "{first} {second}");
            assert_eq!(duplicates(&applies(second), &applies(first)), expected, "{second} {first}");
        }
    }

    #[test]
    fn entries_that_share_a_day_are_duplicates_and_others_are_not() {
        let (first, second) = ("starts = 2026-01-01\nexpires = 2027-06-30", "starts = 2027-07-01");
        assert!(!duplicates(first, second) && !duplicates(second, first));
        let same_day = "starts = 2027-06-30";
        assert!(duplicates(first, same_day) && duplicates(same_day, first));
        assert!(duplicates("", first) && duplicates(first, ""));
    }

    #[test]
    fn an_entry_with_a_scope_is_a_duplicate_of_one_without_and_of_one_with_the_same() {
        let (a, b) = ("evidence = [\"/a\"]", "evidence = [\"/b\"]");
        assert!(duplicates(a, "") && duplicates("", a) && duplicates(a, a) && !duplicates(a, b));
    }

    #[test]
    fn only_entries_that_can_decide_are_held_against_others() {
        assert!(!duplicates("expires = 2026-11-22", ""), "it is over");
        assert!(duplicates("expires = 2026-11-23", ""), "the last day counts");
        for status in ["draft", "requested", "withdrawn"] {
            let other = format!("status = \"{status}\"");
            assert!(!duplicates(&other, "") && !duplicates("", &other), "{status}");
        }
        assert!(!duplicates("", "version = \"3.0.0\"") && !duplicates("", "benchmark = \"EKS\"\nversion = \"2.0.0\""));
        assert!(duplicates("rules = [\"5.2.2\", \"5.2.1\"]", "") && !duplicates("rules = [\"5.2.2\"]", ""));
    }

    #[test]
    fn a_rejected_entry_shadows_what_it_always_blocks() {
        for (entry, rejected, expected) in [
            ("level = [1]", "level = [1, 2]", true),
            ("level = [1, 2]", "level = [1]", false),
            ("ami = [\"a\"]", "ami = [\"a\", \"b\"]", true),
            ("ami = [\"a\", \"b\"]", "ami = [\"b\", \"a\"]", true),
            ("ami = [\"a\", \"b\"]", "ami = [\"a\"]", false),
            ("ami = [\"!a\", \"b\"]", "ami = [\"!a\", \"b\"]", true),
            ("ami = [\"b\"]", "ami = [\"!a\", \"b\"]", false),
            ("ami = [\"!a\", \"b\"]", "ami = [\"!a\", \"b\", \"c\"]", false),
            ("tool = [\"cis-cat\"]", "tool = [\"cis-cat\", \"openscap\"]", true),
            ("tool = [\"cis-cat\", \"openscap\"]", "tool = [\"cis-cat\"]", false),
            ("tags = { role = \"node\" }", "tags = { role = \"node\" }", true),
            ("tags = { role = \"node\", team = \"a\" }", "tags = { role = \"node\" }", true),
            ("tags = { role = \"node\" }", "tags = { role = \"node\", team = \"a\" }", false),
            ("tags = { role = \"node\" }", "tags = { role = \"no*\" }", false),
            ("ami = [\"a\"]", "tool = [\"cis-cat\"]", false),
        ] {
            assert_eq!(shadowed(&applies(entry), &applies(rejected)), expected, "{entry}, rejected for {rejected}");
        }
        assert!(shadowed("", "") && shadowed("", &applies("ami = [\"*\"]")));
        assert!(!shadowed("", &applies("ami = [\"!a\", \"*\"]")) && !shadowed("", &applies("ami = [\"a\"]")));
        assert!(!shadowed(&applies("level = [1]"), ""), "the more specific entry wins");
        assert!(shadowed("", "rules = [\"5.2.1\", \"5.2.2\"]"));
        assert!(!shadowed("rules = [\"5.2.1\", \"5.2.2\"]", ""), "of one rule it says nothing");
    }
}
