//! The images of the older and the newer side that are compared with each other.

use super::comparison::CompareError;
use crate::assess::{Assessment, Image, ImageId};
use crate::mapping::{Crosswalk, Edition, Mappings};

/// The images of two sides, put together.
pub(super) struct Matched<'a> {
    /// The pairs of images, in the order of the newer side.
    pub(super) pairs: Vec<[(ImageId, &'a Image); 2]>,
    pub(super) only_old: Vec<&'a Image>,
    pub(super) only_new: Vec<&'a Image>,
}

/// Puts the images of two sides together: the same benchmark version before another one, that before
/// another benchmark with a crosswalk. The order of the images does not matter.
pub(super) fn match_images<'a>(old: &'a Assessment, new: &'a Assessment, mappings: &Mappings) -> Matched<'a> {
    let (olds, news) = (by_benchmark(old), by_benchmark(new));
    let mut candidates = Vec::new();
    for (left, image) in &olds {
        for (right, other) in &news {
            candidates.extend(nearness(image, other, mappings).map(|nearness| (nearness, *left, *right)));
        }
    }
    // Stable: within one nearness the benchmarks' own order stays.
    candidates.sort_by_key(|(nearness, ..)| *nearness);
    let mut pairs: Vec<(ImageId, ImageId)> = Vec::new();
    for (_, left, right) in candidates {
        if !pairs.iter().any(|(a, b)| *a == left || *b == right) {
            pairs.push((left, right));
        }
    }
    pairs.sort_by_key(|(_, right)| *right);
    let rest = |images: Vec<(ImageId, &'a Image)>, taken: &dyn Fn(ImageId) -> bool| {
        images.into_iter().filter(|(id, _)| !taken(*id)).map(|(_, image)| image).collect()
    };
    Matched {
        only_old: rest(olds, &|id| pairs.iter().any(|(left, _)| *left == id)),
        only_new: rest(news, &|id| pairs.iter().any(|(_, right)| *right == id)),
        pairs: pairs.iter().map(|(left, right)| [(*left, old.image(*left)), (*right, new.image(*right))]).collect(),
    }
}

fn by_benchmark(side: &Assessment) -> Vec<(ImageId, &Image)> {
    let mut images: Vec<_> = side.by_id().collect();
    images.sort_by_cached_key(|(_, image)| image.benchmark.to_string());
    images
}

/// How near two benchmarks are, nearest first; `None` when they cannot be compared.
fn nearness(old: &Image, new: &Image, mappings: &Mappings) -> Option<u8> {
    match (related(old, new), old.benchmark.same_version(&new.benchmark)) {
        (true, Some(true)) => Some(0),
        (true, None) => Some(1),
        (true, Some(false)) => Some(2),
        (false, _) => crosswalk(old, new, mappings).map(|_| 3),
    }
}

/// Refuses a side that holds several images of one benchmark.
pub(super) fn one_image_each(side: &'static str, assessment: &Assessment) -> Result<(), CompareError> {
    let mut images = assessment.images.as_slice();
    while let Some((image, rest)) = images.split_first() {
        let twin = |other: &&Image| {
            let same = other.benchmark.same_version(&image.benchmark).unwrap_or(true);
            related(other, image) && same
        };
        let mut twins: Vec<&str> = rest.iter().filter(twin).map(|other| other.name.as_str()).collect();
        if !twins.is_empty() {
            twins.insert(0, &image.name);
            let (benchmark, names) = (image.benchmark.to_string(), twins.join(", "));
            return Err(CompareError::SeveralImages { side, benchmark, names });
        }
        images = rest;
    }
    Ok(())
}

/// The same benchmark, in whatever version; unknown ones are taken for the same.
fn related(left: &Image, right: &Image) -> bool {
    left.benchmark.same_family(&right.benchmark) != Some(false)
}

/// The crosswalk between the benchmark versions of two images.
pub(super) fn crosswalk<'m>(old: &Image, new: &Image, mappings: &'m Mappings) -> Option<&'m Crosswalk> {
    mappings.crosswalk(&Edition::of(&old.benchmark)?, &Edition::of(&new.benchmark)?)
}
