//! The tables `errors`, `entries`, `registry_versions` and `crosswalks`.

use std::borrow::Cow;

use super::cell::{Cell, Kind};
use super::findings::columns;
use super::table::{Column, SCHEMA, Table, UNDATED};
use crate::mapping::{Crosswalk, Edition, Mappings, Row};
use crate::registry::{Entry, Registry};
use crate::views::ErrorRow;

/// The files that could not be read.
pub static ERRORS: Table<ErrorRow> = Table {
    name: "errors",
    partition: Some("scan_day"),
    columns: columns! { ErrorRow:
        "scan_day" Day true |_| Cell::day(Some(UNDATED)), "1970-01-01: what cannot be read has no day";
        "path" LongText true |row| Cell::text(Some(&row.path)), "The file or folder, as it was given";
        "bytes" Long false |row| Cell::some(row.bytes, Cell::Long), "The file's size";
        "code" Text true |row| Cell::text(Some(row.code)),
            "The kind of its fault: io, empty, binary, encoding, syntax, content, unrecognised, refused, limit or no-checks";
        "message" LongText true |row| Cell::text(Some(&row.message)), "The fault, with the place in the file";
        "amicis_version" Text true |_| Cell::Text(Cow::Borrowed(env!("CARGO_PKG_VERSION"))), "The program that read it";
        "schema" Int true |_| Cell::Int(SCHEMA), "The version of the tables: 1";
    },
};

/// An entry of a version of the registry.
#[derive(Clone, Debug, PartialEq)]
pub struct EntryRow {
    /// The SHA-256 of the registry.
    pub registry_sha256: String,
    /// Its place in the registry's order.
    pub place: i32,
    /// The rules that it excepts, as the registry writes them.
    pub rules: Vec<String>,
    /// The entry.
    pub entry: Entry,
}

/// The rows of a registry's entries.
pub fn entry_rows(registry: &Registry, registry_sha256: &str) -> Vec<EntryRow> {
    let row = |(place, entry): (usize, &Entry)| EntryRow {
        registry_sha256: registry_sha256.to_owned(),
        place: i32::try_from(place).unwrap_or(i32::MAX),
        rules: entry.rules.iter().map(ToString::to_string).collect(),
        entry: entry.clone(),
    };
    registry.entries.iter().enumerate().map(row).collect()
}

/// The entries of a version of the registry.
pub static ENTRIES: Table<EntryRow> = Table {
    name: "entries",
    partition: None,
    columns: columns! { EntryRow:
        "registry_sha256" Text true |row| Cell::text(Some(&row.registry_sha256)), "The version of the registry";
        "entry_id" Text true |row| Cell::text(Some(&row.entry.id)), "The entry; with `registry_sha256` the key";
        "place" Int true |row| Cell::Int(row.place), "The place in the registry, from 0";
        "rules" Texts true |row| Cell::texts(&row.rules), "The numbers and the tools' rules that it excepts";
        "benchmark" Text false |row| Cell::text(row.entry.benchmark.title.as_deref()), "The benchmark of the numbers";
        "version" Text false |row| Cell::text(row.entry.benchmark.version.as_deref()), "The benchmark's version";
        "title" Text false |row| Cell::text(row.entry.title.as_deref()), "The title that guards it";
        "category" Text false |row| Cell::text(row.entry.category.as_deref()), "Why, in a word";
        "owner" Text false |row| Cell::text(row.entry.owner.as_deref()), "Who answers for it";
        "reason" LongText true |row| Cell::text(Some(row.entry.reason.trim())), "Why; Markdown";
        "status" Text true |row| Cell::text(Some(row.entry.status.word())),
            "draft, requested, approved, rejected or withdrawn";
        "starts" Day false |row| Cell::day(row.entry.starts), "The first day";
        "expires" Day false |row| Cell::day(row.entry.expires), "The last day";
        "approved_by" Text false |row| Cell::text(row.entry.approved_by.as_deref()), "Who approved it";
        "approved_on" Day false |row| Cell::day(row.entry.approved_on), "When";
        "schema" Int true |_| Cell::Int(SCHEMA), "The version of the tables: 1";
    },
};

/// A version of the registry, and when it was the newest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryVersionRow {
    /// The SHA-256 of the registry.
    pub registry_sha256: String,
    /// The path that it was read from.
    pub path: String,
    /// How many entries it has.
    pub entries: i32,
}

/// The versions of the registry that findings were judged with. Which commit one is, and from when to when it was the
/// newest, only the history of the registry knows: those columns are empty.
pub static REGISTRY_VERSIONS: Table<RegistryVersionRow> = Table {
    name: "registry_versions",
    partition: None,
    columns: columns! { RegistryVersionRow:
        "registry_sha256" Text true |row| Cell::text(Some(&row.registry_sha256)), "The version; the key";
        "path" Text true |row| Cell::text(Some(&row.path)), "The path that it was read from";
        "entries" Int true |row| Cell::Int(row.entries), "How many entries it has";
        "git_commit" Text false |_| Cell::Null, "The commit, where the history of the registry was added";
        "valid_from" Day false |_| Cell::Null, "The day from which it was the newest, where that was added";
        "valid_to" Day false |_| Cell::Null, "The last day on which it was the newest, where that was added";
        "schema" Int true |_| Cell::Int(SCHEMA), "The version of the tables: 1";
    },
};

/// A row of a crosswalk, with its versions.
#[derive(Clone, Debug, PartialEq)]
pub struct CrosswalkRow {
    /// The benchmark version of the number.
    pub from: Edition,
    /// The other benchmark version.
    pub to: Edition,
    /// How many versions the way leads over.
    pub over: i32,
    /// The number; absent for what is new in the other version.
    pub from_number: Option<String>,
    /// The number in the other version; absent for what is gone.
    pub to_number: Option<String>,
    /// The class.
    pub class: &'static str,
    /// The remarks on the class.
    pub flags: Vec<String>,
}

/// The rows of every crosswalk: the reviewed ones, and the ways over several versions of one benchmark.
pub fn crosswalk_rows(mappings: &Mappings) -> Vec<CrosswalkRow> {
    let editions: Vec<&Edition> = mappings.lists().iter().map(|list| &list.edition).collect();
    let mut rows = Vec::new();
    for from in &editions {
        for to in editions.iter().filter(|to| *to != from) {
            let walk = mappings.reviewed(from, to);
            let alike = from.family() == to.family();
            let walk = walk.or_else(|| mappings.crosswalk(from, to).filter(|_| alike));
            rows.extend(walk.iter().flat_map(|walk| walk.rows().iter().map(|row| crosswalk_row(from, to, walk, row))));
        }
    }
    rows
}

fn crosswalk_row(from: &Edition, to: &Edition, walk: &Crosswalk, row: &Row) -> CrosswalkRow {
    CrosswalkRow {
        from: from.clone(),
        to: to.clone(),
        over: i32::try_from(walk.over.len()).unwrap_or(i32::MAX),
        from_number: row.from.as_ref().map(ToString::to_string),
        to_number: row.to.as_ref().map(ToString::to_string),
        class: row.class.word(),
        flags: row.flags().split('|').filter(|flag| !flag.is_empty()).map(str::to_owned).collect(),
    }
}

/// What became of every recommendation in every other known version.
pub static CROSSWALKS: Table<CrosswalkRow> = Table {
    name: "crosswalks",
    partition: None,
    columns: columns! { CrosswalkRow:
        "from_key" Text true |row| key(&row.from),
            "The benchmark, as a `recommendation_key` begins";
        "from_benchmark" Text true |row| Cell::text(Some(row.from.title())), "The benchmark's title";
        "from_version" Text true |row| Cell::text(Some(row.from.version())), "The benchmark's version";
        "from_number" Text false |row| Cell::text(row.from_number.as_deref()), "The number; missing for what is new";
        "to_key" Text true |row| key(&row.to), "The other benchmark, as a `recommendation_key` begins";
        "to_benchmark" Text true |row| Cell::text(Some(row.to.title())), "The other benchmark's title";
        "to_version" Text true |row| Cell::text(Some(row.to.version())), "The other benchmark's version";
        "to_number" Text false |row| Cell::text(row.to_number.as_deref()), "The number there; missing for what is gone";
        "class" Text true |row| Cell::text(Some(row.class)),
            "same, renumbered, duplicate, merged, split, changed, removed or added";
        "flags" Texts true |row| Cell::texts(&row.flags), "Remarks on the class, such as needs-review";
        "over" Int true |row| Cell::Int(row.over), "How many versions the way leads over; 0 where it was reviewed as it is";
        "schema" Int true |_| Cell::Int(SCHEMA), "The version of the tables: 1";
    },
};

fn key(edition: &Edition) -> Cell<'_> {
    Cell::Text(Cow::Owned(crate::views::benchmark_slug(Some(edition.title()))))
}
