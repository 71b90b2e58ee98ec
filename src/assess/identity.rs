//! Rules 3 and 4: whether an entry and a check speak of the same recommendation, over versions.

use crate::mapping::{Crosswalk, Edition, Mappings, Row};
use crate::model::{Benchmark, Check, Number, Scan, Title, TitleKind, normalise};
use crate::registry::{Entry, Listed, Policy, Rule, Selection, Was};

use super::lapse::Lapse;
use super::past::{before, now, past};
use super::references::references;

/// How an entry names a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Named {
    /// By the recommendation's number, the scan's own or an older one.
    Number,
    /// By the tool's rule id.
    Rule,
}

/// How an entry's benchmark relates to a scan's: the same for all its checks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way<'m> {
    other_family: bool,
    walk: Option<&'m Crosswalk>,
    /// The entry's form in the scan's version, before a migration.
    past: Option<&'m Was>,
}

impl<'m> Way<'m> {
    /// From the one benchmark to the other.
    pub(super) fn new(entry: &'m Entry, scan: &Benchmark, mappings: &'m Mappings) -> Self {
        let past = past(entry, scan);
        let other_family = past.is_none() && entry.benchmark.same_family(scan) == Some(false);
        Self { other_family, walk: walk(&entry.benchmark, scan, mappings), past }
    }
}

/// Whether an entry names a check: by the tool's rule id, or by number in the same benchmark.
pub(super) fn names(entry: &Entry, way: Way<'_>, scan: &Scan, check: &Check) -> Option<Named> {
    if way.other_family {
        return None;
    }
    let by = |rule: &Rule| match rule {
        Rule::Tool(rule) => rule.is(check.rule.as_deref(), scan.tool.as_ref()).then_some(Named::Rule),
        Rule::Number(number) => {
            let found = match (way.past, way.walk) {
                (Some(past), _) => past.guarded().any(|(number, _)| check.number.as_ref() == Some(number)),
                (None, Some(walk)) => rows_between(walk, number, check.number.as_ref()).next().is_some(),
                (None, None) => check.number.as_ref() == Some(number),
            };
            found.then_some(Named::Number)
        }
    };
    entry.rules.iter().filter_map(by).max()
}

/// The crosswalk from the one version to the other; none when they are the same or either is unknown.
fn walk<'m>(from: &Benchmark, to: &Benchmark, mappings: &'m Mappings) -> Option<&'m Crosswalk> {
    if from.same_family(to) != Some(true) || from.same_version(to) != Some(false) {
        return None;
    }
    between(from, to, mappings)
}

/// The crosswalk from the one benchmark to the other, whatever their names.
fn between<'m>(from: &Benchmark, to: &Benchmark, mappings: &'m Mappings) -> Option<&'m Crosswalk> {
    mappings.crosswalk(&Edition::of(from)?, &Edition::of(to)?)
}

fn rows_between<'w>(walk: &'w Crosswalk, from: &'w Number, to: Option<&'w Number>) -> impl Iterator<Item = &'w Row> {
    walk.from(from).iter().filter(move |row| row.to.is_some() && row.to.as_ref() == to)
}

/// Rules 3 and 4: the reason why the entry and the check are not the same recommendation.
pub(super) fn identity(
    entry: &Entry,
    by: Named,
    scan: &Scan,
    check: &Check,
    mappings: &Mappings,
    remarks: &mut Vec<String>,
) -> Option<Lapse> {
    if let Some(past) = past(entry, &scan.benchmark) {
        let lapse = not_what_it_was(entry, past, check, mappings)
            .or_else(|| guarded(&past_titles(past, check), by, scan, check, mappings));
        remarks.extend(now(entry, &scan.benchmark).filter(|_| lapse.is_none()));
        return lapse;
    }
    let own = own_title(check);
    match (entry.benchmark.same_family(&scan.benchmark), entry.benchmark.same_version(&scan.benchmark)) {
        (Some(true), Some(true)) => same_version(entry, by, scan, check, mappings),
        (Some(true), Some(false)) => other_version(entry, by, scan, check, mappings, remarks),
        (_, Some(false)) => Some(other(entry, scan, None)),
        _ => match (own, titles(entry, check).as_slice()) {
            (_, []) => Some(Lapse::Unguarded),
            (None, _) => Some(Lapse::BenchmarkUnknown),
            (Some(scan), titles) if is_one_of(scan, titles) => {
                remarks.push("benchmark not stated".to_owned());
                None
            }
            (Some(scan), _) => Some(Lapse::TitleDiffers { scan: scan.to_owned() }),
        },
    }
}

/// The titles that guard an entry on a check of its own version: its number's, else any.
pub(super) fn titles<'e>(entry: &'e Entry, check: &Check) -> Vec<&'e str> {
    match check.number.as_ref() {
        Some(number) if entry.titles.is_empty() || entry.titles.contains_key(number) => {
            entry.title_of(number).into_iter().collect()
        }
        // A number that the entry does not name: it was named by the tool's rule.
        _ => entry.all_titles().collect(),
    }
}

/// The titles that guarded an entry in an older version: its number's, else any.
fn past_titles<'e>(was: &'e Was, check: &Check) -> Vec<&'e str> {
    let of = |(number, title)| (check.number.as_ref() == Some(number)).then_some(title);
    let own: Vec<&str> = was.guarded().filter_map(of).collect();
    if own.is_empty() { was.guarded().map(|(_, title)| title).collect() } else { own }
}

pub(super) fn is_one_of(title: &str, titles: &[&str]) -> bool {
    let title = normalise(title);
    titles.iter().any(|other| normalise(other) == title)
}

/// A `was` that a person wrote is compared with the crosswalk, where there is one.
fn not_what_it_was(entry: &Entry, was: &Was, check: &Check, mappings: &Mappings) -> Option<Lapse> {
    let number = was.guarded().map(|(number, _)| number).find(|number| check.number.as_ref() == Some(*number))?;
    let walk = between(&before(entry, was), &entry.benchmark, mappings)?;
    let carried = entry.numbers().any(|to| rows_between(walk, number, Some(to)).any(|row| row.class.carries()));
    let names_numbers = entry.numbers().next().is_some();
    (names_numbers && !carried).then(|| Lapse::NotWhatItWas(number.clone()))
}

/// The benchmark's own title in the scan.
pub(super) fn own_title(check: &Check) -> Option<&str> {
    check.title.as_ref().filter(|title| title.kind == TitleKind::Recommendation).map(Title::text)
}

fn other(entry: &Entry, scan: &Scan, review: Option<(&'static str, Vec<Number>)>) -> Lapse {
    let version = |benchmark: &Benchmark| benchmark.version.clone().unwrap_or_default();
    Lapse::OtherVersion { entry: version(&entry.benchmark), scan: version(&scan.benchmark), review }
}

fn same_version(entry: &Entry, by: Named, scan: &Scan, check: &Check, mappings: &Mappings) -> Option<Lapse> {
    match titles(entry, check).as_slice() {
        [] => carried(entry, scan, check, mappings),
        titles => guarded(titles, by, scan, check, mappings),
    }
}

/// Holds titles against the check's, all of the scan's version; one of them has to be its own.
fn guarded(titles: &[&str], by: Named, scan: &Scan, check: &Check, mappings: &Mappings) -> Option<Lapse> {
    if let Some(own) = own_title(check) {
        return (!is_one_of(own, titles)).then(|| Lapse::TitleDiffers { scan: own.to_owned() });
    }
    let numbers = match by {
        Named::Number => check.number.iter().cloned().collect(),
        Named::Rule => references(&scan.benchmark, check, mappings),
    };
    let answers = numbers.iter().flat_map(|number| {
        titles.iter().filter_map(move |title| title_matches(&scan.benchmark, Some(number), title, mappings))
    });
    match answers.reduce(|one, other| one || other) {
        Some(true) => None,
        Some(false) => Some(Lapse::TitleNotOfNumber),
        // Nothing can be held against the title; a tool's rule says itself what it checks.
        None if by == Named::Rule => None,
        None => Some(Lapse::TitleUnknown),
    }
}

/// An entry without a title. One that was migrated is guarded by what it was; any other is not
/// guarded, which the same benchmark and version allow.
fn carried(entry: &Entry, scan: &Scan, check: &Check, mappings: &Mappings) -> Option<Lapse> {
    let was = entry.was.as_ref().filter(|was| was.title.is_some() || !was.titles.is_empty())?;
    let before = before(entry, was);
    let walk = between(&before, &entry.benchmark, mappings);
    let leads = |number: &Number| {
        walk.is_some_and(|walk| rows_between(walk, number, check.number.as_ref()).any(|row| row.class.carries()))
    };
    let held = was
        .guarded()
        .any(|(number, title)| leads(number) && title_matches(&before, Some(number), title, mappings) == Some(true));
    let own = own_title(check).and_then(|own| title_matches(&scan.benchmark, check.number.as_ref(), own, mappings));
    (!held || own == Some(false)).then_some(Lapse::TitleUnknown)
}

/// The crosswalk decides what the number became; each side's title is held against its own version.
fn other_version(
    entry: &Entry,
    by: Named,
    scan: &Scan,
    check: &Check,
    mappings: &Mappings,
    remarks: &mut Vec<String>,
) -> Option<Lapse> {
    let Some(walk) = walk(&entry.benchmark, &scan.benchmark, mappings) else { return Some(other(entry, scan, None)) };
    let rows = || entry.numbers().flat_map(|number| rows_between(walk, number, check.number.as_ref()));
    let Some(row) = rows().find(|row| row.class.carries()) else {
        // Named by a tool's rule id alone, or moved in a way that a person has to look at.
        let review = rows().next().and_then(|row| {
            let candidates = walk.from(row.from.as_ref()?).iter().filter_map(|row| row.to.clone()).collect();
            Some((row.class.word(), candidates))
        });
        return Some(other(entry, scan, review));
    };
    let Some(title) = row.from.as_ref().and_then(|from| entry.title_of(from)) else { return Some(Lapse::Unguarded) };
    match title_matches(&entry.benchmark, row.from.as_ref(), title, mappings) {
        Some(true) => {}
        Some(false) => return Some(Lapse::TitleNotOfNumber),
        None => return Some(Lapse::TitleUnknown),
    }
    let own = own_title(check);
    if let Some(own) = own.filter(|own| normalise(own) != normalise(title)) {
        match title_matches(&scan.benchmark, check.number.as_ref(), own, mappings) {
            Some(true) => {}
            Some(false) => return Some(Lapse::TitleDiffers { scan: own.to_owned() }),
            None => return Some(Lapse::TitleUnknown),
        }
    }
    debug_assert!(by == Named::Number || check.rule.is_some(), "an entry names a check by one or the other");
    if let (Some(from), Some(version)) = (&row.from, &entry.benchmark.version) {
        remarks.push(format!("{from} in v{version}"));
    }
    None
}

/// Holds a title against the list of a benchmark version; `None` when there is nothing to hold it to.
fn title_matches(benchmark: &Benchmark, number: Option<&Number>, title: &str, mappings: &Mappings) -> Option<bool> {
    mappings.list(&Edition::of(benchmark)?)?.title_matches(number?, title)
}

/// Whether the policy forbids to except a check: one of its numbers is on the list, as far as crosswalks
/// and tables of rules lead, or it cannot be told.
pub(super) fn never_excepted(
    policy: &Policy,
    (entry, by): (&Entry, Named),
    scan: &Scan,
    check: &Check,
    mappings: &Mappings,
) -> Option<Lapse> {
    if policy.never_except.is_empty() {
        return None;
    }
    let numbers = references(&scan.benchmark, check, mappings);
    let listed = |never: &Selection| match never.listed(&scan.benchmark, &numbers, mappings) {
        // Where the scan does not state its benchmark, the entry's title says that it is the entry's.
        Listed::Unknown if by == Named::Number && Edition::of(&scan.benchmark).is_none() => {
            never.listed(&entry.benchmark, &numbers, mappings)
        }
        told => told,
    };
    let told: Vec<Listed> = policy.never_except.iter().map(listed).collect();
    if told.contains(&Listed::Yes) {
        return Some(Lapse::Policy("this recommendation may never be excepted".to_owned()));
    }
    let untold = "whether this recommendation may be excepted cannot be told: `never-except` does not reach its number";
    told.contains(&Listed::Unknown).then(|| Lapse::Policy(untold.to_owned()))
}
