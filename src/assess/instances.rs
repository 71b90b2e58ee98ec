//! Which scans belong together: instances of one image, runs of one instance.

use std::collections::BTreeMap;

use crate::model::{Scan, family};

/// Scans of one image: what is judged as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    /// The name of the image or target.
    pub(super) image: String,
    /// The instance, when instances of one image are kept apart.
    pub(super) instance: Option<String>,
    /// For each tool and profile, the scans of its instances, as indexes.
    pub(super) runs: Vec<Vec<usize>>,
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

/// For each tool and profile the scans of its instances.
type Runs = BTreeMap<String, Vec<usize>>;
/// Where an image first appears, and its runs.
type First = (usize, Runs);

/// Groups scans by image and benchmark; older runs of one instance are named in `notes` and left out.
pub(super) fn group(scans: &[Scan], each: bool, notes: &mut Vec<String>) -> Result<Vec<Group>, GroupError> {
    if each {
        let alone = |(index, scan)| Group {
            image: image_of(scan, index),
            instance: instance_of(scan).map(str::to_owned),
            runs: vec![vec![index]],
        };
        return Ok(scans.iter().enumerate().map(alone).collect());
    }
    // Keyed by benchmark and image, so that a host's benchmark and its cluster's never mix.
    let mut groups: BTreeMap<(String, String), First> = BTreeMap::new();
    for (index, scan) in scans.iter().enumerate() {
        let benchmark = &scan.benchmark;
        let version = benchmark.version.as_deref().unwrap_or_default().trim_start_matches(['v', 'V']);
        let benchmark = format!("{} {version}", family(benchmark.title.as_deref().unwrap_or_default()));
        let (_, runs) = groups.entry((image_of(scan, index), benchmark)).or_insert((index, Runs::new()));
        let runs = runs.entry(run_key(scan)).or_default();
        place(scans, runs, index, notes)?;
    }
    // In the order in which the images first appear.
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, (first, _))| *first);
    let group = |((image, _), (_, runs)): ((String, String), First)| {
        let mut runs: Vec<_> = runs.into_values().collect();
        runs.sort();
        Group { image, instance: None, runs }
    };
    Ok(groups.into_iter().map(group).collect())
}

/// Adds a scan to the instances of its run, or decides between two runs of one instance.
fn place(scans: &[Scan], runs: &mut Vec<usize>, index: usize, notes: &mut Vec<String>) -> Result<(), GroupError> {
    let Some(scan) = scans.get(index) else { return Ok(()) };
    let Some(instance) = instance_of(scan) else {
        runs.push(index);
        return Ok(());
    };
    let known = runs.iter_mut().find(|other| scans.get(**other).and_then(instance_of) == Some(instance));
    let Some(known) = known else {
        runs.push(index);
        return Ok(());
    };
    let Some(other) = scans.get(*known) else { return Ok(()) };
    let mut same_time = false;
    let (newer, older) = match (other.finished.or(other.started), scan.finished.or(scan.started)) {
        (Some(a), Some(b)) if a < b => (scan, other),
        (Some(a), Some(b)) if a > b => (other, scan),
        (Some(_), Some(_)) if same_results(other, scan) => {
            same_time = true;
            (other, scan)
        }
        _ => {
            return Err(GroupError::TwoRuns {
                first: other.source.path.clone(),
                second: scan.source.path.clone(),
                tool: scan.tool.as_ref().map_or_else(|| "one tool".to_owned(), |tool| tool.name.clone()),
                instance: instance.to_owned(),
            });
        }
    };
    let (left_out, kept) = (&older.source.path, &newer.source.path);
    notes.push(if same_time {
        format!("{left_out} is left out: it has the same run of {instance} as {kept}")
    } else {
        format!("{left_out} is left out: {kept} is the newer run of {instance}")
    });
    if std::ptr::eq(newer, scan) {
        *known = index;
    }
    Ok(())
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

fn run_key(scan: &Scan) -> String {
    let tool = scan.tool.as_ref().map(|tool| tool.name.as_str()).unwrap_or_default();
    let profile = scan.profile.as_ref();
    let profile = profile.and_then(|profile| profile.title.as_deref().or(profile.id.as_deref())).unwrap_or_default();
    format!("{tool}\n{profile}")
}

fn instance_of(scan: &Scan) -> Option<&str> {
    scan.target.instance_id.as_deref().or(scan.target.hostname.as_deref())
}

/// What a scan is grouped by: the AMI, else its own target, else the file itself.
fn image_of(scan: &Scan, index: usize) -> String {
    let target = &scan.target;
    match target.ami_id.as_deref().or_else(|| instance_of(scan)).or(target.ami_name.as_deref()) {
        Some(name) => name.to_owned(),
        None if scan.source.path.is_empty() => format!("scan {}", index + 1),
        None => scan.source.path.clone(),
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

    #[test]
    fn instances_of_one_ami_are_one_image() {
        let scans = [scan("a", "i-1", None, Status::Pass), scan("b", "i-2", None, Status::Pass)];
        let groups = group(&scans, false, &mut Vec::new()).expect("groups");
        assert_eq!(groups, [Group { image: "ami-1".into(), instance: None, runs: vec![vec![0, 1]] }]);
        let apart = group(&scans, true, &mut Vec::new()).expect("groups");
        let instances: Vec<_> = apart.iter().filter_map(|group| group.instance.as_deref()).collect();
        assert_eq!(instances, ["i-1", "i-2"]);
    }

    #[test]
    fn the_later_run_of_an_instance_counts_and_the_other_is_named() {
        let (old, new) = (Some("2026-01-01T00:00:00Z"), Some("2026-01-02T00:00:00Z"));
        let scans = [scan("new", "i-1", new, Status::Pass), scan("old", "i-1", old, Status::Fail)];
        let mut notes = Vec::new();
        let groups = group(&scans, false, &mut notes).expect("groups");
        assert_eq!(groups[0].runs, [vec![0]]);
        assert_eq!(notes, ["old is left out: new is the newer run of i-1"]);
    }

    #[test]
    fn two_runs_without_times_are_an_error() {
        let scans = [scan("a", "i-1", None, Status::Pass), scan("b", "i-1", None, Status::Fail)];
        assert!(group(&scans, false, &mut Vec::new()).is_err());
    }

    #[test]
    fn tools_stand_side_by_side() {
        let mut scans = [scan("a", "i-1", None, Status::Pass), scan("b", "i-1", None, Status::Fail)];
        scans[1].tool = Some(Tool::named("openscap"));
        assert_eq!(group(&scans, false, &mut Vec::new()).expect("groups")[0].runs, [vec![0], vec![1]]);
    }
}
