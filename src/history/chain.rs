//! The fate of every recommendation over all versions, by pairing neighbours.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::versions::Version;
use crate::assess::{Image, ImageId, Recommendation, RecommendationId};
use crate::diff::{Change, Class, CompareError, Comparison, ImageComparison, Standing};
use crate::mapping::Mappings;

/// The versions of an image, and what changed between them.
pub struct History<'a> {
    /// The versions, oldest first.
    pub versions: &'a [Version],
    /// The changes from each version to the next.
    pub steps: Vec<Comparison<'a>>,
    /// One for each benchmark that was followed over the versions.
    pub chains: Vec<Chain>,
}

/// A version's place in time, from the oldest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct VersionId(usize);

impl VersionId {
    fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// One benchmark over the versions, whatever its own version became.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chain {
    /// For each version the image held against it.
    pub images: Vec<Option<ImageId>>,
    /// The recommendations, by their newest number; those that the newest version lacks come last.
    pub tracks: Vec<Track>,
}

/// The tracks of the recommendations of a version.
struct TracksOf(BTreeMap<RecommendationId, BTreeSet<TrackId>>);

impl TracksOf {
    /// Those that any of some recommendations stands in.
    fn any(&self, recommendations: &[RecommendationId]) -> BTreeSet<TrackId> {
        recommendations.iter().filter_map(|id| self.0.get(id)).flatten().copied().collect()
    }
}

/// One recommendation over the versions: as the newest version that has it knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Track {
    /// One for each version.
    pub cells: Vec<Cell>,
}

/// A track's place in its chain, while versions come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct TrackId(usize);

/// A recommendation in one version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// The recommendations of the version's image that it is: several where they became one later.
    pub recommendations: Vec<RecommendationId>,
    /// Where it stands; `None` where neither this version nor a neighbour speaks of it.
    pub standing: Option<Standing>,
    /// The class of its change since the version before.
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

impl Chain {
    /// The images of the versions, oldest first; `None` where a version was not held against the benchmark.
    pub fn images<'v>(&self, versions: &'v [Version]) -> impl DoubleEndedIterator<Item = Option<&'v Image>> {
        let images = self.images.clone().into_iter().zip(versions);
        images.map(|(id, version)| id.map(|id| version.assessment.image(id)))
    }

    /// The image of a version.
    fn image<'v>(&self, at: VersionId, versions: &'v [Version]) -> Option<&'v Image> {
        let id = self.images.get(at.0).copied().flatten()?;
        Some(versions.get(at.0)?.assessment.image(id))
    }

    fn tracks(&self) -> impl Iterator<Item = (TrackId, &Track)> {
        self.tracks.iter().enumerate().map(|(place, track)| (TrackId(place), track))
    }

    /// For each recommendation of a version the tracks that it stands in: asked for once, for all changes of a step.
    fn tracks_at(&self, at: VersionId) -> TracksOf {
        let mut of: BTreeMap<RecommendationId, BTreeSet<TrackId>> = BTreeMap::new();
        for (track, held) in self.tracks() {
            for id in &held.cell(at).recommendations {
                of.entry(*id).or_default().insert(track);
            }
        }
        TracksOf(of)
    }

    fn begin(&mut self) -> TrackId {
        self.tracks.push(Track { cells: vec![Cell::default(); self.images.len()] });
        TrackId(self.tracks.len() - 1)
    }
}

#[expect(clippy::expect_used, reason = "a chain gives the ids of its tracks, and each has a cell for every version")]
impl Chain {
    fn cell(&mut self, track: TrackId, at: VersionId) -> &mut Cell {
        let track = self.tracks.get_mut(track.0).expect("a track of this chain");
        track.cells.get_mut(at.0).expect("a version of this history")
    }

    fn slot(&mut self, at: VersionId) -> &mut Option<ImageId> {
        self.images.get_mut(at.0).expect("a version of this history")
    }
}

impl Track {
    #[expect(clippy::expect_used, reason = "a track has a cell for every version")]
    fn cell(&self, at: VersionId) -> &Cell {
        self.cells.get(at.0).expect("a version of this history")
    }

    fn cells(&self) -> impl DoubleEndedIterator<Item = (VersionId, &Cell)> + ExactSizeIterator {
        self.cells.iter().enumerate().map(|(place, cell)| (VersionId(place), cell))
    }

    fn oldest(&self) -> Option<(VersionId, &Cell)> {
        self.cells().find(|(_, cell)| !cell.recommendations.is_empty())
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
        // The newest version has no step to a newer one.
        let to_newer = [None].into_iter().chain(steps.iter().rev().map(Some));
        for ((place, version), step) in versions.iter().enumerate().rev().zip(to_newer) {
            follow.version(VersionId(place), version, step);
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
    fn version(&mut self, at: VersionId, version: &Version, step: Option<&Comparison<'a>>) {
        for (id, image) in version.assessment.by_id() {
            let compared = step.and_then(|step| step.images.iter().find(|pair| pair.old_id == id));
            let versions = self.versions;
            let chain = self.chain_of(at, image, compared.map(|pair| pair.new_id));
            *chain.slot(at) = Some(id);
            let mut tracks = compared.map(|pair| carry(chain, at, pair)).unwrap_or_default();
            for (id, recommendation) in image.by_id() {
                let mut found = tracks.remove(&id).unwrap_or_default();
                if found.is_empty() {
                    found.extend(after_a_gap(chain, versions, at, image, recommendation));
                }
                if found.is_empty() {
                    found.insert(chain.begin());
                }
                for track in found {
                    enter(chain.cell(track, at), id, Standing::Is(recommendation.disposition));
                }
            }
            compared.into_iter().for_each(|pair| note_what_one_side_lacks(chain, at, pair));
        }
    }

    /// The chain of the image that this one was compared with, else one of the same benchmark version
    /// that skips some versions, else a new one.
    #[expect(clippy::expect_used, reason = "the chain was found among these, or has just been added")]
    fn chain_of(&mut self, at: VersionId, image: &Image, next: Option<ImageId>) -> &mut Chain {
        let held = |chain: &Chain, at: VersionId| chain.images.get(at.0).copied().flatten();
        let follows = |chain: &Chain| next.is_some() && held(chain, at.next()) == next;
        let resumes = |chain: &Chain| {
            let oldest = || chain.images(self.versions).flatten().next();
            next.is_none() && held(chain, at).is_none() && oldest().is_some_and(|oldest| same_version(oldest, image))
        };
        let found = self.chains.iter().position(follows).or_else(|| self.chains.iter().position(resumes));
        let found = found.unwrap_or_else(|| {
            self.chains.push(Chain { images: vec![None; self.versions.len()], tracks: Vec::new() });
            self.chains.len() - 1
        });
        self.chains.get_mut(found).expect("a chain")
    }

    fn sorted(mut self) -> Vec<Chain> {
        for chain in &mut self.chains {
            let images: Vec<Option<&Image>> = chain.images(self.versions).collect();
            chain.tracks.sort_by_cached_key(|track| {
                let newest = track.cells().zip(&images).rev().find_map(|((at, cell), image)| {
                    let first = cell.recommendations.first()?;
                    Some((at, image.as_ref()?.recommendation(*first)))
                });
                newest
                    .map(|(at, first)| (Reverse(at), first.number.is_none(), first.number.clone(), first.title.clone()))
            });
        }
        self.chains
    }
}

fn same_version(left: &Image, right: &Image) -> bool {
    left.benchmark.same_family(&right.benchmark) == Some(true)
        && left.benchmark.same_version(&right.benchmark) == Some(true)
}

/// For each recommendation of the older image the tracks that its newer counterparts are in.
fn carry(
    chain: &mut Chain,
    at: VersionId,
    pair: &ImageComparison<'_>,
) -> BTreeMap<RecommendationId, BTreeSet<TrackId>> {
    let mut carried: BTreeMap<RecommendationId, BTreeSet<TrackId>> = BTreeMap::new();
    let newer = chain.tracks_at(at.next());
    for change in pair.changes.iter() {
        let tracks = newer.any(&change.new);
        for track in &tracks {
            classify(chain.cell(*track, at.next()), change);
        }
        for old in &change.old {
            carried.entry(*old).or_default().extend(&tracks);
        }
    }
    carried
}

fn enter(cell: &mut Cell, recommendation: RecommendationId, standing: Standing) {
    cell.recommendations.push(recommendation);
    cell.standing = Some(cell.standing.map_or(standing, |known| known.min(standing)));
}

/// After a merge or split, the class that matters most counts; a part that did not decide it has none.
fn classify(cell: &mut Cell, change: &Change) {
    if cell.standing == Some(change.new_standing) {
        cell.class = Some(cell.class.map_or(change.class, |known| known.min(change.class)));
    }
}

/// The track of a recommendation that versions in between do not speak of.
fn after_a_gap(
    chain: &Chain,
    versions: &[Version],
    at: VersionId,
    image: &Image,
    recommendation: &Recommendation,
) -> Option<TrackId> {
    let number = recommendation.number.as_ref()?;
    let twin = |later: &Image, id: &RecommendationId| {
        let twin = later.recommendation(*id);
        twin.number.as_ref() == Some(number) && twin.title == recommendation.title
    };
    let resumes = |track: &Track| {
        let (later, cell) = track.oldest().filter(|(later, _)| *later > at.next())?;
        let other = chain.image(later, versions)?;
        (same_version(image, other) && cell.recommendations.iter().any(|id| twin(other, id))).then_some(())
    };
    chain.tracks().find(|(_, track)| resumes(track).is_some()).map(|(id, _)| id)
}

/// Where a side does not have a recommendation of the other, its cell says why.
fn note_what_one_side_lacks(chain: &mut Chain, at: VersionId, pair: &ImageComparison<'_>) {
    let (older, newer) = (chain.tracks_at(at), chain.tracks_at(at.next()));
    for change in pair.changes.iter() {
        let (there, lacking, standing) = match (change.old.is_empty(), change.new.is_empty()) {
            (true, false) => (newer.any(&change.new), at, change.old_standing),
            (false, true) => (older.any(&change.old), at.next(), change.new_standing),
            // Both sides have it.
            _ => continue,
        };
        for track in there {
            let cell = chain.cell(track, lacking);
            if cell.recommendations.is_empty() {
                cell.standing = Some(standing);
            }
            if lacking > at {
                classify(cell, change);
            }
        }
    }
}
