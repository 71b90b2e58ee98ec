//! The rows of a sheet held against the entries, and what they change put into the files in place.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use toml_edit::{Item, Table};

use super::super::document::{self, EditError, happened, set, set_day};
use super::super::entry::{Approval, Entry, Registry};
use super::column::Column;
use super::read::{Problem, Sheet, SheetError, SheetRow};
use crate::diag::{Source, did_you_mean};

/// The approval of the drafts that a sheet gives a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approve {
    /// Who approves them.
    pub by: String,
}

/// The files that a sheet changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// The new text of each file that changes, by its path.
    pub files: BTreeMap<String, String>,
    /// How many entries change.
    pub entries: usize,
    /// How many entries are approved from now on.
    pub approved: usize,
    /// How many drafts have no reason yet.
    pub open: usize,
}

/// Why a sheet changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApplyError {
    /// Rows cannot be taken.
    #[error(transparent)]
    Sheet(SheetError),
    /// A file cannot be edited in place.
    #[error(transparent)]
    Edit(EditError),
}

/// The cells of a row that say another thing than its entry.
struct Change<'r> {
    entry: &'r Entry,
    cells: BTreeMap<Column, String>,
}

impl Change<'_> {
    /// Whether the entry is approved by this change: it becomes so, or somebody else approves it.
    fn approves(&self) -> bool {
        let status = self.cells.get(&Column::Status);
        let approved = status.map_or(self.entry.status.word(), String::as_str) == Approval::Approved.word();
        let by = self.cells.get(&Column::ApprovedBy).is_some_and(|by| !by.is_empty());
        approved && (status.is_some() || by)
    }
}

/// Puts a sheet's cells into the files of a registry; comments, order and all else stay. `name` is the sheet's, for
/// the entries' history.
///
/// # Errors
/// When a row cannot be taken; all problems at once, and then nothing is changed.
pub fn apply(
    registry: &Registry,
    sheet: &Sheet,
    name: &str,
    on: Date,
    approve: Option<&Approve>,
) -> Result<Applied, ApplyError> {
    let changes = changes(registry, sheet, approve, on).map_err(ApplyError::Sheet)?;
    let mut applied = counted(registry, &changes);
    let paths: BTreeSet<&str> = changes.values().map(|change| change.entry.place.path.as_str()).collect();
    for path in paths {
        let text = registry.sources.get(path).map(Source::text).unwrap_or_default();
        let new = edited(text, &changes, name, on).map_err(ApplyError::Edit)?;
        applied.files.insert(path.to_owned(), new);
    }
    Ok(applied)
}

type Changes<'r> = BTreeMap<&'r str, Change<'r>>;

/// How the registry stands once the changes are made.
fn counted(registry: &Registry, changes: &Changes<'_>) -> Applied {
    let mut applied = Applied { entries: changes.len(), ..Applied::default() };
    for entry in &registry.entries {
        let change = changes.get(entry.id.as_str());
        let after = |column: Column| {
            change.and_then(|change| change.cells.get(&column).cloned()).unwrap_or_else(|| column.cell(entry))
        };
        let status = after(Column::Status);
        applied.open += usize::from(status == Approval::Draft.word() && after(Column::Reason).is_empty());
        applied.approved += usize::from(change.is_some_and(Change::approves));
    }
    applied
}

fn changes<'r>(
    registry: &'r Registry,
    sheet: &Sheet,
    approve: Option<&Approve>,
    on: Date,
) -> Result<Changes<'r>, SheetError> {
    let entries: BTreeMap<&str, &Entry> = registry.entries.iter().map(|entry| (entry.id.as_str(), entry)).collect();
    let mut seen: BTreeMap<&str, u64> = BTreeMap::new();
    let (mut found, mut problems) = (BTreeMap::new(), Vec::new());
    for row in &sheet.rows {
        let mut refuse = |message: String| problems.push(Problem { line: row.line, message });
        let id = row.cell(Column::Id).unwrap_or_default();
        let Some(entry) = entries.get(id) else {
            refuse(unknown(id, entries.keys().copied()));
            continue;
        };
        if let Some(first) = seen.insert(&entry.id, row.line) {
            refuse(format!("`{id}` stands in line {first}, too; keep one of the two rows"));
            continue;
        }
        match change(entry, row, approve, on) {
            Ok(change) if change.cells.is_empty() => {}
            Ok(change) => {
                found.insert(entry.id.as_str(), change);
            }
            Err(messages) => messages.into_iter().for_each(refuse),
        }
    }
    if problems.is_empty() { Ok(found) } else { Err(SheetError(problems)) }
}

fn unknown<'r>(id: &str, ids: impl Iterator<Item = &'r str>) -> String {
    match (id, did_you_mean(id, ids)) {
        ("", _) => "the row has no id".to_owned(),
        (_, Some(near)) => format!("there is no entry `{id}`; did you mean `{near}`?"),
        (_, None) => format!("there is no entry `{id}`; `amicis registry add` makes entries"),
    }
}

/// What a row changes of its entry, or everything that is wrong with it.
fn change<'r>(
    entry: &'r Entry,
    row: &SheetRow,
    approve: Option<&Approve>,
    on: Date,
) -> Result<Change<'r>, Vec<String>> {
    let id = &entry.id;
    let mut problems = Vec::new();
    let differs = |column: Column| row.cell(column).filter(|cell| *cell != column.cell(entry));
    for column in [Column::Numbers, Column::Title].into_iter().filter(|column| differs(*column).is_some()) {
        let word = column.word();
        problems.push(format!(
            "`{id}`: its {word} cell is not the registry's; a sheet does not change what an entry is about"
        ));
    }
    let filled = Column::filled_in().filter_map(|column| Some((column, SheetRow::text(differs(column)?).to_owned())));
    let mut cells: BTreeMap<Column, String> = filled.collect();
    if !cells.is_empty() && differs(Column::Revision).is_some() {
        problems.push(format!("`{id}` was changed since this sheet was made; fill the row in again in a new sheet"));
    }
    problems.extend(approve_text(entry, &mut cells, approve));
    problems.extend(cells.iter().filter_map(|(column, text)| wrong(entry, *column, text, on)));
    let status = cells.get(&Column::Status).map_or(entry.status.word(), String::as_str);
    let reason = cells.get(&Column::Reason).unwrap_or(&entry.reason);
    if status == Approval::Approved.word() && reason.trim().is_empty() {
        problems.push(format!("`{id}` is approved and gives no reason"));
    }
    if problems.is_empty() { Ok(Change { entry, cells }) } else { Err(problems) }
}

/// Approves a draft that the sheet gives a reason, and the new text of an entry in force: an approval holds for
/// the text that somebody saw. Without a name for that it is a problem.
fn approve_text(entry: &Entry, cells: &mut BTreeMap<Column, String>, approve: Option<&Approve>) -> Option<String> {
    let given = cells.get(&Column::Reason).is_some_and(|reason| !reason.is_empty());
    let drafted = entry.status == Approval::Draft && given;
    let text = [Column::Reason, Column::Workaround, Column::Category, Column::Expires];
    let changed = entry.status == Approval::Approved
        && !cells.contains_key(&Column::Status)
        && text.iter().any(|column| cells.contains_key(column));
    match approve {
        Some(approve) if drafted || changed => {
            cells.entry(Column::Status).or_insert_with(|| Approval::Approved.word().to_owned());
            cells.entry(Column::ApprovedBy).or_insert_with(|| approve.by.clone());
            None
        }
        None if changed && cells.get(&Column::ApprovedBy).is_none_or(String::is_empty) => Some(format!(
            "`{}` is approved as it was; say with --approve NAME who approves what the sheet makes of it, or write              `requested` as its status",
            entry.id
        )),
        _ => None,
    }
}

/// The fault of a cell, where it has one.
fn wrong(entry: &Entry, column: Column, text: &str, on: Date) -> Option<String> {
    let (id, word) = (&entry.id, column.word());
    match column {
        Column::Status if Approval::ALL.iter().all(|known| known.word() != text) => {
            let words = Approval::ALL.map(Approval::word).join(", ");
            Some(format!("`{id}`: `{text}` is no status; there are {words}"))
        }
        Column::Expires if !text.is_empty() && text.parse::<Date>().is_err() => {
            Some(format!("`{id}`: `{text}` is no day; write it as 2027-01-31, in a column of texts"))
        }
        Column::Expires if text.parse::<Date>().is_ok_and(|day| day < on) => {
            Some(format!("`{id}`: `{text}` is over; an entry that has ended covers nothing"))
        }
        _ if text.is_empty() && !entry.place.keys.contains_key(word) => {
            Some(format!("`{id}`: its {word} comes from [defaults] and cannot be blank here; change it there"))
        }
        _ => None,
    }
}

fn edited(text: &str, changes: &Changes<'_>, name: &str, on: Date) -> Result<String, EditError> {
    let mut document = document::parse(text)?;
    let Some(tables) = document::entries(&mut document)? else { return Ok(text.to_owned()) };
    for table in tables.iter_mut() {
        let id = table.get("id").and_then(Item::as_str).unwrap_or_default();
        if let Some(change) = changes.get(id) {
            put(table, change, name, on);
        }
    }
    Ok(document.to_string())
}

fn put(table: &mut Table, change: &Change<'_>, name: &str, on: Date) {
    for (column, text) in &change.cells {
        let key = column.word();
        match (column, text.parse::<Date>()) {
            (Column::Expires, Ok(date)) => set_day(table, key, date),
            // A draft keeps the key that waits for its reason.
            _ if text.is_empty() && *column != Column::Reason => {
                table.remove(key);
            }
            _ => set(table, key, text),
        }
    }
    if change.approves() {
        set_day(table, "approved-on", on);
    }
    let changed = change.cells.keys().map(|column| column.word()).collect::<Vec<_>>().join(", ");
    happened(table, Some(on), &format!("from {name}: {changed}"));
}
