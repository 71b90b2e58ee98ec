//! Outputs: what a view can be written as, and the schemas of what is written.

mod schemas;

pub use schemas::{SCHEMAS, Schema, report_schema};
