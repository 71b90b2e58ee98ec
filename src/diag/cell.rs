//! Cells of spreadsheets: people open them, so nothing in them may run as a formula.

use super::safe::safe;

/// The characters that begin a formula; spreadsheets of East Asia take the wide forms as well.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}', '\t', '\r', '\n'];

/// A cell without hostile characters; one that a spreadsheet would take for a formula gets an
/// apostrophe before it.
pub fn guarded_cell(cell: &str) -> String {
    // A line break of two characters is one like the others.
    let text = safe(&cell.replace("\r\n", "\n")).into_owned();
    if cell.starts_with(FORMULA) { format!("'{text}") } else { text }
}

/// A cell as it was before [`guarded_cell`].
pub fn unguarded_cell(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(FORMULA)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for cell in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\n=1", "＝1+1", "＋1", "－1", "＠SUM(A1)"] {
            assert!(guarded_cell(cell).starts_with('\''), "{cell}");
            assert_eq!(unguarded_cell(&guarded_cell(cell)), cell);
        }
        assert!(guarded_cell("\r=1").starts_with('\''));
        assert_eq!(guarded_cell("1.1.22"), "1.1.22");
        assert_eq!(guarded_cell("a\r\nb\u{202e}=\u{200b}"), "a\nb\u{fffd}=\u{fffd}");
        assert_eq!(unguarded_cell("'tis"), "'tis");
    }
}
