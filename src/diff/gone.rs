//! Tools, benchmarks and instances of the older side that the newer side has not: each objects, for a failure that
//! nobody looks for any more is not mended.

use std::collections::{BTreeMap, BTreeSet};

use crate::assess::{Disposition, Image, Instance};
use crate::model::{Doubt, DoubtCode, Scan};

/// The tool of a scan, by name; empty where the scan names none.
pub(super) fn tool_of(scan: &Scan) -> &str {
    scan.tool.as_ref().map_or("", |tool| tool.name.as_str())
}

/// The tools that looked at an image.
pub(super) fn tools(image: &Image) -> BTreeSet<&str> {
    image.scans().map(tool_of).collect()
}

/// The doubts about what two images of one benchmark do not have in common.
pub(super) fn gone_between(old: &Image, new: &Image) -> Vec<Doubt> {
    let here = tools(new);
    let mut doubts = Vec::new();
    for tool in tools(old) {
        if here.contains(tool) {
            doubts.extend(instances_gone(tool, old, new));
        } else {
            doubts.push(tool_gone(tool, old));
        }
    }
    doubts
}

fn tool_gone(tool: &str, old: &Image) -> Doubt {
    let alone = old.recommendations.iter().filter(|recommendation| {
        let mut parts = recommendation.parts.iter();
        recommendation.disposition <= Disposition::Passed && parts.all(|part| tool_of(old.scan(part.scan)) == tool)
    });
    let name = if tool.is_empty() { "a tool that is not named" } else { tool };
    let message = format!("it looked at {} on the older side and not on the newer side", old.benchmark);
    Doubt::new(DoubtCode::ToolGone, message).about(name).hides(alone.count() as u64)
}

/// The doubt about a benchmark that the newer side was not held against.
pub(super) fn benchmark_gone(old: &Image) -> Doubt {
    let judged = old.recommendations.iter().filter(|found| found.disposition <= Disposition::Passed).count();
    let message = "the older side was held against it, the newer side was not";
    Doubt::new(DoubtCode::BenchmarkGone, message).about(old.benchmark.to_string()).hides(judged as u64)
}

/// The doubts about instances that a tool scanned on the older side. A new image has new instances, so that where the
/// sides share none by name, only their number is compared.
fn instances_gone(tool: &str, old: &Image, new: &Image) -> Vec<Doubt> {
    let (before, now) = (Instances::of(tool, old), Instances::of(tool, new));
    let scanned = |told: &str| format!("{told} by {}", if tool.is_empty() { "the tool" } else { tool });
    if !before.named.is_disjoint(&now.named) {
        let message = scanned("it was scanned on the older side and not on the newer side");
        let gone = before.named.difference(&now.named);
        let doubt = |name: &Instance| Doubt::new(DoubtCode::InstanceGone, message.clone()).about(name.to_string());
        return gone.map(doubt).collect();
    }
    if before.count() <= now.count() {
        return Vec::new();
    }
    let message =
        format!("{} instances were scanned on the older side, {} on the newer side", before.count(), now.count());
    vec![Doubt::new(DoubtCode::InstanceGone, scanned(&message)).about(new.label.clone())]
}

/// The instances of each tool on an older and a newer image.
pub(super) struct Vanished(BTreeMap<String, [Instances; 2]>);

impl Vanished {
    pub(super) fn between(old: &Image, new: &Image) -> Self {
        let here = tools(new);
        let both = |tool: &&str| here.contains(tool);
        let sides = |tool: &str| (tool.to_owned(), [Instances::of(tool, old), Instances::of(tool, new)]);
        Self(tools(old).into_iter().filter(both).map(sides).collect())
    }

    /// Whether the newer side may have looked at nothing that failed on the older side: everybody who failed it is
    /// gone, tool or instance. Where the sides share no instance by name, as many as are missing may be those.
    pub(super) fn hold_all(&self, failing: &[&Scan]) -> bool {
        let of_tool = |tool: &str| failing.iter().filter(|scan| tool_of(scan) == tool).copied().collect::<Vec<_>>();
        let tools: BTreeSet<&str> = failing.iter().map(|scan| tool_of(scan)).collect();
        !tools.is_empty()
            && tools.into_iter().all(|tool| self.0.get(tool).is_none_or(|sides| all_gone(sides, &of_tool(tool))))
    }
}

fn all_gone([before, now]: &[Instances; 2], failing: &[&Scan]) -> bool {
    let missing = before.count().saturating_sub(now.count());
    let told: Vec<Instance> = failing.iter().map(|scan| Instance::of(&scan.target)).collect();
    let nameless = told.iter().filter(|instance| **instance == Instance::Unknown).count();
    let named: BTreeSet<&Instance> = told.iter().filter(|instance| **instance != Instance::Unknown).collect();
    if before.named.is_disjoint(&now.named) {
        return named.len() + nameless <= missing;
    }
    nameless <= missing && named.into_iter().all(|instance| !now.named.contains(instance))
}

/// The instances that a tool scanned.
struct Instances {
    named: BTreeSet<Instance>,
    /// For each profile the scans whose instance is not named.
    nameless: BTreeMap<(Option<u8>, String), usize>,
}

impl Instances {
    fn of(tool: &str, image: &Image) -> Self {
        let mut found = Self { named: BTreeSet::new(), nameless: BTreeMap::new() };
        for scan in image.scans().filter(|scan| tool_of(scan) == tool) {
            match Instance::of(&scan.target) {
                Instance::Unknown => {
                    let profile = scan.profile.as_ref().map(crate::model::Profile::key).unwrap_or_default();
                    *found.nameless.entry(profile).or_default() += 1;
                }
                named => {
                    found.named.insert(named);
                }
            }
        }
        found
    }

    fn count(&self) -> usize {
        self.named.len() + self.nameless.values().max().copied().unwrap_or_default()
    }
}
