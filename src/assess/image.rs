//! An image owns its scans: what was judged as one, and the names of its parts.

use std::collections::BTreeSet;

use super::amis::OF_NETWORK;
use super::disposition::Disposition;
use super::grouping::{GivenScan, Group, Order};
use super::instance::Instance;
use super::matching::Judgement;
use crate::model::{Benchmark, Check, Number, Scan, Score, Status, Weight};
use crate::registry::EntryId;

/// A scan's place in its image; [`Image::scan`] has what stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ScanId(usize);

impl ScanId {
    pub(super) fn at(place: usize) -> Self {
        Self(place)
    }

    #[cfg(test)]
    pub(super) fn place(self) -> usize {
        self.0
    }
}

/// A check's place in its scan; [`Image::check`] has what stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CheckId(usize);

impl CheckId {
    /// The place in the scan's order, counted from 0, as a release stores it.
    pub fn place(self) -> usize {
        self.0
    }
}

/// A recommendation's place in its image; [`Image::recommendation`] has what stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecommendationId(usize);

/// One image held against one benchmark, by one tool or several.
#[derive(Clone, Debug)]
pub struct Image {
    /// The AMI id, else the target's name: what scans are grouped by.
    pub name: String,
    /// The name that people read; it tells the instances of one image apart where they are kept apart.
    pub label: String,
    /// The benchmark of all its scans.
    pub benchmark: Benchmark,
    /// Its scans, in the order given.
    pub(super) scans: Vec<GivenScan>,
    /// One for each tool and profile.
    pub runs: Vec<ToolRun>,
    /// Every recommendation that a scan of the image speaks of, by number.
    pub recommendations: Vec<Recommendation>,
}

/// The results of one tool on an image, over all instances.
#[derive(Clone, Debug)]
pub struct ToolRun {
    /// The scans, in the order given: one for each instance, and never none.
    pub scans: Vec<ScanId>,
    /// The score over recommendations.
    pub raw: Score,
    /// The score with excepted recommendations left out.
    pub accepted: Score,
}

/// A recommendation, folded from its parts: rules, instances, tools.
#[derive(Clone, Debug)]
pub struct Recommendation {
    /// Its number; absent for a check without one, which is a recommendation of its own.
    pub number: Option<Number>,
    /// The title: the benchmark's own where a scan has it, else the tool's.
    pub title: Option<String>,
    /// The levels of all parts.
    pub levels: Vec<u8>,
    /// The largest weight of its parts.
    pub weight: Weight,
    /// The worst disposition of its parts.
    pub disposition: Disposition,
    /// Its parts, in the order of the scans.
    pub parts: Vec<Part>,
}

/// One check of one scan, judged.
#[derive(Clone, Debug)]
pub struct Part {
    /// The scan, in the image.
    pub scan: ScanId,
    /// The check, in the scan.
    pub check: CheckId,
    /// The registry's judgement.
    pub judgement: Judgement,
}

impl Recommendation {
    /// Its parts that have its own disposition: those that decide it.
    pub fn deciding(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(|part| part.judgement.disposition == self.disposition)
    }

    /// The entries that cover it, each once, in the registry's order.
    pub fn covering(&self) -> Vec<EntryId> {
        let mut entries: Vec<EntryId> =
            self.parts.iter().flat_map(|part| part.judgement.covering.iter().copied()).collect();
        entries.sort_unstable();
        entries.dedup();
        entries
    }
}

/// Judges a check of a scan.
pub(super) type Judge<'j> = dyn Fn(&GivenScan, CheckId, &Check) -> Judgement + 'j;

impl Image {
    /// Judges the scans of a group and folds their checks into recommendations.
    pub(super) fn new(group: Group, judge: &Judge<'_>) -> Self {
        let Group { image: name, instance, scans, runs } = group;
        let mut image = Self {
            label: name.clone(),
            name,
            benchmark: Benchmark::default(),
            scans,
            runs: Vec::new(),
            recommendations: Vec::new(),
        };
        image.recommendations = super::fold::fold(image.judged(runs.iter().flatten().copied(), judge));
        if let Some(first) = runs.iter().flatten().next().map(|id| image.scan(*id)) {
            let file = first.source.stem();
            let named_by_file = image.name == first.source.path;
            let told = first.target.name().unwrap_or(if named_by_file { file } else { &image.name });
            // A name that hosts of several accounts have says whose it is.
            let of_network = image.name.strip_prefix(told).is_some_and(|rest| rest.starts_with(OF_NETWORK));
            let label = if of_network { image.name.as_str() } else { told };
            let label = match instance.as_deref().filter(|instance| *instance != label) {
                Some(instance) => format!("{label}, {instance}"),
                None => label.to_owned(),
            };
            (image.benchmark, image.label) = (first.benchmark.clone(), label);
        }
        image.runs = runs.into_iter().map(|run| image.tool_run(run)).collect();
        image
    }

    /// Whether nothing but its file gives it a name.
    pub fn is_named_by_file(&self) -> bool {
        self.scans().next().is_some_and(|scan| self.name == scan.source.path && scan.target.name().is_none())
    }

    /// Every check of some scans, with its judgement.
    fn judged<'i>(
        &'i self,
        scans: impl Iterator<Item = ScanId> + 'i,
        judge: &'i Judge<'_>,
    ) -> impl Iterator<Item = (&'i Check, Part)> + 'i {
        scans.flat_map(move |scan| {
            let given = self.given(scan);
            given.scan.checks.iter().enumerate().map(move |(place, check)| {
                let id = CheckId(place);
                (check, Part { scan, check: id, judgement: judge(given, id, check) })
            })
        })
    }

    fn tool_run(&self, mut scans: Vec<ScanId>) -> ToolRun {
        // A newer run of an instance stands where the older one stood.
        scans.sort_unstable();
        let run = ToolRun { scans, raw: Score::default(), accepted: Score::default() };
        let (raw, accepted) = self.scores(&run, &self.recommendations);
        ToolRun { raw, accepted, ..run }
    }

    /// All its scans, run by run.
    pub fn scans(&self) -> impl Iterator<Item = &Scan> {
        self.runs.iter().flat_map(|run| self.scans_of(run))
    }

    /// The scans of one of its runs.
    pub fn scans_of<'i>(&'i self, run: &'i ToolRun) -> impl Iterator<Item = &'i Scan> {
        run.scans.iter().map(|id| self.scan(*id))
    }

    /// A scan of one of its runs: tool and profile are those of all.
    #[expect(clippy::expect_used, reason = "grouping makes a run for a scan, and takes none away")]
    pub fn first_of(&self, run: &ToolRun) -> &Scan {
        run.scans.first().map(|id| self.scan(*id)).expect("a run has a scan")
    }

    /// Its recommendations with their ids.
    pub fn by_id(&self) -> impl Iterator<Item = (RecommendationId, &Recommendation)> {
        self.recommendations.iter().enumerate().map(|(place, found)| (RecommendationId(place), found))
    }

    /// Some of its recommendations.
    pub fn some<'i>(&'i self, ids: &'i [RecommendationId]) -> impl Iterator<Item = &'i Recommendation> {
        ids.iter().map(|id| self.recommendation(*id))
    }

    /// The parts of some of its recommendations.
    pub fn parts_of<'i>(&'i self, ids: &'i [RecommendationId]) -> impl Iterator<Item = &'i Part> {
        self.some(ids).flat_map(|recommendation| &recommendation.parts)
    }

    /// The checks of a recommendation's parts.
    pub fn checks_of<'i>(&'i self, recommendation: &'i Recommendation) -> impl Iterator<Item = &'i Check> {
        recommendation.parts.iter().map(|part| self.check(part))
    }

    /// The worst status of what a run says of a recommendation, and the largest weight; `None` when it does
    /// not speak of it.
    pub fn result(&self, run: &ToolRun, recommendation: &Recommendation) -> Option<(Status, Weight)> {
        let parts = recommendation.parts.iter().filter(|part| run.has(part));
        let results = parts.map(|part| self.check(part)).map(|check| (check.status, check.weight()));
        results.reduce(|worst, next| (worst.0.worse(next.0), worst.1.max(next.1)))
    }

    /// The raw and the accepted score of a run over some recommendations.
    pub fn scores<'r, I>(&self, run: &ToolRun, recommendations: I) -> (Score, Score)
    where
        I: IntoIterator<Item = &'r Recommendation>,
    {
        let (mut raw, mut accepted) = (Score::default(), Score::default());
        for recommendation in recommendations {
            // A run says nothing of what only another tool checks.
            let Some((status, weight)) = self.result(run, recommendation) else { continue };
            raw.add(status, weight);
            let parts = recommendation.parts.iter().filter(|part| run.has(part));
            if parts.map(|part| part.judgement.disposition).min() != Some(Disposition::Excepted) {
                accepted.add(status, weight);
            }
        }
        (raw, accepted)
    }

    /// How many instances a run is of: a scan that does not tell its instance is of one of its own.
    pub fn instances_of(&self, run: &ToolRun) -> usize {
        let told = self.scans_of(run).map(|scan| Instance::of(&scan.target));
        let (unknown, known): (Vec<_>, Vec<_>) = told.partition(|instance| !instance.is_known());
        unknown.len() + known.into_iter().collect::<BTreeSet<_>>().len()
    }

    /// How many instances were scanned, over all tools.
    pub fn instances(&self) -> usize {
        self.runs.iter().map(|run| self.instances_of(run)).max().unwrap_or_default()
    }

    /// The place among the scans given of one of its scans.
    pub fn order(&self, id: ScanId) -> Order {
        self.given(id).order
    }

    /// One of its scans.
    pub fn scan(&self, id: ScanId) -> &Scan {
        &self.given(id).scan
    }
}

#[expect(clippy::expect_used, reason = "only an image gives the ids of its parts, and it loses none of them")]
impl Image {
    fn given(&self, id: ScanId) -> &GivenScan {
        self.scans.get(id.0).expect("a scan of this image")
    }

    /// The check of a part of one of its recommendations.
    pub fn check(&self, part: &Part) -> &Check {
        self.scan(part.scan).checks.get(part.check.0).expect("a check of this image")
    }

    /// One of its recommendations.
    pub fn recommendation(&self, id: RecommendationId) -> &Recommendation {
        self.recommendations.get(id.0).expect("a recommendation of this image")
    }
}

impl ToolRun {
    /// Whether a part is of one of its scans. Asked for every part of an image: instances times checks.
    fn has(&self, part: &Part) -> bool {
        self.scans.binary_search(&part.scan).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::assess::Assessment;
    use crate::mapping::Mappings;
    use crate::model::Moment;
    use crate::registry::Registry;

    #[test]
    fn an_image_that_nothing_names_has_its_files_name_and_never_a_path() {
        let of = |path: &str, host: Option<&str>| {
            let mut scan = Scan { checks: vec![Check::new(Status::Pass)], ..Scan::default() };
            (scan.source.path, scan.target.hostname) = (path.to_owned(), host.map(str::to_owned));
            let (registry, mappings) = (Registry::default(), Mappings::builtin());
            let assessment = Assessment::new(vec![scan], registry, date(2026, 5, 5), false, &mappings);
            let image = &assessment.images[0];
            (image.label.clone(), image.is_named_by_file())
        };
        assert_eq!(of("/home/me/builds/07/node.ndjson.gz", None), ("node".to_owned(), true));
        assert_eq!(of("C:\\scans\\node.xml", None), ("node".to_owned(), true));
        assert_eq!(of("scans/.xml", None), (".xml".to_owned(), true));
        assert_eq!(of("scans/node.xml", Some("ip-10-0-0-1")), ("ip-10-0-0-1".to_owned(), false));
    }

    #[test]
    fn a_run_whose_scans_were_replaced_by_newer_ones_counts_every_instance() {
        let scan = |instance: &str, day: &str, status| {
            let check = Check { number: "1.1.1".parse().ok(), ..Check::new(status) };
            let mut scan = Scan { checks: vec![check], finished: Moment::parse(day), ..Scan::default() };
            (scan.target.instance_id, scan.target.ami_id) =
                (Some(instance.into()), Some("ami-0123456789abcdef0".into()));
            scan
        };
        // The newer run of the first instance comes last and takes the first one's place.
        let scans = vec![
            scan("i-a", "2026-05-01", Status::Pass),
            scan("i-b", "2026-05-01", Status::Pass),
            scan("i-c", "2026-05-01", Status::Pass),
            scan("i-a", "2026-05-02", Status::Fail),
        ];
        let (registry, mappings) = (Registry::default(), Mappings::builtin());
        let assessment = Assessment::new(scans, registry, date(2026, 5, 5), false, &mappings);
        let (image, run) = (&assessment.images[0], &assessment.images[0].runs[0]);
        let places: Vec<usize> = run.scans.iter().map(|id| image.order(*id).place()).collect();
        assert_eq!(places, [1, 2, 3]);
        assert_eq!(image.result(run, &image.recommendations[0]).map(|(status, _)| status), Some(Status::Fail));
        let all: Vec<_> = assessment.scans().map(|scan| scan.target.instance_id.as_deref()).collect();
        assert_eq!(all, [Some("i-a"), Some("i-b"), Some("i-c"), Some("i-a")], "the order given, nothing left out");
    }

    fn assessed(scans: Vec<Scan>, registry: Registry) -> Assessment {
        Assessment::new(scans, registry, date(2026, 11, 23), false, &Mappings::builtin())
    }

    #[test]
    fn a_scan_without_an_instance_is_of_one_of_its_own() {
        let scan = |file: &str, instance: Option<&str>, ami: bool| {
            let mut scan = Scan { checks: vec![Check::new(Status::Pass)], ..Scan::default() };
            (scan.source.path, scan.target.instance_id) = (file.into(), instance.map(str::to_owned));
            scan.target.ami_id = ami.then(|| "ami-0123456789abcdef0".to_owned());
            scan
        };
        let instances = |scans| {
            let assessed = assessed(scans, Registry::default());
            (assessed.images[0].instances(), assessed.images[0].instances_of(&assessed.images[0].runs[0]))
        };
        assert_eq!(instances(vec![scan("a", None, true)]), (1, 1));
        assert_eq!(instances(vec![scan("a", Some("i-1"), true), scan("b", Some("i-2"), true)]), (2, 2));
        let mixed = vec![scan("a", Some("i-1"), true), scan("b", None, true), scan("c", None, true)];
        assert_eq!(instances(mixed), (3, 3));
    }

    #[test]
    fn the_accepted_score_leaves_out_what_is_excepted_and_each_run_has_its_own() {
        use crate::assess::rules_test::{entry, scan};
        use crate::model::Tool;
        let mut other = scan();
        other.tool = Some(Tool::named("openscap"));
        other.checks.push(Check { number: "1.1.23".parse().ok(), ..Check::new(Status::Pass) });
        let registry = Registry { entries: vec![entry()], ..Registry::default() };
        let assessed = assessed(vec![scan(), other], registry);
        let scores = assessed.images[0].runs.iter().map(|run| (run.raw.to_string(), run.accepted.to_string()));
        let expected = [("0.00 % (0 of 1)", "no score"), ("50.00 % (1 of 2)", "100.00 % (1 of 1)")];
        assert_eq!(scores.collect::<Vec<_>>(), expected.map(|(raw, accepted)| (raw.to_owned(), accepted.to_owned())));
        let tools = assessed.images[0].runs.iter().map(|run| assessed.images[0].first_of(run).tool.clone());
        assert_eq!(tools.flatten().map(|tool| tool.name).collect::<Vec<_>>(), ["cis-cat", "openscap"]);
    }

    #[test]
    fn an_image_that_has_a_name_of_its_own_is_not_named_by_its_file() {
        let mut scan = Scan { checks: vec![Check::new(Status::Pass)], ..Scan::default() };
        scan.source.path = "node".into();
        scan.target.hostname = Some("node".into());
        assert!(!assessed(vec![scan], Registry::default()).images[0].is_named_by_file());
    }

    #[test]
    fn the_parts_of_recommendations_are_those_of_all_scans() {
        let scan = |ami: &str, statuses: &[Status]| {
            let check = |(at, status): (usize, &Status)| Check {
                number: format!("1.{}", at + 1).parse().ok(),
                ..Check::new(*status)
            };
            let mut scan = Scan { checks: statuses.iter().enumerate().map(check).collect(), ..Scan::default() };
            (scan.target.ami_id, scan.target.instance_id) = (Some("ami-1".into()), Some(ami.to_owned()));
            scan
        };
        let scans = vec![scan("i-1", &[Status::Fail, Status::Pass]), scan("i-2", &[Status::Pass, Status::Error])];
        let assessed = assessed(scans, Registry::default());
        let image = &assessed.images[0];
        let ids: Vec<_> = image.by_id().map(|(id, _)| id).collect();
        let statuses =
            |ids: &[RecommendationId]| image.parts_of(ids).map(|part| image.check(part).status).collect::<Vec<_>>();
        assert_eq!(statuses(&ids[..1]), [Status::Fail, Status::Pass]);
        assert_eq!(statuses(&ids), [Status::Fail, Status::Pass, Status::Pass, Status::Error]);
        assert_eq!(statuses(&[]), []);
    }
}
