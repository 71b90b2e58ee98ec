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

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::grouping::WhyLeftOut;
    use super::*;
    use crate::model::{Benchmark, DoubtCode, Status};

    /// A scan of one machine, with checks that pass.
    fn scan(ami: &str, numbers: &[&str]) -> Scan {
        let check = |number: &&str| Check { number: number.parse().ok(), ..Check::new(Status::Pass) };
        let mut scan = Scan { checks: numbers.iter().map(check).collect(), ..Scan::default() };
        scan.benchmark = Benchmark::given("CIS Amazon Linux 2 Benchmark 2.0.0");
        scan.target.ami_id = Some(ami.to_owned());
        scan
    }

    fn assessed(scans: Vec<Scan>) -> Assessment {
        Assessment::new(scans, Registry::default(), date(2026, 11, 23), false, &Mappings::builtin())
    }

    #[test]
    fn images_and_checks_are_known_by_their_places() {
        let assessment = assessed(vec![scan("ami-1", &["1.1.1"]), scan("ami-2", &["1.1.1", "1.1.2", "1.1.3"])]);
        let ids: Vec<ImageId> = assessment.by_id().map(|(id, _)| id).collect();
        assert_eq!(ids.iter().map(|id| id.place()).collect::<Vec<_>>(), [0, 1]);
        let image = assessment.image(ids[1]);
        assert_eq!(image.name, "ami-2");
        let parts = image.recommendations.iter().flat_map(|recommendation| &recommendation.parts);
        assert_eq!(parts.map(|part| part.check.place()).collect::<Vec<_>>(), [0, 1, 2]);
    }

    #[test]
    fn every_scan_is_judged_with_the_doubt_that_it_is_small() {
        let assessment = assessed(vec![scan("ami-1", &["1.1.22"]), scan("ami-2", &["1.1.22"])]);
        let doubted = |scan: &Scan| scan.is_doubted(DoubtCode::SmallScan);
        assert_eq!(assessment.scans().map(doubted).collect::<Vec<_>>(), [true, true]);
    }

    #[test]
    fn scans_can_be_changed_whether_they_are_judged_or_left_out() {
        let mut assessment = assessed(vec![scan("ami-1", &["1.1.1"]), scan("ami-2", &["1.1.1"])]);
        let given = GivenScan { scan: scan("ami-1", &[]), ..assessment.images[0].scans[0].clone() };
        let why = WhyLeftOut::SameRun { instance: String::new(), twin: String::new() };
        let (image, name) = ("ami-1".to_owned(), "twin".to_owned());
        assessment.left_out.push(LeftOut { given, image, name, why });
        assessment.scans_mut().for_each(|scan| scan.run = Some("changed".to_owned()));
        let changed = assessment.scans().filter(|scan| scan.run.as_deref() == Some("changed"));
        assert_eq!(changed.count(), 3);
    }
}
