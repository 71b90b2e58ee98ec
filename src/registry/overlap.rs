//! Entries that speak of the same checks: duplicates, and entries that never come to apply.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::entry::{AppliesTo, Approval, Entry, Rule};
use super::fold::same;
use super::pattern::Pattern;
use super::state::State;

/// What another entry makes of one: its state, and the index of the other.
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

/// What `other` makes of `entry`; both name a rule in common.
fn compare((index, entry): (usize, &Entry), (other_index, other): (usize, &Entry)) -> Option<State> {
    let same_benchmark = entry.benchmark.same_family(&other.benchmark) == Some(true)
        && entry.benchmark.same_version(&other.benchmark) != Some(false);
    if !same_benchmark || disjoint(&entry.applies_to, &other.applies_to) {
        return None;
    }
    let everywhere = covers(&other.applies_to, &entry.applies_to) && names_all(other, entry);
    let (ours, theirs) = (keys(&entry.applies_to), keys(&other.applies_to));
    let at_least = ours.iter().zip(theirs).all(|(ours, theirs)| theirs || !ours);
    if other.status == Approval::Rejected {
        return (everywhere && at_least).then_some(State::Shadowed);
    }
    if !overlap_in_time(entry, other) || different_scopes(entry, other) {
        return None;
    }
    let stricter = theirs.iter().zip(ours).all(|(theirs, ours)| ours || !theirs);
    match (at_least, stricter) {
        // The other is more specific: it decides wherever both apply.
        (true, false) => (everywhere && outlives(other, entry)).then_some(State::Shadowed),
        (false, true) => None,
        // One message a pair, at the later entry.
        _ => (other_index < index).then_some(State::Duplicate),
    }
}

fn keys(applies: &AppliesTo) -> [bool; 4] {
    [applies.level.is_some(), applies.ami.is_some(), applies.tags.is_some(), applies.tool.is_some()]
}

fn names_all(other: &Entry, entry: &Entry) -> bool {
    entry.rules.iter().all(|rule| other.rules.contains(rule))
}

fn overlap_in_time(left: &Entry, right: &Entry) -> bool {
    let ends_before = |a: &Entry, b: &Entry| a.expires.zip(b.starts).is_some_and(|(end, start)| end < start);
    !ends_before(left, right) && !ends_before(right, left)
}

fn outlives(other: &Entry, entry: &Entry) -> bool {
    let starts = other.starts.is_none_or(|start| entry.starts.is_some_and(|ours| start <= ours));
    starts && other.expires.is_none_or(|end| entry.expires.is_some_and(|ours| end >= ours))
}

/// Entries whose evidence scopes differ add up.
fn different_scopes(left: &Entry, right: &Entry) -> bool {
    left.evidence.is_some() && right.evidence.is_some() && left.evidence != right.evidence
}

/// Whether no image can be meant by both.
fn disjoint(left: &AppliesTo, right: &AppliesTo) -> bool {
    let levels = left.level.as_ref().zip(right.level.as_ref()).is_some_and(|(a, b)| a.is_disjoint(b));
    let amis = left.ami.as_ref().zip(right.ami.as_ref());
    let amis = amis.is_some_and(|(a, b)| a.iter().all(|a| b.iter().all(|b| apart(a.text(), b.text()))));
    let tools = left.tool.as_ref().zip(right.tool.as_ref());
    let tools = tools.is_some_and(|(a, b)| a.iter().all(|a| b.iter().all(|b| !same(a, b))));
    let tags = left.tags.as_ref().zip(right.tags.as_ref()).is_some_and(|(a, b)| {
        a.iter().any(|(key, value)| b.get(key).is_some_and(|other| apart(value.text(), other.text())))
    });
    levels || tags || amis || tools
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
    let amis = |outer: &Vec<Pattern>, inner: &Vec<Pattern>| {
        let outer: BTreeSet<_> = outer.iter().map(Pattern::text).collect();
        inner.iter().all(|pattern| outer.contains(pattern.text()))
    };
    let tools = |outer: &Vec<String>, inner: &Vec<String>| {
        let outer: BTreeSet<_> = outer.iter().collect();
        inner.iter().all(|tool| outer.contains(tool))
    };
    let any = |list: &&Vec<Pattern>| !list.iter().any(|pattern| pattern.text() == "*");
    let tags = outer.tags.as_ref().is_none_or(|outer| {
        outer.iter().all(|(key, pattern)| inner.tags.as_ref().and_then(|tags| tags.get(key)) == Some(pattern))
    });
    levels
        && tags
        && within(outer.ami.as_ref().filter(any), inner.ami.as_ref(), amis)
        && within(outer.tool.as_ref(), inner.tool.as_ref(), tools)
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
}
