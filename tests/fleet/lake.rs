//! A folder of tables, read back as rows of plain values.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use amicis::host::files_below;
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, Int32Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, TimeUnit};
use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::{Value, json};

/// A row: its columns with their values.
pub(crate) type Row = BTreeMap<String, Value>;

/// The rows of a table in a folder of tables, sorted.
pub(crate) fn rows(lake: &Path, table: &str) -> Vec<Row> {
    let mut rows: Vec<Row> = files(lake, table).iter().flat_map(|file| rows_of(file)).collect();
    rows.sort_by_cached_key(|row| json!(row).to_string());
    rows
}

/// The files of a table.
pub(crate) fn files(lake: &Path, table: &str) -> Vec<PathBuf> {
    let folder = lake.join("v1").join(table);
    if folder.is_dir() { files_below(&folder).expect("a folder") } else { Vec::new() }
}

/// The rows of a file, in its order, with what the names of its folders say.
pub(crate) fn rows_of(file: &Path) -> Vec<Row> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(file).expect("a file")).expect("Parquet");
    let mut rows = Vec::new();
    for batch in reader.build().expect("a reader") {
        rows.extend(rows_of_batch(&batch.expect("a batch")));
    }
    for folder in file.iter().filter_map(|part| part.to_str()?.split_once('=')) {
        for row in &mut rows {
            assert!(row.insert(folder.0.to_owned(), json!(folder.1)).is_none(), "{folder:?} is in the file as well");
        }
    }
    rows
}

/// The rows of a stream of Arrow.
pub(crate) fn rows_of_stream<R: Read>(stream: R) -> Vec<Row> {
    let reader = arrow_ipc::reader::StreamReader::try_new(stream, None).expect("a stream");
    let mut rows: Vec<Row> = reader.flat_map(|batch| rows_of_batch(&batch.expect("a batch"))).collect();
    rows.sort_by_cached_key(|row| json!(row).to_string());
    rows
}

pub(crate) fn rows_of_batch(batch: &RecordBatch) -> Vec<Row> {
    let schema = batch.schema();
    let row = |at: usize| {
        let cell = |(field, column): (&std::sync::Arc<arrow_schema::Field>, _)| {
            let column: &std::sync::Arc<dyn Array> = column;
            (field.name().clone(), value(column.as_ref(), at))
        };
        schema.fields().iter().zip(batch.columns()).map(cell).collect()
    };
    (0..batch.num_rows()).map(row).collect()
}

fn value(column: &dyn Array, at: usize) -> Value {
    if column.is_null(at) {
        return Value::Null;
    }
    match column.data_type() {
        DataType::Utf8 => json!(column.as_string::<i32>().value(at)),
        DataType::Int32 => json!(column.as_primitive::<Int32Type>().value(at)),
        DataType::Int64 => json!(column.as_primitive::<Int64Type>().value(at)),
        DataType::Float64 => json!(column.as_primitive::<Float64Type>().value(at)),
        DataType::Boolean => json!(column.as_boolean().value(at)),
        DataType::Date32 => json!(day(column.as_primitive::<Date32Type>().value(at)).to_string()),
        DataType::Timestamp(TimeUnit::Microsecond, Some(zone)) => {
            assert_eq!(&**zone, "UTC");
            let micros = column.as_primitive::<TimestampMicrosecondType>().value(at);
            json!(Timestamp::from_microsecond(micros).expect("a time").to_string())
        }
        DataType::List(_) => {
            let list = column.as_list::<i32>().value(at);
            (0..list.len()).map(|inner| value(list.as_ref(), inner)).collect()
        }
        DataType::Struct(fields) => {
            let columns = column.as_struct().columns();
            fields.iter().zip(columns).map(|(field, inner)| (field.name().clone(), value(inner.as_ref(), at))).collect()
        }
        DataType::Map(..) => {
            let entries = column.as_map().value(at);
            let text = |column: usize, row: usize| entries.column(column).as_string::<i32>().value(row).to_owned();
            (0..entries.len()).map(|row| (text(0, row), json!(text(1, row)))).collect()
        }
        other => panic!("a column of an unexpected type: {other}"),
    }
}

pub(crate) fn day(days: i32) -> Date {
    date(1970, 1, 1).checked_add(days.days()).expect("a day")
}

/// Runs the program.
pub(crate) fn amicis(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_amicis")).args(arguments).output().expect("it runs")
}

/// Runs the program, which has to succeed; what it says on standard error.
pub(crate) fn done(arguments: &[&str]) -> String {
    let output = amicis(arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?}: {said}");
    said
}

/// A text of a row; nothing where it is null.
pub(crate) fn text<'r>(row: &'r Row, column: &str) -> Option<&'r str> {
    row.get(column).unwrap_or_else(|| panic!("no column {column}")).as_str()
}

/// A small native scan of a host, with checks by number and status.
pub(crate) fn native(target: &Value, finished: Option<&str>, checks: &[(&str, &str)]) -> String {
    let checks: Vec<Value> = checks
        .iter()
        .map(|(number, status)| json!({"number": number, "title": format!("Ensure {number}"), "status": status}))
        .collect();
    let benchmark = json!({"title": "CIS House Benchmark", "version": "1.0.0"});
    let mut scan = json!({
        "tool": {"name": "house"}, "benchmark": benchmark, "target": target, "coverage": "full", "checks": checks
    });
    if let Some(time) = finished {
        scan["finished"] = json!(time);
    }
    json!({"format": "amicis/1", "scans": [scan]}).to_string()
}
