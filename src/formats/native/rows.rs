//! Native CSV: one row a check. Rows become the objects that native JSON has, and are read as those.

use std::collections::BTreeMap;

use csv::StringRecord;
use serde_json::{Map, Value, json};

use super::super::json_place::Place;
use super::super::{Input, Position, ReadError};
use super::json::{self, Unknown};
use crate::model::Scan;

type Object = Map<String, Value>;

/// Where a column's cells go, by the column's folded name; the rest belongs to the scan.
const OF_CHECK: [(&str, &str); 13] = [
    ("number", "number"),
    ("id", "number"),
    ("cisid", "number"),
    ("rule", "rule"),
    ("title", "title"),
    ("titlekind", "title_kind"),
    ("status", "status"),
    ("rawstatus", "raw_status"),
    ("levels", "levels"),
    ("level", "levels"),
    ("assessment", "assessment"),
    ("severity", "severity"),
    ("weight", "weight"),
];

const OF_SCAN: [(&str, &str); 12] = [
    ("benchmark", "benchmark/title"),
    ("version", "benchmark/version"),
    ("profile", "profile"),
    ("tool", "tool"),
    ("amiid", "target/ami_id"),
    ("aminame", "target/ami_name"),
    ("instanceid", "target/instance_id"),
    ("hostname", "target/hostname"),
    ("started", "started"),
    ("finished", "finished"),
    ("coverage", "coverage"),
    ("source", "source/path"),
];

/// Whether a line is the header of a native CSV.
pub(in crate::formats) fn is_header(line: &str) -> bool {
    let names: Vec<_> = line.split(',').map(|name| name.trim().trim_matches('"')).collect();
    let number = ["number", "id", "cis_id"].iter().any(|name| names.contains(name));
    number && names.contains(&"status")
}

/// Reads every scan of a file; rows that say the same about their scan are one scan's.
pub(super) fn read(input: &Input, columns: Option<&[String]>) -> Result<Vec<Scan>, ReadError> {
    let text = input.text()?;
    let mut records = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(text.as_bytes());
    let mut table = Table {
        header: columns.map(|names| Header::new(names.iter().map(String::as_str))).transpose()?,
        ..Table::default()
    };
    for record in records.records() {
        let record = record.map_err(|error| ReadError::syntax(format!("not valid CSV: {error}")))?;
        table.record(&record)?;
    }
    let open_end = !table.ended && !text.ends_with('\n');
    let mut scans = table.scans()?;
    if open_end {
        for scan in &mut scans {
            scan.warn("no-end", "The last line has no line end and there is no #end line: the file may be cut off.");
        }
    }
    Ok(scans)
}

#[derive(Default)]
struct Table {
    header: Option<Header>,
    scans: Vec<Scan>,
    places: BTreeMap<String, usize>,
    rows: usize,
    ended: bool,
}

struct Header {
    cells: usize,
    check: Vec<(usize, &'static str)>,
    scan: Vec<(usize, &'static str)>,
    evidence: Option<usize>,
    unknown: Vec<String>,
}

impl Header {
    fn new<'n>(names: impl Iterator<Item = &'n str>) -> Result<Self, ReadError> {
        let mut header = Self { cells: 0, check: Vec::new(), scan: Vec::new(), evidence: None, unknown: Vec::new() };
        for (at, name) in names.enumerate() {
            let folded: String =
                name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
            let find =
                |known: &[(&str, &'static str)]| known.iter().find(|(known, _)| *known == folded).map(|(_, to)| *to);
            if let Some(to) = find(&OF_CHECK) {
                if header.check.iter().any(|(_, known)| *known == to) {
                    return Err(ReadError::content(format!("two columns hold the {to}")));
                }
                header.check.push((at, to));
            } else if let Some(to) = find(&OF_SCAN) {
                header.scan.push((at, to));
            } else if folded == "evidence" {
                header.evidence = Some(at);
            } else {
                header.unknown.push(name.to_owned());
            }
            header.cells = at + 1;
        }
        let has = |name: &str| header.check.iter().any(|(_, to)| *to == name);
        if !has("status") || !(has("number") || has("rule")) {
            return Err(ReadError::content("the header has no `number` (or `id`, `cis_id`) and `status`"));
        }
        Ok(header)
    }
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
            return match count {
                Some(count) if count != self.rows.to_string() => {
                    Err(place.error(format!("the #end line says {count} checks, {} were read", self.rows)))
                }
                _ => Ok(()),
            };
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
        let check = json::check(check, &place, &mut Unknown::default())?;
        let next = self.scans.len();
        let at = *self.places.entry(json!(scan).to_string()).or_insert(next);
        if at == next {
            self.scans.push(json::scan(scan, &place, &mut Unknown::default())?);
        }
        if let Some(scan) = self.scans.get_mut(at) {
            scan.checks.push(check);
        }
        self.rows += 1;
        Ok(())
    }

    fn scans(mut self) -> Result<Vec<Scan>, ReadError> {
        if self.scans.is_empty() {
            return Err(ReadError::no_checks("the CSV has no rows"));
        }
        for name in self.header.into_iter().flat_map(|header| header.unknown) {
            for scan in &mut self.scans {
                scan.warn("unknown-column", format!("The column `{name}` is not known and was left out."));
            }
        }
        Ok(self.scans)
    }
}

fn cells<'r>(
    columns: &[(usize, &'static str)],
    record: &'r StringRecord,
) -> impl Iterator<Item = (&'static str, &'r str)> {
    columns.iter().filter_map(|(at, to)| Some((*to, record.get(*at)?))).filter(|(_, cell)| !cell.trim().is_empty())
}

fn check(header: &Header, record: &StringRecord, place: &Place) -> Result<Object, ReadError> {
    let mut check = Object::new();
    for (key, cell) in cells(&header.check, record) {
        let unreadable = || place.key(key).error(format!("`{cell}` is no number"));
        let value = match key {
            "levels" => {
                let levels = cell.split([' ', ',', ';']).filter(|level| !level.is_empty());
                let levels: Result<Vec<u8>, _> = levels.map(str::parse).collect();
                json!(levels.map_err(|_| unreadable())?)
            }
            "weight" => json!(cell.trim().parse::<f64>().map_err(|_| unreadable())?),
            "assessment" => json!(cell.trim().to_lowercase()),
            _ => json!(cell),
        };
        check.insert(key.to_owned(), value);
    }
    let kind = check.remove("title_kind");
    if let (Some(kind), Some(text)) = (kind, check.get("title").cloned()) {
        check.insert("title".to_owned(), json!({"text": text, "kind": kind}));
    }
    if let Some(evidence) = header.evidence.and_then(|at| record.get(at)) {
        check.insert("evidence".to_owned(), json!(evidence));
    }
    Ok(check)
}

/// `partial: why` is the only coverage of two parts.
fn coverage(key: &str, cell: &str) -> Value {
    match cell.split_once(": ") {
        Some((kind, why)) if key == "coverage" => json!({kind: why}),
        _ => json!(cell),
    }
}

fn set(object: &mut Object, key: &str, value: Value) {
    match key.split_once('/') {
        None => {
            object.insert(key.to_owned(), value);
        }
        Some((outer, inner)) => {
            if let Value::Object(outer) = object.entry(outer).or_insert_with(|| json!({})) {
                outer.insert(inner.to_owned(), value);
            }
        }
    }
}
