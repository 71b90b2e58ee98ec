//! Fleets: scans and their findings as flat rows, for tables of columns that engines ask.

mod make;
mod row;
mod scan_id;

pub use make::{FleetDay, FleetView};
pub use row::{ErrorRow, FindingRow, MOST_EVIDENCE, ScanRow, SpanRow, Statuses, VerdictRow, number_sort};
pub use scan_id::scan_id;
