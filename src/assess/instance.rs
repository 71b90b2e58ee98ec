//! The instance that a scan is of, and how surely its target says so.

use core::net::IpAddr;
use std::fmt;

use crate::model::{Fact, Target};

/// The instance that a scan is of, as far as its target tells.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Instance {
    /// A strong identity: an instance id, a serial or machine id among the facts, or an AMI id with the name of
    /// a host. Scans that have the same are scans of one machine.
    Known(String),
    /// A weak identity: a host's name alone. A builder gives the same name to every image that it makes.
    Named(String),
    /// No identity: no name, or one that every machine can have.
    Unknown,
}

/// Names of hosts that tell nothing.
const NO_NAMES: [&str; 9] = ["localhost", "localhost4", "localhost6", "unknown", "none", "(none)", "null", "n/a", "-"];

/// Names of facts that hold the id of a machine, as the last part of what a tool calls them.
const MACHINE_IDS: [&str; 8] = [
    "machine-id",
    "serial",
    "serial-number",
    "product-serial",
    "product-uuid",
    "system-uuid",
    "system-serial-number",
    "bios-uuid",
];

/// Values of such facts that makers of hardware leave in.
const NO_IDS: [&str; 6] =
    ["0", "not specified", "not applicable", "uninitialized", "default string", "system serial number"];

impl Instance {
    /// The instance of a target.
    pub fn of(target: &Target) -> Self {
        let told = |name: &Option<String>| name.as_deref().map(str::trim).filter(|name| tells(name)).map(str::to_owned);
        let host = told(&target.hostname);
        let machine = || target.facts.iter().find_map(machine_id).map(|id| format!("machine {id}"));
        let of_ami = || Some(format!("{} of {}", host.as_ref()?, told(&target.ami_id)?));
        match told(&target.instance_id).or_else(machine).or_else(of_ami) {
            Some(id) => Self::Known(id),
            None => host.map_or(Self::Unknown, Self::Named),
        }
    }

    /// Whether equal ones are surely one machine.
    pub fn is_known(&self) -> bool {
        matches!(self, Self::Known(_))
    }
}

impl fmt::Display for Instance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(name) | Self::Named(name) => f.pad(name),
            Self::Unknown => f.pad("an instance without a name"),
        }
    }
}

/// Whether a name tells a machine from others: `localhost`, a mounted folder, a container and an address do not.
fn tells(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let short = lower.split_once('.').map_or(lower.as_str(), |(short, _)| short);
    let container = name.len() >= 12 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    let address = name.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
    !(short.is_empty() || NO_NAMES.contains(&short) || lower.contains("://") || container || address)
}

fn machine_id(fact: &Fact) -> Option<&str> {
    let name = fact.name.rsplit([':', '/', '.', ' ']).next()?.to_ascii_lowercase().replace('_', "-");
    let value = fact.value.trim();
    let blank = value.chars().all(|c| matches!(c, '0' | '-' | ' '));
    let lower = value.to_ascii_lowercase();
    let said = !blank && !NO_IDS.contains(&lower.as_str()) && !NO_NAMES.contains(&lower.as_str());
    (MACHINE_IDS.contains(&name.as_str()) && said).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(name: &str) -> Target {
        Target { hostname: Some(name.into()), ..Target::default() }
    }

    #[test]
    fn a_host_name_is_weak_and_what_every_machine_can_be_called_is_none() {
        assert_eq!(Instance::of(&host("packer-build")), Instance::Named("packer-build".into()));
        let none = ["", " ", "localhost", "LOCALHOST.localdomain", "unknown", "chroot:///mnt/ami", "docker://x", "-"];
        for name in none.into_iter().chain(["10.0.0.9", "[fe80::1]", "::1", "3f4e9a1b2c3d"]) {
            assert_eq!(Instance::of(&host(name)), Instance::Unknown, "{name}");
        }
        assert_eq!(Instance::of(&Target::default()), Instance::Unknown);
    }

    #[test]
    fn an_ami_id_makes_a_host_name_strong_and_nothing_else() {
        let of = |name: &str| Instance::of(&Target { ami_id: Some("ami-1".into()), ..host(name) });
        assert_eq!(of("node-a"), Instance::Known("node-a of ami-1".into()));
        assert_eq!(of("localhost"), Instance::Unknown);
    }

    #[test]
    fn an_instance_id_and_a_machine_id_are_strong_whatever_the_host_is_called() {
        let target = Target { instance_id: Some("i-1".into()), ..host("localhost") };
        assert_eq!(Instance::of(&target), Instance::Known("i-1".into()));
        let with = |name: &str, value: &str| {
            let facts = vec![Fact { name: name.into(), value: value.into() }];
            Instance::of(&Target { facts, ..host("localhost") })
        };
        assert_eq!(with("urn:x:machine_id", "ab12"), Instance::Known("machine ab12".into()));
        assert_eq!(with("urn:x:serial", "Not Specified"), Instance::Unknown);
        assert_eq!(with("urn:x:serial", "0000-0000"), Instance::Unknown);
        assert_eq!(with("urn:x:kernel", "ab12"), Instance::Unknown);
    }
}
