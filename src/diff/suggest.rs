//! Possible counterparts of a recommendation without a pair: for a person, never applied.

use std::collections::BTreeMap;
use std::convert::Infallible;

use similar::algorithms::{DiffHook, myers};

use crate::model::Number;

/// How much of two titles has to be alike, in percent: from there on, four of five
/// suggestions are right or a merge, split or change of it;
/// measured in `tests/mapping_pairing.rs`, stated in `mappings/README.md`.
pub const SIMILAR: u8 = 80;

/// Titles are shorter, and there are fewer on a side; comparing all with all is quadratic in both.
const LONGEST: usize = 300;
const MOST: usize = 1000;

/// One candidate on the other side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// Its number.
    pub number: Number,
    /// The reason to look at it.
    pub why: Why,
}

/// Why one recommendation may be another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The crosswalk names it.
    Crosswalk,
    /// So much of the titles is alike, in percent.
    Title(u8),
    /// The number is the same, and a doubt says that it may be another benchmark's.
    DoubtedNumber,
}

/// A recommendation that is looked for: its name, and its normalised title.
pub(super) type Titled<K> = (K, String);

/// Two recommendations, and how much of their titles is alike, in percent.
pub(super) type Alike<K> = (K, K, u8);

/// Pairs of recommendations with how much of their titles is alike: each the other's best, better than any
/// other, and at least [`SIMILAR`]. The same in both directions and in any order.
pub(super) fn similar_titles<K: Copy + Ord>(old: &[Titled<K>], new: &[Titled<K>]) -> Vec<Alike<K>> {
    if old.len() > MOST || new.len() > MOST {
        return Vec::new();
    }
    let ready = |side: &[Titled<K>]| -> Vec<(K, Letters)> {
        let short = side.iter().filter(|(_, title)| title.len() <= LONGEST);
        short.map(|(name, title)| (*name, Letters::of(title))).collect()
    };
    let (old, new) = (ready(old), ready(new));
    let mut alike = Vec::new();
    for (left, title) in &old {
        for (right, other) in &new {
            alike.extend(title.alike(other).map(|percent| (*left, *right, percent)));
        }
    }
    let best = |of: fn(&Alike<K>) -> K| {
        let mut best: BTreeMap<K, Vec<u8>> = BTreeMap::new();
        alike.iter().for_each(|pair| best.entry(of(pair)).or_default().push(pair.2));
        best.values_mut().for_each(|found| found.sort_unstable_by(|a, b| b.cmp(a)));
        best
    };
    let (of_old, of_new) = (best(|pair| pair.0), best(|pair| pair.1));
    let alone = |found: Option<&Vec<u8>>, percent: u8| match found.map(Vec::as_slice) {
        Some([first]) => *first == percent,
        Some([first, second, ..]) => *first == percent && second < first,
        _ => false,
    };
    alike
        .iter()
        .filter(|(left, right, percent)| alone(of_old.get(left), *percent) && alone(of_new.get(right), *percent))
        .copied()
        .collect()
}

/// A title, and how often it has each letter: what two titles can have in common at most, told
/// without comparing them. Some letters share a place, which only makes that more.
struct Letters {
    bytes: Vec<u8>,
    counts: [u16; 64],
}

impl Letters {
    fn of(title: &str) -> Self {
        let mut counts = [0_u16; 64];
        for byte in title.bytes() {
            if let Some(count) = counts.get_mut(usize::from(byte % 64)) {
                *count = count.saturating_add(1);
            }
        }
        Self { bytes: title.as_bytes().to_vec(), counts }
    }

    /// How much is alike, in percent rounded down; `None` below [`SIMILAR`].
    fn alike(&self, other: &Self) -> Option<u8> {
        let (left, right) = (self.bytes.len(), other.bytes.len());
        let enough = |common: usize| 200 * common >= usize::from(SIMILAR) * (left + right);
        if !enough(left.min(right)) || !enough(self.common(other)) {
            return None;
        }
        let mut common = Common(0);
        let Ok(()) = myers::diff(&mut common, &*self.bytes, 0..left, &*other.bytes, 0..right);
        let percent = (200 * common.0).checked_div(left + right)?;
        u8::try_from(percent).ok().filter(|percent| *percent >= SIMILAR)
    }

    fn common(&self, other: &Self) -> usize {
        self.counts.iter().zip(&other.counts).map(|(left, right)| usize::from(*left.min(right))).sum()
    }
}

/// How many bytes two titles have in common, in their order.
///
/// Counted where the comparison finds them: nobody needs the parts, and a list of them would be
/// compiled for every algorithm that the crate has.
struct Common(usize);

impl DiffHook for Common {
    type Error = Infallible;

    fn equal(&mut self, _: usize, _: usize, length: usize) -> Result<(), Infallible> {
        self.0 += length;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
        let titled = |titles: &[&str]| titles.iter().map(|title| (*title).to_owned()).enumerate().collect::<Vec<_>>();
        similar_titles(&titled(old), &titled(new)).into_iter().map(|(left, right, _)| (left, right)).collect()
    }

    #[test]
    fn a_reworded_title_is_found() {
        let old = ["ensure no unconfined daemons exist", "ensure nis client is not installed"];
        let new = ["ensure rsh client is removed", "ensure no unconfined services exist"];
        assert_eq!(found(&old, &new), [(0, 1)]);
    }

    #[test]
    fn of_two_equally_good_ones_none_is_suggested() {
        let new = ["ensure /tmp is a mount", "ensure /var is a mount"];
        assert_eq!(found(&["ensure /xyz is a mount"], &new), []);
        assert_eq!(found(&new, &["ensure /xyz is a mount"]), []);
    }

    #[test]
    fn titles_without_end_and_sides_without_number_are_not_compared() {
        let long = "ensure ".repeat(100);
        assert_eq!(found(&[&long], &[&long]), []);
        let many = vec!["ensure it"; MOST + 1];
        assert_eq!(found(&many, &["ensure it"]), []);
    }

    #[test]
    fn sides_may_have_as_many_titles_as_are_compared_and_no_more() {
        let most = vec!["ensure it"; MOST];
        let other = "ensure nothing like this at all 0123456789";
        assert_eq!(found(&[&[other], &most[1..]].concat(), &[other]), [(0, 0)]);
        assert_eq!(found(&[other], &[&[other], &most[1..]].concat()), [(0, 0)]);
        assert_eq!(found(&[other], &[&[other], &most[..]].concat()), []);
    }

    #[test]
    fn the_best_of_several_is_suggested_and_how_much_is_alike() {
        let titled = |titles: &[&str]| titles.iter().map(|title| (*title).to_owned()).enumerate().collect::<Vec<_>>();
        let old = titled(&["ensure the daemon is off"]);
        let new = titled(&["ensure the daemons are off", "ensure the daemon is off!"]);
        // 24 of the 24 and 25 bytes are in both, in their order.
        assert_eq!(similar_titles(&old, &new), [(0, 1, 97)]);
        assert_eq!(similar_titles(&new, &old), [(1, 0, 97)]);
    }
}
