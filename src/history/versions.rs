//! Scans → the versions of an image in order of time, each judged as of its own day.

use jiff::civil::Date;

use super::image_by::{ImageBy, partition};
use crate::assess::{Assessment, Group, Grouping};
use crate::mapping::Mappings;
use crate::model::{Moment, Scan};
use crate::registry::Registry;

/// One image, judged as of the day it was scanned.
#[derive(Clone, Debug)]
pub struct Version {
    /// The AMI, else the name of the file, folder or host that stands for it.
    pub name: String,
    /// The latest day on which one of its scans finished.
    pub day: Option<Date>,
    /// The image's scans, joined with the registry.
    pub assessment: Assessment,
}

/// Puts scans together by image and the images in order of time. An image that does not say when it
/// was scanned comes last and is judged as of `undated`; its assessment notes that.
///
/// `given` are the files and folders as they were named: side by side, each is a version.
pub fn versions(
    scans: Vec<Scan>,
    given: &[String],
    by: ImageBy,
    registry: &Registry,
    undated: Date,
    mappings: &Mappings,
) -> Vec<Version> {
    let mut versions = Vec::new();
    for (name, scans) in partition(scans, given, by) {
        let mut grouping = Grouping::of_one_image(scans, &name, mappings);
        let scans = || grouping.groups.iter().flat_map(Group::scans);
        let time: Option<Moment> = scans().filter_map(|scan| scan.finished.or(scan.started)).max();
        let day = scans().filter_map(Scan::day).max();
        if day.is_none() {
            let note = format!("{name} does not say when it was scanned; it stands last, as of {undated}");
            grouping.notes.push(note);
        }
        let assessment = Assessment::of(grouping, registry.clone().used_on(undated), day.unwrap_or(undated), mappings);
        versions.push((time, Version { name, day, assessment }));
    }
    // Stable: images of one moment, and those without one, stay in the order of their names.
    versions.sort_by_key(|(time, _)| (time.is_none(), *time));
    versions.into_iter().map(|(_, version)| version).collect()
}
