//! A crosswalk, or some rows of one, as data.

use schemars::JsonSchema;
use serde::Serialize;

use crate::mapping::{Crosswalk, Edition, Reading, Row};

/// The counterparts of recommendations in another benchmark version.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CrosswalkView<'m> {
    /// `amicis-crosswalk/1`.
    pub format: &'static str,
    /// The benchmark version of the numbers.
    pub from: EditionView<'m>,
    /// The benchmark version wanted.
    pub to: EditionView<'m>,
    /// The versions that the way leads over.
    pub over: Vec<EditionView<'m>>,
    /// How well it was read.
    pub read: Reading,
    /// The rows that were asked for.
    pub rows: Vec<&'m Row>,
    /// The crosswalk itself.
    #[serde(skip)]
    pub(crate) walk: &'m Crosswalk,
}

/// A benchmark version.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct EditionView<'m> {
    /// The benchmark's title.
    pub title: &'m str,
    /// Its version.
    pub version: &'m str,
}

impl<'m> From<&'m Edition> for EditionView<'m> {
    fn from(edition: &'m Edition) -> Self {
        Self { title: edition.title(), version: edition.version() }
    }
}

impl<'m> CrosswalkView<'m> {
    /// The `format` that it states.
    pub const FORMAT: &'static str = "amicis-crosswalk/1";

    /// The view of some rows of a crosswalk.
    pub fn new(walk: &'m Crosswalk, rows: Vec<&'m Row>) -> Self {
        Self {
            format: Self::FORMAT,
            from: (&walk.from).into(),
            to: (&walk.to).into(),
            over: walk.over.iter().map(EditionView::from).collect(),
            read: walk.read,
            rows,
            walk,
        }
    }
}
