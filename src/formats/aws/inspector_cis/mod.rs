//! Amazon Inspector's CIS scans: the answers of its API, and its CSV report.

mod csv;
mod json;
mod platform;
mod rows;
mod runs;

pub(in crate::formats) use csv::InspectorCisCsv;
pub(in crate::formats) use json::InspectorCis;
