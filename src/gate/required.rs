//! The controls that a gate requires, found in the images before anything is judged.

use std::collections::BTreeSet;

use crate::assess::{Assessment, ImageId, RecommendationId};
use crate::controls::{Controls, NotKnown, RequiredControl, Rollup};

/// Controls that are required, each with its recommendations; none unless somebody asks.
#[derive(Clone, Debug, Default)]
pub struct RequiredControls {
    /// The name, and the recommendations of all images.
    pub(super) all: Vec<(String, BTreeSet<(ImageId, RecommendationId)>)>,
}

impl RequiredControls {
    /// The recommendations of the controls that are required.
    ///
    /// # Errors
    /// When neither a scan nor the person's mapping names one of them: a name that is misspelt must not pass.
    pub fn new(
        assessment: &Assessment,
        controls: &Controls,
        required: &[RequiredControl],
    ) -> Result<Self, Box<NotKnown>> {
        if required.is_empty() {
            return Ok(Self::default());
        }
        let images: Vec<(ImageId, Vec<Rollup>)> =
            assessment.by_id().map(|(id, image)| (id, Rollup::all(image, controls))).collect();
        let rollups: Vec<&Rollup> = images.iter().flat_map(|(_, rollups)| rollups).collect();
        let mut all = Vec::new();
        for wanted in required {
            wanted.hold(&rollups, controls)?;
            for (control, name) in wanted.names() {
                let of = |(id, rollups): &(ImageId, Vec<Rollup>)| {
                    let id = *id;
                    wanted.of(control, rollups).into_iter().map(move |own| (id, own)).collect::<Vec<_>>()
                };
                all.push((name, images.iter().flat_map(of).collect()));
            }
        }
        Ok(Self { all })
    }
}
