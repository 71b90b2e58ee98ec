//! The native format `amicis/1`, read and written.

mod cells;
mod columns;
mod format;
mod json;
mod rows;
mod schema;
mod words;
mod write;
mod write_csv;

pub(super) use format::Native;
pub use json::FORMAT;
pub use schema::schema;
pub use write::{document, ndjson, write_document, write_ndjson, write_ndjson_from};
pub use write_csv::{CsvFor, csv, write_csv};
