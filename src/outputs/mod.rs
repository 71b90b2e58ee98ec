//! Outputs: the forms in which a view is written, one small file or folder each, and the schemas of what is written.
//!
//! A new output is added to [`OUTPUTS`] and described by its `about`.

mod csv;
mod github;
mod html;
mod ics;
mod json;
mod junit;
mod list;
mod markdown;
mod ndjson;
mod output;
mod sarif;
mod schemas;
mod text;

pub use self::csv::Csv;
pub use github::Github;
pub use html::Html;
pub use ics::Ics;
pub use json::Json;
pub use junit::Junit;
pub use list::{OUTPUTS, outputs_of, outputs_view, printed};
pub use markdown::Markdown;
pub use ndjson::Ndjson;
pub use output::{About, Output, OutputError, OutputOptions, View, ViewKind, WIDTH};
pub use sarif::Sarif;
pub use schemas::{SCHEMAS, Schema, report_schema};
pub use text::Text;
