//! Formats for machines, one small file each.

mod exceptions_csv;
mod history_csv;
mod junit;
mod sarif;

pub use exceptions_csv::exceptions as exceptions_csv;
pub use history_csv::history as history_csv;
pub use junit::junit;
pub use sarif::{SarifOptions, sarif};
