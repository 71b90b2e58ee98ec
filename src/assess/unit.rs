//! The scans of one unit of reading, judged as `Assessment` judges them, with a registry that was made ready once.

use std::collections::BTreeMap;

use super::grouping::{GivenScan, Grouping, Order, WhyLeftOut};
use super::image::Image;
use super::listed::{MIN_LISTED, doubt_small};
use super::matching::Matcher;
use crate::model::{Check, Scan};

/// Scans that were read together, judged. None is left out: what another scan stands for is judged by itself.
#[derive(Clone, Debug)]
pub struct Unit {
    /// The images, each with the scans that were judged as one.
    pub images: Vec<Image>,
    /// The scans that an assessment leaves out, with the reason; each is an image of its own here.
    pub set_aside: BTreeMap<Order, WhyLeftOut>,
    /// Notes on the grouping.
    pub notes: Vec<String>,
}

impl Matcher<'_> {
    /// Judges the scans of a unit. A rule that stands for several recommendations is a check for each.
    pub fn unit(&self, scans: Vec<Scan>) -> Unit {
        let Grouping { groups, left_out, notes, .. } = Grouping::numbered(scans, false, self.mappings);
        let set_aside = left_out.iter().map(|left_out| (left_out.given.order, left_out.why.clone())).collect();
        let mut groups: Vec<_> = groups.into_iter().chain(left_out.into_iter().map(Into::into)).collect();
        let least = self.registry.gate.min_listed.unwrap_or(MIN_LISTED);
        for group in &mut groups {
            group.scans_mut().for_each(|scan| doubt_small(scan, least, self.mappings));
        }
        let judge = |given: &GivenScan, _, check: &Check| self.judge(&given.scan, check);
        Unit { images: groups.into_iter().map(|group| Image::new(group, &judge)).collect(), set_aside, notes }
    }
}

impl WhyLeftOut {
    /// The reason in a word.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Replaced { .. } => "replaced",
            Self::SameRun { .. } => "same-run",
        }
    }
}
