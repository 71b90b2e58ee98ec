//! The choice of the scans that are one version of an image.

use std::collections::BTreeMap;

use crate::assess::Instance;
use crate::model::{Profile, Scan, Target};

/// The name that scans of one version share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ImageBy {
    /// The AMI, else the file or folder as given; below one folder the host, unless a tool scanned it twice.
    #[default]
    Given,
    /// The host's name.
    Host,
    /// The AMI id.
    Ami,
    /// The AMI's name.
    Name,
    /// The file.
    File,
}

/// The key of a version: its name and the kind of name, so that a host and a file of one name are two.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Ami(String),
    Host(String),
    Given(String),
}

impl Key {
    fn name(&self) -> &str {
        match self {
            Self::Ami(name) | Self::Host(name) | Self::Given(name) => name,
        }
    }
}

/// Scans put together by version, each version with its name, by name.
pub(super) fn partition(scans: Vec<Scan>, given: &[String], by: ImageBy) -> Vec<(String, Vec<Scan>)> {
    let mut versions: BTreeMap<Key, Vec<Scan>> = BTreeMap::new();
    for scan in scans {
        versions.entry(key(&scan, given, by)).or_default().push(scan);
    }
    if by == ImageBy::Given {
        versions = versions.into_iter().flat_map(|(key, scans)| apart(key, scans, given)).collect();
    }
    let hosts: Vec<Option<String>> = versions.values().map(|scans| only_host(scans)).collect();
    let name = |(at, (key, scans)): (usize, (Key, Vec<Scan>))| {
        let host = hosts.get(at).cloned().flatten();
        // Short, where it names this version and no other.
        let alone = host.filter(|_| matches!(key, Key::Given(_)) && by == ImageBy::Given);
        let alone = alone.filter(|host| hosts.iter().flatten().filter(|other| *other == host).count() == 1);
        (alone.unwrap_or_else(|| key.name().to_owned()), scans)
    };
    let mut named: Vec<(String, Vec<Scan>)> = versions.into_iter().enumerate().map(name).collect();
    named.sort_by(|(one, _), (other, _)| one.cmp(other));
    named
}

fn key(scan: &Scan, given: &[String], by: ImageBy) -> Key {
    let Target { ami_id, ami_name, hostname, .. } = &scan.target;
    let file = || Key::Given(file_of(scan).to_owned());
    let ami = |name: &Option<String>| name.clone().filter(|name| !name.trim().is_empty()).map(Key::Ami);
    let host = || hostname.clone().filter(|_| host_tells(&scan.target)).map(Key::Host);
    match by {
        ImageBy::File => file(),
        ImageBy::Ami => ami(ami_id).unwrap_or_else(file),
        ImageBy::Name => ami(ami_name).unwrap_or_else(file),
        ImageBy::Host => hostname.clone().filter(|name| !name.trim().is_empty()).map_or_else(file, Key::Host),
        ImageBy::Given => {
            let ami = ami(ami_id).or_else(|| ami(ami_name));
            let side_by_side = || (given.len() > 1).then(|| Key::Given(entry(scan, given).to_owned()));
            ami.or_else(side_by_side).or_else(host).unwrap_or_else(file)
        }
    }
}

fn file_of(scan: &Scan) -> &str {
    let source = &scan.source;
    if source.input.is_empty() { &source.path } else { &source.input }
}

/// The file or folder that was given, below which a scan's file lies; else its file.
fn entry<'s>(scan: &'s Scan, given: &'s [String]) -> &'s str {
    let file = file_of(scan);
    let holds = |path: &&String| {
        let path = path.trim_end_matches(['/', '\\']);
        file.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '\\']))
    };
    // The nearest, where a folder and a folder in it were given.
    given.iter().filter(holds).max_by_key(|path| path.len()).map_or(file, String::as_str)
}

/// Whether a host's name tells the image from others.
fn host_tells(target: &Target) -> bool {
    let alone = Target { hostname: target.hostname.clone(), ..Target::default() };
    Instance::of(&alone) != Instance::Unknown
}

/// The host that all scans name.
fn only_host(scans: &[Scan]) -> Option<String> {
    let (first, rest) = scans.split_first()?;
    let host = first.target.hostname.clone().filter(|_| host_tells(&first.target))?;
    rest.iter().all(|scan| scan.target.hostname.as_ref() == Some(&host)).then_some(host)
}

/// A host that one tool scanned twice is a builder: then each file or folder below the one given is a version.
fn apart(key: Key, scans: Vec<Scan>, given: &[String]) -> Vec<(Key, Vec<Scan>)> {
    let run = |scan: &Scan| {
        let tool = scan.tool.as_ref().map(|tool| tool.name.clone());
        (tool, scan.benchmark.to_string(), scan.profile.as_ref().map(Profile::key))
    };
    let mut runs: Vec<_> = scans.iter().map(run).collect();
    runs.sort();
    let all = runs.len();
    runs.dedup();
    if !matches!(key, Key::Host(_)) || runs.len() == all {
        return vec![(key, scans)];
    }
    let mut versions: BTreeMap<Key, Vec<Scan>> = BTreeMap::new();
    for scan in scans {
        versions.entry(Key::Given(below(&scan, given).to_owned())).or_default().push(scan);
    }
    versions.into_iter().collect()
}

/// The file or folder that lies directly below the folder given and holds a scan.
fn below<'s>(scan: &'s Scan, given: &'s [String]) -> &'s str {
    let (file, folder) = (file_of(scan), entry(scan, given));
    let start = folder.trim_end_matches(['/', '\\']).len() + 1;
    let end = file.get(start..).and_then(|rest| rest.find(['/', '\\'])).map(|end| start + end);
    end.and_then(|end| file.get(..end)).unwrap_or(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Tool;

    fn scan(file: &str, host: &str) -> Scan {
        let mut scan = Scan { tool: Some(Tool::named("cis-cat")), ..Scan::default() };
        file.clone_into(&mut scan.source.input);
        scan.target.hostname = Some(host.to_owned());
        scan
    }

    /// For each version its name and its files.
    fn parts(scans: Vec<Scan>, given: &[&str], by: ImageBy) -> Vec<(String, Vec<String>)> {
        let given: Vec<String> = given.iter().map(ToString::to_string).collect();
        let files = |scans: Vec<Scan>| scans.into_iter().map(|scan| scan.source.input).collect();
        partition(scans, &given, by).into_iter().map(|(name, scans)| (name, files(scans))).collect()
    }

    fn version(name: &str, files: &[&str]) -> (String, Vec<String>) {
        (name.to_owned(), files.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn files_given_side_by_side_are_versions_whatever_their_host_is_called() {
        for host in ["packer-build", "localhost"] {
            let scans = || vec![scan("b.xml", host), scan("a.xml", host)];
            let expected = [version("a.xml", &["a.xml"]), version("b.xml", &["b.xml"])];
            assert_eq!(parts(scans(), &["a.xml", "b.xml"], ImageBy::Given), expected);
        }
    }

    #[test]
    fn folders_given_side_by_side_are_versions_and_keep_their_files_together() {
        let scans = vec![scan("r1/a", "h"), scan("r1/deep/b", "x"), scan("r10/a", "h")];
        let expected = [version("r1/", &["r1/a", "r1/deep/b"]), version("r10", &["r10/a"])];
        let named = parts(scans, &["r1/", "r10"], ImageBy::Given);
        assert_eq!((&named[0].1, &named[1].1), (&expected[1].1, &expected[0].1), "r10 is called h, its only host");
    }

    #[test]
    fn below_one_folder_a_host_that_a_tool_scanned_twice_is_several_versions() {
        let twice = vec![scan("s/1/a", "packer"), scan("s/2/a", "packer")];
        assert_eq!(parts(twice, &["s"], ImageBy::Given), [version("s/1", &["s/1/a"]), version("s/2", &["s/2/a"])]);
        let mut two_tools = vec![scan("s/a", "h1"), scan("s/b", "h1"), scan("s/c", "h2")];
        two_tools[1].tool = Some(Tool::named("openscap"));
        let expected = [version("h1", &["s/a", "s/b"]), version("h2", &["s/c"])];
        assert_eq!(parts(two_tools, &["s"], ImageBy::Given), expected);
    }

    #[test]
    fn an_ami_is_one_version_in_however_many_files() {
        let mut scans = vec![scan("a", "h1"), scan("b", "h2"), scan("c", "h1")];
        for (scan, ami) in scans.iter_mut().zip(["ami-1", "ami-1", "ami-2"]) {
            scan.target.ami_id = Some(ami.to_owned());
        }
        let expected = [version("ami-1", &["a", "b"]), version("ami-2", &["c"])];
        assert_eq!(parts(scans.clone(), &["a", "b", "c"], ImageBy::Given), expected);
        assert_eq!(parts(scans.clone(), &["a", "b", "c"], ImageBy::File).len(), 3);
        let by_host = parts(scans, &["a", "b", "c"], ImageBy::Host);
        assert_eq!(by_host, [version("h1", &["a", "c"]), version("h2", &["b"])]);
    }
}
