//! An entry as it was before `registry migrate` carried it: how it applies to scans of that version.

use crate::model::Benchmark;
use crate::registry::{Entry, Was};

/// An entry's form in a scan's benchmark version, when that is not the entry's own. Without a title
/// nothing would guard it, so that it is then judged by what it is now.
pub(super) fn past<'e>(entry: &'e Entry, scan: &Benchmark) -> Option<&'e Was> {
    let same =
        |benchmark: &Benchmark| benchmark.same_version(scan) == Some(true) && benchmark.same_family(scan) == Some(true);
    let was = entry.was.as_ref()?;
    let guarded = was.guarded().next().is_some();
    (guarded && !same(&entry.benchmark) && same(&before(entry, was))).then_some(was)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_what_it_was_in_that_version_where_a_title_guards_it() {
        let entry = |title: Option<&str>| {
            let (number, title) = ("3.2.1".parse().ok(), title.map(str::to_owned));
            let was = Was { benchmark: None, version: "2.0.0".into(), number, title, titles: [].into() };
            Entry { benchmark: Benchmark::given("CIS House Benchmark 3.0.0"), was: Some(was), ..Entry::default() }
        };
        let scan = |version: &str| Benchmark::given(&format!("CIS House Benchmark {version}"));
        assert!(past(&entry(Some("Ensure a")), &scan("2.0.0")).is_some());
        assert!(past(&entry(None), &scan("2.0.0")).is_none(), "nothing guards it");
        for version in ["1.0.0", "3.0.0"] {
            assert!(past(&entry(Some("Ensure a")), &scan(version)).is_none(), "{version}");
        }
        let unmigrated = Entry { was: None, ..entry(None) };
        assert!(past(&unmigrated, &scan("2.0.0")).is_none());
    }
}
