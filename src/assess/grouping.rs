//! Grouping: the scans that belong together: instances of one image, runs of one instance.

use std::collections::BTreeMap;
use std::fmt;

use super::amis::{Amis, image_of};
use super::image::ScanId;
use super::instance::Instance;
use super::numbering::{number_by_title, split_numbers};
use super::runs::{Settled, settle};
use crate::mapping::Mappings;
use crate::model::{Doubt, DoubtCode, Profile, Scan, family};

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
    /// For each tool and profile the scans that count: those of its instances, and several of one instance where
    /// none of them can stand for the others.
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
    /// The name that tells it from other scans of its file.
    pub name: String,
    /// The reason.
    pub why: WhyLeftOut,
}

impl From<LeftOut> for Group {
    /// The scan as an image of its own.
    fn from(left_out: LeftOut) -> Self {
        group(left_out.image, None, vec![vec![left_out.given]])
    }
}

/// Why a scan is not judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyLeftOut {
    /// A newer run of the same tool and profile on the same instance judged everything that it judged.
    Replaced {
        /// The instance.
        instance: String,
        /// The newer run.
        by: String,
    },
    /// The same run was given twice.
    SameRun {
        /// The instance or host.
        instance: String,
        /// The other scan of it.
        twin: String,
    },
}

/// `a.xml is left out: b.xml is the newer run of i-1`.
impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is left out: ", self.name)?;
        match &self.why {
            WhyLeftOut::Replaced { instance, by } => {
                write!(f, "{by} is the newer run of {instance} and judges everything that it judges")
            }
            WhyLeftOut::SameRun { instance, twin } => write!(f, "it has the same run of {instance} as {twin}"),
        }
    }
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
    /// Runs that were left out, and instances that only a weak name tells apart or puts together.
    pub doubts: Vec<Doubt>,
}

impl Grouping {
    /// Gives checks their numbers and puts the scans together; `each` keeps instances of one image apart.
    pub fn numbered(scans: Vec<Scan>, each: bool, mappings: &Mappings) -> Self {
        Self::after_numbering(scans, mappings, |scans| Self::new(scans, each))
    }

    /// As [`numbered`](Self::numbered), for scans that are of one image, whatever their targets are called.
    pub fn of_one_image(scans: Vec<Scan>, image: &str, mappings: &Mappings) -> Self {
        Self::after_numbering(scans, mappings, |scans| Self::by_image(scans, |_| image.to_owned()))
    }

    fn after_numbering(mut scans: Vec<Scan>, mappings: &Mappings, group: impl FnOnce(Vec<Scan>) -> Self) -> Self {
        scans.iter_mut().for_each(split_numbers);
        let numbered: Vec<String> = scans.iter_mut().filter_map(|scan| number_by_title(scan, mappings)).collect();
        let grouping = group(scans);
        let notes = numbered.into_iter().chain(grouping.notes).collect();
        Self { notes, ..grouping }
    }

    /// Puts scans together as they are.
    pub fn new(scans: Vec<Scan>, each: bool) -> Self {
        let amis = Amis::of(&scans);
        if each {
            return Self { groups: in_order(scans).map(|given| alone(given, &amis)).collect(), ..Self::default() };
        }
        Self::by_image(scans, |given| image_of(given, &amis))
    }

    fn by_image(scans: Vec<Scan>, image_of: impl Fn(&GivenScan) -> String) -> Self {
        let names = names(&scans);
        // Keyed by benchmark and image, so that a host's benchmark and its cluster's never mix.
        let mut images: BTreeMap<(String, String), Appeared> = BTreeMap::new();
        for given in in_order(scans) {
            let key = (image_of(&given), benchmark_key(&given.scan));
            let image = images.entry(key).or_insert_with(|| Appeared { first: given.order, runs: BTreeMap::new() });
            image.runs.entry(run_key(&given.scan)).or_default().push(given);
        }
        let mut images: Vec<_> = images.into_iter().collect();
        images.sort_by_key(|(_, image)| image.first);
        let mut grouping = Self::default();
        for ((image, _), Appeared { runs, .. }) in images {
            grouping.add(&image, runs.into_values().collect(), &names);
        }
        grouping.left_out.sort_by_key(|left_out| left_out.given.order);
        let said = grouping.left_out.iter().map(ToString::to_string);
        grouping.notes = said.chain(grouping.notes).collect();
        let doubt = |left_out: &LeftOut| {
            // A run is only left out where the run that counts judges everything that it judges.
            Doubt::new(DoubtCode::RunLeftOut, left_out.to_string()).about(&left_out.name).harmless()
        };
        let left_out: Vec<Doubt> = grouping.left_out.iter().map(doubt).collect();
        grouping.doubts.splice(0..0, left_out);
        grouping
    }

    /// Adds an image with everything that was said of one benchmark: one list for each tool and profile.
    fn add(&mut self, image: &str, runs: Vec<Vec<GivenScan>>, names: &[String]) {
        self.doubts.extend(ambiguous(image, &runs, names));
        let settled = runs.into_iter().map(|run| {
            let Settled { counting, left_out, several } = settle(run, names);
            self.notes.extend(several);
            let left_out = left_out.into_iter().map(|(given, why)| {
                let name = name_of(&given, names).to_owned();
                LeftOut { image: image.to_owned(), name, given, why }
            });
            self.left_out.extend(left_out);
            counting
        });
        let settled = settled.collect();
        self.groups.push(group(image.to_owned(), None, settled));
    }
}

fn in_order(scans: Vec<Scan>) -> impl Iterator<Item = GivenScan> {
    scans.into_iter().enumerate().map(|(place, scan)| GivenScan { order: Order(place), scan })
}

/// An image while its scans come in.
struct Appeared {
    /// Its first scan's place.
    first: Order,
    /// The scans of each tool and profile.
    runs: BTreeMap<RunKey, Vec<GivenScan>>,
}

fn alone(given: GivenScan, amis: &Amis) -> Group {
    let image = image_of(&given, amis);
    let path = Some(given.scan.source.path.as_str()).filter(|path| !path.is_empty());
    let instance = match Instance::of(&given.scan.target) {
        Instance::Unknown => path.map(str::to_owned),
        Instance::Known(_) | Instance::Named(_) => instance_of(&given.scan).map(str::to_owned),
    };
    group(image, instance, vec![vec![given]])
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

/// The most scans that a doubt names.
const MOST_NAMED: usize = 5;

/// The doubt that scans of an image are told apart, or put together, by a weak name only.
fn ambiguous(image: &str, runs: &[Vec<GivenScan>], names: &[String]) -> Option<Doubt> {
    let weak = |given: &&GivenScan| !Instance::of(&given.scan.target).is_known();
    let all: Vec<&GivenScan> = runs.iter().flatten().collect();
    let apart = runs.iter().filter(|run| run.len() > 1).flatten();
    let apart: Vec<&str> = apart.filter(weak).map(|given| name_of(given, names)).collect();
    let message = if apart.is_empty() {
        let by_ami = all.iter().all(|given| given.scan.target.ami_id.is_some() || given.scan.target.ami_name.is_some());
        if by_ami || all.len() < 2 || !all.iter().any(weak) {
            return None;
        }
        format!("{} scans are taken for scans of one machine by its name alone", all.len())
    } else {
        let shown = apart.iter().take(MOST_NAMED).copied().collect::<Vec<_>>().join(", ");
        let more = apart.len().saturating_sub(MOST_NAMED);
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        format!("nothing but the file says which instance each is a scan of: {shown}{more}")
    };
    Some(Doubt::new(DoubtCode::AmbiguousHost, message).about(image))
}

fn benchmark_key(scan: &Scan) -> String {
    let benchmark = &scan.benchmark;
    let version = benchmark.version.as_deref().unwrap_or_default().trim_start_matches(['v', 'V']);
    // A scan that does not name its benchmark may say which page it is from.
    let name = benchmark.title.as_deref().or(benchmark.id.as_deref()).unwrap_or_default();
    format!("{} {version}", family(name))
}

/// Tool, level and profile: the scans that have the same say the same about different instances.
type RunKey = (String, Option<u8>, String);

fn run_key(scan: &Scan) -> RunKey {
    let tool = scan.tool.as_ref().map(|tool| tool.name.clone()).unwrap_or_default();
    let (level, profile) = scan.profile.as_ref().map(Profile::key).unwrap_or_default();
    (tool, level, profile)
}

fn instance_of(scan: &Scan) -> Option<&str> {
    scan.target.instance_id.as_deref().or(scan.target.hostname.as_deref())
}

/// For each scan a name that tells it from the others: its file, and of several in one file the time, the run,
/// the profile or the instance, else its place.
fn names(scans: &[Scan]) -> Vec<String> {
    let tells = |scan: &Scan| {
        let profile = scan.profile.as_ref();
        [
            scan.finished.or(scan.started).map(|time| time.to_string()),
            scan.run.clone(),
            profile.and_then(|profile| profile.title.clone().or_else(|| profile.id.clone())),
            instance_of(scan).map(str::to_owned),
        ]
    };
    let mut told: BTreeMap<(&str, usize, Option<String>), usize> = BTreeMap::new();
    let mut of_file: BTreeMap<&str, usize> = BTreeMap::new();
    for scan in scans {
        *of_file.entry(&scan.source.path).or_default() += 1;
        for (kind, text) in tells(scan).into_iter().enumerate() {
            *told.entry((&scan.source.path, kind, text)).or_default() += 1;
        }
    }
    let name = |(place, scan): (usize, &Scan)| {
        let place = || format!("scan {}", place + 1);
        match scan.source.path.as_str() {
            "" => place(),
            path if of_file.get(path) == Some(&1) => path.to_owned(),
            path => {
                let mut tells = tells(scan).into_iter().enumerate();
                let own = tells.find_map(|(kind, text)| {
                    let alone = told.get(&(path, kind, text.clone())) == Some(&1);
                    text.filter(|_| alone)
                });
                format!("{path} ({})", own.unwrap_or_else(place))
            }
        }
    };
    scans.iter().enumerate().map(name).collect()
}

/// The name that tells a scan from the others given with it.
pub(super) fn name_of<'n>(given: &'n GivenScan, names: &'n [String]) -> &'n str {
    names.get(given.order.place()).map_or(given.scan.source.path.as_str(), String::as_str)
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
            checks: vec![Check { number: "1.1".parse().ok(), ..Check::new(status) }],
            ..Scan::default()
        };
        scan.source.path = path.into();
        scan
    }

    fn day(day: u8) -> String {
        format!("2026-01-0{day}T00:00:00Z")
    }

    /// For each run the files of its scans.
    fn files(group: &Group) -> Vec<Vec<&str>> {
        let file = |id: &ScanId| group.scans[id.place()].scan.source.path.as_str();
        group.runs.iter().map(|run| run.iter().map(file).collect()).collect()
    }

    #[test]
    fn a_scan_without_an_ami_is_of_the_image_whose_other_scan_names_its_instance() {
        let nameless = |path: &str, instance: &str| {
            let mut scan = scan(path, instance, None, Status::Pass);
            (scan.target.ami_id, scan.tool) = (None, Some(Tool::named("openscap")));
            scan
        };
        let images = |scans: Vec<Scan>| {
            let grouping = Grouping::new(scans, false);
            grouping.groups.into_iter().map(|group| group.image).collect::<Vec<_>>()
        };
        let told = || scan("a", "i-1", None, Status::Pass);
        assert_eq!(images(vec![told(), nameless("b", "i-1")]), ["ami-1"]);
        assert_eq!(images(vec![nameless("b", "i-1"), told()]), ["ami-1"], "whichever comes first");
        assert_eq!(images(vec![told(), nameless("b", "i-2")]), ["ami-1", "i-2"]);
        let mut other = scan("c", "i-1", None, Status::Pass);
        other.target.ami_id = Some("ami-2".into());
        assert_eq!(images(vec![told(), other, nameless("b", "i-1")]), ["ami-1", "ami-2", "i-1"], "nobody knows which");
    }

    #[test]
    fn instances_of_one_ami_are_one_image() {
        let scans = || vec![scan("a", "i-1", None, Status::Pass), scan("b", "i-2", None, Status::Pass)];
        let Grouping { groups, left_out, doubts, .. } = Grouping::new(scans(), false);
        let [group] = groups.as_slice() else { panic!("{groups:?}") };
        assert_eq!((group.image.as_str(), group.instance.as_deref()), ("ami-1", None));
        assert_eq!((files(group), left_out, doubts), (vec![vec!["a", "b"]], vec![], vec![]));
        let apart = Grouping::new(scans(), true);
        let instances: Vec<_> = apart.groups.iter().filter_map(|group| group.instance.as_deref()).collect();
        assert_eq!(instances, ["i-1", "i-2"]);
    }

    #[test]
    fn the_later_run_of_an_instance_counts_and_the_other_is_named() {
        let scans =
            vec![scan("new", "i-1", Some(&day(2)), Status::Pass), scan("old", "i-1", Some(&day(1)), Status::Fail)];
        let grouping = Grouping::new(scans, false);
        assert_eq!(files(&grouping.groups[0]), [["new"]]);
        let said = "old is left out: new is the newer run of i-1 and judges everything that it judges";
        assert_eq!(grouping.notes, [said]);
        let kept: Vec<_> = grouping.left_out.iter().map(|left_out| left_out.given.scan.source.path.as_str()).collect();
        assert_eq!(kept, ["old"], "nothing vanishes");
        let [doubt] = grouping.doubts.as_slice() else { panic!("{:?}", grouping.doubts) };
        assert_eq!((doubt.code, doubt.about.as_deref()), (DoubtCode::RunLeftOut, Some("old")));
        assert!(!doubt.stops_gate(), "the newer run judges everything");
    }

    #[test]
    fn a_newer_run_stands_where_the_older_one_stood() {
        let scans = vec![
            scan("a-1", "i-a", Some(&day(1)), Status::Pass),
            scan("b", "i-b", Some(&day(1)), Status::Pass),
            scan("a-2", "i-a", Some(&day(2)), Status::Pass),
        ];
        let grouping = Grouping::new(scans, false);
        assert_eq!(files(&grouping.groups[0]), [["b", "a-2"]]);
    }

    #[test]
    fn runs_of_which_neither_can_be_the_newer_one_both_count() {
        for time in [None, Some(day(1))] {
            let of = |path, status| scan(path, "i-1", time.as_deref(), status);
            let grouping = Grouping::new(vec![of("a", Status::Pass), of("b", Status::Fail)], false);
            assert_eq!(files(&grouping.groups[0]), [["a", "b"]]);
            assert_eq!(grouping.notes, ["a, b are runs of i-1 of which none judges all: each counts"]);
        }
    }

    #[test]
    fn tools_stand_side_by_side() {
        let mut scans = vec![scan("a", "i-1", None, Status::Pass), scan("b", "i-1", None, Status::Fail)];
        scans[1].tool = Some(Tool::named("openscap"));
        assert_eq!(files(&Grouping::new(scans, false).groups[0]), [["a"], ["b"]]);
    }

    #[test]
    fn scans_of_a_builder_both_count_and_the_doubt_says_that_its_name_is_weak() {
        for host in ["packer-build", "localhost", "chroot:///mnt/ami"] {
            let of = |path, at, status| {
                let mut scan = scan(path, "", Some(&day(at)), status);
                scan.target = Target { hostname: Some(host.into()), ..Target::default() };
                scan
            };
            let grouping = Grouping::new(vec![of("a", 1, Status::Fail), of("b", 2, Status::Pass)], false);
            assert_eq!(files(&grouping.groups[0]), [["a", "b"]], "{host}");
            let [doubt] = grouping.doubts.as_slice() else { panic!("{:?}", grouping.doubts) };
            assert_eq!((doubt.code, doubt.stops_gate()), (DoubtCode::AmbiguousHost, false));
            assert!(doubt.message.ends_with(": a, b"), "{}", doubt.message);
        }
    }

    #[test]
    fn one_host_name_in_two_accounts_is_two_images() {
        let of = |path, account: Option<&str>, region: Option<&str>| {
            let text = |text: Option<&str>| text.map(str::to_owned);
            let mut scan = scan(path, "", None, Status::Pass);
            let (account, region) = (text(account), text(region));
            scan.target = Target { hostname: Some("node".into()), account, region, ..Target::default() };
            scan
        };
        let images =
            |scans| Grouping::new(scans, false).groups.into_iter().map(|group| group.image).collect::<Vec<_>>();
        let (one, other) = (|path| of(path, Some("1"), Some("eu")), |path| of(path, Some("2"), Some("eu")));
        assert_eq!(images(vec![one("a"), one("b")]), ["node"]);
        assert_eq!(images(vec![one("a"), other("b"), one("c")]), ["node of 1 eu", "node of 2 eu"]);
        assert_eq!(images(vec![one("a"), of("b", None, None)]), ["node"], "nobody says that it is another");
        assert_eq!(images(vec![one("a"), of("b", Some("1"), None)]), ["node"], "one says less than the other");
        assert_eq!(images(vec![of("a", None, Some("eu")), of("b", None, Some("us"))]), ["node of eu", "node of us"]);
    }

    #[test]
    fn one_host_name_on_two_amis_is_two_images() {
        let of = |path, ami: &str| {
            let mut scan = scan(path, "", None, Status::Pass);
            scan.target = Target { hostname: Some("node".into()), ami_id: Some(ami.into()), ..Target::default() };
            scan
        };
        let grouping = Grouping::new(vec![of("a", "ami-1"), of("b", "ami-2")], false);
        assert_eq!(grouping.groups.len(), 2);
        assert!(grouping.left_out.is_empty() && grouping.doubts.is_empty());
    }

    #[test]
    fn two_runs_of_one_file_are_told_apart_by_their_times() {
        let scans = vec![scan("a", "i-1", Some(&day(1)), Status::Fail), scan("a", "i-1", Some(&day(2)), Status::Pass)];
        let [note] = Grouping::new(scans, false).notes.try_into().expect("one note");
        let starts = format!("a ({}) is left out: a ({})", day(1), day(2));
        assert!(note.starts_with(&starts), "{note}");
    }

    /// What is said of the scans of one image that only a weak name, or none, tells apart.
    fn ambiguities(scans: Vec<Scan>) -> Vec<String> {
        let doubts = Grouping::new(scans, false).doubts.into_iter();
        doubts.filter(|doubt| doubt.code == DoubtCode::AmbiguousHost).map(|doubt| doubt.message).collect()
    }

    #[test]
    fn scans_of_one_run_that_only_their_files_tell_apart_are_named_and_more_than_five_counted() {
        let nameless = |count: usize| {
            let scan = |place: usize| {
                let mut scan = scan(&format!("f{place}"), "", None, Status::Pass);
                scan.target.instance_id = None;
                scan
            };
            (0..count).map(scan).collect::<Vec<_>>()
        };
        assert_eq!(ambiguities(nameless(1)), [""; 0], "one is not told from any other");
        let told = |files: &str| format!("nothing but the file says which instance each is a scan of: {files}");
        assert_eq!(ambiguities(nameless(2)), [told("f0, f1")]);
        assert_eq!(ambiguities(nameless(5)), [told("f0, f1, f2, f3, f4")]);
        assert_eq!(ambiguities(nameless(7)), [told("f0, f1, f2, f3, f4 and 2 more")]);
    }

    #[test]
    fn scans_of_several_tools_that_only_a_machines_name_puts_together_are_doubted() {
        let of = |tool: &str, change: fn(&mut Target)| {
            let mut scan = scan(tool, "", None, Status::Pass);
            scan.tool = Some(Tool::named(tool));
            scan.target = Target { hostname: Some("node".into()), ..Target::default() };
            change(&mut scan.target);
            scan
        };
        let by_name = |_: &mut Target| {};
        let said = "2 scans are taken for scans of one machine by its name alone";
        assert_eq!(ambiguities(vec![of("cis-cat", by_name), of("openscap", by_name)]), [said]);
        assert_eq!(ambiguities(vec![of("cis-cat", by_name)]), [""; 0]);
        let with_ami = |target: &mut Target| target.ami_id = Some("ami-1".into());
        assert_eq!(ambiguities(vec![of("cis-cat", with_ami), of("openscap", with_ami)]), [""; 0], "the AMI says so");
        let named_ami = |target: &mut Target| {
            (target.ami_name, target.hostname) = (Some("eks-al2".into()), None);
        };
        assert_eq!(ambiguities(vec![of("cis-cat", named_ami), of("openscap", named_ami)]), [""; 0]);
    }

    #[test]
    fn a_scan_that_nothing_names_is_an_image_by_its_file_or_its_place() {
        let images = |paths: &[&str]| {
            let scan = |path: &&str| {
                let mut scan = scan(path, "", None, Status::Pass);
                scan.target = Target::default();
                scan
            };
            let grouping = Grouping::new(paths.iter().map(scan).collect(), false);
            grouping.groups.into_iter().map(|group| group.image).collect::<Vec<_>>()
        };
        assert_eq!(images(&["a.xml", "b.xml"]), ["a.xml", "b.xml"]);
        assert_eq!(images(&["", "b.xml"]), ["scan 1", "b.xml"]);
    }

    #[test]
    fn a_scan_that_is_kept_apart_has_its_file_for_an_instance_where_it_names_none() {
        let instance = |path: &str| {
            let mut scan = scan(path, "", None, Status::Pass);
            scan.target.instance_id = None;
            Grouping::new(vec![scan], true).groups.remove(0).instance
        };
        assert_eq!((instance("a.xml").as_deref(), instance("")), (Some("a.xml"), None));
    }

    #[test]
    fn scans_that_are_said_to_be_of_one_image_are_numbered_and_grouped_under_its_name() {
        use crate::model::{CIS_REFERENCE, Ident};
        let mut first = scan("a", "i-1", None, Status::Pass);
        first.checks[0].idents = vec![Ident { system: format!("{CIS_REFERENCE}x/"), value: "1.2".into() }];
        let mut second = scan("b", "i-2", None, Status::Fail);
        second.target.ami_id = Some("ami-2".into());
        let grouping = Grouping::of_one_image(vec![first, second], "release 7", &Mappings::builtin());
        let [group] = grouping.groups.as_slice() else { panic!("{grouping:?}") };
        assert_eq!((group.image.as_str(), files(group)), ("release 7", vec![vec!["a", "b"]]));
        let checks: Vec<_> = group.scans().map(|scan| scan.checks.len()).collect();
        assert_eq!(checks, [2, 1], "one for each number");
    }
}
