//! The matrix: recommendations × versions.

use schemars::JsonSchema;
use serde::Serialize;

use crate::assess::{Disposition, Image};
use crate::diff::{Class, Standing};
use crate::history::{Cell, Chain, Track, Version};

/// One recommendation over the versions.
#[derive(Clone, Debug, Serialize, JsonSchema)]
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
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CellView {
    /// Where it stands, in a word; absent where nothing is known.
    pub standing: Option<Standing>,
    /// The word for people; empty where nothing is known.
    pub word: &'static str,
    /// One letter for it.
    pub letter: char,
    /// Its numbers in this version, where they are others.
    pub numbers: Vec<String>,
    /// The class of its change since the version before; absent where nothing changed.
    pub change: Option<Class>,
}

/// The letters of the matrix, each with its word.
pub(crate) const LETTERS: [(char, &str); 10] = [
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
    let cells = || track.cells.iter().zip(chain.images(versions));
    let known = cells().filter_map(|(cell, image)| Some((image?, cell)));
    let newest = known.filter(|(_, cell)| !cell.recommendations.is_empty()).last();
    let newest_numbers = newest.map(|(image, cell)| numbers(image, cell)).unwrap_or_default();
    let views = cells().map(|(cell, image)| {
        let here = image.map(|image| numbers(image, cell)).unwrap_or_default();
        CellView {
            standing: cell.standing,
            word: cell.standing.map_or("", Standing::word),
            letter: cell.standing.and_then(letter).unwrap_or('.'),
            numbers: if here == newest_numbers { Vec::new() } else { here },
            change: cell.class.filter(|class| *class != Class::Unchanged),
        }
    });
    let cells: Vec<CellView> = views.collect();
    let id = if newest_numbers.is_empty() {
        newest.and_then(|(image, cell)| rule(image, cell)).unwrap_or_else(|| "-".to_owned())
    } else {
        newest_numbers.join(" + ")
    };
    let title =
        newest.and_then(|(image, cell)| image.some(&cell.recommendations).find_map(|found| found.title.clone()));
    TrackView { id, title: title.unwrap_or_default(), notable: track.cells.iter().any(notable), cells }
}

fn letter(standing: Standing) -> Option<char> {
    LETTERS.into_iter().find(|(_, word)| *word == standing.word()).map(|(letter, _)| letter)
}

fn notable(cell: &Cell) -> bool {
    cell.standing.is_some_and(|standing| standing.failing() || standing == Standing::Is(Disposition::Unverified))
}

fn numbers(image: &Image, cell: &Cell) -> Vec<String> {
    let mut numbers: Vec<_> = image.some(&cell.recommendations).filter_map(|found| found.number.clone()).collect();
    numbers.sort();
    numbers.dedup();
    numbers.iter().map(ToString::to_string).collect()
}

fn rule(image: &Image, cell: &Cell) -> Option<String> {
    image.parts_of(&cell.recommendations).find_map(|part| image.check(part).rule.clone())
}
