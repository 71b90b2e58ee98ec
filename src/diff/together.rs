//! The numbers of two benchmark versions that a crosswalk puts together: one on each side, or several for merges,
//! splits and duplicates.

use std::collections::{BTreeMap, BTreeSet};

use crate::mapping::{Crosswalk, Relation};
use crate::model::Number;

/// Numbers that a crosswalk puts together.
#[derive(Default)]
pub(super) struct Together {
    pub(super) from: BTreeSet<Number>,
    pub(super) to: BTreeSet<Number>,
    /// Every number stands for all of it; false as soon as one is a part.
    pub(super) alike: bool,
}

/// A group's place in the order in which the crosswalk's rows begin groups.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct GroupId(usize);

#[derive(Default)]
struct Groups {
    all: BTreeMap<GroupId, Together>,
    begun: usize,
    of_from: BTreeMap<Number, GroupId>,
    of_to: BTreeMap<Number, GroupId>,
}

/// The groups of a crosswalk; a number that is changed, removed or added is in none.
pub(super) fn groups(crosswalk: &Crosswalk) -> impl Iterator<Item = Together> {
    let mut groups = Groups::default();
    for row in crosswalk.rows().iter().filter(|row| row.class != Relation::Changed) {
        if let (Some(from), Some(to)) = (&row.from, &row.to) {
            groups.add(from, to, row.class.carries());
        }
    }
    groups.all.into_values()
}

impl Groups {
    fn add(&mut self, from: &Number, to: &Number, alike: bool) {
        let known = (self.of_from.get(from).copied(), self.of_to.get(to).copied());
        let id = known.0.or(known.1).unwrap_or(GroupId(self.begun));
        self.begun += 1;
        let begin = || Together { alike: true, ..Together::default() };
        let mut group = self.all.remove(&id).unwrap_or_else(begin);
        // The row joins two groups: the other one is this one from now on.
        if let Some(other) = known.1.filter(|other| *other != id).and_then(|other| self.all.remove(&other)) {
            self.of_from.extend(other.from.iter().map(|number| (number.clone(), id)));
            self.of_to.extend(other.to.iter().map(|number| (number.clone(), id)));
            group.from.extend(other.from);
            group.to.extend(other.to);
            group.alike &= other.alike;
        }
        self.of_from.insert(from.clone(), id);
        self.of_to.insert(to.clone(), id);
        group.from.insert(from.clone());
        group.to.insert(to.clone());
        group.alike &= alike;
        self.all.insert(id, group);
    }
}
