//! Pairs: the recommendations of two sides that are the same one. An uncertain pair is suggested, never made.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::side::Side;
use super::suggest::{Alike, Titled, similar_titles};
use super::together::{Together, groups};
use crate::assess::RecommendationId;
use crate::mapping::Crosswalk;
use crate::model::Number;

/// How a pair was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// The tool's rule id is the same.
    RuleId,
    /// The number is the same, in the same benchmark version.
    Number,
    /// The crosswalk between the versions says so.
    Crosswalk,
    /// The title is the same, and no other has it.
    Title,
}

impl Method {
    /// The word in outputs.
    pub fn word(self) -> &'static str {
        match self {
            Self::RuleId => "rule-id",
            Self::Number => "number",
            Self::Crosswalk => "crosswalk",
            Self::Title => "title",
        }
    }
}

/// A further fact about a pair, or about a recommendation without a counterpart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Flag {
    /// It has another number.
    Renumbered,
    /// It has another title.
    Retitled,
    /// Several became one.
    Merged,
    /// One became several.
    Split,
    /// Its levels differ.
    LevelChanged,
    /// Its severity differs.
    SeverityChanged,
    /// The evidence differs, and nothing certain can be said of it.
    EvidenceChanged,
    /// Between benchmark versions without a crosswalk: nothing but an equal title says that it is the
    /// same one, and it may check something else.
    ByTitle,
}

impl Flag {
    /// The word in outputs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Renumbered => "renumbered",
            Self::Retitled => "retitled",
            Self::Merged => "merged",
            Self::Split => "split",
            Self::LevelChanged => "level-changed",
            Self::SeverityChanged => "severity-changed",
            Self::EvidenceChanged => "evidence-changed",
            Self::ByTitle => "by-title",
        }
    }
}

/// Recommendations of both sides that are one; one-to-one except for
/// the crosswalk's merges and splits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) old: Vec<RecommendationId>,
    pub(super) new: Vec<RecommendationId>,
    pub(super) method: Method,
    pub(super) flags: BTreeSet<Flag>,
    /// For each side, whether the benchmark has a further part of it that the side does not speak of.
    pub(super) absent: [bool; 2],
}

/// How two images compare, and the crosswalk between their benchmark versions.
pub(super) struct Pairing<'a> {
    sides: [&'a Side<'a>; 2],
    crosswalk: Option<&'a Crosswalk>,
    same_version: bool,
}

impl<'a> Pairing<'a> {
    pub(super) fn new(sides: [&'a Side<'a>; 2], crosswalk: Option<&'a Crosswalk>, same_version: bool) -> Self {
        Self { sides, crosswalk, same_version }
    }

    /// All pairs, in no particular order.
    pub(super) fn pairs(&self) -> Vec<Pair> {
        let [old, new] = self.sides;
        let mut free = [Free::all(old), Free::all(new)];
        let mut pairs = Vec::new();
        if self.same_version {
            self.by_number(&mut free, &mut pairs);
        } else if let Some(crosswalk) = self.crosswalk {
            self.by_crosswalk(crosswalk, &mut free, &mut pairs);
        }
        self.by_rule(&mut free, &mut pairs);
        // With a crosswalk, what it does not pair is no pair: an equal title can check another thing.
        if self.crosswalk.is_none() {
            self.by_title(&mut free, &mut pairs);
        }
        for pair in &mut pairs {
            self.flag(pair);
        }
        pairs
    }

    /// The same number: first equal titles, then titles that do not contradict each other, each only
    /// where nobody else on either side fits.
    fn by_number(&self, free: &mut [Free; 2], pairs: &mut Vec<Pair>) {
        let [old, new] = self.sides;
        let equal: fn(Option<&str>, Option<&str>) -> bool = |left, right| left == right;
        let stated: fn(Option<&str>, Option<&str>) -> bool = |left, right| left.is_some() && left == right;
        // A number that may be another benchmark's says nothing without a title.
        let doubts = [old.numbers_are_doubted(), new.numbers_are_doubted()];
        let doubted = doubts.contains(&true) && !(doubts == [true, true] && old.says_the_same(new));
        let ways = if doubted { [stated, stated] } else { [equal, compatible] };
        for fits in ways {
            let theirs = free[1].by(|id| new.number(id).cloned());
            for (number, olds) in free[0].by(|id| old.number(id).cloned()) {
                let olds = titled(old, &olds);
                let news = titled(new, theirs.get(&number).map(Vec::as_slice).unwrap_or_default());
                for &(left, title) in &olds {
                    if let [(right, other)] = only(&news, |other| fits(title, other)).as_slice()
                        && only(&olds, |title| fits(title, *other)).len() == 1
                    {
                        let same_rule = !old.rules(left).is_disjoint(&new.rules(*right));
                        let method = if same_rule { Method::RuleId } else { Method::Number };
                        take(free, pairs, vec![left], vec![*right], method);
                    }
                }
            }
        }
    }

    fn by_crosswalk(&self, crosswalk: &Crosswalk, free: &mut [Free; 2], pairs: &mut Vec<Pair>) {
        let [old, new] = self.sides;
        let (olds, news) = (free[0].by(|i| old.number(i).cloned()), free[1].by(|i| new.number(i).cloned()));
        for Together { from, to, alike } in groups(crosswalk) {
            let at = |index: &BTreeMap<Number, Vec<RecommendationId>>,
                      numbers: &BTreeSet<Number>|
             -> Vec<RecommendationId> {
                numbers.iter().filter_map(|number| index.get(number)).flatten().copied().collect()
            };
            let (left, right) = (at(&olds, &from), at(&news, &to));
            if !left.is_empty() && !right.is_empty() {
                let absent = |index: &BTreeMap<Number, Vec<RecommendationId>>, numbers: &BTreeSet<Number>| {
                    !alike && numbers.iter().any(|number| !index.contains_key(number))
                };
                let absent = [absent(&olds, &from), absent(&news, &to)];
                take(free, pairs, left, right, Method::Crosswalk);
                pairs.last_mut().into_iter().for_each(|pair| pair.absent = absent);
            }
        }
    }

    /// Rules without a number of their own, and the tools' ids that outlive a benchmark version.
    fn by_rule(&self, free: &mut [Free; 2], pairs: &mut Vec<Pair>) {
        let [old, new] = self.sides;
        let unnumbered = |side: &Side<'_>, index: RecommendationId| side.number(index).is_none();
        // An id that spells the number says no more than the number, which another version gave away.
        let own = |side: &Side<'_>, index: RecommendationId, rule: &str| {
            self.same_version
                || side.number(index).is_none_or(|number| !rule.replace(['_', '-'], ".").contains(&number.to_string()))
        };
        let key = |side: &Side<'_>, index: RecommendationId| {
            let mut rules = side.rules(index).into_iter();
            let (Some(rule), None) = (rules.next(), rules.next()) else { return None };
            let usable = (self.crosswalk.is_none() && own(side, index, rule)) || unnumbered(side, index);
            usable.then(|| rule.to_owned())
        };
        let theirs = free[1].by(|index| key(new, index));
        for (rule, olds) in free[0].by(|index| key(old, index)) {
            if let ([index], Some([other])) = (olds.as_slice(), theirs.get(&rule).map(Vec::as_slice))
                && compatible(old.own_title(*index), new.own_title(*other))
            {
                take(free, pairs, vec![*index], vec![*other], Method::RuleId);
            }
        }
    }

    /// Equal titles: first of what has nothing else to be known by, then the benchmark's own, each
    /// only where it is unique on both sides.
    fn by_title(&self, free: &mut [Free; 2], pairs: &mut Vec<Pair>) {
        let [old, new] = self.sides;
        let titles: [fn(&Side<'_>, RecommendationId) -> Option<String>; 2] =
            [|side, index| side.only_title(index), |side, index| side.own_title(index).map(str::to_owned)];
        for title in titles {
            let theirs = by_title(new, title);
            for (title, olds) in &by_title(old, title) {
                if let ([index], Some([other])) = (olds.as_slice(), theirs.get(title).map(Vec::as_slice))
                    && free[0].has(*index)
                    && free[1].has(*other)
                {
                    take(free, pairs, vec![*index], vec![*other], Method::Title);
                }
            }
        }
    }

    /// Possible pairs by title among recommendations without a pair; none where a crosswalk knows.
    pub(super) fn similar(&self, old: &[RecommendationId], new: &[RecommendationId]) -> Vec<Alike<RecommendationId>> {
        if self.same_version || self.crosswalk.is_some() {
            return Vec::new();
        }
        let titled = |side: &Side<'_>, indexes: &[RecommendationId]| -> Vec<Titled<RecommendationId>> {
            let numbered = indexes.iter().filter(|index| side.number(**index).is_some());
            numbered.filter_map(|index| Some((*index, side.own_title(*index)?.to_owned()))).collect()
        };
        let [ours, theirs] = self.sides;
        similar_titles(&titled(ours, old), &titled(theirs, new))
    }

    fn flag(&self, pair: &mut Pair) {
        let [old, new] = self.sides;
        if pair.method == Method::Title && !self.same_version {
            pair.flags.insert(Flag::ByTitle);
        }
        let set = |side: &Side<'_>, indexes: &[RecommendationId]| -> BTreeSet<Number> {
            indexes.iter().filter_map(|index| side.number(*index).cloned()).collect()
        };
        let (numbers, others) = (set(old, &pair.old), set(new, &pair.new));
        if !numbers.is_empty() && !others.is_empty() && numbers != others {
            pair.flags.insert(Flag::Renumbered);
        }
        if pair.old.len() > 1 {
            pair.flags.insert(Flag::Merged);
        }
        if pair.new.len() > 1 {
            pair.flags.insert(Flag::Split);
        }
        let ([index], [other]) = (pair.old.as_slice(), pair.new.as_slice()) else { return };
        if !compatible(old.own_title(*index), new.own_title(*other)) {
            pair.flags.insert(Flag::Retitled);
        }
        let (left, right) = (old.get(*index), new.get(*other));
        if !left.levels.is_empty() && !right.levels.is_empty() && left.levels != right.levels {
            pair.flags.insert(Flag::LevelChanged);
        }
        let (left, right) = (old.severities(*index), new.severities(*other));
        if !left.is_empty() && !right.is_empty() && left != right {
            pair.flags.insert(Flag::SeverityChanged);
        }
    }
}

/// The recommendations of a side by a title.
fn by_title(
    side: &Side<'_>,
    title: fn(&Side<'_>, RecommendationId) -> Option<String>,
) -> BTreeMap<String, Vec<RecommendationId>> {
    let mut found: BTreeMap<String, Vec<RecommendationId>> = BTreeMap::new();
    for id in side.ids() {
        if let Some(title) = title(side, id) {
            found.entry(title).or_default().push(id);
        }
    }
    found
}

/// Recommendations with the benchmark's own titles.
fn titled<'s>(side: &'s Side<'_>, ids: &[RecommendationId]) -> Vec<(RecommendationId, Option<&'s str>)> {
    ids.iter().map(|id| (*id, side.own_title(*id))).collect()
}

/// The recommendations whose titles fit.
fn only<'s>(
    titled: &[(RecommendationId, Option<&'s str>)],
    fits: impl Fn(Option<&str>) -> bool,
) -> Vec<(RecommendationId, Option<&'s str>)> {
    titled.iter().copied().filter(|(_, title)| fits(*title)).collect()
}

/// Two titles that do not contradict each other.
fn compatible(left: Option<&str>, right: Option<&str>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => left == right,
        _ => true,
    }
}

/// The recommendations of a side that have no pair yet.
struct Free(BTreeSet<RecommendationId>);

impl Free {
    fn all(side: &Side<'_>) -> Self {
        Self(side.ids().collect())
    }

    fn has(&self, id: RecommendationId) -> bool {
        self.0.contains(&id)
    }

    fn by<K: Ord>(&self, key: impl Fn(RecommendationId) -> Option<K>) -> BTreeMap<K, Vec<RecommendationId>> {
        let mut found: BTreeMap<K, Vec<RecommendationId>> = BTreeMap::new();
        for id in &self.0 {
            if let Some(key) = key(*id) {
                found.entry(key).or_default().push(*id);
            }
        }
        found
    }
}

fn take(
    free: &mut [Free; 2],
    pairs: &mut Vec<Pair>,
    old: Vec<RecommendationId>,
    new: Vec<RecommendationId>,
    method: Method,
) {
    let [ours, theirs] = free;
    old.iter().for_each(|index| {
        ours.0.remove(index);
    });
    new.iter().for_each(|index| {
        theirs.0.remove(index);
    });
    pairs.push(Pair { old, new, method, flags: BTreeSet::new(), absent: [false; 2] });
}
