//! Workbooks (XLSX): the assessment as sheets for people who filter and sort, and the kit that writes any table as one.

mod assessed;
mod cell;
mod changes;
mod controls;
mod kit;
mod recommendations;
mod registry;
mod summary;

pub use assessed::Xlsx;
pub use cell::Cell;
pub use kit::{Table, WorkbookError, workbook};
