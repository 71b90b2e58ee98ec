//! A workbook as data: its sheets, each with its cells, its formulas, where its links lead, and what can be filtered.

use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};
use serde_json::{Value, json};

/// Reads a workbook: `[{"name", "rows": [[{"text" | "number" | "day": …} | null]], "links": […], "filter": "A1:E9"}]`, with
/// `{"formula": …}` in the place of every cell that is computed.
pub(crate) fn read(bytes: &[u8]) -> Value {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let sheets = book.sheet_names().into_iter().zip(1..).map(|(name, place)| {
        let cells = book.worksheet_range(&name).expect("a sheet");
        let mut rows: Vec<Vec<Value>> = cells.rows().map(|row| row.iter().map(cell).collect()).collect();
        let formulas = book.worksheet_formula(&name).expect("a sheet");
        rows.extend(formulas.used_cells().map(|(_, _, formula)| vec![json!({ "formula": formula })]));
        let xml = part(bytes, &format!("xl/worksheets/sheet{place}.xml")).expect("the sheet's XML");
        let relations = part(bytes, &format!("xl/worksheets/_rels/sheet{place}.xml.rels")).unwrap_or_default();
        let filters = attributes(&xml, "autoFilter", "ref");
        json!({
            "name": name,
            "rows": rows,
            "links": attributes(&relations, "Relationship", "Target"),
            "filter": filters.first(),
        })
    });
    Value::Array(sheets.collect())
}

fn cell(cell: &Data) -> Value {
    match cell {
        Data::Empty => Value::Null,
        Data::String(text) => json!({ "text": text }),
        Data::Float(number) => json!({ "number": number }),
        Data::DateTime(time) => {
            let (year, month, day, ..) = time.to_ymd_hms_milli();
            json!({ "day": format!("{year:04}-{month:02}-{day:02}") })
        }
        other => json!({ "formula": other.to_string() }),
    }
}

/// A file of the archive that a workbook is.
fn part(bytes: &[u8], name: &str) -> Option<String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut text = String::new();
    archive.by_name(name).ok()?.read_to_string(&mut text).expect("UTF-8");
    Some(text)
}

/// An attribute of every element with a name.
fn attributes(xml: &str, element: &str, attribute: &str) -> Vec<String> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut found = Vec::new();
    loop {
        match reader.read_event().expect("XML") {
            Event::Eof => return found,
            Event::Start(tag) | Event::Empty(tag) if tag.name().as_ref() == element => {
                let value = tag.try_get_attribute(attribute).expect("XML").expect("the attribute");
                found.push(value.normalized_value(quick_xml::XmlVersion::Implicit1_0).expect("text").into_owned());
            }
            _ => {}
        }
    }
}
