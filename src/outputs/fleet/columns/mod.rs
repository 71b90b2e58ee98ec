//! Rows → columns: record batches of Arrow, one stream of them, and files of Parquet. Bytes out, no files.

mod batch;
mod error;
mod file;
mod sorted;
mod store;
mod stream;

pub use batch::{batch, crosswalks, entries, errors, findings, registry_versions, scans, schema};
pub use error::ColumnsError;
pub use file::{Part, scan_ids, table_part};
pub use store::{MOST_ROWS, Store};
pub use stream::FindingsStream;
