//! Which recommendations of two sides are the same one. What is uncertain is suggested, never paired.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::suggest::{Titled, similar_titles};
use crate::assess::{Assessment, Image, Recommendation};
use crate::mapping::{Class, Crosswalk};
use crate::model::{Number, TitleKind, normalise};

/// How a pair was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
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

/// What else is known of a pair, or of one that has no counterpart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
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
    /// What the tool found differs, and nothing certain can be said of it.
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

/// Recommendations of both sides that are one, as indexes into the images; one-to-one except for
/// the crosswalk's merges and splits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) old: Vec<usize>,
    pub(super) new: Vec<usize>,
    pub(super) method: Method,
    pub(super) flags: BTreeSet<Flag>,
    /// For each side, whether the benchmark has a further part of it that the side does not speak of.
    pub(super) absent: [bool; 2],
}

/// How two images compare, and the crosswalk between their benchmark versions.
pub(super) struct Pairing<'a> {
    sides: [Side<'a>; 2],
    crosswalk: Option<&'a Crosswalk>,
    same_version: bool,
}

struct Side<'a> {
    assessment: &'a Assessment,
    image: &'a Image,
    /// The benchmark's own title of each recommendation, normalised: asked for again with each other one.
    own_titles: Vec<Option<String>>,
}

impl<'a> Pairing<'a> {
    pub(super) fn new(
        old: (&'a Assessment, &'a Image),
        new: (&'a Assessment, &'a Image),
        crosswalk: Option<&'a Crosswalk>,
        same_version: bool,
    ) -> Self {
        Self { sides: [Side::new(old), Side::new(new)], crosswalk, same_version }
    }

    /// All pairs, in no particular order.
    pub(super) fn pairs(&self) -> Vec<Pair> {
        let [old, new] = &self.sides;
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
        let [old, new] = &self.sides;
        let equal: fn(Option<&str>, Option<&str>) -> bool = |left, right| left == right;
        for fits in [equal, compatible] {
            let fit = |left: usize, right: usize| fits(old.own_title(left), new.own_title(right));
            let theirs = free[1].by(|index| new.number(index).cloned());
            for (number, olds) in free[0].by(|index| old.number(index).cloned()) {
                let news = theirs.get(&number).map(Vec::as_slice).unwrap_or_default();
                for &left in &olds {
                    if let [right] = only(news, |right| fit(left, right)).as_slice()
                        && only(&olds, |other| fit(other, *right)).len() == 1
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
        let [old, new] = &self.sides;
        let (olds, news) = (free[0].by(|i| old.number(i).cloned()), free[1].by(|i| new.number(i).cloned()));
        for Together { from, to, alike } in groups(crosswalk) {
            let at = |index: &BTreeMap<Number, Vec<usize>>, numbers: &BTreeSet<Number>| -> Vec<usize> {
                numbers.iter().filter_map(|number| index.get(number)).flatten().copied().collect()
            };
            let (left, right) = (at(&olds, &from), at(&news, &to));
            if !left.is_empty() && !right.is_empty() {
                let absent = |index: &BTreeMap<Number, Vec<usize>>, numbers: &BTreeSet<Number>| {
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
        let [old, new] = &self.sides;
        let unnumbered = |side: &Side<'_>, index| side.number(index).is_none();
        // An id that spells the number says no more than the number, which another version gave away.
        let own = |side: &Side<'_>, index: usize, rule: &str| {
            self.same_version
                || side.number(index).is_none_or(|number| !rule.replace(['_', '-'], ".").contains(&number.to_string()))
        };
        let key = |side: &Side<'_>, index: usize| {
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
        let [old, new] = &self.sides;
        let titles: [fn(&Side<'_>, usize) -> Option<String>; 2] =
            [|side, index| side.only_title(index), |side, index| side.own_title(index).map(str::to_owned)];
        for title in titles {
            let theirs = new.all_by(title);
            for (title, olds) in &old.all_by(title) {
                if let ([index], Some([other])) = (olds.as_slice(), theirs.get(title).map(Vec::as_slice))
                    && free[0].has(*index)
                    && free[1].has(*other)
                {
                    take(free, pairs, vec![*index], vec![*other], Method::Title);
                }
            }
        }
    }

    /// What may be one recommendation by its title, of what has no pair; nothing where a crosswalk knows.
    pub(super) fn similar(&self, old: &[usize], new: &[usize]) -> Vec<(usize, usize, u8)> {
        if self.same_version || self.crosswalk.is_some() {
            return Vec::new();
        }
        let titled = |side: &Side<'_>, indexes: &[usize]| -> Vec<Titled> {
            let numbered = indexes.iter().filter(|index| side.number(**index).is_some());
            numbered.filter_map(|index| Some((*index, side.own_title(*index)?.to_owned()))).collect()
        };
        let [ours, theirs] = &self.sides;
        similar_titles(&titled(ours, old), &titled(theirs, new))
    }

    fn flag(&self, pair: &mut Pair) {
        let [old, new] = &self.sides;
        if pair.method == Method::Title && !self.same_version {
            pair.flags.insert(Flag::ByTitle);
        }
        let set = |side: &Side<'_>, indexes: &[usize]| -> BTreeSet<Number> {
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
        let (Some(left), Some(right)) = (old.get(*index), new.get(*other)) else { return };
        if !left.levels.is_empty() && !right.levels.is_empty() && left.levels != right.levels {
            pair.flags.insert(Flag::LevelChanged);
        }
        let (left, right) = (old.severities(*index), new.severities(*other));
        if !left.is_empty() && !right.is_empty() && left != right {
            pair.flags.insert(Flag::SeverityChanged);
        }
    }
}

impl<'a> Side<'a> {
    fn new((assessment, image): (&'a Assessment, &'a Image)) -> Self {
        let own_title = |recommendation: &Recommendation| {
            let checks = recommendation.parts.iter().filter_map(|part| assessment.check(part));
            let titles = checks.filter_map(|check| check.title.as_ref());
            titles.filter(|title| title.kind == TitleKind::Recommendation).map(|title| normalise(title.text())).min()
        };
        Self { assessment, image, own_titles: image.recommendations.iter().map(own_title).collect() }
    }

    fn get(&self, index: usize) -> Option<&Recommendation> {
        self.image.recommendations.get(index)
    }

    fn number(&self, index: usize) -> Option<&Number> {
        self.get(index)?.number.as_ref()
    }

    fn checks(&self, index: usize) -> impl Iterator<Item = &crate::model::Check> {
        self.get(index).into_iter().flat_map(|r| &r.parts).filter_map(|part| self.assessment.check(part))
    }

    /// The benchmark's own title, normalised.
    fn own_title(&self, index: usize) -> Option<&str> {
        self.own_titles.get(index)?.as_deref()
    }

    /// Any title, of what has nothing else to be known by.
    fn only_title(&self, index: usize) -> Option<String> {
        let nameless = self.number(index).is_none() && self.rules(index).is_empty();
        let mut titles = self.checks(index).filter_map(crate::model::Check::title_text);
        titles.next().filter(|_| nameless).map(normalise)
    }

    fn rules(&self, index: usize) -> BTreeSet<&str> {
        self.checks(index).filter_map(|check| check.rule.as_deref()).collect()
    }

    fn severities(&self, index: usize) -> BTreeSet<&str> {
        self.checks(index).filter_map(|check| check.severity.as_deref()).collect()
    }

    fn all_by(&self, title: fn(&Self, usize) -> Option<String>) -> BTreeMap<String, Vec<usize>> {
        let mut found: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for index in 0..self.image.recommendations.len() {
            if let Some(title) = title(self, index) {
                found.entry(title).or_default().push(index);
            }
        }
        found
    }
}

/// Those that fit.
fn only(indexes: &[usize], fits: impl Fn(usize) -> bool) -> Vec<usize> {
    indexes.iter().copied().filter(|index| fits(*index)).collect()
}

/// Two titles that do not contradict each other.
fn compatible(left: Option<&str>, right: Option<&str>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => left == right,
        _ => true,
    }
}

/// The recommendations of a side that have no pair yet.
struct Free(BTreeSet<usize>);

impl Free {
    fn all(side: &Side<'_>) -> Self {
        Self((0..side.image.recommendations.len()).collect())
    }

    fn has(&self, index: usize) -> bool {
        self.0.contains(&index)
    }

    fn by<K: Ord>(&self, key: impl Fn(usize) -> Option<K>) -> BTreeMap<K, Vec<usize>> {
        let mut found: BTreeMap<K, Vec<usize>> = BTreeMap::new();
        for index in &self.0 {
            if let Some(key) = key(*index) {
                found.entry(key).or_default().push(*index);
            }
        }
        found
    }
}

fn take(free: &mut [Free; 2], pairs: &mut Vec<Pair>, old: Vec<usize>, new: Vec<usize>, method: Method) {
    let [ours, theirs] = free;
    old.iter().for_each(|index| {
        ours.0.remove(index);
    });
    new.iter().for_each(|index| {
        theirs.0.remove(index);
    });
    pairs.push(Pair { old, new, method, flags: BTreeSet::new(), absent: [false; 2] });
}

/// Numbers that a crosswalk puts together: usually one on each side, several for merges, splits and
/// duplicates.
#[derive(Default)]
struct Together {
    from: BTreeSet<Number>,
    to: BTreeSet<Number>,
    /// Every number stands for all of it; false as soon as one is a part.
    alike: bool,
}

/// What is changed, removed or added is in no group.
fn groups(crosswalk: &Crosswalk) -> Vec<Together> {
    let mut groups: Vec<Together> = Vec::new();
    let mut of_from: BTreeMap<Number, usize> = BTreeMap::new();
    let mut of_to: BTreeMap<Number, usize> = BTreeMap::new();
    for row in crosswalk.rows().iter().filter(|row| row.class != Class::Changed) {
        let (Some(from), Some(to)) = (&row.from, &row.to) else { continue };
        let slot = match (of_from.get(from).copied(), of_to.get(to).copied()) {
            (Some(left), Some(right)) if left != right => join(&mut groups, &mut of_from, &mut of_to, left, right),
            (Some(slot), _) | (None, Some(slot)) => slot,
            (None, None) => {
                groups.push(Together { alike: true, ..Together::default() });
                groups.len() - 1
            }
        };
        of_from.insert(from.clone(), slot);
        of_to.insert(to.clone(), slot);
        if let Some(group) = groups.get_mut(slot) {
            group.from.insert(from.clone());
            group.to.insert(to.clone());
            group.alike &= row.class.carries();
        }
    }
    groups
}

fn join(
    groups: &mut [Together],
    of_from: &mut BTreeMap<Number, usize>,
    of_to: &mut BTreeMap<Number, usize>,
    into: usize,
    other: usize,
) -> usize {
    let moved = groups.get_mut(other).map(std::mem::take).unwrap_or_default();
    moved.from.iter().for_each(|number| {
        of_from.insert(number.clone(), into);
    });
    moved.to.iter().for_each(|number| {
        of_to.insert(number.clone(), into);
    });
    if let Some(group) = groups.get_mut(into) {
        group.from.extend(moved.from);
        group.to.extend(moved.to);
        group.alike &= moved.alike;
    }
    into
}
