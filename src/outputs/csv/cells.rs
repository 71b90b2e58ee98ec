//! Cells of spreadsheets: people open them, so nothing in them may run as a formula.

use std::io::Write;

use crate::diag::safe;

const INCOMPLETE: &str = "Incomplete: files could not be read.";

/// The last row of a table that lacks what could not be read; as wide as the others, so that every
/// reader takes it.
pub(super) fn incomplete(writer: &mut csv::Writer<impl Write>, cells: usize) -> csv::Result<()> {
    writer.write_record(std::iter::once(INCOMPLETE).chain(std::iter::repeat("")).take(cells))
}

/// The characters that begin a formula; spreadsheets of East Asia take the wide forms as well.
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
