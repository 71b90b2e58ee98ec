//! Cells of spreadsheets: people open them, so nothing in them may run as a formula.

use std::io::Write;

pub(super) use crate::diag::guarded_cell as guarded;

const INCOMPLETE: &str = "Incomplete: files could not be read.";

/// The last row of a table that lacks what could not be read; as wide as the others, so that every
/// reader takes it.
pub(super) fn incomplete(writer: &mut csv::Writer<impl Write>, cells: usize) -> csv::Result<()> {
    writer.write_record(std::iter::once(INCOMPLETE).chain(std::iter::repeat("")).take(cells))
}
