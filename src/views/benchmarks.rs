//! The benchmark versions whose numbers are known, as data.

use schemars::JsonSchema;
use serde::Serialize;

use crate::mapping::{BenchmarkList, Crosswalk, Edition, Item, Mappings, Reading};

/// The benchmark versions that are known.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct BenchmarksView<'m> {
    /// `amicis-benchmarks/1`.
    pub format: &'static str,
    /// The versions, those of one benchmark side by side.
    pub benchmarks: Vec<BenchmarkView<'m>>,
    /// The versions were asked for by name, and all that is known of them is wanted.
    #[serde(skip)]
    pub named: bool,
}

/// A benchmark version, and the amount that is known of it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct BenchmarkView<'m> {
    /// The benchmark's title.
    pub title: &'m str,
    /// Its version.
    pub version: &'m str,
    /// The day it was published, as far as known.
    pub date: &'m str,
    /// How many recommendations it has.
    pub numbers: usize,
    /// How many independent sources agree about the numbers.
    pub sources: u8,
    /// How many levels are known.
    pub levels: usize,
    /// The number of recommendations of which it is known whether they are automated.
    pub assessments: usize,
    /// How many hashes of titles are known.
    pub title_hashes: usize,
    /// How many hashes of further wordings are known.
    pub further_title_hashes: usize,
    /// The versions that a crosswalk leads to directly.
    pub crosswalks: Vec<String>,
    /// The ways to other versions.
    pub ways: Vec<WayView<'m>>,
    /// The tables of tools' rules.
    pub rules: Vec<RulesView<'m>>,
    /// A newer version that exists and has no list here.
    pub newer: Option<String>,
    /// The origin of the facts.
    pub source: &'m str,
    /// The licence of that source.
    pub licence: &'m str,
    /// The known weakness of the facts.
    pub weak: &'m str,
    #[serde(skip)]
    pub(crate) edition: &'m Edition,
}

/// A way from one version to another.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct WayView<'m> {
    /// The version at its end.
    pub to: String,
    /// The versions in between.
    pub over: Vec<String>,
    /// How well its crosswalks were read: the least of them.
    pub read: Reading,
    #[serde(skip)]
    pub(crate) editions: Vec<&'m Edition>,
}

/// A table of a tool's rules.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RulesView<'m> {
    /// The tool.
    pub tool: &'m str,
    /// How many pairs of a rule and a number it has.
    pub pairs: usize,
}

impl<'m> BenchmarksView<'m> {
    /// The `format` that it states.
    pub const FORMAT: &'static str = "amicis-benchmarks/1";

    /// The view of some lists; `named` when they were asked for by name.
    pub fn new(mappings: &'m Mappings, lists: &[&'m BenchmarkList], named: bool) -> Self {
        let benchmarks = lists.iter().map(|list| BenchmarkView::new(mappings, list)).collect();
        Self { format: Self::FORMAT, benchmarks, named }
    }
}

impl<'m> BenchmarkView<'m> {
    fn new(mappings: &'m Mappings, list: &'m BenchmarkList) -> Self {
        let edition = &list.edition;
        let count = |known: fn(&Item) -> bool| list.items.iter().filter(|item| known(item)).count();
        let rules = mappings.rules(edition).into_iter();
        Self {
            title: edition.title(),
            version: edition.version(),
            date: &list.date,
            numbers: list.items.len(),
            sources: list.sources,
            levels: count(|item| item.level.is_some()),
            assessments: count(|item| item.assessment.is_some()),
            title_hashes: count(|item| item.hash.is_some()),
            further_title_hashes: list.further_titles(),
            crosswalks: mappings.crosswalks_from(edition).iter().map(|walk| walk.to.to_string()).collect(),
            ways: ways(mappings, edition),
            rules: rules.map(|table| RulesView { tool: &table.tool, pairs: table.rows().len() }).collect(),
            newer: mappings.newer(edition.family()).map(ToString::to_string),
            source: &list.source,
            licence: &list.licence,
            weak: &list.weak,
            edition,
        }
    }
}

/// All ways from a version to the others of its benchmark, and to those of other benchmarks that have a
/// crosswalk with it.
fn ways<'m>(mappings: &'m Mappings, from: &'m Edition) -> Vec<WayView<'m>> {
    let reviewed = |left: &Edition, right: &Edition| mappings.reviewed(left, right).map(|walk: &Crosswalk| walk.read);
    let way = |list: &'m BenchmarkList| {
        let path = mappings.way(from, &list.edition)?;
        let steps = path.iter().zip(path.iter().skip(1));
        let read = steps.filter_map(|(left, right)| reviewed(left, right)).min().unwrap_or_default();
        let between = path.len().saturating_sub(2);
        let over = path.iter().skip(1).take(between).map(ToString::to_string).collect();
        Some(WayView { to: list.edition.to_string(), over, read, editions: path.into_iter().skip(1).collect() })
    };
    mappings.lists().into_iter().filter_map(way).collect()
}
