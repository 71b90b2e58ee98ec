//! One side of a comparison: an image, and what the diff asks of it.

use std::collections::{BTreeMap, BTreeSet};

use super::class::Standing;
use crate::assess::{Image, Recommendation, RecommendationId};
use crate::mapping::{Crosswalk, Row};
use crate::model::{Check, Number, Scan, TitleKind, normalise};

/// An image on one side of a comparison.
pub(super) struct Side<'a> {
    pub(super) image: &'a Image,
    /// The benchmark's own title of each recommendation, normalised: asked for again with each other one.
    own_titles: BTreeMap<RecommendationId, String>,
}

impl<'a> Side<'a> {
    pub(super) fn new(image: &'a Image) -> Self {
        let own_title = |recommendation: &Recommendation| {
            let titles = image.checks_of(recommendation).filter_map(|check| check.title.as_ref());
            titles.filter(|title| title.kind == TitleKind::Recommendation).map(|title| normalise(title.text())).min()
        };
        let own_titles = image.by_id().filter_map(|(id, recommendation)| Some((id, own_title(recommendation)?)));
        Self { image, own_titles: own_titles.collect() }
    }

    /// The tools that looked at it.
    pub(super) fn tools(&self) -> BTreeSet<&'a str> {
        self.image.scans().filter_map(|scan| scan.tool.as_ref().map(|tool| tool.name.as_str())).collect()
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = RecommendationId> {
        self.image.by_id().map(|(id, _)| id)
    }

    pub(super) fn get(&self, id: RecommendationId) -> &'a Recommendation {
        self.image.recommendation(id)
    }

    pub(super) fn number(&self, id: RecommendationId) -> Option<&'a Number> {
        self.get(id).number.as_ref()
    }

    fn checks(&self, id: RecommendationId) -> impl Iterator<Item = &'a Check> {
        self.image.checks_of(self.get(id))
    }

    /// The benchmark's own title, normalised.
    pub(super) fn own_title(&self, id: RecommendationId) -> Option<&str> {
        self.own_titles.get(&id).map(String::as_str)
    }

    /// Any title, of a recommendation that has nothing else to be known by.
    pub(super) fn only_title(&self, id: RecommendationId) -> Option<String> {
        let nameless = self.number(id).is_none() && self.rules(id).is_empty();
        let mut titles = self.checks(id).filter_map(Check::title_text);
        titles.next().filter(|_| nameless).map(normalise)
    }

    pub(super) fn rules(&self, id: RecommendationId) -> BTreeSet<&'a str> {
        self.checks(id).filter_map(|check| check.rule.as_deref()).collect()
    }

    pub(super) fn severities(&self, id: RecommendationId) -> BTreeSet<&'a str> {
        self.checks(id).filter_map(|check| check.severity.as_deref()).collect()
    }

    /// The worst of several recommendations: what a merge or split amounts to.
    pub(super) fn standing(&self, ids: &[RecommendationId]) -> Standing {
        self.image.some(ids).map(|r| r.disposition).min().map_or(Standing::Absent, Standing::Is)
    }

    /// The meaning of its silence about a recommendation, given the crosswalk's rows to it: a benchmark
    /// that does not have a recommendation cannot be silent about it.
    pub(super) fn absence(&self, rows: &[Row]) -> Standing {
        let not_its = !rows.is_empty() && !rows.iter().any(has_counterpart);
        let full = || self.image.scans().all(|scan| scan.coverage.is_full());
        if not_its || full() { Standing::Absent } else { Standing::Silent }
    }

    /// The crosswalk's rows about a recommendation.
    pub(super) fn rows<'w>(&self, id: RecommendationId, walk: Option<&'w Crosswalk>) -> &'w [Row] {
        self.number(id).zip(walk).map(|(number, walk)| walk.from(number)).unwrap_or_default()
    }

    /// The judged checks of recommendations, each with its scan.
    pub(super) fn parts(&self, ids: &[RecommendationId]) -> Vec<(&'a Scan, &'a Check)> {
        let image = self.image;
        let parts = ids.iter().flat_map(|id| &image.recommendation(*id).parts);
        parts.map(|part| (image.scan(part.scan), image.check(part))).collect()
    }
}

/// The other benchmark version has it, and it checks the same.
pub(super) fn has_counterpart(row: &Row) -> bool {
    row.to.is_some() && row.class != crate::mapping::Relation::Changed
}
