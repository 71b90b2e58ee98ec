//! Workbooks there and back, and workbooks that mean harm: each is a sheet or an error, within a moment.

use std::io::{Cursor, Write};

use jiff::civil::date;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::super::entry::Registry;
use super::{Applied, Sheet, apply, columns, records};
use crate::outputs::xlsx::{Cell, Table, workbook};

const FILE: &str = r#"schema = 1
[[exception]]
id = "var"
benchmark = "CIS House Benchmark"
version = "1.0.0"
rules = ["1.10", "1.2"]
titles = { "1.10" = "Ensure /var", "1.2" = "Ensure _x0041_ and 'x'" }
reason = "" # still to come
status = "draft"
"#;

const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#;
const ROOT: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

fn registry() -> Registry {
    Registry::parse("a.toml", FILE).expect("a registry")
}

fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a file");
        writer.write_all(bytes).expect("written");
    }
    writer.finish().expect("an archive").into_inner()
}

/// A workbook of one sheet, or of two that are called so.
fn book(names: &[&str], cells: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let sheets =
        names.iter().zip(1..).map(|(name, at)| format!("<sheet name=\"{name}\" sheetId=\"{at}\" r:id=\"rId{at}\"/>"));
    let workbook = format!(
        "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>{}</sheets></workbook>",
        sheets.collect::<String>()
    );
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{cells}</sheetData></worksheet>"
    );
    let own: [(&str, &[u8]); 5] = [
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", ROOT.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", RELS.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    archive(&[&own[..], more].concat())
}

fn text(place: &str, text: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

fn read(bytes: &[u8]) -> Result<Sheet, String> {
    Sheet::read_workbook(bytes).map_err(|error| error.to_string())
}

fn exported() -> Vec<u8> {
    let columns = columns().map(|(heading, width)| (heading.to_owned(), width)).collect();
    let cells = |record: Vec<String>| record.iter().map(|cell| Cell::text(cell)).collect();
    let rows = records(&registry()).map(cells).collect();
    workbook(&[Table { name: super::SHEET_NAME.into(), columns, rows }], None).expect("a workbook")
}

#[test]
fn a_workbook_that_comes_back_as_it_went_changes_nothing() {
    let bytes = exported();
    assert!(Sheet::is_workbook(&bytes) && !Sheet::is_workbook(b"id,reason\n"));
    let sheet = read(&bytes).expect("a sheet");
    assert_eq!(sheet, Sheet::read(&super::export(&registry())).map_err(|error| error.to_string()).expect("a sheet"));
    let applied = apply(&registry(), &sheet, "a.xlsx", date(2026, 11, 23), None);
    assert_eq!(applied, Ok(Applied { open: 1, ..Applied::default() }));
}

#[test]
fn cells_of_every_kind_are_what_is_seen_in_them() {
    let cells = format!(
        "<row r=\"1\">{}{}</row><row r=\"4\">{}{}</row>",
        text("A1", "id"),
        text("B1", "reason"),
        text("A4", "var"),
        "<c r=\"B4\"><v>1.5</v></c>"
    );
    let sheet = read(&book(&["Tabelle1"], &cells, &[])).expect("a sheet");
    assert_eq!(sheet.rows.len(), 1);
    let applied = apply(&registry(), &sheet, "a.xlsx", date(2026, 11, 23), None).expect("applied");
    assert!(applied.files["a.toml"].contains("reason = \"1.5\""), "{}", applied.files["a.toml"]);
    let error =
        read(&book(&["x"], &cells.replace("<c r=\"B4\">", "<c r=\"B4\" t=\"e\">").replace("1.5", "#REF!"), &[]));
    assert!(error.clone().is_err_and(|error| error.starts_with("line 4: a cell holds an error")), "{error:?}");
    let unknown = cells.replace("reason", "raeson");
    assert!(read(&book(&["x"], &unknown, &[])).is_err_and(|error| error.contains("did you mean `reason`?")));
}

#[test]
fn of_several_sheets_the_one_with_our_name_is_meant() {
    let cells = format!("<row r=\"1\">{}</row>", text("A1", "id"));
    assert!(read(&book(&["notes", "exceptions"], &cells, &[])).is_ok());
    let error = read(&book(&["notes", "more"], &cells, &[])).expect_err("two");
    assert!(error.contains("none is called exceptions: notes, more"), "{error}");
}

#[test]
fn a_workbook_that_means_harm_is_an_error() {
    let row = |cell: &str| format!("<row r=\"1\">{}{cell}</row>", text("A1", "id"));
    let zeros = vec![b' '; 65 << 20];
    let names: Vec<String> = (0..1001).map(|at| format!("x{at}")).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    let shared = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(1 << 20));
    let rels = RELS.replace(
        "</Relationships>",
        "<Relationship Id=\"rId9\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>",
    );
    let sharing: Vec<String> =
        (2..80).map(|at| format!("<row r=\"{at}\"><c r=\"A{at}\" t=\"s\"><v>0</v></c></row>")).collect();
    let sharing = sharing.concat();
    let shared: [(&str, &[u8]); 1] = [("xl/sharedStrings.xml", shared.as_bytes())];
    let mut sharing = book(&["x"], &format!("{}{sharing}", row("")), &shared);
    // The relationships of a book with shared texts.
    sharing = with_file(&sharing, "xl/_rels/workbook.xml.rels", rels.as_bytes());
    for (bytes, part) in [
        (book(&["x"], &row(""), &[("bomb", &zeros)]), "holds more than 64 MiB"),
        (book(&["x"], &row(""), &many), "holds 1006 files"),
        (book(&["x"], &row(&text("XFD1048576", "far")), &[]), "beyond 100000 rows"),
        (book(&["x"], "", &[]), "empty"),
        (book(&[], "", &[]), "no sheet"),
        (sharing, "the cells hold more than 64 MiB"),
        (archive(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")]), "save it as an Excel workbook"),
        (b"PK\x03\x04".to_vec(), "is damaged"),
    ] {
        let error = read(&bytes).expect_err(part);
        assert!(error.contains(part), "{part}: {error}");
    }
}

/// The same archive with another content of a file.
fn with_file(bytes: &[u8], name: &str, content: &[u8]) -> Vec<u8> {
    let mut old = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for at in 0..old.len() {
        let mut file = old.by_index(at).expect("a file");
        let own = file.name().expect("a name").into_owned();
        let mut held = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut held).expect("read");
        files.push((own.clone(), if own == name { content.to_vec() } else { held }));
    }
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, held)| (name.as_str(), held.as_slice())).collect();
    archive(&files)
}

#[test]
fn a_damaged_workbook_is_never_a_panic() {
    let whole = exported();
    for length in (0..whole.len()).step_by(7) {
        assert!(read(&whole[..length]).is_err(), "cut at {length}");
    }
    let mut state = 1_u64;
    let mut random = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or_default()
    };
    for _ in 0..300 {
        let mut bytes = whole.clone();
        let at = random() % bytes.len();
        bytes[at] ^= 1 << (random() % 8);
        let _ = read(&bytes);
    }
    // In the XML itself, which a checksum of the archive guards.
    for name in ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"] {
        let mut archive = zip::ZipArchive::new(Cursor::new(&whole[..])).expect("an archive");
        let mut xml = Vec::new();
        std::io::Read::read_to_end(&mut archive.by_name(name).expect("a file"), &mut xml).expect("read");
        for _ in 0..100 {
            let mut xml = xml.clone();
            let (at, long) = (random() % xml.len(), random() % 9);
            let end = (at + long).min(xml.len());
            xml.splice(at..end, b"\"<>&99999999999999999999A"[..random() % 25].iter().copied());
            let _ = read(&with_file(&whole, name, &xml));
        }
    }
}
