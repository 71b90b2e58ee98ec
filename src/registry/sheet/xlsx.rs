//! A workbook (XLSX) to the rows of a sheet, within limits: it is an archive of XML that somebody sent.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read};

use calamine::{DataRef, Reader, Xlsx, XlsxError};
use zip::ZipArchive;

use super::SHEET_NAME;
use super::read::{Sheet, SheetError};

/// The first bytes of a workbook, which is a ZIP archive.
const ZIP: &[u8] = b"PK\x03\x04";
/// The most bytes of all files in it together.
const MOST_UNPACKED: u64 = 64 << 20;
/// The most files in it.
const MOST_FILES: usize = 1_000;
/// The most rows and columns: a registry of more is none that people fill in.
const MOST_ROWS: u32 = 100_000;
const MOST_COLUMNS: u32 = 100;
/// The most bytes of all cells together: many cells can share one text.
const MOST_TEXT: usize = 64 << 20;

impl Sheet {
    /// Whether a file's bytes are those of a workbook.
    pub fn is_workbook(bytes: &[u8]) -> bool {
        bytes.starts_with(ZIP)
    }

    /// Reads a workbook's bytes.
    ///
    /// # Errors
    /// When it is none, holds more than a sheet of reasons can, or is no sheet; all problems at once.
    pub fn read_workbook(bytes: &[u8]) -> Result<Self, SheetError> {
        within_limits(bytes)?;
        let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
        let name = chosen(&workbook.sheet_names())?;
        let rows = rows(&mut workbook, &name)?;
        Self::of_records(rows)
    }
}

/// What is read of it is read twice: once to know how much there is, whatever the archive says of itself.
fn within_limits(bytes: &[u8]) -> Result<(), SheetError> {
    let broken = |error: &dyn std::fmt::Display| refused(format!("the workbook is damaged: {error}; save it again"));
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    if archive.len() > MOST_FILES {
        return Err(refused(format!("the workbook holds {} files; save the sheet alone, or as CSV", archive.len())));
    }
    let mut left = MOST_UNPACKED;
    for at in 0..archive.len() {
        let file = archive.by_index(at).map_err(|error| broken(&error))?;
        let read = io::copy(&mut file.take(left + 1), &mut io::sink()).map_err(|error| broken(&error))?;
        let too_much = || refused(format!("the workbook holds more than {} MiB; save it as CSV", MOST_UNPACKED >> 20));
        left = left.checked_sub(read).ok_or_else(too_much)?;
    }
    Ok(())
}

fn refused(message: String) -> SheetError {
    SheetError::at(1, message)
}

fn damaged(error: &XlsxError) -> SheetError {
    refused(format!("it cannot be read as a workbook: {error}; save it as an Excel workbook (.xlsx) or as CSV"))
}

/// The sheet that is meant: the only one, else the one that goes by our name.
fn chosen(names: &[String]) -> Result<String, SheetError> {
    let ours = names.iter().find(|name| name.as_str() == SHEET_NAME);
    match (names, ours) {
        ([only], _) => Ok(only.clone()),
        (_, Some(ours)) => Ok(ours.clone()),
        ([], None) => Err(refused("the workbook has no sheet".to_owned())),
        _ => Err(refused(format!(
            "the workbook has several sheets and none is called {SHEET_NAME}: {}; name the one that is meant so",
            names.join(", ")
        ))),
    }
}

type Cells = BTreeMap<u32, String>;

/// The rows with their numbers, each as wide as the first.
fn rows(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Vec<(u64, Vec<String>)>, SheetError> {
    let mut rows: BTreeMap<u32, Cells> = BTreeMap::new();
    let mut reader = workbook.worksheet_cells_reader(name).map_err(|error| damaged(&error))?;
    let mut left = MOST_TEXT;
    while let Some(cell) = reader.next_cell().map_err(|error| damaged(&error))? {
        let (row, column) = cell.get_position();
        let text = text(cell.get_value()).map_err(|message| SheetError::at(line(row), message))?;
        if text.trim().is_empty() {
            continue;
        }
        if row >= MOST_ROWS || column >= MOST_COLUMNS {
            let message = format!("a cell stands beyond {MOST_ROWS} rows and {MOST_COLUMNS} columns; take it out");
            return Err(SheetError::at(line(row), message));
        }
        let too_much = || refused(format!("the cells hold more than {} MiB; save it as CSV", MOST_TEXT >> 20));
        left = left.checked_sub(text.len()).ok_or_else(too_much)?;
        rows.entry(row).or_default().insert(column, text);
    }
    let width = |cells: &Cells| cells.last_key_value().map_or(0, |(last, _)| last + 1);
    let head = rows.values().next().map_or(0, width);
    let record = |(row, mut cells): (u32, Cells)| {
        let all = 0..width(&cells).max(head);
        (line(row), all.map(|column| cells.remove(&column).unwrap_or_default()).collect())
    };
    Ok(rows.into_iter().map(record).collect())
}

/// A row's number as spreadsheets show it.
fn line(row: u32) -> u64 {
    u64::from(row) + 1
}

/// A cell as the text that somebody sees in it; a day, however it is shown, as the registry writes days.
fn text(value: &DataRef<'_>) -> Result<String, String> {
    Ok(match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(yes) => if *yes { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTimeIso(text) => text.strip_suffix("T00:00:00").unwrap_or(text).to_owned(),
        DataRef::DateTime(time) => {
            let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
            match (hour, minute, second) {
                (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
                _ => format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"),
            }
        }
        DataRef::Error(error) => return Err(format!("a cell holds an error: {error}")),
    })
}
