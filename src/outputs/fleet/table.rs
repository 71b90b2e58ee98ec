//! The tables, and what each has for columns.

use jiff::civil::{Date, date};

use super::cell::{Cell, Kind};
use super::{CROSSWALKS, ENTRIES, ERRORS, FINDINGS, REGISTRY_VERSIONS, SCANS, VERDICTS};
use crate::outputs::output::{About, OutputError, ViewKind};

/// The version of the tables. Columns are only ever added; anything else would be another version.
pub const SCHEMA: i32 = 1;

/// The day of a scan that states none: a partition needs one.
pub const UNDATED: Date = date(1970, 1, 1);

/// A column of a table of rows.
pub struct Column<R: 'static> {
    /// Its name, in lower snake case.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether every row has a value.
    pub required: bool,
    /// One sentence without a full stop.
    pub about: &'static str,
    /// A row's value.
    pub(super) cell: for<'r> fn(&'r R) -> Cell<'r>,
}

/// A table.
pub struct Table<R: 'static> {
    /// Its name, which is that of its folder.
    pub name: &'static str,
    /// The column whose value is in the folder's name and not in the file.
    pub partition: Option<&'static str>,
    /// Its columns.
    pub columns: &'static [Column<R>],
}

/// A column as data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Described {
    /// The table.
    pub table: &'static str,
    /// The column's name.
    pub name: &'static str,
    /// The type.
    pub kind: &'static str,
    /// Whether every row has a value.
    pub required: bool,
    /// Whether the value is in the folder's name.
    pub partition: bool,
    /// One sentence without a full stop.
    pub about: &'static str,
}

impl<R> Column<R> {
    /// A row's value.
    pub fn of<'r>(&self, row: &'r R) -> Cell<'r> {
        (self.cell)(row)
    }
}

impl<R> Table<R> {
    fn described(&self) -> impl Iterator<Item = Described> {
        self.columns.iter().map(|column| Described {
            table: self.name,
            name: column.name,
            kind: column.kind.word(),
            required: column.required,
            partition: self.partition == Some(column.name),
            about: column.about,
        })
    }
}

/// Every column of every table.
pub fn described() -> Vec<Described> {
    let mut all: Vec<Described> = FINDINGS.described().chain(SCANS.described()).chain(ERRORS.described()).collect();
    all.extend(VERDICTS.described().chain(ENTRIES.described()));
    all.extend(REGISTRY_VERSIONS.described().chain(CROSSWALKS.described()));
    all
}

/// The outputs that are tables of columns.
pub const COLUMNAR: [About; 2] = [
    About {
        id: "parquet",
        media_type: "application/vnd.apache.parquet",
        ending: "parquet",
        summary: "Tables of columns in a folder, for DuckDB, Athena, Spark and other engines",
        streams: true,
        coloured: false,
        binary: true,
        views: &[
            (ViewKind::Scans, "Tables of findings, scans and errors, in a folder"),
            (ViewKind::Assessed, "The same with verdicts and the registry's entries, in a folder"),
            (ViewKind::Crosswalk, "With --all: a table of every crosswalk, in a folder"),
        ],
    },
    About {
        id: "arrow",
        media_type: "application/vnd.apache.arrow.stream",
        ending: "arrows",
        summary: "A stream of Arrow batches, for a pipe into Python, Spark or Ray",
        streams: true,
        coloured: false,
        binary: true,
        views: &[
            (ViewKind::Scans, "The findings as one stream"),
            (ViewKind::Assessed, "The findings with their verdicts as one stream"),
        ],
    },
];

/// The error of a build that cannot write tables of columns.
pub fn missing(output: &'static str) -> OutputError {
    let lacks =
        "this build has no Parquet and no Arrow; `cargo install --path . --features parquet` builds one that has";
    OutputError::Lacks { output, lacks: lacks.to_owned() }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_told_apart_and_every_partition_is_a_column() {
        let all = described();
        let names: BTreeSet<_> = all.iter().map(|column| (column.table, column.name)).collect();
        assert_eq!(names.len(), all.len());
        for column in &all {
            let lower = column.name.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'0'..=b'9'));
            assert!(lower && !column.about.ends_with('.'), "{column:?}");
        }
        let partitioned: BTreeSet<_> = all.iter().filter(|one| one.partition).map(|one| one.table).collect();
        assert_eq!(partitioned, BTreeSet::from(["errors", "findings", "scans", "verdicts"]));
    }
}
