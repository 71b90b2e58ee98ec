//! The sheet of changes since the baseline, by class; what a gate objects to comes first.

use super::cell::Cell;
use super::kit::Table;
use crate::views::{ChangeView, DiffView, ImageDiffView};

/// A change with its image and the meaning of its class.
#[derive(Clone, Copy)]
struct Row<'v> {
    image: &'v ImageDiffView,
    meaning: &'v str,
    change: &'v ChangeView,
}

type Column = (&'static str, f64, fn(Row<'_>) -> Cell);

const COLUMNS: [Column; 14] = [
    ("Image", 24.0, |row| Cell::cut(&row.image.new.name)),
    ("Class", 20.0, |row| Cell::text(row.change.class.word())),
    ("Meaning", 36.0, |row| Cell::text(row.meaning)),
    ("Gate", 10.0, |row| Cell::text(row.change.verdict.word())),
    ("Number", 14.0, |row| Cell::cut(&row.change.id)),
    ("Title", 48.0, |row| Cell::cut(&row.change.title)),
    ("Old", 16.0, |row| Cell::cut(&row.change.old)),
    ("New", 16.0, |row| Cell::cut(&row.change.new)),
    ("Entries", 40.0, |row| Cell::lines(&row.change.entries)),
    ("Flags", 18.0, |row| Cell::lines(row.change.flags.iter().map(|flag| flag.word()))),
    ("Paired by", 12.0, |row| row.change.method.map_or(Cell::Empty, |method| Cell::text(method.word()))),
    ("May be", 30.0, |row| Cell::cut(&row.change.suggested)),
    ("New offenders", 45.0, |row| Cell::lines(&row.change.new_offenders)),
    ("Evidence", 60.0, |row| Cell::cut(&row.change.evidence)),
];

/// The meaning of a change of the evidence alone, whatever class counts it.
const EVIDENCE_ALONE: &str = "the verdict stands, and its evidence changed";

/// Every change that is listed, and every recommendation of which the evidence alone changed.
pub(super) fn changes(view: &DiffView) -> Table {
    let mut rows = Vec::new();
    for image in &view.images {
        let of_lists = image.lists.iter().flat_map(|list| list.rows.iter().map(move |change| (list.meaning, change)));
        let alone = image.evidence.rows.iter().map(|change| (EVIDENCE_ALONE, change));
        for (meaning, change) in of_lists.chain(alone) {
            let row = Row { image, meaning, change };
            rows.push(COLUMNS.iter().map(|(_, _, cell)| cell(row)).collect());
        }
    }
    Table {
        name: "Changes".to_owned(),
        columns: COLUMNS.iter().map(|(heading, width, _)| ((*heading).to_owned(), *width)).collect(),
        rows,
    }
}
