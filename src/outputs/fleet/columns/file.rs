//! Record batches → the bytes of a Parquet file.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_schema::SchemaRef;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::arrow::{ArrowWriter, ProjectionMask};
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::ChunkReader;

use super::super::table::{SCHEMA, Table};
use super::batch::batch;
use super::error::ColumnsError;
use crate::digest::sha256_text;

/// A file of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The table.
    pub table: &'static str,
    /// Where it lies in the folder of all tables: `v1/findings/scan_day=2026-11-23/part-….parquet`.
    pub path: String,
    /// How many rows it has.
    pub rows: usize,
    /// The scans of a file of the table `scans`; none of any other.
    pub scan_ids: Vec<String>,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// The digits of a digest in a file's name.
const DIGITS: usize = 16;

/// Rows of a table without days as one file, named by what is in it; none without rows.
///
/// # Errors
/// When the columns cannot be made.
pub fn table_part<R: 'static>(table: &'static Table<R>, rows: &[R], of: &str) -> Result<Option<Part>, ColumnsError> {
    if rows.is_empty() {
        return Ok(None);
    }
    let rows = batch(table, rows)?;
    let path = format!("v{SCHEMA}/{}/{}", table.name, name(of));
    Ok(Some(part(table.name, path, &rows.schema(), &[rows], &[])?))
}

/// The name of the file that is made of some inputs: made again it replaces itself, and doubles no row.
pub(super) fn name(of: &str) -> String {
    let digest: String = sha256_text(of).chars().take(DIGITS).collect();
    format!("part-{digest}.parquet")
}

/// Batches as a file. The same batches are the same bytes: nothing in it is of the clock or of the machine.
pub(super) fn part(
    table: &'static str,
    path: String,
    schema: &SchemaRef,
    batches: &[RecordBatch],
    facts: &[(&str, &str)],
) -> Result<Part, ColumnsError> {
    let fact = |(key, value): &(&str, &str)| KeyValue::new(format!("amicis.{key}"), (*value).to_owned());
    let schema_fact = ("schema", &*SCHEMA.to_string());
    let facts = [schema_fact, ("table", table)].iter().chain(facts).map(fact).collect();
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
        .set_created_by(concat!("amicis ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_max_row_group_row_count(Some(1 << 20))
        .set_key_value_metadata(Some(facts))
        .build();
    // Without Arrow's own schema every reader sees the columns alike: plain texts.
    let options = ArrowWriterOptions::new().with_properties(properties).with_skip_arrow_metadata(true);
    let mut writer = ArrowWriter::try_new_with_options(Vec::new(), Arc::clone(schema), options)?;
    for batch in batches {
        writer.write(batch)?;
    }
    let rows = batches.iter().map(RecordBatch::num_rows).sum();
    Ok(Part { table, path, rows, scan_ids: Vec::new(), bytes: writer.into_inner()? })
}

/// The ids of the scans in a file of the table `scans`.
///
/// # Errors
/// When it is no such file, or cannot be read.
pub fn scan_ids<R: ChunkReader + 'static>(file: R) -> Result<Vec<String>, ColumnsError> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(file)?;
    let id = ProjectionMask::columns(reader.parquet_schema(), ["scan_id"]);
    let mut ids = Vec::new();
    for batch in reader.with_projection(id).build()? {
        let batch = batch?;
        let column = batch.column_by_name("scan_id").and_then(|column| column.as_string_opt::<i32>());
        let column = column.ok_or_else(|| ParquetError::General("it has no texts scan_id".to_owned()))?;
        ids.extend(column.iter().flatten().map(str::to_owned));
    }
    Ok(ids)
}
