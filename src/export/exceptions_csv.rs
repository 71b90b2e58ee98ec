//! The exceptions table for spreadsheets: people open it, so nothing in it may run as a formula.

use crate::diag::safe;
use crate::views::{Column, ExceptionsView, Row};

const INCOMPLETE: &str = "Incomplete: files could not be read.";

/// The rows of all images with a header; with several images, the image and its benchmark come first.
///
/// # Errors
/// Never in practice: the writer is memory.
pub fn exceptions(view: &ExceptionsView, columns: &[Column]) -> csv::Result<String> {
    let several = view.images.len() > 1;
    let before = |texts: [&str; 2]| texts.map(guarded).into_iter().filter(move |_| several);
    let mut writer = csv::Writer::from_writer(Vec::new());
    let headings = columns.iter().map(|column| guarded(&column.heading));
    writer.write_record(before(["Image", "Benchmark"]).chain(headings))?;
    for image in &view.images {
        for row in &image.excepted {
            let cells = columns.iter().map(|column| guarded(&cell(row, column.key)));
            writer.write_record(before([&image.name, &image.benchmark]).chain(cells))?;
        }
    }
    if view.incomplete {
        incomplete(&mut writer, columns.len() + if several { 2 } else { 0 })?;
    }
    text(writer)
}

/// A row's field; addresses stand plain, for a spreadsheet knows no Markdown.
fn cell(row: &Row, key: &str) -> String {
    if key == "links" { row.links.join(" ") } else { row.field(key) }
}

/// The last row of a table that lacks what could not be read; as wide as the others, so that every
/// reader takes it.
pub(super) fn incomplete(writer: &mut csv::Writer<Vec<u8>>, cells: usize) -> csv::Result<()> {
    writer.write_record(std::iter::once(INCOMPLETE).chain(std::iter::repeat("")).take(cells))
}

/// What was written.
pub(super) fn text(writer: csv::Writer<Vec<u8>>) -> csv::Result<String> {
    let bytes = writer.into_inner().map_err(csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// What begins a formula; spreadsheets of East Asia take the wide forms as well.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}', '\t', '\r', '\n'];

/// A cell without hostile characters; one that a spreadsheet would take for a formula gets an
/// apostrophe before it.
pub(super) fn guarded(cell: &str) -> String {
    // A line break of two characters is one like the others.
    let text = safe(&cell.replace("\r\n", "\n")).into_owned();
    if cell.starts_with(FORMULA) { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for cell in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠SUM(A1)"] {
            assert!(guarded(cell).starts_with('\''), "{cell}");
        }
        assert_eq!(guarded("1.1.22"), "1.1.22");
        assert_eq!(guarded("a\r\nb\u{202e}=\u{200b}"), "a\nb\u{fffd}=\u{fffd}");
    }
}
