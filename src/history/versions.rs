//! Scans → the versions of an image in order of time, each judged as of its own day.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::assess::{Assessment, Group, GroupError, Grouping};
use crate::mapping::Mappings;
use crate::model::{Moment, Scan};
use crate::registry::Registry;

/// One image, judged as of the day it was scanned.
#[derive(Clone, Debug)]
pub struct Version {
    /// The AMI id, else the target's name.
    pub name: String,
    /// The latest day on which one of its scans finished.
    pub day: Option<Date>,
    /// The image's scans, joined with the registry.
    pub assessment: Assessment,
}

/// Groups scans by image and puts the images in order of time. An image that does not say when it
/// was scanned comes last and is judged as of `undated`; its assessment notes that.
///
/// # Errors
/// When two runs of one instance cannot be told apart in time.
pub fn versions(
    scans: Vec<Scan>,
    registry: &Registry,
    undated: Date,
    mappings: &Mappings,
) -> Result<Vec<Version>, GroupError> {
    let Grouping { groups, left_out, mut notes } = Grouping::numbered(scans, false, mappings)?;
    let mut images: BTreeMap<String, Grouping> = BTreeMap::new();
    for group in groups {
        images.entry(group.image.clone()).or_default().groups.push(group);
    }
    for scan in left_out {
        images.entry(scan.image.clone()).or_default().left_out.push(scan);
    }
    let mut versions = Vec::new();
    for (name, mut grouping) in images {
        let scans = || grouping.groups.iter().flat_map(Group::scans);
        let time: Option<Moment> = scans().filter_map(|scan| scan.finished.or(scan.started)).max();
        let day = scans().filter_map(Scan::day).max();
        grouping.notes.append(&mut notes);
        if day.is_none() {
            let note = format!("{name} does not say when it was scanned; it stands last, as of {undated}");
            grouping.notes.push(note);
        }
        let assessment = Assessment::of(grouping, registry.clone().used_on(undated), day.unwrap_or(undated), mappings);
        versions.push((time, Version { name, day, assessment }));
    }
    // Stable: images of one moment, and those without one, stay in the order of their names.
    versions.sort_by_key(|(time, _)| (time.is_none(), *time));
    Ok(versions.into_iter().map(|(_, version)| version).collect())
}
