//! How well the numbers and titles of a scan fit the lists of benchmark versions.

use std::collections::BTreeMap;
use std::fmt;

use crate::model::{Check, Number, TitleKind};

use super::benchmarks::BenchmarkList;
use super::hash::TitleHash;
use super::titles::Wording;

/// Fewer numbers than this decide nothing: most benchmarks have a 1.1.1.
const FEWEST: usize = 5;

/// The numbers of a scan, each with the benchmark's own titles that the scan has for it.
pub(super) struct ScanNumbers(BTreeMap<Number, Vec<Readings>>);

/// The hashes that one title may be known by.
type Readings = Vec<TitleHash>;

impl ScanNumbers {
    pub(super) fn of(checks: &[Check]) -> Self {
        let mut numbers = BTreeMap::<_, Vec<_>>::new();
        for check in checks {
            let Some(number) = &check.number else { continue };
            let titles = numbers.entry(number.clone()).or_default();
            if let Some(title) = check.title.as_ref().filter(|title| title.kind == TitleKind::Recommendation) {
                titles.push(TitleHash::readings(title.text()));
            }
        }
        Self(numbers)
    }

    #[cfg(test)]
    pub(super) fn of_pairs(pairs: impl Iterator<Item = (Number, Option<TitleHash>)>) -> Self {
        Self(pairs.map(|(number, hash)| (number, hash.into_iter().map(|hash| vec![hash]).collect())).collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether there are enough numbers to decide anything.
    pub(super) fn decides(&self) -> bool {
        self.0.len() >= FEWEST
    }

    /// How well all numbers fit a list.
    pub(super) fn fit<'m>(&self, list: &'m BenchmarkList) -> Fit<'m> {
        self.fit_where(list, |_| true)
    }

    /// How well those numbers fit a list that the list can tell something about.
    pub(super) fn fit_known<'m>(&self, list: &'m BenchmarkList) -> Fit<'m> {
        self.fit_where(list, |number| list.knows(number).is_some())
    }

    fn fit_where<'m>(&self, list: &'m BenchmarkList, counts: impl Fn(&Number) -> bool) -> Fit<'m> {
        let mut fit = Fit { list, of: 0, present: 0, titled: 0, agreeing: 0, reworded: 0 };
        // Both are sorted: one walk over both, for every list that there is.
        let mut items = list.items.iter().peekable();
        for (number, titles) in &self.0 {
            while items.next_if(|item| item.number < *number).is_some() {}
            let present = items.peek().is_some_and(|item| item.number == *number);
            if !counts(number) {
                continue;
            }
            fit.of += 1;
            fit.present += usize::from(present);
            if !present {
                continue;
            }
            let wordings: Vec<_> = titles.iter().filter_map(|title| list.wording_of(number, title)).collect();
            let agrees = !wordings.is_empty();
            fit.titled += usize::from(agrees || titles.iter().any(|title| list.hash_matches(number, title).is_some()));
            fit.agreeing += usize::from(agrees);
            fit.reworded += usize::from(agrees && wordings.iter().all(|of| **of != Wording::Benchmark));
        }
        fit
    }

    /// The only list among several that the scan fits.
    pub(super) fn decide<'m>(&self, lists: &[&'m BenchmarkList]) -> Decision<'m> {
        let mut fits: Vec<_> = lists.iter().map(|list| self.fit(list)).collect();
        // A stable sort: lists that fit alike keep their order.
        fits.sort_by_key(|fit| std::cmp::Reverse(fit.score()));
        let mut fits = fits.into_iter();
        let Some(best) = fits.next().filter(|best| best.confirms() && best.of >= FEWEST) else {
            return Decision::None;
        };
        let alike = |fit: &Fit<'_>| best.score() - fit.score() < best.margin() && !best.outdoes(fit);
        match fits.next() {
            Some(next) if alike(&next) => {
                let rest: Vec<_> = fits.filter(alike).collect();
                Decision::Several([best, next].into_iter().chain(rest).collect())
            }
            next => Decision::One { best, next },
        }
    }
}

/// The decision among several lists by a scan's numbers and titles.
pub(super) enum Decision<'m> {
    /// One list fits, and fits better than all others by a margin.
    One { best: Fit<'m>, next: Option<Fit<'m>> },
    /// The best ones are too much alike.
    Several(Vec<Fit<'m>>),
    /// None fits.
    None,
}

impl<'m> Decision<'m> {
    /// The lists that the scan is of, or may be of.
    pub(super) fn into_fits(self) -> Vec<Fit<'m>> {
        match self {
            Self::One { best, .. } => vec![best],
            Self::Several(fits) => fits,
            Self::None => Vec::new(),
        }
    }
}

/// How well a scan fits one list.
#[derive(Clone, Copy)]
pub(super) struct Fit<'m> {
    pub(super) list: &'m BenchmarkList,
    /// How many numbers the scan has.
    pub(super) of: usize,
    /// How many of them the list has.
    pub(super) present: usize,
    /// How many of those have a title here and there.
    titled: usize,
    /// How many of those titles are equal.
    agreeing: usize,
    /// How many of the equal ones are worded as a tool or another version does it.
    reworded: usize,
}

impl Fit<'_> {
    /// Nine numbers in ten are in the list, and at least half of the titles are its own (tools
    /// reword some).
    pub(super) fn confirms(&self) -> bool {
        self.of > 0 && self.present * 10 >= self.of * 9 && self.agreeing * 2 >= self.titled
    }

    /// Whether titles were compared, and not only numbers, which are alike over systems.
    pub(super) fn has_titles(&self) -> bool {
        self.titled > 0
    }

    /// A number counts 2, with an equal title 4, with another title 1: it may be reworded.
    fn score(&self) -> usize {
        2 * self.present + 2 * self.agreeing - (self.titled - self.agreeing)
    }

    /// Whether every number and title of many is right here, and several titles are wrong there:
    /// benchmarks that are nearly copies of each other differ by no more.
    fn outdoes(&self, other: &Fit<'_>) -> bool {
        let perfect = self.present == self.of && self.agreeing == self.titled && self.titled >= 20;
        perfect && other.agreeing + 4 <= self.agreeing
    }

    /// The lead that decides: two numbers, and one number in twenty.
    fn margin(&self) -> usize {
        4.max(self.of / 10)
    }
}

impl fmt::Display for Fit<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} numbers", self.present, self.of)?;
        if self.titled > 0 {
            write!(f, " and {} of {} titles", self.agreeing, self.titled)?;
        }
        if self.reworded > 0 {
            write!(f, " ({} as tools or other versions word them)", self.reworded)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::Mappings;

    #[test]
    fn every_list_is_inferred_from_its_own_numbers_and_titles_or_not_at_all() {
        let mappings = Mappings::builtin();
        let lists = mappings.lists();
        let mut undecided = Vec::new();
        for list in &lists {
            let own = list.items.iter().map(|item| (item.number.clone(), item.hash));
            match ScanNumbers::of_pairs(own).decide(&lists) {
                Decision::One { best, .. } => assert_eq!(best.list.edition, list.edition),
                Decision::Several(fits) => {
                    assert!(fits.iter().any(|fit| fit.list.edition == list.edition), "{}", list.edition);
                    undecided.push(list.edition.slug());
                }
                Decision::None => panic!("{} does not fit itself", list.edition),
            }
        }
        // Alike but for a few numbers or titles: the same text for several products, and versions with
        // few changes.
        let alike = [
            "aks_v1.7.0",
            "almalinux_9_v1.0.0",
            "almalinux_9_v2.0.0",
            "debian_12_v1.1.0",
            "eks_v1.0.1",
            "eks_v1.1.0",
            "eks_v1.7.0",
            "kubernetes_v1.9.0",
            "kubernetes_v1.10.0",
            "oracle_linux_9_v1.0.0",
            "rhel_9_v2.0.0",
            "rocky_linux_9_v1.0.0",
            "suse_linux_enterprise_15_v1.1.0",
            "suse_linux_enterprise_15_v1.1.1",
            "ubuntu_20.04_v2.0.0",
            "ubuntu_24.04_v1.0.0",
        ];
        assert_eq!(undecided, alike);
    }

    #[test]
    fn numbers_alone_never_infer_another_version() {
        let mappings = Mappings::builtin();
        let lists = mappings.lists();
        for list in &lists {
            let own = list.items.iter().map(|item| (item.number.clone(), None));
            match ScanNumbers::of_pairs(own).decide(&lists) {
                Decision::One { best, .. } => assert_eq!(best.list.edition, list.edition),
                Decision::Several(fits) => {
                    assert!(fits.iter().any(|fit| fit.list.edition == list.edition), "{}", list.edition);
                }
                Decision::None => panic!("{} does not fit itself", list.edition),
            }
        }
    }

    #[test]
    fn four_numbers_decide_nothing() {
        let mappings = Mappings::builtin();
        let numbers = ["3.5.3.2.3", "3.5.3.2.4", "3.5.3.3.3", "1.1.22"].map(|n| (n.parse().expect("a number"), None));
        assert!(matches!(ScanNumbers::of_pairs(numbers.into_iter()).decide(&mappings.lists()), Decision::None));
    }
}
