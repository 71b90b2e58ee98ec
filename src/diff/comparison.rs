//! Two assessments in, one comparison out: pair, classify, attribute.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::attribution::Attribution;
use super::class::{Class, Scope, Standing, Verdict};
use super::gone::{Vanished, benchmark_gone, gone_between};
use super::images::{crosswalk, match_images, one_image_each};
use super::offenders::{self, EvidenceChange, Offenders};
use super::pair::{Flag, Method, Pair, Pairing};
use super::scope::scope;
use super::scored::attribution;
use super::side::{Side, absence_is_lost, has_counterpart};
use super::suggest::{Suggestion, Why};
use crate::assess::{Assessment, Disposition, Image, ImageId, RecommendationId};
use crate::mapping::{Crosswalk, Mappings, Row};
use crate::model::{Doubt, Number};

/// The changes between two sides.
pub struct Comparison<'a> {
    /// The older side.
    pub old: &'a Assessment,
    /// The newer side.
    pub new: &'a Assessment,
    /// One for each benchmark that both sides have.
    pub images: Vec<ImageComparison<'a>>,
    /// Images that only one side has, named.
    pub alone: Vec<String>,
    /// Tools, benchmarks and instances of the older side that the newer side has not: each objects.
    pub doubts: Vec<Doubt>,
}

/// The changes between two images.
pub struct ImageComparison<'a> {
    /// The older image.
    pub old: &'a Image,
    /// The newer image.
    pub new: &'a Image,
    /// The older image's place on its side.
    pub old_id: ImageId,
    /// The newer image's place on its side.
    pub new_id: ImageId,
    /// Their common ground.
    pub scope: Scope,
    /// Between other benchmark versions: there is a crosswalk.
    pub crosswalk: bool,
    /// Not the same tools looked.
    pub tools_differ: bool,
    /// Everything both have, by class and number.
    pub changes: Cow<'a, [Change]>,
    /// Where the change of the score comes from; `None` when it cannot be told.
    pub attribution: Option<Attribution>,
}

/// The change of one recommendation.
#[derive(Clone, Debug)]
pub struct Change {
    /// The class.
    pub class: Class,
    /// Flags: further facts.
    pub flags: BTreeSet<Flag>,
    /// How the two sides were paired; absent for what only one has.
    pub method: Option<Method>,
    /// The recommendations of the older image.
    pub old: Vec<RecommendationId>,
    /// The recommendations of the newer image.
    pub new: Vec<RecommendationId>,
    /// Where the older side stands.
    pub old_standing: Standing,
    /// Where the newer side stands.
    pub new_standing: Standing,
    /// Offenders that were not there before, when that is certain.
    pub new_offenders: Vec<String>,
    /// How the evidence differs, whatever the verdicts.
    pub evidence: EvidenceChange,
    /// Its possible counterparts on the other side: for a person, never applied.
    pub suggestions: Vec<Suggestion>,
}

impl Change {
    /// The gate's verdict on it.
    pub fn verdict(&self) -> Verdict {
        self.class.verdict(self.new_standing)
    }
}

/// Two sides that cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CompareError {
    /// No benchmark on the one side has a counterpart on the other.
    #[error("not comparable: {old} and {new} are other benchmarks, and no crosswalk leads from one to the other")]
    OtherBenchmark {
        /// The older side's.
        old: String,
        /// The newer side's.
        new: String,
    },
    /// A side holds several images of one benchmark.
    #[error("the {side} side holds several images of {benchmark}: {names}; give the scans of one AMI a side")]
    SeveralImages {
        /// "old" or "new".
        side: &'static str,
        /// The benchmark.
        benchmark: String,
        /// The images' names.
        names: String,
    },
}

impl<'a> Comparison<'a> {
    /// Compares two sides.
    ///
    /// # Errors
    /// When a side holds several images of one benchmark, or no two benchmarks can be compared.
    pub fn new(old: &'a Assessment, new: &'a Assessment, mappings: &Mappings) -> Result<Self, CompareError> {
        one_image_each("old", old)?;
        one_image_each("new", new)?;
        let matched = match_images(old, new, mappings);
        if matched.pairs.is_empty() {
            let names = |side: &Assessment| {
                side.images.iter().map(|image| image.benchmark.to_string()).collect::<Vec<_>>().join(", ")
            };
            return Err(CompareError::OtherBenchmark { old: names(old), new: names(new) });
        }
        // A file of a side that was not read could hold what is absent.
        let lossy = [old, new].map(|side| side.doubts.iter().any(absence_is_lost));
        let compare = |[left, right]: [(ImageId, &'a Image); 2]| compare_images(left, right, lossy, mappings);
        let between = matched.pairs.iter().flat_map(|[(_, left), (_, right)]| gone_between(left, right));
        let doubts = matched.only_old.iter().map(|image| benchmark_gone(image)).chain(between).collect();
        let images = matched.pairs.into_iter().map(compare).collect();
        let only = |side: &'static str| move |image: &Image| format!("only the {side} side has {}", image.benchmark);
        let mut alone: Vec<String> = matched.only_new.into_iter().map(only("new")).collect();
        alone.extend(matched.only_old.into_iter().map(only("old")));
        Ok(Self { old, new, images, alone, doubts })
    }

    /// All changes of all images.
    pub fn changes(&self) -> impl Iterator<Item = &Change> {
        self.images.iter().flat_map(|image| image.changes.iter())
    }

    /// How many changes and doubts a gate objects to.
    pub fn objections(&self) -> usize {
        self.doubts.len() + self.changes().filter(|change| change.verdict() == Verdict::Objects).count()
    }

    /// The changes without the sides, for a caller that owns these.
    pub fn into_differences(self) -> Differences {
        let strip = |image: ImageComparison<'_>| ImageDifferences {
            old: image.old_id,
            new: image.new_id,
            scope: image.scope,
            crosswalk: image.crosswalk,
            tools_differ: image.tools_differ,
            changes: image.changes.into_owned(),
            attribution: image.attribution,
        };
        let images = self.images.into_iter().map(strip).collect();
        Differences { images, alone: self.alone, doubts: self.doubts }
    }

    /// How many changes each class has; classes without any are left out.
    pub fn counts(&self) -> BTreeMap<Class, usize> {
        let mut counts = BTreeMap::new();
        for change in self.changes() {
            *counts.entry(change.class).or_default() += 1;
        }
        counts
    }
}

/// The changes between two sides, kept apart from them.
#[derive(Clone, Debug)]
pub struct Differences {
    pub(super) images: Vec<ImageDifferences>,
    pub(super) alone: Vec<String>,
    pub(super) doubts: Vec<Doubt>,
}

#[derive(Clone, Debug)]
pub(super) struct ImageDifferences {
    pub(super) old: ImageId,
    pub(super) new: ImageId,
    pub(super) scope: Scope,
    pub(super) crosswalk: bool,
    pub(super) tools_differ: bool,
    pub(super) changes: Vec<Change>,
    pub(super) attribution: Option<Attribution>,
}

impl Differences {
    /// The comparison that they were taken from; the sides are the same.
    pub fn between<'a>(&'a self, old: &'a Assessment, new: &'a Assessment) -> Comparison<'a> {
        let image = |found: &'a ImageDifferences| ImageComparison {
            old: old.image(found.old),
            new: new.image(found.new),
            old_id: found.old,
            new_id: found.new,
            scope: found.scope,
            crosswalk: found.crosswalk,
            tools_differ: found.tools_differ,
            changes: Cow::Borrowed(&found.changes),
            attribution: found.attribution,
        };
        let images = self.images.iter().map(image).collect();
        Comparison { old, new, images, alone: self.alone.clone(), doubts: self.doubts.clone() }
    }
}

fn compare_images<'a>(
    (old_id, old): (ImageId, &'a Image),
    (new_id, new): (ImageId, &'a Image),
    lossy: [bool; 2],
    mappings: &Mappings,
) -> ImageComparison<'a> {
    let (left, right) = (Side::new(old), Side::new(new));
    let scope = scope(&left, &right);
    let walk = if scope == Scope::OtherBenchmark { crosswalk(old, new, mappings) } else { None };
    let back = if walk.is_some() { crosswalk(new, old, mappings) } else { None };
    let pairing = Pairing::new([&left, &right], walk, scope != Scope::OtherBenchmark);
    let pairs = pairing.pairs();
    let vanished = Vanished::between(old, new);
    let sides = Sides { old: &left, new: &right, scope, walk, back, lossy, vanished };
    let mut changes: Vec<Change> = pairs.iter().map(|pair| sides.paired(pair)).collect();
    let unpaired = |side: &Side<'_>, of: fn(&Pair) -> &Vec<RecommendationId>| {
        let paired: BTreeSet<RecommendationId> = pairs.iter().flat_map(of).copied().collect();
        side.ids().filter(|id| !paired.contains(id)).collect::<Vec<_>>()
    };
    let (gone, came) = (unpaired(&left, |pair| &pair.old), unpaired(&right, |pair| &pair.new));
    let similar = pairing.similar(&gone, &came);
    let like = |side: &Side<'_>, id: RecommendationId, percent: u8| {
        Some(Suggestion { number: side.number(id)?.clone(), why: Why::Title(percent) })
    };
    let doubted = left.numbers_are_doubted() || right.numbers_are_doubted();
    let same_number = |side: &Side<'_>, id: RecommendationId, other: &Side<'_>, free: &[RecommendationId]| {
        let number = side.number(id).filter(|_| doubted)?;
        let there = free.iter().any(|id| other.number(*id) == Some(number));
        there.then(|| Suggestion { number: number.clone(), why: Why::DoubtedNumber })
    };
    changes.extend(gone.iter().map(|id| {
        let found = similar.iter().find(|(gone, ..)| gone == id);
        let found = found.and_then(|(_, came, percent)| like(&right, *came, *percent));
        sides.gone(*id, found.or_else(|| same_number(&left, *id, &right, &came)))
    }));
    changes.extend(came.iter().map(|id| {
        let found = similar.iter().find(|(_, came, _)| came == id);
        let found = found.and_then(|(gone, _, percent)| like(&left, *gone, *percent));
        sides.came(*id, found.or_else(|| same_number(&right, *id, &left, &gone)))
    }));
    changes.sort_by_cached_key(|change| (change.verdict(), change.class, sides.sort_key(change)));
    let attribution = attribution(&left, &right, &changes);
    let (crosswalk, tools_differ) = (walk.is_some(), left.tools() != right.tools());
    let changes = Cow::Owned(changes);
    ImageComparison { old, new, old_id, new_id, scope, crosswalk, tools_differ, changes, attribution }
}

struct Sides<'a> {
    old: &'a Side<'a>,
    new: &'a Side<'a>,
    scope: Scope,
    walk: Option<&'a Crosswalk>,
    /// The same crosswalk in the other direction.
    back: Option<&'a Crosswalk>,
    /// Whether something of the older, and of the newer side was not read.
    lossy: [bool; 2],
    /// Tools and instances of the older side that the newer side has not.
    vanished: Vanished,
}

impl Sides<'_> {
    fn paired(&self, pair: &Pair) -> Change {
        let (old_standing, new_standing) = self.standings(pair);
        let left_out = Standing::Is(Disposition::NotSelected);
        let lost = (new_standing == left_out && self.absence_is_lost(&pair.old))
            || (old_standing == left_out && self.absence_was_lost(&pair.new));
        let scope = if lost { Scope::Same } else { self.scope_of_pair() };
        let mut class = Class::of(old_standing, new_standing, scope);
        let mut flags = pair.flags.clone();
        let mut new_offenders = Vec::new();
        let evidence = self.evidence(pair);
        if old_standing.failing() && new_standing.failing() {
            match self.offenders(pair) {
                Offenders::New(offenders) if class == Class::StillOpen => {
                    class = Class::Worse;
                    new_offenders = offenders;
                }
                Offenders::Fewer if class == Class::StillOpen => class = Class::Improved,
                Offenders::New(_) | Offenders::Fewer => {
                    flags.insert(Flag::EvidenceChanged);
                }
                Offenders::Unknown if evidence == EvidenceChange::Changed && self.old.tools() == self.new.tools() => {
                    flags.insert(Flag::EvidenceChanged);
                }
                Offenders::Unknown | Offenders::Same => {}
            }
        }
        let (old, new, method) = (pair.old.clone(), pair.new.clone(), Some(pair.method));
        let suggestions = Vec::new();
        Change { class, flags, method, old, new, old_standing, new_standing, new_offenders, evidence, suggestions }
    }

    /// Where both sides stand. After a merge or split, a part that was not evaluated counts as unverified: a
    /// failure is not resolved by the other part, and by a tool or an instance that did not show it neither, where
    /// the one that did is gone.
    fn standings(&self, pair: &Pair) -> (Standing, Standing) {
        let (old, new) = (self.old.standing(&pair.old), self.new.standing(&pair.new));
        let passed = Standing::Is(Disposition::Passed);
        let unseen = |side: &Side<'_>, ids: &[RecommendationId], absent: bool| {
            absent || ids.iter().any(|id| side.get(*id).disposition == Disposition::NotSelected)
        };
        let settle = |standing: Standing, other: Standing, unseen: bool| {
            let doubtful = standing == passed && other.failing() && unseen;
            if doubtful { Standing::Is(Disposition::Unverified) } else { standing }
        };
        let [old_absent, new_absent] = pair.absent;
        (
            settle(old, new, unseen(self.old, &pair.old, old_absent)),
            settle(new, old, self.only_gone_saw(pair) || unseen(self.new, &pair.new, new_absent)),
        )
    }

    /// Whether everyone who failed it on the older side is missing on the newer side.
    fn only_gone_saw(&self, pair: &Pair) -> bool {
        self.vanished.hold_all(&self.old.failing_scans(&pair.old))
    }

    /// Whether a doubt about the newer side makes the absence of a recommendation lost coverage.
    fn absence_is_lost(&self, old: &[RecommendationId]) -> bool {
        let [_, lossy] = self.lossy;
        lossy || self.new.absence_is_lost(&self.old.tools_of(old))
    }

    /// Whether a doubt about the older side says that the absence of a recommendation there means nothing.
    fn absence_was_lost(&self, new: &[RecommendationId]) -> bool {
        let [lossy, _] = self.lossy;
        lossy || self.old.absence_is_lost(&self.new.tools_of(new))
    }

    /// Both benchmark versions have what is paired, so only the profile can leave it out.
    fn scope_of_pair(&self) -> Scope {
        match self.scope {
            Scope::OtherBenchmark => Scope::OtherProfile,
            scope => scope,
        }
    }

    fn gone(&self, id: RecommendationId, similar: Option<Suggestion>) -> Change {
        let rows = self.old.rows(id, self.walk);
        let absence = self.new.absence(rows, &self.old.tools_of(&[id]));
        let lost = self.absence_is_lost(&[id]);
        let (old, new) = (self.old.standing(&[id]), if lost { Standing::Absent } else { absence });
        let class = Class::of(old, new, self.scope_of_single(rows, lost));
        single(class, (vec![id], old), (Vec::new(), new), suggestions(rows, similar))
    }

    fn came(&self, id: RecommendationId, similar: Option<Suggestion>) -> Change {
        let rows = self.new.rows(id, self.back);
        let absence = self.old.absence(rows, &self.new.tools_of(&[id]));
        let lost = self.absence_was_lost(&[id]);
        let (old, new) = (if lost { Standing::Absent } else { absence }, self.new.standing(&[id]));
        let class = Class::of(old, new, self.scope_of_single(rows, lost));
        single(class, (Vec::new(), old), (vec![id], new), suggestions(rows, similar))
    }

    /// Whether the other benchmark version has it at all: then its absence is the scan's doing, as it is where a
    /// doubt says that results are missing, whatever the profiles are.
    fn scope_of_single(&self, rows: &[Row], lost: bool) -> Scope {
        match self.scope {
            Scope::OtherProfile if lost => Scope::UnknownProfile,
            Scope::OtherBenchmark if rows.iter().any(has_counterpart) => Scope::UnknownProfile,
            scope => scope,
        }
    }

    /// The offenders of the tools that failed it on both sides.
    fn offenders(&self, pair: &Pair) -> Offenders {
        offenders::compare(self.old.parts(&pair.old).into_iter(), self.new.parts(&pair.new).into_iter())
    }

    fn evidence(&self, pair: &Pair) -> EvidenceChange {
        offenders::change(&self.old.parts(&pair.old), &self.new.parts(&pair.new))
    }

    fn sort_key(&self, change: &Change) -> (bool, Option<Number>, Option<String>) {
        let first = |side: &Side<'_>, ids: &[RecommendationId]| {
            ids.first().map(|id| (side.get(*id).number.clone(), side.get(*id).title.clone()))
        };
        let (number, title) =
            first(self.new, &change.new).or_else(|| first(self.old, &change.old)).unwrap_or((None, None));
        (number.is_none(), number, title)
    }
}

/// The crosswalk's counterparts of what was not paired: they check something else, or are absent.
/// Else what has a similar title, or under a doubt the same number.
fn suggestions(rows: &[Row], similar: Option<Suggestion>) -> Vec<Suggestion> {
    let named = rows.iter().filter_map(|row| Some(Suggestion { number: row.to.clone()?, why: Why::Crosswalk }));
    named.chain(similar).collect()
}

/// A change of what only one side has.
fn single(
    class: Class,
    old: (Vec<RecommendationId>, Standing),
    new: (Vec<RecommendationId>, Standing),
    suggestions: Vec<Suggestion>,
) -> Change {
    Change {
        class,
        flags: BTreeSet::new(),
        method: None,
        old: old.0,
        new: new.0,
        old_standing: old.1,
        new_standing: new.1,
        new_offenders: Vec::new(),
        evidence: EvidenceChange::Same,
        suggestions,
    }
}
