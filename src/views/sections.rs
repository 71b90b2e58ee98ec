//! The names of an image's sections: those that its scans give, else those that are known of the benchmark.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::assess::{Disposition, Image};
use crate::mapping::{Edition, section_name};
use crate::model::{Number, Section};

/// A section of the benchmark, and how much of it needs a word.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SectionCounts {
    /// The section's number.
    pub number: String,
    /// The section's name; empty where neither the scan nor a list has one.
    pub name: String,
    /// Failures that entries in force cover.
    pub excepted: usize,
    /// Failures that no entry covers.
    pub uncovered: usize,
    /// error, unknown, notchecked.
    pub not_verified: usize,
}

/// A section of the benchmark, and how much of it changed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SectionChanges {
    /// The section's number.
    pub number: String,
    /// The section's name; empty where neither a scan nor a list has one.
    pub name: String,
    /// Recommendations that do not stand as before.
    pub changes: usize,
}

/// The names of the sections of an image's benchmark.
pub(super) struct SectionNames<'i> {
    stated: Vec<&'i Section>,
    edition: Option<Edition>,
}

impl<'i> SectionNames<'i> {
    /// Those of an image.
    pub(super) fn of(image: &'i Image) -> Self {
        Self { stated: image.scans().flat_map(|scan| &scan.sections).collect(), edition: Edition::of(&image.benchmark) }
    }

    /// The name of a section; `None` where no scan and no list has one.
    pub(super) fn name(&self, section: &Number) -> Option<&str> {
        let stated = self.stated.iter().find(|known| known.number == *section && !known.name.trim().is_empty());
        let known = || self.edition.as_ref().and_then(|edition| section_name(edition, section));
        stated.map(|section| section.name.trim()).or_else(known)
    }

    /// The sections around a number that have names, the widest first: `5 Access Control › 5.2 SSH Server`.
    pub(super) fn around(&self, number: &Number) -> Option<String> {
        let named = number.above().filter_map(|section| Some(format!("{section} {}", self.name(&section)?)));
        let around = named.collect::<Vec<_>>().join(" \u{203a} ");
        (!around.is_empty()).then_some(around)
    }
}

/// The sections of an image in which something fails or is not verified.
pub(super) fn section_counts(image: &Image) -> Vec<SectionCounts> {
    let names = SectionNames::of(image);
    let mut sections: BTreeMap<Number, SectionCounts> = BTreeMap::new();
    for recommendation in image.recommendations.iter().filter(|one| one.disposition <= Disposition::Excepted) {
        let Some(section) = recommendation.number.as_ref().map(Number::section) else { continue };
        let counts = sections.entry(section).or_insert_with_key(|section| SectionCounts {
            number: section.to_string(),
            name: names.name(section).unwrap_or_default().to_owned(),
            excepted: 0,
            uncovered: 0,
            not_verified: 0,
        });
        *match recommendation.disposition {
            Disposition::Excepted => &mut counts.excepted,
            Disposition::Unverified => &mut counts.not_verified,
            _ => &mut counts.uncovered,
        } += 1;
    }
    sections.into_values().collect()
}

/// The sections of a comparison, by the number of each recommendation and whether it changed; the names are the
/// newer side's where it has one.
pub(super) fn section_changes(
    old: &Image,
    new: &Image,
    compared: impl Iterator<Item = (Number, bool)>,
) -> Vec<SectionChanges> {
    let names = [new, old].map(SectionNames::of);
    let mut sections: BTreeMap<Number, usize> = BTreeMap::new();
    for (number, changed) in compared {
        *sections.entry(number.section()).or_default() += usize::from(changed);
    }
    let view = |(section, changes): (Number, usize)| SectionChanges {
        number: section.to_string(),
        name: names.iter().find_map(|names| names.name(&section)).unwrap_or_default().to_owned(),
        changes,
    };
    sections.into_iter().map(view).collect()
}
