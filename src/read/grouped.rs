//! Records by what makes a scan of them, in the order in which the scans first appear.

use std::collections::BTreeMap;

/// Records by key; the keys in the order of their first record.
#[derive(Debug)]
pub(crate) struct Grouped<K, T> {
    places: BTreeMap<K, usize>,
    groups: Vec<(K, Vec<T>)>,
}

impl<K, T> Default for Grouped<K, T> {
    fn default() -> Self {
        Self { places: BTreeMap::new(), groups: Vec::new() }
    }
}

impl<K: Clone + Ord, T> Grouped<K, T> {
    pub(crate) fn add(&mut self, key: K, record: T) {
        let place = *self.places.entry(key.clone()).or_insert(self.groups.len());
        match self.groups.get_mut(place) {
            Some((_, records)) => records.push(record),
            None => self.groups.push((key, vec![record])),
        }
    }

    pub(crate) fn into_groups(self) -> impl Iterator<Item = (K, Vec<T>)> {
        self.groups.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_stand_in_the_order_of_their_first_records() {
        let mut grouped = Grouped::default();
        for (key, record) in [("b", 1), ("a", 2), ("b", 3)] {
            grouped.add(key, record);
        }
        let groups: Vec<_> = grouped.into_groups().collect();
        assert_eq!(groups, [("b", vec![1, 3]), ("a", vec![2])]);
    }
}
