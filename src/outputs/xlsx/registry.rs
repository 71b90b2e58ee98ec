//! The registry's sheet: every entry with its state on the day, those that cover nothing here too.

use super::cell::Cell;
use super::kit::Table;
use crate::views::{AssessedView, EntryRecord};

type Column = (&'static str, f64, fn(&EntryRecord) -> Cell);

const COLUMNS: [Column; 25] = [
    ("Entry", 26.0, |entry| Cell::cut(&entry.id)),
    ("Numbers", 18.0, |entry| Cell::lines(&entry.rules)),
    ("Benchmark", 28.0, |entry| Cell::cut(&entry.benchmark)),
    ("Title", 45.0, titles),
    ("Category", 20.0, |entry| optional(entry.category.as_deref())),
    ("Category as printed", 24.0, |entry| optional(entry.category_name.as_deref())),
    ("Status", 12.0, |entry| Cell::text(entry.status)),
    ("In force", 9.0, |entry| Cell::text(if entry.in_force { "yes" } else { "no" })),
    // A bundle gives verdicts, and no registry that they could be asked of.
    ("State", 16.0, |entry| optional(entry.outcome.as_ref().map(|outcome| outcome.kind))),
    ("Names here", 18.0, |entry| Cell::lines(entry.outcome.iter().flat_map(|outcome| &outcome.numbers))),
    ("Why", 45.0, |entry| Cell::lines(entry.outcome.iter().flat_map(|outcome| &outcome.reasons))),
    ("Reason", 60.0, |entry| Cell::cut(&entry.reason)),
    ("Workaround", 45.0, |entry| Cell::cut(&entry.workaround)),
    ("Owner", 18.0, |entry| optional(entry.owner.as_deref())),
    ("Requested by", 18.0, |entry| optional(entry.requested_by.as_deref())),
    ("Approved by", 18.0, |entry| optional(entry.approved_by.as_deref())),
    ("Approved on", 12.0, |entry| Cell::day(entry.approved_on)),
    ("Starts", 12.0, |entry| Cell::day(entry.starts)),
    ("Expires", 12.0, |entry| Cell::day(entry.expires)),
    ("Link", 36.0, |entry| entry.links.first().map_or(Cell::Empty, |link| Cell::link(link))),
    ("Further links", 36.0, |entry| Cell::lines(entry.links.iter().skip(1))),
    ("Applies to", 30.0, applies_to),
    ("Note", 30.0, |entry| optional(entry.note.as_deref())),
    ("File", 24.0, |entry| Cell::cut(&entry.file)),
    ("Line", 8.0, |entry| if entry.line > 0 { Cell::count(entry.line) } else { Cell::Empty }),
];

/// Every entry, in the registry's order.
pub(super) fn registry(view: &AssessedView) -> Table {
    let row = |entry: &EntryRecord| COLUMNS.iter().map(|(_, _, cell)| cell(entry)).collect();
    Table {
        name: "Registry".to_owned(),
        columns: COLUMNS.iter().map(|(heading, width, _)| ((*heading).to_owned(), *width)).collect(),
        rows: view.entries.iter().map(row).collect(),
    }
}

fn optional(text: Option<&str>) -> Cell {
    text.map_or(Cell::Empty, Cell::cut)
}

fn titles(entry: &EntryRecord) -> Cell {
    let each = entry.titles.iter().map(|(number, title)| format!("{number} {title}"));
    Cell::lines(entry.title.iter().cloned().chain(each))
}

/// What narrows the entry: images, tools, tags, statuses and the evidence that it explains.
fn applies_to(entry: &EntryRecord) -> Cell {
    let line = |key: &str, values: String| format!("{key}: {values}");
    let applies = entry.applies_to.iter().map(|(key, values)| line(key, values.join(", ")));
    let statuses = (!entry.statuses.is_empty()).then(|| line("statuses", entry.statuses.join(", ")));
    let evidence = entry.evidence.iter().flatten().map(|pattern| line("evidence", pattern.clone()));
    Cell::lines(applies.chain(statuses).chain(evidence))
}
