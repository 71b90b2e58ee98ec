//! One side of a comparison: an image, and what the diff asks of it.

use std::collections::{BTreeMap, BTreeSet};

use super::class::Standing;
use super::gone::{tool_of, tools};
use crate::assess::{Image, Part, Recommendation, RecommendationId};
use crate::mapping::{Crosswalk, Row};
use crate::model::{Check, Doubt, Number, OnDiff, Scan, TitleKind, normalise};

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
        tools(self.image)
    }

    /// The tools that speak of recommendations.
    pub(super) fn tools_of(&self, ids: &[RecommendationId]) -> BTreeSet<&'a str> {
        self.parts(ids).into_iter().map(|(scan, _)| tool_of(scan)).collect()
    }

    /// The scans that fail recommendations.
    pub(super) fn failing_scans(&self, ids: &[RecommendationId]) -> Vec<&'a Scan> {
        let failing = |part: &&Part| Standing::Is(part.judgement.disposition).failing();
        let image = self.image;
        let parts = ids.iter().flat_map(|id| &image.recommendation(*id).parts).filter(failing);
        let scans: BTreeSet<_> = parts.map(|part| part.scan).collect();
        scans.into_iter().map(|scan| image.scan(scan)).collect()
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

    /// The meaning of its silence about a recommendation that `tools` speak of on the other side, given the
    /// crosswalk's rows to it: a benchmark that does not have a recommendation cannot be silent about it.
    pub(super) fn absence(&self, rows: &[Row], tools: &BTreeSet<&str>) -> Standing {
        let not_its = !rows.is_empty() && !rows.iter().any(has_counterpart);
        if not_its || self.lists_everything(tools) { Standing::Absent } else { Standing::Silent }
    }

    /// Whether one of some tools lists everything here; where none of them looked, whether all others do.
    fn lists_everything(&self, tools: &BTreeSet<&str>) -> bool {
        let all_of = |tool: &str| self.image.scans().filter(|scan| tool_of(scan) == tool).collect::<Vec<_>>();
        let full = |scans: &[&Scan]| scans.iter().all(|scan| scan.coverage.is_full());
        let here: Vec<_> = tools.iter().map(|tool| all_of(tool)).filter(|scans| !scans.is_empty()).collect();
        if here.is_empty() {
            return self.image.scans().all(|scan| scan.coverage.is_full());
        }
        here.iter().any(|scans| full(scans))
    }

    /// Whether a doubt about a scan of some tools says that absence from it is lost coverage.
    pub(super) fn absence_is_lost(&self, tools: &BTreeSet<&str>) -> bool {
        let here = self.tools();
        let scans = self.image.scans().filter(|scan| tools.is_disjoint(&here) || tools.contains(tool_of(scan)));
        scans.flat_map(|scan| &scan.doubts).any(absence_is_lost)
    }

    /// Whether a doubt says that the numbers may be those of another benchmark.
    pub(super) fn numbers_are_doubted(&self) -> bool {
        let suggests = |doubt: &Doubt| !doubt.harmless && doubt.code.effects().diff == OnDiff::PairsAreSuggestions;
        self.image.scans().flat_map(|scan| &scan.doubts).any(suggests)
    }

    /// Whether it and another side say the same of the same numbers throughout: then they are of one benchmark,
    /// whichever that is. A scan beside itself, or beside the bundle that was made of it.
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        let said = |side: &Self| -> Vec<_> {
            let of = |id| {
                let statuses: Vec<_> = side.checks(id).map(|check| check.status).collect();
                (side.number(id).cloned(), side.own_title(id).map(str::to_owned), statuses)
            };
            side.ids().map(of).collect()
        };
        said(self) == said(other)
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

/// Whether a doubt makes what is absent lost coverage.
pub(super) fn absence_is_lost(doubt: &Doubt) -> bool {
    doubt.code.effects().diff == OnDiff::AbsentIsLost
}

/// The other benchmark version has it, and it checks the same.
pub(super) fn has_counterpart(row: &Row) -> bool {
    row.to.is_some() && row.class != crate::mapping::Relation::Changed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::Relation;

    #[test]
    fn a_counterpart_is_there_and_checks_the_same() {
        let found = |to: &str, class| {
            let (from, to, marks) = ("1.1".parse().ok(), to.parse().ok(), BTreeSet::new());
            let row = Row { from, to, class, retitled: false, other_content: false, marks, steps: Vec::new() };
            has_counterpart(&row)
        };
        for class in [Relation::Same, Relation::Renumbered, Relation::Merged, Relation::Split] {
            assert!(found("1.2", class), "{class:?}");
        }
        assert!(!found("1.2", Relation::Changed), "it checks something else");
        assert!(!found("", Relation::Removed), "there is none");
    }
}
