//! The controls of an image: the recommendations that each has, and those that have none.

use std::collections::{BTreeMap, BTreeSet};

use super::control::Control;
use super::file::Controls;
use super::framework::Framework;
use crate::assess::{Image, Recommendation, RecommendationId};
use crate::model::{Ident, Number};

/// The recommendations of an image by the controls of one framework.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rollup {
    /// The framework.
    pub framework: Framework,
    /// Its controls that a recommendation of the image has, sorted.
    pub controls: Vec<Mapped>,
    /// The groups of controls that the person's file names, with the recommendations of all their controls.
    pub groups: Vec<Mapped>,
    /// The recommendations that have a control of it, each once, by number.
    pub mapped: Vec<RecommendationId>,
    /// The recommendations that have none.
    pub unmapped: Vec<RecommendationId>,
}

/// A control, or a group of controls, with the recommendations that have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapped {
    /// The control's name, or the group's.
    pub name: Control,
    /// The groups that a control is of.
    pub groups: Vec<String>,
    /// The recommendations, each once, by number.
    pub recommendations: Vec<RecommendationId>,
}

/// The recommendations of each control.
type ByControl = BTreeMap<Control, BTreeSet<RecommendationId>>;

impl Rollup {
    /// The roll-ups of an image, by framework: of what its scans name, and of what a person's file adds to that.
    pub fn all(image: &Image, controls: &Controls) -> Vec<Self> {
        let rows = controls.of(&image.benchmark);
        let mut systems: BTreeMap<&str, Option<Framework>> = BTreeMap::new();
        let mut found: BTreeMap<Framework, ByControl> = BTreeMap::new();
        for (id, recommendation) in image.by_id() {
            for ident in image.checks_of(recommendation).flat_map(|check| &check.idents) {
                let framework = systems.entry(&ident.system).or_insert_with(|| Framework::of(&ident.system));
                let Some(framework) = framework else { continue };
                for control in Control::all(framework, &ident.value) {
                    let of = found.entry(framework.clone()).or_default();
                    of.entry(control).or_default().insert(id);
                }
            }
            for row in numbers(image, recommendation).iter().filter_map(|number| rows.get(number)).flatten() {
                let of = found.entry(row.framework.clone()).or_default();
                of.entry(row.control.clone()).or_default().insert(id);
            }
        }
        found.into_iter().map(|(framework, of)| Self::new(image, controls, framework, of)).collect()
    }

    fn new(image: &Image, controls: &Controls, framework: Framework, of: ByControl) -> Self {
        let known = controls.groups(&framework);
        let mut groups = ByControl::new();
        let mut all: BTreeSet<RecommendationId> = BTreeSet::new();
        let mapped = |(name, ids): (Control, BTreeSet<RecommendationId>)| {
            let of: Vec<String> = known.get(&name).into_iter().flatten().map(|group| (*group).to_owned()).collect();
            for group in &of {
                groups.entry(Control::group(group)).or_default().extend(&ids);
            }
            all.extend(&ids);
            Mapped { name, groups: of, recommendations: ids.into_iter().collect() }
        };
        let controls = of.into_iter().map(mapped).collect();
        let group = |(name, ids): (Control, BTreeSet<_>)| Mapped {
            name,
            groups: Vec::new(),
            recommendations: ids.into_iter().collect(),
        };
        let (mapped, unmapped) = image.by_id().map(|(id, _)| id).partition(|id| all.contains(id));
        Self { framework, controls, groups: groups.into_iter().map(group).collect(), mapped, unmapped }
    }
}

/// The numbers that a recommendation is known by: its own, and those that its checks refer to.
pub(super) fn numbers(image: &Image, recommendation: &Recommendation) -> BTreeSet<Number> {
    let idents = image.checks_of(recommendation).flat_map(|check| &check.idents);
    recommendation.number.iter().cloned().chain(idents.flat_map(Ident::numbers)).collect()
}
