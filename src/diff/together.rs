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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::Mappings;

    type Sides = (BTreeSet<Number>, BTreeSet<Number>, bool);

    /// The same, told slowly: rows that share a number are joined until none do.
    fn slowly(crosswalk: &Crosswalk) -> Vec<Sides> {
        let mut found: Vec<Sides> = Vec::new();
        for row in crosswalk.rows().iter().filter(|row| row.class != Relation::Changed) {
            let (Some(from), Some(to)) = (&row.from, &row.to) else { continue };
            let mut joined: Sides = ([from.clone()].into(), [to.clone()].into(), row.class.carries());
            let (with, without): (Vec<Sides>, Vec<Sides>) =
                found.into_iter().partition(|(olds, news, _)| olds.contains(from) || news.contains(to));
            for (olds, news, alike) in with {
                joined.0.extend(olds);
                joined.1.extend(news);
                joined.2 &= alike;
            }
            found = without;
            found.push(joined);
        }
        found.sort();
        found
    }

    #[test]
    fn numbers_that_a_crosswalk_joins_are_together_and_no_others() {
        let mappings = Mappings::builtin();
        let mut seen = 0;
        for list in mappings.lists() {
            for crosswalk in mappings.crosswalks_from(&list.edition) {
                let mut told: Vec<Sides> =
                    groups(crosswalk).map(|Together { from, to, alike }| (from, to, alike)).collect();
                told.sort();
                assert_eq!(told, slowly(crosswalk));
                seen += told.iter().filter(|(from, to, alike)| from.len() + to.len() > 2 && !alike).count();
            }
        }
        assert!(seen > 10, "merges and splits are among them");
    }

    #[test]
    fn a_row_that_joins_two_groups_makes_them_one() {
        let number = |text: &str| text.parse::<Number>().expect("a number");
        let joined = |rows: &[(&str, &str, bool)]| {
            let mut groups = Groups::default();
            rows.iter().for_each(|(from, to, alike)| groups.add(&number(from), &number(to), *alike));
            groups.all.into_values().map(|one| (one.from.len(), one.to.len(), one.alike)).collect::<Vec<_>>()
        };
        let apart = [("1.1", "2.1", true), ("1.2", "2.2", true)];
        assert_eq!(joined(&apart), [(1, 1, true), (1, 1, true)]);
        assert_eq!(joined(&[&apart[..], &[("1.1", "2.2", true)]].concat()), [(2, 2, true)]);
        let part = [("1.1", "2.1", true), ("1.2", "2.2", false), ("1.1", "2.2", true)];
        assert_eq!(joined(&part), [(2, 2, false)], "one of them is a part");
        let later = [&apart[..], &[("1.1", "2.2", true), ("1.2", "2.3", true), ("1.3", "2.1", true)]].concat();
        assert_eq!(joined(&later), [(3, 3, true)], "what joined the one is of both");
    }
}
