//! A sheet of reasons: the entries as a CSV or a workbook that people fill in a spreadsheet, and its way back into the files in
//! place. Where a row cannot be taken nothing is.

mod apply;
mod column;
mod export;
mod read;
#[cfg(feature = "xlsx")]
mod xlsx;

/// The sheet's name in a workbook.
pub const SHEET_NAME: &str = "exceptions";

pub use apply::{Applied, ApplyError, Approve, apply};
pub use export::{columns, export, records};
pub use read::{Problem, Sheet, SheetError};

#[cfg(test)]
mod tests;
#[cfg(test)]
#[cfg(feature = "xlsx")]
mod xlsx_test;
