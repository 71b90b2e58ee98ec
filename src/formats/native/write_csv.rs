//! Writes native CSV: one row a check, for spreadsheets and scripts.
//!
//! The columns hold what people sort and filter by. What has no column stands as JSON in the column
//! `more`, and for each scan in a `#scan` line, so that nothing is lost.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::cells::Object;
use super::columns::{self, Field};
use super::write::in_memory;
use crate::diag::guarded_cell;
use crate::model::{Check, Scan};

/// Who the rows are for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CsvFor {
    /// This program: with `#scan` and `#end` lines, read again without loss.
    #[default]
    Reading,
    /// Programs that want a header and rows alone. What no row says of a scan is left out.
    Rows,
    /// Spreadsheets: the same, and a cell that one would run as a formula gets an apostrophe before it.
    Spreadsheets,
}

/// All checks of all scans as CSV with a header, `#scan,PLACE,JSON` lines and, as the last line, `#end,COUNT`;
/// for others than this program without these lines.
/// Cells hold the values exactly; for spreadsheets alone some are guarded.
///
/// # Errors
/// The errors of the writer: every value of a scan can be written as JSON.
pub fn write_csv(scans: &[Scan], reader: CsvFor, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = ::csv::WriterBuilder::new().flexible(true).from_writer(out);
    writer.write_record(columns::written().map(|column| column.name))?;
    let mut ends = Vec::new();
    let mut count = 0;
    for (index, scan) in scans.iter().enumerate() {
        let place = (index + 1).to_string();
        let (of_scan, rest) = scan_cells(scan)?;
        for check in &scan.checks {
            let cells = row(check, &of_scan, &place)?;
            if reader == CsvFor::Spreadsheets {
                writer.write_record(cells.iter().map(|cell| guarded_cell(cell)))?;
            } else {
                writer.write_record(cells)?;
            }
            count += 1;
        }
        ends.push(["#scan".to_owned(), place, json!(rest).to_string()]);
    }
    if reader == CsvFor::Reading {
        for end in ends {
            writer.write_record(end)?;
        }
        writer.write_record(["#end", &count.to_string()])?;
    }
    writer.flush()
}

/// As [`write_csv`] for reading, into memory.
///
/// # Errors
/// Never for scans that a reader made.
pub fn csv(scans: &[Scan]) -> io::Result<String> {
    in_memory(|out| write_csv(scans, CsvFor::Reading, out))
}

fn row(check: &Check, of_scan: &[String], place: &str) -> io::Result<Vec<String>> {
    let mut rest = object(check)?;
    let (title, title_kind) = title(&mut rest);
    let (evidence, evidence_kind) = evidence(&mut rest);
    let mut of_scan = of_scan.iter();
    let mut cells = Vec::new();
    for column in columns::written() {
        cells.push(match column.field {
            Field::Check("title") => title.clone(),
            Field::Check("title_kind") => title_kind.clone(),
            Field::Check("levels") => {
                rest.remove("levels");
                check.levels.iter().map(u8::to_string).collect::<Vec<_>>().join(" ")
            }
            Field::Check("weight") => {
                rest.remove("weight");
                check.weight.map(|weight| weight.as_f64().to_string()).unwrap_or_default()
            }
            Field::Check(key) => take(&mut rest, key),
            Field::Scan(_) | Field::Short(..) => of_scan.next().cloned().unwrap_or_default(),
            Field::Evidence => evidence.clone(),
            Field::EvidenceKind => evidence_kind.clone(),
            // Behind all columns of the check: it holds what they left.
            Field::More if rest.is_empty() => String::new(),
            Field::More => json!(rest).to_string(),
            Field::Place => place.to_owned(),
        });
    }
    Ok(cells)
}

/// The cells that each row of a scan has, and what they do not say of it.
fn scan_cells(scan: &Scan) -> io::Result<(Vec<String>, Object)> {
    // Not the checks, which may be many.
    let mut rest = object(&Scan { checks: Vec::new(), ..scan.clone() })?;
    rest.remove("checks");
    if scan.checks.is_empty() {
        // No row will say it.
        return Ok((Vec::new(), rest));
    }
    if let Some(why) = rest.get("coverage").and_then(|coverage| coverage.get("partial")?.as_str()) {
        rest.insert("coverage".to_owned(), json!(format!("partial: {why}")));
    }
    let mut cells = Vec::new();
    for column in columns::written() {
        let (outer, key) = match column.field {
            Field::Short(outer, key) => (Some(outer), key),
            Field::Scan(path) => path.split_once('/').map_or((None, path), |(outer, key)| (Some(outer), key)),
            _ => continue,
        };
        let object = match outer {
            Some(outer) => rest.get_mut(outer).and_then(Value::as_object_mut),
            None => Some(&mut rest),
        };
        cells.push(object.map_or_else(String::new, |object| take(object, key)));
    }
    if let Some(Value::String(coverage)) = rest.get("coverage") {
        // It has a character that no cell holds.
        let why = coverage.strip_prefix("partial: ").unwrap_or_default().to_owned();
        rest.insert("coverage".to_owned(), json!({"partial": why}));
    }
    Ok((cells, rest))
}

fn object<T: serde::Serialize>(value: &T) -> io::Result<Object> {
    match serde_json::to_value(value)? {
        Value::Object(object) => Ok(object),
        _ => Ok(Object::new()),
    }
}

/// Whether a cell can hold a text: a blank one would be read as none, and a file with a NUL is no text.
fn fits(text: &str) -> bool {
    !text.trim().is_empty() && !text.contains('\0')
}

/// Takes a text for its cell; what does not fit there stays.
fn take(object: &mut Object, key: &str) -> String {
    match object.remove(key) {
        Some(Value::String(text)) if fits(&text) => text,
        Some(other) => {
            object.insert(key.to_owned(), other);
            String::new()
        }
        None => String::new(),
    }
}

/// The title's text, and whose wording it is unless it is the benchmark's.
fn title(check: &mut Object) -> (String, String) {
    let Some(Value::Object(title)) = check.get_mut("title") else { return (take(check, "title"), String::new()) };
    let text = take(title, "text");
    if text.is_empty() {
        return (text, String::new());
    }
    let kind = take(title, "kind");
    check.remove("title");
    (text, kind)
}

/// The evidence, and how its cell is to be read: one text, `items` (each line is one), or `json`.
fn evidence(check: &mut Object) -> (String, String) {
    let item = |item: &Value| item.as_str().filter(|item| fits(item) && !item.contains('\n')).map(str::to_owned);
    match check.remove("evidence") {
        None => Default::default(),
        Some(Value::String(text)) if fits(&text) => (text, String::new()),
        Some(Value::Array(items)) if items.iter().all(|value| item(value).is_some()) => {
            (items.iter().filter_map(item).collect::<Vec<_>>().join("\n"), "items".to_owned())
        }
        Some(other) => (other.to_string(), "json".to_owned()),
    }
}
