//! The columns of native CSV: one table that the reader and the writer share.

/// A column: its name, and what its cells hold.
pub(super) struct Column {
    pub(super) name: &'static str,
    /// Other names that scripts give it.
    also: &'static [&'static str],
    pub(super) field: Field,
    /// Whether amicis writes it itself.
    written: bool,
}

/// The place of a column's cells in the model.
#[derive(Clone, Copy)]
pub(super) enum Field {
    /// A field of the check.
    Check(&'static str),
    /// A field of the check's scan, as a path.
    Scan(&'static str),
    /// A field of the scan for which the reader takes a text, and the field within it that the text is.
    Short(&'static str, &'static str),
    /// The check's evidence.
    Evidence,
    /// How the evidence is to be read.
    EvidenceKind,
    /// The fields without a column, as JSON.
    More,
    /// The scan of the file that the row is of.
    Place,
}

use Field::{Check, Evidence, EvidenceKind, More, Place, Scan, Short};

/// First those of a check, then those of its scan, and last those that came later: a script that reads
/// by position finds the rest where it was.
const COLUMNS: [Column; 26] = [
    column("number", &["id", "cis_id"], Check("number")),
    column("rule", &[], Check("rule")),
    column("title", &[], Check("title")),
    column("title_kind", &[], Check("title_kind")),
    column("status", &[], Check("status")),
    column("raw_status", &[], Check("raw_status")),
    column("levels", &["level"], Check("levels")),
    column("assessment", &[], Check("assessment")),
    column("severity", &[], Check("severity")),
    column("weight", &[], Check("weight")),
    column("evidence", &[], Evidence),
    column("benchmark", &[], Scan("benchmark/title")),
    column("version", &[], Scan("benchmark/version")),
    column("profile", &[], Short("profile", "title")),
    column("tool", &[], Short("tool", "name")),
    column("ami_id", &[], Scan("target/ami_id")),
    column("instance_id", &[], Scan("target/instance_id")),
    column("hostname", &[], Scan("target/hostname")),
    column("finished", &[], Scan("finished")),
    column("coverage", &[], Scan("coverage")),
    column("source", &[], Scan("source/path")),
    column("evidence_kind", &[], EvidenceKind),
    column("more", &[], More),
    column("scan", &[], Place),
    Column { written: false, ..column("ami_name", &[], Scan("target/ami_name")) },
    Column { written: false, ..column("started", &[], Scan("started")) },
];

const fn column(name: &'static str, also: &'static [&'static str], field: Field) -> Column {
    Column { name, also, field, written: true }
}

/// The columns that amicis writes, in their order.
pub(super) fn written() -> impl Iterator<Item = &'static Column> {
    COLUMNS.iter().filter(|column| column.written)
}

/// The fields of a scan for which a text can stand, and the field within that the text is.
pub(super) fn short() -> impl Iterator<Item = (&'static str, &'static str)> {
    COLUMNS.iter().filter_map(|column| match column.field {
        Short(field, within) => Some((field, within)),
        _ => None,
    })
}

/// The column of a name, however the name is spelt.
pub(super) fn called(name: &str) -> Option<Field> {
    let wanted = fold(name);
    let is_called = |column: &&Column| {
        let mut names = std::iter::once(column.name).chain(column.also.iter().copied());
        names.any(|name| fold(name) == wanted)
    };
    COLUMNS.iter().find(is_called).map(|column| column.field)
}

fn fold(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}
