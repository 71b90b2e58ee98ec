//! Two assessments in, one comparison out: pair, classify, attribute.

use std::collections::{BTreeMap, BTreeSet};

use super::attribution::Attribution;
use super::class::{Class, Scope, Standing, Verdict};
use super::images::{crosswalk, match_images, one_image_each};
use super::offenders::{self, EvidenceChange, Offenders};
use super::pair::{Flag, Method, Pair, Pairing};
use super::scope::{scope, tools};
use super::scored::attribution;
use super::suggest::Suggestion;
use crate::assess::{Assessment, Disposition, Image, Recommendation};
use crate::mapping::{Crosswalk, Mappings, Row};
use crate::model::Number;

/// What changed between two sides.
pub struct Comparison<'a> {
    /// The older side.
    pub old: &'a Assessment,
    /// The newer side.
    pub new: &'a Assessment,
    /// One for each benchmark that both sides have.
    pub images: Vec<ImageComparison<'a>>,
    /// Images that only one side has, named.
    pub alone: Vec<String>,
}

/// What changed between two images.
pub struct ImageComparison<'a> {
    /// The older image.
    pub old: &'a Image,
    /// The newer image.
    pub new: &'a Image,
    /// What they have in common.
    pub scope: Scope,
    /// Between other benchmark versions: there is a crosswalk.
    pub crosswalk: bool,
    /// Not the same tools looked.
    pub tools_differ: bool,
    /// Everything both have, by class and number.
    pub changes: Vec<Change>,
    /// Where the change of the score comes from; `None` when it cannot be told.
    pub attribution: Option<Attribution>,
}

/// What became of one recommendation.
#[derive(Clone, Debug)]
pub struct Change {
    /// The class.
    pub class: Class,
    /// What else is known.
    pub flags: BTreeSet<Flag>,
    /// How the two sides were paired; absent for what only one has.
    pub method: Option<Method>,
    /// The recommendations of the older image, as indexes.
    pub old: Vec<usize>,
    /// The recommendations of the newer image, as indexes.
    pub new: Vec<usize>,
    /// Where the older side stands.
    pub old_standing: Standing,
    /// Where the newer side stands.
    pub new_standing: Standing,
    /// Offenders that were not there before, when that is certain.
    pub new_offenders: Vec<String>,
    /// How the evidence differs, whatever the verdicts.
    pub evidence: EvidenceChange,
    /// What it may be on the other side: for a person, never applied.
    pub suggestions: Vec<Suggestion>,
}

impl Change {
    /// What a gate makes of it.
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
    pub fn new(old: &'a Assessment, new: &'a Assessment, mappings: &'a Mappings) -> Result<Self, CompareError> {
        one_image_each("old", old)?;
        one_image_each("new", new)?;
        let matched = match_images(old, new, mappings);
        if matched.pairs.is_empty() {
            let names = |side: &Assessment| {
                side.images.iter().map(|image| image.benchmark.to_string()).collect::<Vec<_>>().join(", ")
            };
            return Err(CompareError::OtherBenchmark { old: names(old), new: names(new) });
        }
        let compare = |(left, right): (&'a Image, &'a Image)| compare_images((old, left), (new, right), mappings);
        let images = matched.pairs.into_iter().map(compare).collect();
        let only = |side: &'static str| move |image: &Image| format!("only the {side} side has {}", image.benchmark);
        let mut alone: Vec<String> = matched.only_new.into_iter().map(only("new")).collect();
        alone.extend(matched.only_old.into_iter().map(only("old")));
        Ok(Self { old, new, images, alone })
    }

    /// All changes of all images.
    pub fn changes(&self) -> impl Iterator<Item = &Change> {
        self.images.iter().flat_map(|image| &image.changes)
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

fn compare_images<'a>(
    old: (&'a Assessment, &'a Image),
    new: (&'a Assessment, &'a Image),
    mappings: &'a Mappings,
) -> ImageComparison<'a> {
    let scope = scope(old, new);
    let walk = if scope == Scope::OtherBenchmark { crosswalk(old.1, new.1, mappings) } else { None };
    let back = if walk.is_some() { crosswalk(new.1, old.1, mappings) } else { None };
    let pairing = Pairing::new(old, new, walk, scope != Scope::OtherBenchmark);
    let pairs = pairing.pairs();
    let sides = Sides { old, new, scope, walk, back };
    let mut changes: Vec<Change> = pairs.iter().map(|pair| sides.paired(pair)).collect();
    let paired = |side: fn(&Pair) -> &Vec<usize>| pairs.iter().flat_map(side).copied().collect::<BTreeSet<usize>>();
    let (old_paired, new_paired) = (paired(|pair| &pair.old), paired(|pair| &pair.new));
    let left = |image: &Image, paired: &BTreeSet<usize>| {
        (0..image.recommendations.len()).filter(|index| !paired.contains(index)).collect::<Vec<_>>()
    };
    let (gone, came) = (left(old.1, &old_paired), left(new.1, &new_paired));
    let similar = pairing.similar(&gone, &came);
    let like = |image: &Image, found: Option<&(usize, usize, u8)>, index: fn(&(usize, usize, u8)) -> usize| {
        let found = found?;
        let number = image.recommendations.get(index(found))?.number.clone()?;
        Some(Suggestion { number, alike: Some(found.2) })
    };
    changes.extend(gone.iter().map(|index| {
        let found = similar.iter().find(|(left, ..)| left == index);
        sides.gone(*index, like(new.1, found, |(_, right, _)| *right))
    }));
    changes.extend(came.iter().map(|index| {
        let found = similar.iter().find(|(_, right, _)| right == index);
        sides.came(*index, like(old.1, found, |(left, ..)| *left))
    }));
    changes.sort_by_cached_key(|change| (change.verdict(), change.class, sides.sort_key(change)));
    let attribution = attribution(old, new, &changes);
    let (crosswalk, tools_differ) = (walk.is_some(), tools(old) != tools(new));
    ImageComparison { old: old.1, new: new.1, scope, crosswalk, tools_differ, attribution, changes }
}

struct Sides<'a> {
    old: (&'a Assessment, &'a Image),
    new: (&'a Assessment, &'a Image),
    scope: Scope,
    walk: Option<&'a Crosswalk>,
    /// The same crosswalk in the other direction.
    back: Option<&'a Crosswalk>,
}

impl Sides<'_> {
    fn paired(&self, pair: &Pair) -> Change {
        let (old_standing, new_standing) = self.standings(pair);
        let mut class = Class::of(old_standing, new_standing, self.scope_of_pair());
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
                Offenders::Unknown if evidence == EvidenceChange::Changed && tools(self.old) == tools(self.new) => {
                    flags.insert(Flag::EvidenceChanged);
                }
                Offenders::Unknown | Offenders::Same => {}
            }
        }
        let (old, new, method) = (pair.old.clone(), pair.new.clone(), Some(pair.method));
        let suggestions = Vec::new();
        Change { class, flags, method, old, new, old_standing, new_standing, new_offenders, evidence, suggestions }
    }

    /// Where both sides stand. Of what is several on a side, a part that nobody looked at cannot have
    /// passed: a failure is not resolved by the other part.
    fn standings(&self, pair: &Pair) -> (Standing, Standing) {
        let (old, new) = (standing(self.old.1, &pair.old), standing(self.new.1, &pair.new));
        let passed = Standing::Is(Disposition::Passed);
        let unseen = |image: &Image, indexes: &[usize], absent: bool| {
            let recommendations = || indexes.iter().filter_map(|index| image.recommendations.get(*index));
            absent || recommendations().any(|r| r.disposition == Disposition::NotSelected)
        };
        let settle = |standing: Standing, other: Standing, unseen: bool| {
            let doubtful = standing == passed && other.failing() && unseen;
            if doubtful { Standing::Is(Disposition::Unverified) } else { standing }
        };
        let [old_absent, new_absent] = pair.absent;
        (
            settle(old, new, unseen(self.old.1, &pair.old, old_absent)),
            settle(new, old, unseen(self.new.1, &pair.new, new_absent)),
        )
    }

    /// Both benchmark versions have what is paired, so only the profile can leave it out.
    fn scope_of_pair(&self) -> Scope {
        match self.scope {
            Scope::OtherBenchmark => Scope::OtherProfile,
            scope => scope,
        }
    }

    fn gone(&self, index: usize, similar: Option<Suggestion>) -> Change {
        let rows = rows(self.old.1, index, self.walk);
        let (old, new) = (standing(self.old.1, &[index]), absence(self.new, rows));
        let class = Class::of(old, new, self.scope_of_single(rows));
        single(class, (vec![index], old), (Vec::new(), new), suggestions(rows, similar))
    }

    fn came(&self, index: usize, similar: Option<Suggestion>) -> Change {
        let rows = rows(self.new.1, index, self.back);
        let (old, new) = (absence(self.old, rows), standing(self.new.1, &[index]));
        let class = Class::of(old, new, self.scope_of_single(rows));
        single(class, (Vec::new(), old), (vec![index], new), suggestions(rows, similar))
    }

    /// Whether the other benchmark version has it at all: then its absence is the scan's doing.
    fn scope_of_single(&self, rows: &[Row]) -> Scope {
        match self.scope {
            Scope::OtherBenchmark if rows.iter().any(has_counterpart) => Scope::UnknownProfile,
            scope => scope,
        }
    }

    /// The offenders of the tools that failed it on both sides.
    fn offenders(&self, pair: &Pair) -> Offenders {
        offenders::compare(parts(self.old, &pair.old), parts(self.new, &pair.new))
    }

    fn evidence(&self, pair: &Pair) -> EvidenceChange {
        let (old, new): (Vec<_>, Vec<_>) = (parts(self.old, &pair.old).collect(), parts(self.new, &pair.new).collect());
        offenders::change(&old, &new)
    }

    fn sort_key(&self, change: &Change) -> (bool, Option<Number>, Option<String>) {
        let first = |image: &Image, indexes: &[usize]| {
            let index = indexes.first()?;
            image.recommendations.get(*index).map(|r| (r.number.clone(), r.title.clone()))
        };
        let (number, title) =
            first(self.new.1, &change.new).or_else(|| first(self.old.1, &change.old)).unwrap_or((None, None));
        (number.is_none(), number, title)
    }
}

/// What the crosswalk has about a recommendation.
fn rows<'w>(image: &Image, index: usize, walk: Option<&'w Crosswalk>) -> &'w [Row] {
    let number = image.recommendations.get(index).and_then(|r| r.number.as_ref());
    number.zip(walk).map(|(number, walk)| walk.from(number)).unwrap_or_default()
}

/// The other benchmark version has it, and it checks the same.
fn has_counterpart(row: &Row) -> bool {
    row.to.is_some() && row.class != crate::mapping::Class::Changed
}

/// The crosswalk's counterparts of what was not paired: they check something else, or are absent.
/// Else what has a similar title.
fn suggestions(rows: &[Row], similar: Option<Suggestion>) -> Vec<Suggestion> {
    let named = rows.iter().filter_map(|row| Some(Suggestion { number: row.to.clone()?, alike: None }));
    named.chain(similar).collect()
}

/// A change of what only one side has.
fn single(
    class: Class,
    old: (Vec<usize>, Standing),
    new: (Vec<usize>, Standing),
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

/// The worst of several recommendations: what a merge or split amounts to.
fn standing(image: &Image, indexes: &[usize]) -> Standing {
    let recommendations = indexes.iter().filter_map(|index| image.recommendations.get(*index));
    recommendations.map(|r| r.disposition).min().map_or(Standing::Absent, Standing::Is)
}

/// What it means that a side does not speak of a recommendation, given the crosswalk's rows to that
/// side: what its benchmark does not have, it cannot be silent about.
fn absence(side: (&Assessment, &Image), rows: &[Row]) -> Standing {
    let mut scans = side.1.runs.iter().flat_map(|run| &run.scans).filter_map(|index| side.0.scans.get(*index));
    let not_its = !rows.is_empty() && !rows.iter().any(has_counterpart);
    if not_its || scans.all(|scan| scan.coverage.is_full()) { Standing::Absent } else { Standing::Silent }
}

fn parts<'a>(
    side: (&'a Assessment, &'a Image),
    indexes: &'a [usize],
) -> impl Iterator<Item = (&'a crate::model::Scan, &'a crate::model::Check)> {
    let recommendations = indexes.iter().filter_map(move |index| side.1.recommendations.get(*index));
    let all = recommendations.flat_map(|recommendation: &Recommendation| &recommendation.parts);
    all.filter_map(move |part| Some((side.0.scans.get(part.scan)?, side.0.check(part)?)))
}
