//! Scans → the versions of an image in order of time, each judged as of its own day.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::assess::{Assessment, GroupError};
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
    // Judged with nothing: only to learn which scans belong together.
    let grouped = Assessment::new(scans, Registry::default(), undated, false, mappings)?;
    let names: BTreeSet<&str> = grouped.images.iter().map(|image| image.name.as_str()).collect();
    let mut notes = grouped.notes.clone();
    let mut versions = Vec::new();
    for name in names {
        let images = grouped.images.iter().filter(|image| image.name == name);
        let mut indexes: Vec<usize> =
            images.flat_map(|image| &image.runs).flat_map(|run| &run.scans).copied().collect();
        indexes.sort_unstable();
        let scans: Vec<Scan> = indexes.iter().filter_map(|index| grouped.scans.get(*index)).cloned().collect();
        let time: Option<Moment> = scans.iter().filter_map(|scan| scan.finished.or(scan.started)).max();
        let day = scans.iter().filter_map(Scan::day).max();
        let mut assessment = Assessment::new(scans, registry.clone(), day.unwrap_or(undated), false, mappings)?;
        assessment.notes.append(&mut notes);
        if day.is_none() {
            let note = format!("{name} does not say when it was scanned; it stands last, as of {undated}");
            assessment.notes.push(note);
        }
        versions.push((time, Version { name: name.to_owned(), day, assessment }));
    }
    // Stable: images of one moment, and those without one, stay in the order of their names.
    versions.sort_by_key(|(time, _)| (time.is_none(), *time));
    Ok(versions.into_iter().map(|(_, version)| version).collect())
}
