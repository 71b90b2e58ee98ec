//! What became of every recommendation over all versions, by pairing neighbours.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::versions::Version;
use crate::assess::{Image, Recommendation};
use crate::diff::{Change, Class, CompareError, Comparison, ImageComparison, Standing};
use crate::mapping::Mappings;

/// The versions of an image, and what changed between them.
pub struct History<'a> {
    /// The versions, oldest first.
    pub versions: &'a [Version],
    /// What changed from each version to the next.
    pub steps: Vec<Comparison<'a>>,
    /// One for each benchmark that was followed over the versions.
    pub chains: Vec<Chain>,
}

/// One benchmark over the versions, whatever its own version became.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chain {
    /// For each version the image held against it, as an index.
    pub images: Vec<Option<usize>>,
    /// The recommendations, by their newest number; those that the newest version lacks come last.
    pub tracks: Vec<Track>,
}

/// One recommendation over the versions: as the newest version that has it knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Track {
    /// One for each version.
    pub cells: Vec<Cell>,
}

/// A recommendation in one version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// What it is there, as indexes into the image: several where they became one later.
    pub recommendations: Vec<usize>,
    /// Where it stands; `None` where neither this version nor a neighbour speaks of it.
    pub standing: Option<Standing>,
    /// What became of it since the version before.
    pub class: Option<Class>,
}

/// Two neighbours that cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{old} and {new}: {error}")]
pub struct NotComparable {
    /// The older image's name.
    pub old: String,
    /// The newer image's name.
    pub new: String,
    /// Why not.
    pub error: CompareError,
}

impl Track {
    /// The newest version that has it, and what it is there.
    pub fn newest(&self) -> Option<(usize, &Cell)> {
        self.cells.iter().enumerate().rfind(|(_, cell)| !cell.recommendations.is_empty())
    }

    fn oldest(&self) -> Option<(usize, &Cell)> {
        self.cells.iter().enumerate().find(|(_, cell)| !cell.recommendations.is_empty())
    }
}

impl<'a> History<'a> {
    /// Compares every version with the next and follows each recommendation.
    ///
    /// # Errors
    /// When two neighbours have no benchmark in common.
    pub fn new(versions: &'a [Version], mappings: &'a Mappings) -> Result<Self, NotComparable> {
        let mut steps = Vec::new();
        for (old, new) in versions.iter().zip(versions.iter().skip(1)) {
            let step = Comparison::new(&old.assessment, &new.assessment, mappings);
            steps.push(step.map_err(|error| NotComparable { old: old.name.clone(), new: new.name.clone(), error })?);
        }
        let mut follow = Follow { versions, chains: Vec::new() };
        for at in (0..versions.len()).rev() {
            follow.version(at, steps.get(at));
        }
        let chains = follow.sorted();
        Ok(Self { versions, steps, chains })
    }
}

/// Follows recommendations from the newest version back to the oldest.
struct Follow<'a> {
    versions: &'a [Version],
    chains: Vec<Chain>,
}

impl<'a> Follow<'a> {
    fn version(&mut self, at: usize, step: Option<&Comparison<'a>>) {
        let Some(version) = self.versions.get(at) else { return };
        for (index, image) in version.assessment.images.iter().enumerate() {
            let compared = step.and_then(|step| step.images.iter().find(|pair| std::ptr::eq(pair.old, image)));
            let next = compared.and_then(|pair| self.image_index(at + 1, pair.new));
            let slot = self.chain_of(at, index, image, next);
            let (versions, count) = (self.versions, self.versions.len());
            let Some(chain) = self.chains.get_mut(slot) else { continue };
            let mut tracks = compared.map(|pair| carry(chain, at, pair)).unwrap_or_default();
            for (number, recommendation) in image.recommendations.iter().enumerate() {
                let mut found = tracks.remove(&number).unwrap_or_default();
                if found.is_empty() {
                    found.extend(after_a_gap(chain, versions, at, image, recommendation));
                }
                if found.is_empty() {
                    found.insert(chain.tracks.len());
                    chain.tracks.push(Track { cells: vec![Cell::default(); count] });
                }
                for track in found {
                    enter(chain, track, at, number, Standing::Is(recommendation.disposition));
                }
            }
            compared.into_iter().for_each(|pair| note_what_one_side_lacks(chain, at, pair));
        }
    }

    fn image_index(&self, at: usize, image: &Image) -> Option<usize> {
        self.versions.get(at)?.assessment.images.iter().position(|other| std::ptr::eq(other, image))
    }

    /// The chain of the image that this one was compared with, else one of the same benchmark version
    /// that skips some versions, else a new one.
    fn chain_of(&mut self, at: usize, index: usize, image: &Image, next: Option<usize>) -> usize {
        let follows = |chain: &Chain| next.is_some() && chain.images.get(at + 1).copied().flatten() == next;
        let resumes = |chain: &Chain| {
            let free = chain.images.get(at).copied().flatten().is_none();
            free && next.is_none()
                && oldest_image(chain, self.versions).is_some_and(|oldest| same_version(oldest, image))
        };
        let found = self.chains.iter().position(follows).or_else(|| self.chains.iter().position(resumes));
        let slot = found.unwrap_or_else(|| {
            self.chains.push(Chain { images: vec![None; self.versions.len()], tracks: Vec::new() });
            self.chains.len() - 1
        });
        if let Some(image) = self.chains.get_mut(slot).and_then(|chain| chain.images.get_mut(at)) {
            *image = Some(index);
        }
        slot
    }

    fn sorted(mut self) -> Vec<Chain> {
        for chain in &mut self.chains {
            let images = chain.images.clone();
            chain.tracks.sort_by_cached_key(|track| {
                let (at, cell) = track.newest()?;
                let image = self.versions.get(at)?.assessment.images.get(images.get(at).copied().flatten()?)?;
                let first = cell.recommendations.first().and_then(|index| image.recommendations.get(*index))?;
                Some((Reverse(at), first.number.is_none(), first.number.clone(), first.title.clone()))
            });
        }
        self.chains
    }
}

fn oldest_image<'v>(chain: &Chain, versions: &'v [Version]) -> Option<&'v Image> {
    let mut images = chain.images.iter().zip(versions);
    images.find_map(|(index, version)| version.assessment.images.get((*index)?))
}

fn same_version(left: &Image, right: &Image) -> bool {
    left.benchmark.same_family(&right.benchmark) == Some(true)
        && left.benchmark.same_version(&right.benchmark) == Some(true)
}

/// For each recommendation of the older image the tracks that its newer counterparts are in.
fn carry(chain: &mut Chain, at: usize, pair: &ImageComparison<'_>) -> BTreeMap<usize, BTreeSet<usize>> {
    let mut carried: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for change in &pair.changes {
        let tracks = tracks_of(chain, at + 1, &change.new);
        for track in &tracks {
            classify(chain, *track, at + 1, change);
        }
        for old in &change.old {
            carried.entry(*old).or_default().extend(&tracks);
        }
    }
    carried
}

fn tracks_of(chain: &Chain, at: usize, recommendations: &[usize]) -> BTreeSet<usize> {
    let holds = |track: &Track| {
        track.cells.get(at).is_some_and(|cell| recommendations.iter().any(|index| cell.recommendations.contains(index)))
    };
    let tracks = chain.tracks.iter().enumerate();
    tracks.filter(|(_, track)| holds(track)).map(|(index, _)| index).collect()
}

fn cell(chain: &mut Chain, track: usize, at: usize) -> Option<&mut Cell> {
    chain.tracks.get_mut(track)?.cells.get_mut(at)
}

fn enter(chain: &mut Chain, track: usize, at: usize, recommendation: usize, standing: Standing) {
    if let Some(cell) = cell(chain, track, at) {
        cell.recommendations.push(recommendation);
        cell.standing = Some(cell.standing.map_or(standing, |known| known.min(standing)));
    }
}

/// Of several parts the class that matters most counts; a part that did not decide it has none.
fn classify(chain: &mut Chain, track: usize, at: usize, change: &Change) {
    let decided = |cell: &&mut Cell| cell.standing == Some(change.new_standing);
    if let Some(cell) = cell(chain, track, at).filter(decided) {
        cell.class = Some(cell.class.map_or(change.class, |known| known.min(change.class)));
    }
}

/// A recommendation that versions in between do not speak of.
fn after_a_gap(
    chain: &Chain,
    versions: &[Version],
    at: usize,
    image: &Image,
    recommendation: &Recommendation,
) -> Option<usize> {
    let number = recommendation.number.as_ref()?;
    chain.tracks.iter().position(|track| {
        let Some((later, cell)) = track.oldest().filter(|(later, _)| *later > at + 1) else { return false };
        let other = versions.get(later).zip(chain.images.get(later).copied().flatten());
        let Some(other) = other.and_then(|(version, index)| version.assessment.images.get(index)) else { return false };
        let same = |index: &usize| {
            let twin = other.recommendations.get(*index);
            twin.is_some_and(|twin| twin.number.as_ref() == Some(number) && twin.title == recommendation.title)
        };
        same_version(image, other) && cell.recommendations.iter().any(same)
    })
}

/// Where a side does not have a recommendation of the other, its cell says why.
fn note_what_one_side_lacks(chain: &mut Chain, at: usize, pair: &ImageComparison<'_>) {
    for change in &pair.changes {
        let (there, lacking, standing) = match (change.old.is_empty(), change.new.is_empty()) {
            (true, false) => (tracks_of(chain, at + 1, &change.new), at, change.old_standing),
            (false, true) => (tracks_of(chain, at, &change.old), at + 1, change.new_standing),
            _ => continue,
        };
        for track in there {
            if let Some(cell) = cell(chain, track, lacking).filter(|cell| cell.recommendations.is_empty()) {
                cell.standing = Some(standing);
            }
            if lacking > at {
                classify(chain, track, lacking, change);
            }
        }
    }
}
