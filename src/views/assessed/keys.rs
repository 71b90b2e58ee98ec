//! Keys that stay the same from release to release: of an image, and of a recommendation on it.

use std::collections::BTreeMap;
use std::fmt::Write;

use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use crate::assess::{Image, Recommendation};
use crate::diag::safe;
use crate::mapping::{Edition, Mappings, TitleHash};
use crate::model::{TitleKind, family};

/// How an image is told from others. An AMI's id is the same in every scan of it; a host's name is one machine's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum IdentifiedBy {
    /// By the name that was given for it: that of a product, which every release of it has.
    Given,
    /// By the AMI's id.
    AmiId,
    /// By the instance.
    Instance,
    /// By the AMI's name.
    AmiName,
    /// By the host's name: another machine of the same image has another.
    Hostname,
    /// By nothing in the scan: by the name that the program gave it.
    Name,
}

impl IdentifiedBy {
    /// Whether the next scan of the same image has the same key; the next release has it where the name was given.
    pub fn lasts(self) -> bool {
        matches!(self, Self::Given | Self::AmiId | Self::AmiName | Self::Instance)
    }
}

/// A UUID (version 5) of some parts, the same on every machine and in every version of the program.
pub fn stable_id(parts: &[&str]) -> String {
    // Both texts are fixed for ever: another one would give every finding another id.
    let namespace = Uuid::new_v5(&Uuid::NAMESPACE_URL, b"urn:amicis:1");
    Uuid::new_v5(&namespace, parts.join("\u{1f}").as_bytes()).to_string()
}

/// The key of an image, and what it was made of. Instances that are kept apart are each an image of their own.
pub(super) fn of_image(image: &Image, each: bool, given: Option<&str>) -> (String, IdentifiedBy) {
    let target = |of: fn(&crate::model::Target) -> Option<&String>| {
        let mut stated = image.scans().map(|scan| of(&scan.target));
        let first = stated.next()??;
        stated.all(|other| other == Some(first)).then_some(first)
    };
    let instance = target(|target| target.instance_id.as_ref());
    let ami = target(|target| target.ami_id.as_ref());
    let host = target(|target| target.hostname.as_ref());
    let (by, key) = match (given, ami, instance) {
        (Some(name), ..) => (IdentifiedBy::Given, name.to_owned()),
        (None, Some(ami), _) => (IdentifiedBy::AmiId, ami.clone()),
        (None, None, Some(instance)) => (IdentifiedBy::Instance, instance.clone()),
        (None, None, None) => match (target(|target| target.ami_name.as_ref()), host) {
            (Some(name), _) => (IdentifiedBy::AmiName, name.clone()),
            (None, Some(host)) => (IdentifiedBy::Hostname, host.clone()),
            (None, None) => (IdentifiedBy::Name, image.label.clone()),
        },
    };
    if !each {
        return (key, by);
    }
    let own = instance.or(host).unwrap_or(&image.label);
    let by = match by {
        IdentifiedBy::Given | IdentifiedBy::AmiId | IdentifiedBy::AmiName if instance.is_some() => {
            IdentifiedBy::Instance
        }
        IdentifiedBy::Given | IdentifiedBy::AmiId | IdentifiedBy::AmiName if host.is_some() => IdentifiedBy::Hostname,
        other => other,
    };
    (if key == *own { key } else { format!("{key}/{own}") }, by)
}

/// The keys of all images, each its own: one image may be held against two versions of a benchmark.
pub(super) fn of_images(images: &[Image], each: bool, given: Option<&str>) -> Vec<(String, IdentifiedBy)> {
    let mut seen: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut keys = Vec::new();
    for image in images {
        let (mut key, by) = of_image(image, each, given);
        let before = seen.entry((key.clone(), slug(image))).or_default();
        *before += 1;
        if *before > 1 {
            let version = image.benchmark.version.as_deref().unwrap_or("version not stated");
            // A String takes any text.
            let _ = write!(key, "/{version}");
            if *before > 2 {
                let _ = write!(key, "#{before}");
            }
        }
        keys.push((key, by));
    }
    keys
}

/// The benchmark's name in a key: `amazon-linux-2`, whatever its version.
pub(crate) fn slug(image: &Image) -> String {
    benchmark_slug(image.benchmark.title.as_deref().or(image.benchmark.id.as_deref()))
}

/// The name of a benchmark in a key.
pub(crate) fn benchmark_slug(title: Option<&str>) -> String {
    let family = family(title.unwrap_or("benchmark"));
    let word = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '_') { c } else { '-' };
    family.chars().take(100).map(word).collect()
}

/// The name that outlives a renumbering and another tool: the benchmark's, and the hash of the title, the scan's own
/// or that of the benchmark's list; without one the number, else the tool's rule.
pub(crate) fn lineage(image: &Image, recommendation: &Recommendation, mappings: &Mappings) -> String {
    let titles = image.checks_of(recommendation).filter_map(|check| check.title.as_ref());
    let own = titles.filter(|title| title.kind == TitleKind::Recommendation).map(|title| TitleHash::of(title.text()));
    let listed = || {
        let list = mappings.list(&Edition::of(&image.benchmark)?)?;
        match list.with_number(recommendation.number.as_ref()?) {
            [only] => only.hash,
            _ => None,
        }
    };
    let key = match own.min().or_else(listed) {
        Some(hash) => hash.to_string(),
        None => safe(&image.id_of(recommendation)).chars().take(100).collect(),
    };
    format!("{}/{key}", slug(image))
}

/// The lineage of every recommendation of an image, in its order, each its own: where two share a title, the number
/// is added, else the rule, else their order.
pub(crate) fn lineages(image: &Image, mappings: &Mappings) -> Vec<String> {
    let mut keys: Vec<String> = image.recommendations.iter().map(|one| lineage(image, one, mappings)).collect();
    let several = |keys: &[String]| {
        let mut count: BTreeMap<String, usize> = BTreeMap::new();
        keys.iter().for_each(|key| *count.entry(key.clone()).or_default() += 1);
        count
    };
    let count = several(&keys);
    for (key, recommendation) in keys.iter_mut().zip(&image.recommendations) {
        if count.get(key).is_some_and(|count| *count > 1) {
            key.push('/');
            key.push_str(&safe(&image.id_of(recommendation)).chars().take(100).collect::<String>());
        }
    }
    let count = several(&keys);
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for key in &mut keys {
        if count.get(key).is_some_and(|count| *count > 1) {
            let place = seen.entry(key.clone()).or_default();
            *place += 1;
            // A String takes any text.
            let _ = write!(key, "#{place}");
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The value is written into other people's systems: it may never change.
    #[test]
    fn an_id_is_the_same_for_ever() {
        assert_eq!(stable_id(&["finding", "ami-0123456789abcdef0", "1.1.1"]), "d4cd7852-a49f-52a6-9681-23c7c8cd606a");
        assert_ne!(stable_id(&["a", "b"]), stable_id(&["ab"]));
    }
}
