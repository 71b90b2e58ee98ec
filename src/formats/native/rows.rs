//! Native CSV: one row a check. Rows become the objects that native JSON has, and are read as those.
//! A field without a column stands in the column `more` and in the `#scan` lines; a column goes before it.

use std::collections::BTreeMap;

use csv::StringRecord;
use serde_json::{Value, json};

use super::cells::{Header, Object, cells, check, coverage, merge, object, set};
use super::columns;
use super::json::{self, Unknown};
use crate::diag::Code;
use crate::model::{Check, Scan};
use crate::read::json::Place;
use crate::read::table::closed;
use crate::read::{Input, Position, ReadError, table};

/// The separators of cells; a spreadsheet writes semicolons where the comma is the decimal point.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The separator of a line that is the header of a native CSV.
pub(super) fn separator(line: &str) -> Option<u8> {
    // A table in Markdown has bars at its edges, and a ruling below its heads.
    SEPARATORS.into_iter().filter(|separator| *separator != b'|' || !line.trim_start().starts_with('|')).find(
        |separator| {
            let names: Vec<_> = line.split(char::from(*separator)).map(|name| name.trim().trim_matches('"')).collect();
            let has = |wanted: &str| names.iter().any(|name| name.eq_ignore_ascii_case(wanted));
            ["number", "id", "cis_id"].into_iter().any(has) && has("status")
        },
    )
}

/// Whether a line is the header that amicis itself writes; a script's has fewer columns.
pub(super) fn is_own_header(line: &str) -> bool {
    let names = line.split(',').map(|name| name.trim().trim_matches('"'));
    names.take(6).eq(columns::written().map(|column| column.name).take(6))
}

/// Reads every scan of a file; rows that say the same about their scan are one scan's.
pub(super) fn read(input: &Input, columns: Option<&[String]>) -> Result<Vec<Scan>, ReadError> {
    let text = input.text()?;
    let separator = text.lines().find(|line| !line.trim().is_empty()).and_then(separator).unwrap_or(b',');
    closed(&text, separator)?;
    let mut records =
        csv::ReaderBuilder::new().delimiter(separator).flexible(true).has_headers(false).from_reader(text.as_bytes());
    let mut table = Table {
        header: columns.map(|names| Header::new(names.iter().map(String::as_str))).transpose()?,
        ..Table::default()
    };
    for record in records.records() {
        let record = record.map_err(|error| ReadError::syntax(format!("not valid CSV: {error}")))?;
        table.record(&record)?;
    }
    // The end line tells of cut and of lost rows.
    let doubts = if table.counted { Vec::new() } else { table::doubts(&text) };
    let mut scans = table.scans()?;
    for scan in &mut scans {
        doubts.iter().cloned().for_each(|doubt| scan.doubt(doubt));
    }
    Ok(scans)
}

#[derive(Default)]
struct Table {
    header: Option<Header>,
    scans: Vec<Rows>,
    places: BTreeMap<String, usize>,
    /// The content of the `#scan` lines, by the cell that stands in their scan's rows.
    rest: Vec<(String, Object, Place)>,
    rows: usize,
    ended: bool,
    /// The end line says how many rows there are.
    counted: bool,
}

/// The rows of one scan.
struct Rows {
    scan: Object,
    place: Place,
    id: String,
    unknown: Unknown,
    checks: Vec<Check>,
}

impl Table {
    fn record(&mut self, record: &StringRecord) -> Result<(), ReadError> {
        let line = record.position().map_or(0, csv::Position::line);
        let place = Place { trail: String::new(), position: Some(Position { line, column: 1 }) };
        let Some(header) = &self.header else {
            self.header = Some(Header::new(record.iter()).map_err(|error| error.at(place.position))?);
            return Ok(());
        };
        if self.ended {
            return Err(place.error("rows stand after the #end line"));
        }
        if record.get(0) == Some("#end") {
            self.ended = true;
            let count = record.get(1).map(str::trim).filter(|count| !count.is_empty());
            self.counted = count.is_some();
            return match count {
                Some(count) if count != self.rows.to_string() => {
                    Err(place.error(format!("the #end line says {count} checks, {} were read", self.rows)))
                }
                _ => Ok(()),
            };
        }
        if record.get(0) == Some("#scan") {
            return self.rest(record, place);
        }
        if record.len() != header.cells {
            let message = format!("the row has {} cells, the header {}", record.len(), header.cells);
            return Err(place
                .error(message)
                .help("quote cells that hold commas; if this is the last row, the file is cut off"));
        }
        let check = check(header, record, &place)?;
        let mut scan = Object::new();
        for (key, value) in cells(&header.scan, record) {
            set(&mut scan, key, coverage(key, value));
        }
        let id = header.id.and_then(|at| record.get(at)).unwrap_or_default().trim().to_owned();
        let next = self.scans.len();
        let at = *self.places.entry(json!([id, scan]).to_string()).or_insert(next);
        if at == next {
            let unknown = Unknown::default();
            self.scans.push(Rows { scan, place: place.clone(), id, unknown, checks: Vec::new() });
        }
        if let Some(rows) = self.scans.get_mut(at) {
            rows.checks.push(json::check(check, &place, &mut rows.unknown)?);
        }
        self.rows += 1;
        Ok(())
    }

    /// `#scan,PLACE,JSON`: what the columns do not say of the scan whose rows have that place.
    fn rest(&mut self, record: &StringRecord, place: Place) -> Result<(), ReadError> {
        if self.header.as_ref().is_none_or(|header| header.id.is_none()) {
            return Err(place.error("a #scan line, and no column `scan` that says which rows are its own"));
        }
        let id = record.get(1).unwrap_or_default().trim().to_owned();
        if self.rest.iter().any(|(known, _, _)| *known == id) {
            return Err(place.error(format!("two #scan lines are of the scan `{id}`")));
        }
        let rest = object(record.get(2).unwrap_or_default(), &place)?;
        self.rest.push((id, rest, place));
        Ok(())
    }

    fn scans(mut self) -> Result<Vec<Scan>, ReadError> {
        for (id, _, place) in &self.rest {
            if !self.scans.iter().any(|rows| rows.id == *id) {
                let (id, place) = (id.clone(), place.clone());
                let unknown = Unknown::default();
                self.scans.push(Rows { scan: Object::new(), place, id, unknown, checks: Vec::new() });
            }
        }
        if self.scans.is_empty() {
            return Err(ReadError::no_checks("the CSV has no rows"));
        }
        let line = |rows: &Rows| self.rest.iter().position(|(id, _, _)| *id == rows.id);
        // A scan without a row has its place among the others all the same.
        self.scans.sort_by_key(|rows| line(rows).unwrap_or(usize::MAX));
        let mut scans = Vec::new();
        for mut rows in self.scans {
            if let Some((_, rest, _)) = self.rest.iter().find(|(id, _, _)| *id == rows.id) {
                complete(&mut rows.scan, rest);
            }
            let mut scan = json::scan(rows.scan, &rows.place, &mut rows.unknown)?;
            scan.checks = rows.checks;
            rows.unknown.warn(&mut scan);
            for name in self.header.iter().flat_map(|header| &header.unknown) {
                scan.warn(Code::UnknownColumn, format!("The column `{name}` is not known and was left out."));
            }
            scans.push(scan);
        }
        Ok(scans)
    }
}

/// Adds what a `#scan` line says. With it, a profile's and a tool's text is no more than one of their fields.
fn complete(scan: &mut Object, rest: &Object) {
    for (key, field) in columns::short() {
        if let Some(Value::String(text)) = scan.get(key).cloned() {
            scan.insert(key.to_owned(), json!({field: text}));
        }
    }
    merge(scan, rest);
}
