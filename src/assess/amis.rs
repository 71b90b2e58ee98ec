//! The image that a scan is of, as far as it and the scans beside it tell.

use std::collections::{BTreeMap, BTreeSet};

use super::grouping::GivenScan;
use super::instance::Instance;
use crate::model::{Scan, Target};

/// What the scans say together about the images that they are of.
pub(super) struct Amis {
    /// The AMI ids that scans name for their instances.
    of_instances: BTreeMap<Instance, BTreeSet<String>>,
    /// The accounts, and the regions, in which scans name a host: a private name is one machine's in each.
    networks: BTreeMap<String, [BTreeSet<String>; 2]>,
}

/// What stands between a host's name and its account and region.
pub(super) const OF_NETWORK: &str = " of ";

/// The account and the region of a target.
fn network(target: &Target) -> [Option<&String>; 2] {
    [target.account.as_ref(), target.region.as_ref()]
}

impl Amis {
    pub(super) fn of(scans: &[Scan]) -> Self {
        let mut found: BTreeMap<Instance, BTreeSet<String>> = BTreeMap::new();
        let mut networks: BTreeMap<String, [BTreeSet<String>; 2]> = BTreeMap::new();
        for target in scans.iter().map(|scan| &scan.target) {
            if let Some(host) = &target.hostname {
                let known = networks.entry(host.clone()).or_default();
                known.iter_mut().zip(network(target)).for_each(|(known, stated)| known.extend(stated.cloned()));
            }
            let ami = target.ami_id.as_ref().filter(|ami| !ami.trim().is_empty());
            if let (Some(ami), instance @ Instance::Known(_)) = (ami, Instance::of(target)) {
                found.entry(instance).or_default().insert(ami.clone());
            }
        }
        Self { of_instances: found, networks }
    }

    /// A host's name, with its account and region where another host of other ones has it, too. What a scan does not
    /// state contradicts nothing.
    fn host(&self, host: &str, target: &Target) -> String {
        let several = self.networks.get(host).is_some_and(|known| known.iter().any(|stated| stated.len() > 1));
        let words: Vec<&str> = network(target).into_iter().flatten().map(String::as_str).collect();
        if several && !words.is_empty() { format!("{host}{OF_NETWORK}{}", words.join(" ")) } else { host.to_owned() }
    }

    /// The AMI of a target that names none: the one that other scans of its instance name, where they agree.
    fn find(&self, target: &Target) -> Option<&String> {
        let mut amis = self.of_instances.get(&Instance::of(target))?.iter();
        amis.next().filter(|_| amis.next().is_none())
    }
}

/// The name that a scan is grouped by: the AMI, its own or that of another scan of its instance, else its own
/// target, else the file itself.
pub(super) fn image_of(given: &GivenScan, amis: &Amis) -> String {
    let target = &given.scan.target;
    let own = target.ami_id.as_ref().filter(|ami| !ami.trim().is_empty());
    if let Some(ami) = own.or_else(|| amis.find(target)) {
        return ami.clone();
    }
    let named = |name: &Option<String>| name.clone().filter(|name| !name.trim().is_empty());
    let host = || named(&target.hostname).map(|host| amis.host(&host, target));
    match named(&target.instance_id).or_else(|| named(&target.ami_name)).or_else(host) {
        Some(name) => name,
        None if given.scan.source.path.is_empty() => format!("scan {}", given.order.place() + 1),
        None => given.scan.source.path.clone(),
    }
}
