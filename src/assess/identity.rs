//! Rules 3 and 4: whether an entry and a check speak of the same recommendation, over versions.

use crate::mapping::{Crosswalk, Edition, Mappings, Row};
use crate::model::{Benchmark, Check, Number, Scan, Title, TitleKind, normalise};
use crate::registry::{Entry, Policy, Rule};

use super::lapse::Lapse;
use super::past::{before, now, past};

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
    /// The entry's number in the scan's version, which it was of before a migration.
    past: Option<&'m Number>,
}

impl<'m> Way<'m> {
    /// From the one benchmark to the other.
    pub(super) fn new(entry: &'m Entry, scan: &Benchmark, mappings: &'m Mappings) -> Self {
        let past = past(entry, scan).map(|past| past.number);
        let other_family = past.is_none() && entry.benchmark.same_family(scan) == Some(false);
        Self { other_family, walk: walk(&entry.benchmark, scan, mappings), past }
    }
}

/// Whether an entry names a check: by the tool's rule id, or by number in the same benchmark.
pub(super) fn names(entry: &Entry, way: Way<'_>, check: &Check) -> Option<Named> {
    if way.other_family {
        return None;
    }
    let by = |rule: &Rule| match rule {
        Rule::Tool(id) => (check.rule.as_ref() == Some(id)).then_some(Named::Rule),
        Rule::Number(number) => {
            let found = match (way.past, way.walk) {
                (Some(past), _) => check.number.as_ref() == Some(past),
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
        let lapse = guarded(past.title, by, scan, check, mappings);
        remarks.extend(now(entry, &scan.benchmark).filter(|_| lapse.is_none()));
        return lapse;
    }
    let own = own_title(check);
    match (entry.benchmark.same_family(&scan.benchmark), entry.benchmark.same_version(&scan.benchmark)) {
        (Some(true), Some(true)) => same_version(entry, by, scan, check, mappings),
        (Some(true), Some(false)) => other_version(entry, by, scan, check, mappings, remarks),
        (_, Some(false)) => Some(other(entry, scan, None)),
        _ => match (own, &entry.title) {
            (Some(scan), Some(entry)) if normalise(scan) == normalise(entry) => {
                remarks.push("benchmark not stated".to_owned());
                None
            }
            (Some(scan), Some(_)) => Some(Lapse::TitleDiffers { scan: scan.to_owned() }),
            (_, None) => Some(Lapse::Unguarded),
            (None, _) => Some(Lapse::BenchmarkUnknown),
        },
    }
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
    match &entry.title {
        Some(title) => guarded(title, by, scan, check, mappings),
        None => carried(entry, scan, check, mappings),
    }
}

/// Holds a title against the check's, both of the scan's version.
fn guarded(title: &str, by: Named, scan: &Scan, check: &Check, mappings: &Mappings) -> Option<Lapse> {
    match own_title(check) {
        Some(own) if normalise(own) == normalise(title) => None,
        Some(own) => Some(Lapse::TitleDiffers { scan: own.to_owned() }),
        None if by == Named::Rule => None,
        None => match title_matches(&scan.benchmark, check.number.as_ref(), title, mappings) {
            Some(true) => None,
            Some(false) => Some(Lapse::TitleNotOfNumber),
            None => Some(Lapse::TitleUnknown),
        },
    }
}

/// An entry without a title. One that was migrated is guarded by what it was; any other is not
/// guarded, which the same benchmark and version allow.
fn carried(entry: &Entry, scan: &Scan, check: &Check, mappings: &Mappings) -> Option<Lapse> {
    let was = entry.was.as_ref().filter(|was| was.title.is_some())?;
    let before = before(entry, was);
    let guarded = title_matches(&before, was.number.as_ref(), was.title.as_deref()?, mappings) == Some(true);
    let walk = between(&before, &entry.benchmark, mappings);
    let leads =
        was.number.as_ref().zip(walk).is_some_and(|(number, walk)| {
            rows_between(walk, number, check.number.as_ref()).any(|row| row.class.carries())
        });
    let own = own_title(check).and_then(|own| title_matches(&scan.benchmark, check.number.as_ref(), own, mappings));
    (!guarded || !leads || own == Some(false)).then_some(Lapse::TitleUnknown)
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
    let Some(title) = &entry.title else { return Some(Lapse::Unguarded) };
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

/// Whether the policy forbids to except a check: its number is on the list for its own version, or
/// the crosswalk leads there from a number on the list, however uncertain the way.
pub(super) fn never_excepted(policy: &Policy, scan: &Scan, check: &Check, mappings: &Mappings) -> bool {
    let Some(number) = &check.number else { return false };
    policy.never_except.iter().any(|never| {
        let other_family = never.benchmark.same_family(&scan.benchmark) == Some(false);
        let same_version = never.benchmark.same_version(&scan.benchmark) != Some(false);
        let walk =
            if same_version && !other_family { None } else { between(&never.benchmark, &scan.benchmark, mappings) };
        match walk {
            Some(walk) => walk.to(number).any(|row| row.from.as_ref().is_some_and(|from| never.lists(from))),
            None if other_family => false,
            // An unknown benchmark cannot show that the recommendation is another one.
            None => never.lists(number),
        }
    })
}
