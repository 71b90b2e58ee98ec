//! Formats for machines, one small file each.

mod csv;
mod json;

pub use csv::scans as csv_scans;
pub use json::{document, ndjson};
