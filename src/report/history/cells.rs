//! The matrix: recommendations × versions.

use serde::Serialize;

use crate::assess::{Disposition, Image};
use crate::diff::{Class, Standing};
use crate::history::{Cell, Chain, Track, Version};

/// One recommendation over the versions.
#[derive(Clone, Debug, Serialize)]
pub struct TrackView {
    /// Its number, else its rule, else a dash.
    pub id: String,
    /// Its title.
    pub title: String,
    /// It failed or was not verified in some version.
    pub notable: bool,
    /// One for each version.
    pub cells: Vec<CellView>,
}

/// A recommendation in one version.
#[derive(Clone, Debug, Serialize)]
pub struct CellView {
    /// Where it stands, in a word; absent where nothing is known.
    pub standing: Option<Standing>,
    /// The word for people; empty where nothing is known.
    pub word: &'static str,
    /// One letter for it.
    pub letter: char,
    /// Its numbers in this version, where they are others.
    pub numbers: Vec<String>,
    /// What became of it since the version before; absent where that is nothing.
    pub change: Option<Class>,
}

/// The letters of the matrix, each with its word.
pub(super) const LETTERS: [(char, &str); 10] = [
    ('F', "open"),
    ('L', "lapsed"),
    ('?', "not verified"),
    ('E', "excepted"),
    ('P', "passed"),
    ('i', "informational"),
    ('n', "not applicable"),
    ('s', "not selected"),
    ('.', "absent"),
    ('-', "not reported"),
];

pub(super) fn track_view(track: &Track, chain: &Chain, versions: &[Version]) -> TrackView {
    let image = |at: usize| {
        let version = versions.get(at)?;
        Some((version, version.assessment.images.get(chain.images.get(at).copied().flatten()?)?))
    };
    let newest = track.newest().and_then(|(at, cell)| Some((image(at)?, cell)));
    let newest_numbers = newest.map(|((_, image), cell)| numbers(image, cell)).unwrap_or_default();
    let cells = track.cells.iter().enumerate().map(|(at, cell)| {
        let here = image(at).map(|(_, image)| numbers(image, cell)).unwrap_or_default();
        CellView {
            standing: cell.standing,
            word: cell.standing.map_or("", Standing::word),
            letter: cell.standing.and_then(letter).unwrap_or('.'),
            numbers: if here == newest_numbers { Vec::new() } else { here },
            change: cell.class.filter(|class| *class != Class::Unchanged),
        }
    });
    let cells: Vec<CellView> = cells.collect();
    let id = if newest_numbers.is_empty() {
        newest.and_then(|((version, image), cell)| rule(version, image, cell)).unwrap_or_else(|| "-".to_owned())
    } else {
        newest_numbers.join(" + ")
    };
    let title = newest.and_then(|((_, image), cell)| {
        cell.recommendations.iter().find_map(|index| image.recommendations.get(*index)?.title.clone())
    });
    TrackView { id, title: title.unwrap_or_default(), notable: track.cells.iter().any(notable), cells }
}

fn letter(standing: Standing) -> Option<char> {
    LETTERS.into_iter().find(|(_, word)| *word == standing.word()).map(|(letter, _)| letter)
}

fn notable(cell: &Cell) -> bool {
    cell.standing.is_some_and(|standing| standing.failing() || standing == Standing::Is(Disposition::Unverified))
}

fn numbers(image: &Image, cell: &Cell) -> Vec<String> {
    let recommendations = cell.recommendations.iter().filter_map(|index| image.recommendations.get(*index));
    let mut numbers: Vec<_> = recommendations.filter_map(|r| r.number.clone()).collect();
    numbers.sort();
    numbers.dedup();
    numbers.iter().map(ToString::to_string).collect()
}

fn rule(version: &Version, image: &Image, cell: &Cell) -> Option<String> {
    let recommendations = cell.recommendations.iter().filter_map(|index| image.recommendations.get(*index));
    let mut parts = recommendations.flat_map(|r| &r.parts).filter_map(|part| version.assessment.check(part));
    parts.find_map(|check| check.rule.clone())
}
