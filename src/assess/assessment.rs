//! Scans, a registry and a date → a disposition for every check and recommendation, and the scores.

use jiff::civil::Date;

use super::apart::tell_apart;
use super::grouping::{GivenScan, Group, Grouping, LeftOut, Order};
use super::image::{CheckId, Image};
use super::listed::{MIN_LISTED, doubt_small};
use super::matching::{Judgement, Matcher};
use super::outcome::{self, EntryOutcome};
use crate::mapping::Mappings;
use crate::model::{Check, Doubt, Scan};
use crate::registry::Registry;

/// Scans judged with a registry on a day.
#[derive(Clone, Debug)]
pub struct Assessment {
    /// The day that decided what is in force.
    pub as_of: Date,
    /// The registry; empty when none was given.
    pub registry: Registry,
    /// Whether the instances of one image are kept apart.
    pub each: bool,
    /// Images, each with the scans that were judged as one; in the order in which they first appear.
    pub images: Vec<Image>,
    /// Scans that were not judged, each with the reason.
    pub left_out: Vec<LeftOut>,
    /// The outcome of every entry of the registry, in its order.
    pub outcomes: Vec<EntryOutcome>,
    /// Notes on the grouping.
    pub notes: Vec<String>,
    /// Doubts about no single scan: how scans were put together, what was not read.
    /// [`raised`](Self::raised) has them beside those of the scans.
    pub doubts: Vec<Doubt>,
}

/// An image's place in its assessment; [`Assessment::image`] has what stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ImageId(usize);

impl ImageId {
    /// The number of images before it.
    pub fn place(self) -> usize {
        self.0
    }
}

impl Assessment {
    /// Judges scans with a registry on a day; `each` keeps instances of one image apart.
    pub fn new(scans: Vec<Scan>, registry: Registry, as_of: Date, each: bool, mappings: &Mappings) -> Self {
        let assessment = Self::of(Grouping::numbered(scans, each, mappings), registry, as_of, mappings);
        Self { each, ..assessment }
    }

    /// Judges scans that were put together before.
    pub fn of(grouping: Grouping, registry: Registry, as_of: Date, mappings: &Mappings) -> Self {
        let Grouping { mut groups, left_out, notes, doubts } = grouping;
        let scans = groups.iter_mut().flat_map(Group::scans_mut);
        let least = registry.gate.min_listed.unwrap_or(MIN_LISTED);
        scans.for_each(|scan| doubt_small(scan, least, mappings));
        let matcher = Matcher::new(&registry, as_of, mappings);
        let judge = |given: &GivenScan, _, check: &Check| matcher.judge(&given.scan, check);
        let mut images: Vec<Image> = groups.into_iter().map(|group| Image::new(group, &judge)).collect();
        tell_apart(&mut images);
        let outcomes = outcome::of_entries(&images, &left_out, &matcher);
        Self { as_of, registry, each: false, images, left_out, outcomes, notes, doubts }
    }

    /// Scans with verdicts that were given before, as a release stored them, by the places of scan and check;
    /// a check without one is judged by its status alone. The registry holds the entries that the verdicts name.
    pub fn with_verdicts(
        scans: Vec<Scan>,
        registry: Registry,
        as_of: Date,
        each: bool,
        verdict: impl Fn(Order, CheckId) -> Option<Judgement>,
    ) -> Self {
        let Grouping { groups, left_out, notes, doubts } = Grouping::new(scans, each);
        let judge = |given: &GivenScan, id: CheckId, check: &Check| {
            verdict(given.order, id).unwrap_or_else(|| Judgement::of(check.status))
        };
        let mut images: Vec<Image> = groups.into_iter().map(|group| Image::new(group, &judge)).collect();
        tell_apart(&mut images);
        Self { as_of, registry, each, images, left_out, outcomes: Vec::new(), notes, doubts }
    }

    /// Every scan, judged or left out, in the order given.
    pub fn scans(&self) -> impl Iterator<Item = &Scan> {
        let judged = self.images.iter().flat_map(|image| &image.scans);
        let mut all: Vec<&GivenScan> = judged.chain(self.left_out.iter().map(|left_out| &left_out.given)).collect();
        all.sort_by_key(|given| given.order);
        all.into_iter().map(|given| &given.scan)
    }

    /// As [`scans`](Self::scans), to change what does not decide a verdict; in no particular order.
    pub fn scans_mut(&mut self) -> impl Iterator<Item = &mut Scan> {
        let judged = self.images.iter_mut().flat_map(|image| &mut image.scans);
        judged.chain(self.left_out.iter_mut().map(|left_out| &mut left_out.given)).map(|given| &mut given.scan)
    }

    /// The images with their ids.
    pub fn by_id(&self) -> impl Iterator<Item = (ImageId, &Image)> {
        self.images.iter().enumerate().map(|(place, image)| (ImageId(place), image))
    }

    /// One of its images.
    #[expect(clippy::expect_used, reason = "only an assessment gives the ids of its images, and it loses none")]
    pub fn image(&self, id: ImageId) -> &Image {
        self.images.get(id.0).expect("an image of this assessment")
    }

    /// Whether any scan has a check that a verdict can rest on: pass, fixed, fail, error or unknown.
    pub fn can_judge(&self) -> bool {
        self.scans().flat_map(|scan| &scan.checks).any(|check| check.status.scored())
    }
}
