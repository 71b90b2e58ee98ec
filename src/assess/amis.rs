//! The image that a scan is of, as far as it and the scans beside it tell.

use std::collections::{BTreeMap, BTreeSet};

use super::grouping::GivenScan;
use super::instance::Instance;
use crate::model::{Scan, Target};

/// What the scans say together about the images that they are of.
pub(super) struct Amis {
    /// The AMI ids that scans name for their instances.
    of_instances: BTreeMap<Instance, BTreeSet<String>>,
    /// The accounts and regions in which scans name a host: a private name is one machine's in each.
    networks: BTreeMap<String, BTreeSet<Network>>,
}

/// What stands between a host's name and its account and region.
pub(super) const OF_NETWORK: &str = " of ";

/// An account and a region.
type Network = (Option<String>, Option<String>);

/// The account and region of a target that states one of them.
fn network(target: &Target) -> Option<Network> {
    let network = (target.account.clone(), target.region.clone());
    (network.0.is_some() || network.1.is_some()).then_some(network)
}

impl Amis {
    pub(super) fn of(scans: &[Scan]) -> Self {
        let mut found: BTreeMap<Instance, BTreeSet<String>> = BTreeMap::new();
        let mut networks: BTreeMap<String, BTreeSet<Network>> = BTreeMap::new();
        for target in scans.iter().map(|scan| &scan.target) {
            if let (Some(host), Some(network)) = (&target.hostname, network(target)) {
                networks.entry(host.clone()).or_default().insert(network);
            }
            let ami = target.ami_id.as_ref().filter(|ami| !ami.trim().is_empty());
            if let (Some(ami), instance @ Instance::Known(_)) = (ami, Instance::of(target)) {
                found.entry(instance).or_default().insert(ami.clone());
            }
        }
        Self { of_instances: found, networks }
    }

    /// A host's name, with its account and region where another host of other ones has it, too.
    fn host(&self, host: &str, target: &Target) -> String {
        let several = self.networks.get(host).is_some_and(|networks| networks.len() > 1);
        match network(target).filter(|_| several) {
            Some((account, region)) => {
                let words: Vec<String> = [account, region].into_iter().flatten().collect();
                format!("{host}{OF_NETWORK}{}", words.join(" "))
            }
            None => host.to_owned(),
        }
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
