//! Outputs: the forms in which a view is written, one small file or folder each, and the schemas of what is written.
//!
//! A new output is added to [`OUTPUTS`] and described by its `about`.

mod asff;
mod csv;
pub mod fleet;
mod github;
mod hdf;
mod hdf3;
mod html;
mod ics;
mod joined;
mod json;
mod junit;
mod list;
mod markdown;
mod ndjson;
mod ocsf;
mod oscal;
mod output;
mod sarif;
mod schemas;
mod text;
mod xccdf;
#[cfg(feature = "xlsx")]
pub mod xlsx;
mod xml;

pub use self::csv::Csv;
pub use asff::Asff;
pub use github::Github;
pub use hdf::{Hdf, Waived};
pub use hdf3::{Hdf3, HdfAmendments};
pub use html::Html;
pub use ics::Ics;
pub use json::Json;
pub use junit::Junit;
pub use list::{OUTPUTS, outputs_of, outputs_view, printed};
pub use markdown::Markdown;
pub use ndjson::Ndjson;
pub use ocsf::{Ocsf, OcsfVersion};
pub use oscal::{OscalPlan, OscalResults};
pub use output::{About, Output, OutputError, OutputOptions, View, ViewKind, WIDTH};
pub use sarif::Sarif;
pub use schemas::{SCHEMAS, Schema, report_schema};
pub use text::Text;
pub use xccdf::Xccdf;
#[cfg(feature = "xlsx")]
pub use xlsx::Xlsx;
