//! A sheet of reasons: the entries as a CSV that people fill in a spreadsheet, and its way back into the files in
//! place. Where a row cannot be taken nothing is.

mod apply;
mod column;
mod export;
mod read;

pub use apply::{Applied, ApplyError, Approve, apply};
pub use export::export;
pub use read::{Problem, Sheet, SheetError};

#[cfg(test)]
mod tests;
