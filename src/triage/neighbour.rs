//! Entries that stand near a finding: what they say of a similar one.

use super::item::Item;
use crate::model::Number;
use crate::registry::{Entry, Registry};

/// How an entry is near.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Near {
    /// It names the finding.
    Names,
    /// It names recommendations of the same section.
    Section,
    /// One of its titles is similar.
    Title,
    /// It is another entry.
    Not,
}

/// An entry as a neighbour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Neighbour {
    /// The place among the registry's entries.
    pub place: usize,
    /// How near it is.
    pub near: Near,
}

impl Near {
    /// The word for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Names => "names it",
            Self::Section => "same section",
            Self::Title => "similar title",
            Self::Not => "",
        }
    }
}

/// Two titles are similar from here on.
const ALIKE: f64 = 0.6;
/// As much of a title is compared.
const MOST_CHARS: usize = 200;

/// Every entry of the same benchmark, the nearest first.
pub(super) fn neighbours(registry: &Registry, item: &Item) -> Vec<Neighbour> {
    let title = start(&item.title);
    let mut found: Vec<(Near, usize, f64)> = registry
        .entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| entry.benchmark.same_family(&item.benchmark) != Some(false))
        .map(|(place, entry)| {
            let alike = entry.all_titles().map(|other| strsim::sorensen_dice(&title, &start(other)));
            let alike = if title.is_empty() { 0.0 } else { alike.fold(0.0, f64::max) };
            (near(entry, item, alike), place, alike)
        })
        .collect();
    found.sort_by(|one, other| one.0.cmp(&other.0).then(other.2.total_cmp(&one.2)).then(one.1.cmp(&other.1)));
    found.into_iter().map(|(near, place, _)| Neighbour { place, near }).collect()
}

fn near(entry: &Entry, item: &Item, alike: f64) -> Near {
    let parent = |number: &Number| number.parts().split_last().map(|(_, section)| section.to_vec());
    let own = item.number.as_ref().and_then(parent);
    match own {
        _ if item.nearly.iter().any(|nearly| nearly.id == entry.id) => Near::Names,
        Some(section) if entry.numbers().any(|number| parent(number).as_ref() == Some(&section)) => Near::Section,
        _ if alike >= ALIKE => Near::Title,
        _ => Near::Not,
    }
}

fn start(title: &str) -> String {
    title.chars().take(MOST_CHARS).flat_map(char::to_lowercase).collect()
}
