//! Formats for machines, one small file each.

mod csv;
mod exceptions_csv;
mod history_csv;
mod json;
mod junit;
mod sarif;

pub use csv::scans as csv_scans;
pub use exceptions_csv::exceptions as exceptions_csv;
pub use history_csv::history as history_csv;
pub use json::{document, ndjson};
pub use junit::junit;
pub use sarif::{SarifOptions, sarif};
