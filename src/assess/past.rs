//! What an entry was before `registry migrate` carried it: how it applies to scans of that version.

use crate::model::{Benchmark, Number};
use crate::registry::{Entry, Was};

/// The number and the title that an entry had.
#[derive(Clone, Copy, Debug)]
pub(super) struct Past<'e> {
    pub(super) number: &'e Number,
    pub(super) title: &'e str,
}

/// What an entry was in a scan's benchmark version, when that is not the entry's own. Without a title
/// nothing would guard it, so that it is then judged by what it is now.
pub(super) fn past<'e>(entry: &'e Entry, scan: &Benchmark) -> Option<Past<'e>> {
    let same =
        |benchmark: &Benchmark| benchmark.same_version(scan) == Some(true) && benchmark.same_family(scan) == Some(true);
    let was = entry.was.as_ref()?;
    let past = Past { number: was.number.as_ref()?, title: was.title.as_deref()? };
    (!same(&entry.benchmark) && same(&before(entry, was))).then_some(past)
}

/// The benchmark and version that an entry was of.
pub(super) fn before(entry: &Entry, was: &Was) -> Benchmark {
    let title = was.benchmark.clone().or_else(|| entry.benchmark.title.clone());
    Benchmark { title, version: Some(was.version.clone()), ..entry.benchmark.clone() }
}

/// Where the entry stands now, for a reader who sees the older number.
pub(super) fn now(entry: &Entry, scan: &Benchmark) -> Option<String> {
    let number = entry.numbers().next()?;
    if entry.benchmark.same_family(scan) == Some(true) {
        return Some(format!("{number} in v{}", entry.benchmark.version.as_deref()?));
    }
    Some(format!("{number} in {}", entry.benchmark))
}
