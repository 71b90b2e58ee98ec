//! Ways over several benchmark versions: reviewed crosswalks of neighbours, one after the other.
//!
//! A number that every step carries is carried. Everything else needs review, with each step named: a merge
//! after a split, or a number that is gone in one version and back in the next, cannot be told from
//! the steps alone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use crate::model::Number;

use super::benchmarks::BenchmarkList;
use super::crosswalk::{Crosswalk, Mark, Relation, Row, Step};
use super::edition::Edition;
use super::hash::TitleHash;

/// The shortest way from one edition to another over pairs that have a reviewed crosswalk: every
/// edition on it, both ends included. Of several, the one whose pairs stand first.
pub(super) fn path<'e>(pairs: &[(&'e Edition, &'e Edition)], from: &Edition, to: &Edition) -> Option<Vec<&'e Edition>> {
    let start = pairs.iter().flat_map(|(left, right)| [*left, *right]).find(|edition| *edition == from)?;
    // Each edition that was reached, with the place of the one before it.
    let mut reached: Vec<(&Edition, usize)> = vec![(start, 0)];
    let mut next = 0;
    while let Some((here, _)) = reached.get(next).copied() {
        if here == to {
            let mut way = vec![here];
            let mut place = next;
            while place > 0 {
                let before = reached.get(place)?.1;
                way.push(reached.get(before)?.0);
                place = before;
            }
            way.reverse();
            return Some(way);
        }
        for (left, right) in pairs {
            let there = if *left == here {
                *right
            } else if *right == here {
                *left
            } else {
                continue;
            };
            if reached.iter().all(|(known, _)| *known != there) {
                reached.push((there, next));
            }
        }
        next += 1;
    }
    None
}

/// Two crosswalks as one; the second starts where the first ends.
pub(super) fn compose(first: &Crosswalk, second: &Crosswalk) -> Crosswalk {
    let mut rows: Vec<Row> = Vec::new();
    let from: BTreeSet<&Number> = first.rows().iter().filter_map(|row| row.from.as_ref()).collect();
    for number in from {
        let mut found = first.from(number).iter().flat_map(|row| onward(row, second)).collect::<Vec<_>>();
        // A part that ends on the way says nothing where another part goes on.
        if found.iter().any(|row| row.to.is_some()) {
            let ended = found.iter().any(|row| row.to.is_none());
            found.retain(|row| row.to.is_some());
            found.iter_mut().filter(|row| ended && row.class.carries()).for_each(review);
        }
        rows.extend(united(found));
    }
    let reached: BTreeSet<Number> = rows.iter().filter_map(|row| row.to.clone()).collect();
    for row in second.rows().iter().filter(|row| row.to.as_ref().is_some_and(|to| !reached.contains(to))) {
        let added = Row {
            from: None,
            to: row.to.clone(),
            class: Relation::Added,
            marks: BTreeSet::from([Mark::NeedsReview]),
            steps: vec![Step { class: Relation::Added, to: row.from.clone() }, step(row)],
            ..row.clone()
        };
        if rows.iter().all(|known| known.class != Relation::Added || known.to != added.to) {
            rows.push(added);
        }
    }
    let mut walk = Crosswalk::new(first.from.clone(), second.to.clone(), rows);
    walk.over = first.over.iter().chain([&first.to]).chain(&second.over).cloned().collect();
    walk.read = first.read.min(second.read);
    walk
}

fn step(row: &Row) -> Step {
    Step { class: row.class, to: row.to.clone() }
}

/// The steps of a row so far: a reviewed row is one step.
fn steps(row: &Row) -> Vec<Step> {
    if row.steps.is_empty() { vec![step(row)] } else { row.steps.clone() }
}

/// The rows that a row of the first crosswalk becomes in the second.
fn onward(row: &Row, second: &Crosswalk) -> Vec<Row> {
    let ended = |steps: Vec<Step>| Row {
        to: None,
        class: Relation::Removed,
        marks: BTreeSet::from([Mark::NeedsReview]),
        steps,
        retitled: false,
        other_content: false,
        ..row.clone()
    };
    let Some(number) = &row.to else { return vec![ended(steps(row))] };
    let next = second.from(number);
    if next.is_empty() {
        return vec![ended(steps(row))];
    }
    let both = |next: &Row| {
        let steps = steps(row).into_iter().chain([step(next)]).collect();
        if next.to.is_none() {
            return ended(steps);
        }
        let mut found = Row {
            from: row.from.clone(),
            to: next.to.clone(),
            class: together(row.class, next.class),
            retitled: row.retitled || next.retitled,
            other_content: row.other_content || next.other_content,
            marks: row.marks.union(&next.marks).copied().collect(),
            steps,
        };
        if !(row.class.carries() && next.class.carries()) {
            review(&mut found);
        } else if found.class != Relation::Duplicate {
            found.class = if found.from == found.to { Relation::Same } else { Relation::Renumbered };
        }
        found
    };
    next.iter().map(both).collect()
}

/// The class of two steps in a row.
fn together(first: Relation, second: Relation) -> Relation {
    match (first, second) {
        (Relation::Duplicate, other) | (other, Relation::Duplicate) if other.carries() => Relation::Duplicate,
        (first, second) if first.carries() => second,
        (first, second) if second.carries() || first == second => first,
        _ => Relation::Changed,
    }
}

fn review(row: &mut Row) {
    row.marks.insert(Mark::NeedsReview);
    if row.class.carries() {
        row.class = Relation::Changed;
    }
}

/// The rows of one number with each target once: carried where a way carries it.
fn united(rows: Vec<Row>) -> Vec<Row> {
    let mut by_target: BTreeMap<Option<Number>, Row> = BTreeMap::new();
    for row in rows {
        match by_target.get(&row.to) {
            Some(known) if known.class.carries() || !row.class.carries() => {}
            _ => {
                by_target.insert(row.to.clone(), row);
            }
        }
    }
    by_target.into_values().collect()
}

/// Holds the ends of a way against the two lists. Whether the titles differ is theirs to say; and what
/// ended on the way, although the other end has its title and nobody else's, may have come back.
pub(super) fn reunite(walk: &Crosswalk, from: &BenchmarkList, to: &BenchmarkList) -> Crosswalk {
    let (here, there) = (titles(from), titles(to));
    let hash = |list: &BenchmarkList, number: &Number| list.with_number(number).first().and_then(|item| item.hash);
    let mut back = BTreeSet::new();
    let mut rows: Vec<Row> = Vec::new();
    for row in walk.rows() {
        let mut row = row.clone();
        if let (Some(number), Relation::Removed) = (&row.from, row.class)
            && let Some(title) = hash(from, number)
            && let (Some([_]), Some([twin])) =
                (here.get(&title).map(Vec::as_slice), there.get(&title).map(Vec::as_slice))
        {
            back.insert((*twin).clone());
            row = Row { to: Some((*twin).clone()), class: Relation::Changed, other_content: true, ..row };
        } else if let (Some(left), Some(right)) = (&row.from, &row.to)
            && let (Some(left), Some(right)) = (hash(from, left), hash(to, right))
        {
            row.retitled = left != right;
            row.other_content = left == right && row.class.needs_review();
        }
        rows.push(row);
    }
    rows.retain(|row| row.class != Relation::Added || row.to.as_ref().is_none_or(|number| !back.contains(number)));
    let mut reunited = Crosswalk::new(walk.from.clone(), walk.to.clone(), rows);
    reunited.over.clone_from(&walk.over);
    reunited.read = walk.read;
    reunited
}

fn titles(list: &BenchmarkList) -> BTreeMap<TitleHash, Vec<&Number>> {
    let mut titles: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for item in &list.items {
        if let Some(hash) = item.hash {
            titles.entry(hash).or_default().push(&item.number);
        }
    }
    titles
}

/// Ways that were asked for, kept: a list that only grows, so that what it lends stays where it is.
#[derive(Debug, Default)]
pub(super) struct Ways(OnceLock<Box<Way>>);

#[derive(Debug)]
struct Way {
    from: Edition,
    to: Edition,
    walk: Option<Crosswalk>,
    next: Ways,
}

impl Ways {
    /// The way between two editions, made when it is asked for the first time.
    pub(super) fn get(
        &self,
        from: &Edition,
        to: &Edition,
        make: impl FnOnce() -> Option<Crosswalk>,
    ) -> Option<&Crosswalk> {
        let mut ways = self;
        let mut make = Some(make);
        loop {
            let way = ways.0.get_or_init(|| {
                let walk = make.take().and_then(|make| make());
                Box::new(Way { from: from.clone(), to: to.clone(), walk, next: Self::default() })
            });
            if way.from == *from && way.to == *to {
                return way.walk.as_ref();
            }
            ways = &way.next;
        }
    }
}
