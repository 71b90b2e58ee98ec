//! Which scans belong together: instances of one image, runs of one instance.

use std::collections::BTreeMap;
use std::fmt;

use super::image::ScanId;
use super::numbering::{number_by_title, split_numbers};
use crate::mapping::Mappings;
use crate::model::{Scan, family};

/// The place of a scan among those that were given, counted from 0: outputs of scans keep this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Order(usize);

impl Order {
    /// The number of scans given before it.
    pub fn place(self) -> usize {
        self.0
    }
}

/// A scan, and its place among those that were given.
#[derive(Clone, Debug, PartialEq)]
pub struct GivenScan {
    /// The place.
    pub order: Order,
    /// The scan.
    pub scan: Scan,
}

/// The scans of one image: those that are judged as one.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The name of the image or target.
    pub image: String,
    /// The instance, when instances of one image are kept apart.
    pub instance: Option<String>,
    /// The scans, in the order given.
    pub(super) scans: Vec<GivenScan>,
    /// For each tool and profile the scans of its instances; a newer run stands where the older one stood.
    pub(super) runs: Vec<Vec<ScanId>>,
}

impl Group {
    /// Its scans, in the order given.
    pub fn scans(&self) -> impl Iterator<Item = &Scan> {
        self.scans.iter().map(|given| &given.scan)
    }

    /// Its scans, to be completed before they are judged.
    pub(super) fn scans_mut(&mut self) -> impl Iterator<Item = &mut Scan> {
        self.scans.iter_mut().map(|given| &mut given.scan)
    }
}

/// A scan that is not judged.
#[derive(Clone, Debug, PartialEq)]
pub struct LeftOut {
    /// The scan.
    pub given: GivenScan,
    /// The image that it is a scan of.
    pub image: String,
    /// The reason.
    pub why: WhyLeftOut,
}

/// Why a scan is not judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyLeftOut {
    /// A newer run of the same tool on the same instance stands in its place.
    Replaced {
        /// The instance or host.
        instance: String,
        /// The newer run's file.
        by: String,
    },
    /// The same run was given twice.
    SameRun {
        /// The instance or host.
        instance: String,
        /// The other file.
        twin: String,
    },
}

/// `a.xml is left out: b.xml is the newer run of i-1`.
impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is left out: ", self.given.scan.source.path)?;
        match &self.why {
            WhyLeftOut::Replaced { instance, by } => write!(f, "{by} is the newer run of {instance}"),
            WhyLeftOut::SameRun { instance, twin } => write!(f, "it has the same run of {instance} as {twin}"),
        }
    }
}

/// Scans that cannot be put together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GroupError {
    /// Two runs of one instance, and nothing tells which is newer.
    #[error(
        "{first} and {second} are two runs of {tool} on {instance}, and their times do not tell which is newer; give one of them"
    )]
    TwoRuns {
        /// The first scan's file.
        first: String,
        /// The second scan's file.
        second: String,
        /// The tool's name.
        tool: String,
        /// The instance or host.
        instance: String,
    },
}

/// Scans put together by image and benchmark. Every scan given is in one group, or left out with a reason.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grouping {
    /// The groups, in the order in which the images first appear.
    pub groups: Vec<Group>,
    /// The scans in no group.
    pub left_out: Vec<LeftOut>,
    /// Sentences about what was done, for people.
    pub notes: Vec<String>,
}

impl Grouping {
    /// Gives checks their numbers and puts the scans together; `each` keeps instances of one image apart.
    ///
    /// # Errors
    /// When two runs of one instance cannot be told apart in time.
    pub fn numbered(mut scans: Vec<Scan>, each: bool, mappings: &Mappings) -> Result<Self, GroupError> {
        scans.iter_mut().for_each(split_numbers);
        let numbered: Vec<String> = scans.iter_mut().filter_map(|scan| number_by_title(scan, mappings)).collect();
        let grouping = Self::new(scans, each)?;
        let notes = numbered.into_iter().chain(grouping.notes).collect();
        Ok(Self { notes, ..grouping })
    }

    /// Puts scans together as they are.
    ///
    /// # Errors
    /// As [`numbered`](Self::numbered).
    pub fn new(scans: Vec<Scan>, each: bool) -> Result<Self, GroupError> {
        let given = scans.into_iter().enumerate().map(|(place, scan)| GivenScan { order: Order(place), scan });
        if each {
            return Ok(Self { groups: given.map(alone).collect(), ..Self::default() });
        }
        // Keyed by benchmark and image, so that a host's benchmark and its cluster's never mix.
        let mut images: BTreeMap<(String, String), Appeared> = BTreeMap::new();
        let mut left_out = Vec::new();
        for given in given {
            let name = image_of(&given);
            let image =
                images.entry((name.clone(), benchmark_key(&given.scan))).or_insert_with(|| Appeared::at(&given));
            let run = image.runs.entry(run_key(&given.scan)).or_default();
            if let Some((given, why)) = place(run, given)? {
                left_out.push(LeftOut { given, image: name, why });
            }
        }
        let mut images: Vec<_> = images.into_iter().collect();
        images.sort_by_key(|(_, image)| image.first);
        let groups = images.into_iter().map(|((name, _), image)| group(name, None, image.runs.into_values().collect()));
        let notes = left_out.iter().map(ToString::to_string).collect();
        Ok(Self { groups: groups.collect(), left_out, notes })
    }
}

/// An image while its scans come in.
struct Appeared {
    /// Its first scan's place, whether or not a newer one stands there now.
    first: Order,
    /// For each tool and profile the scans of its instances.
    runs: BTreeMap<String, Vec<GivenScan>>,
}

impl Appeared {
    fn at(given: &GivenScan) -> Self {
        Self { first: given.order, runs: BTreeMap::new() }
    }
}

fn alone(given: GivenScan) -> Group {
    let instance = instance_of(&given.scan).map(str::to_owned);
    group(image_of(&given), instance, vec![vec![given]])
}

fn group(image: String, instance: Option<String>, mut runs: Vec<Vec<GivenScan>>) -> Group {
    runs.sort_by_key(|run| run.first().map(|given| given.order));
    let mut orders: Vec<Order> = runs.iter().flatten().map(|given| given.order).collect();
    orders.sort_unstable();
    let id = |given: &GivenScan| ScanId::at(orders.partition_point(|order| *order < given.order));
    let ids = runs.iter().map(|run| run.iter().map(id).collect()).collect();
    let mut scans: Vec<GivenScan> = runs.into_iter().flatten().collect();
    scans.sort_by_key(|given| given.order);
    Group { image, instance, scans, runs: ids }
}

/// Adds a scan to the instances of its run, or decides between two runs of one instance: returns the one
/// that is left out.
fn place(run: &mut Vec<GivenScan>, given: GivenScan) -> Result<Option<(GivenScan, WhyLeftOut)>, GroupError> {
    let instance = instance_of(&given.scan).map(str::to_owned);
    let twin = |known: &&mut GivenScan| instance.is_some() && instance_of(&known.scan) == instance.as_deref();
    let (Some(known), Some(instance)) = (run.iter_mut().find(twin), instance.clone()) else {
        run.push(given);
        return Ok(None);
    };
    let time = |given: &GivenScan| given.scan.finished.or(given.scan.started);
    let path = |given: &GivenScan| given.scan.source.path.clone();
    match (time(known), time(&given)) {
        (Some(before), Some(now)) if before < now => {
            let older = std::mem::replace(known, given);
            Ok(Some((older, WhyLeftOut::Replaced { instance, by: path(known) })))
        }
        (Some(before), Some(now)) if before > now => {
            Ok(Some((given, WhyLeftOut::Replaced { instance, by: path(known) })))
        }
        (Some(_), Some(_)) if same_results(&known.scan, &given.scan) => {
            Ok(Some((given, WhyLeftOut::SameRun { instance, twin: path(known) })))
        }
        _ => Err(GroupError::TwoRuns {
            first: path(known),
            second: path(&given),
            tool: given.scan.tool.as_ref().map_or_else(|| "one tool".to_owned(), |tool| tool.name.clone()),
            instance,
        }),
    }
}

/// The same run written twice, as XCCDF and as ARF for example.
fn same_results(a: &Scan, b: &Scan) -> bool {
    let results = |scan: &Scan| {
        let mut results: Vec<_> = scan.checks.iter().map(|check| (check.number.clone(), check.status)).collect();
        results.sort();
        results
    };
    results(a) == results(b)
}

fn benchmark_key(scan: &Scan) -> String {
    let benchmark = &scan.benchmark;
    let version = benchmark.version.as_deref().unwrap_or_default().trim_start_matches(['v', 'V']);
    format!("{} {version}", family(benchmark.title.as_deref().unwrap_or_default()))
}

fn run_key(scan: &Scan) -> String {
    let tool = scan.tool.as_ref().map(|tool| tool.name.as_str()).unwrap_or_default();
    let profile = scan.profile.as_ref();
    let profile = profile.and_then(|profile| profile.title.as_deref().or(profile.id.as_deref())).unwrap_or_default();
    format!("{tool}\n{profile}")
}

fn instance_of(scan: &Scan) -> Option<&str> {
    scan.target.instance_id.as_deref().or(scan.target.hostname.as_deref())
}

/// The name that a scan is grouped by: the AMI, else its own target, else the file itself.
fn image_of(given: &GivenScan) -> String {
    let target = &given.scan.target;
    match target.ami_id.as_deref().or_else(|| instance_of(&given.scan)).or(target.ami_name.as_deref()) {
        Some(name) => name.to_owned(),
        None if given.scan.source.path.is_empty() => format!("scan {}", given.order.place() + 1),
        None => given.scan.source.path.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Check, Moment, Status, Target, Tool};

    fn scan(path: &str, instance: &str, finished: Option<&str>, status: Status) -> Scan {
        let mut scan = Scan {
            tool: Some(Tool::named("cis-cat")),
            target: Target { ami_id: Some("ami-1".into()), instance_id: Some(instance.into()), ..Target::default() },
            finished: finished.and_then(Moment::parse),
            checks: vec![Check::new(status)],
            ..Scan::default()
        };
        scan.source.path = path.into();
        scan
    }

    /// For each run the files of its scans.
    fn files(group: &Group) -> Vec<Vec<&str>> {
        let file = |id: &ScanId| group.scans[id.place()].scan.source.path.as_str();
        group.runs.iter().map(|run| run.iter().map(file).collect()).collect()
    }

    #[test]
    fn instances_of_one_ami_are_one_image() {
        let scans = || vec![scan("a", "i-1", None, Status::Pass), scan("b", "i-2", None, Status::Pass)];
        let Grouping { groups, left_out, .. } = Grouping::new(scans(), false).expect("groups");
        let [group] = groups.as_slice() else { panic!("{groups:?}") };
        assert_eq!((group.image.as_str(), group.instance.as_deref()), ("ami-1", None));
        assert_eq!((files(group), left_out), (vec![vec!["a", "b"]], vec![]));
        let apart = Grouping::new(scans(), true).expect("groups");
        let instances: Vec<_> = apart.groups.iter().filter_map(|group| group.instance.as_deref()).collect();
        assert_eq!(instances, ["i-1", "i-2"]);
    }

    #[test]
    fn the_later_run_of_an_instance_counts_and_the_other_is_named() {
        let (old, new) = (Some("2026-01-01T00:00:00Z"), Some("2026-01-02T00:00:00Z"));
        let scans = vec![scan("new", "i-1", new, Status::Pass), scan("old", "i-1", old, Status::Fail)];
        let grouping = Grouping::new(scans, false).expect("groups");
        assert_eq!(files(&grouping.groups[0]), [["new"]]);
        assert_eq!(grouping.notes, ["old is left out: new is the newer run of i-1"]);
        let kept: Vec<_> = grouping.left_out.iter().map(|left_out| left_out.given.scan.source.path.as_str()).collect();
        assert_eq!(kept, ["old"], "nothing vanishes");
    }

    #[test]
    fn a_newer_run_stands_where_the_older_one_stood() {
        let day = |day: &str| format!("2026-01-0{day}T00:00:00Z");
        let (first, second) = (day("1"), day("2"));
        let scans = vec![
            scan("a-1", "i-a", Some(&first), Status::Pass),
            scan("b", "i-b", Some(&first), Status::Pass),
            scan("a-2", "i-a", Some(&second), Status::Pass),
        ];
        let grouping = Grouping::new(scans, false).expect("groups");
        assert_eq!(files(&grouping.groups[0]), [["a-2", "b"]]);
        let given: Vec<_> = grouping.groups[0].scans.iter().map(|given| given.scan.source.path.as_str()).collect();
        assert_eq!(given, ["b", "a-2"]);
    }

    #[test]
    fn two_runs_without_times_are_an_error() {
        let scans = vec![scan("a", "i-1", None, Status::Pass), scan("b", "i-1", None, Status::Fail)];
        assert!(Grouping::new(scans, false).is_err());
    }

    #[test]
    fn tools_stand_side_by_side() {
        let mut scans = vec![scan("a", "i-1", None, Status::Pass), scan("b", "i-1", None, Status::Fail)];
        scans[1].tool = Some(Tool::named("openscap"));
        assert_eq!(files(&Grouping::new(scans, false).expect("groups").groups[0]), [["a"], ["b"]]);
    }
}
