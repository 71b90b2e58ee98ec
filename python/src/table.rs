//! Tables of Arrow, handed to Python's libraries without a copy.

use std::sync::Arc;

use amicis::outputs::fleet::columns::schema;
use amicis::outputs::fleet::{ENTRIES, ERRORS, FINDINGS, REGISTRY_VERSIONS, SCANS, VERDICTS};
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{RecordBatch, RecordBatchIterator};
use arrow_schema::ffi::FFI_ArrowSchema;
use arrow_schema::{ArrowError, Schema, SchemaRef};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use crate::fault::Fault;

/// A table of Arrow: pyarrow, polars, DuckDB and others take it as it is.
#[pyclass(frozen, module = "amicis")]
#[derive(Clone)]
pub(crate) struct Table {
    name: &'static str,
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

impl Table {
    pub(crate) fn new(name: &'static str, schema: Schema, batches: Vec<RecordBatch>) -> Self {
        Self { name, schema: Arc::new(schema), batches }
    }
}

/// A table without rows, for its schema.
#[pyfunction(name = "schema")]
pub(crate) fn schema_of(py: Python<'_>, table: &str) -> PyResult<Table> {
    let schema = match table {
        "findings" => schema(&FINDINGS),
        "scans" => schema(&SCANS),
        "errors" => schema(&ERRORS),
        "verdicts" => schema(&VERDICTS),
        "entries" => schema(&ENTRIES),
        "registry_versions" => schema(&REGISTRY_VERSIONS),
        other => {
            let known = "findings, scans, errors, verdicts, entries or registry_versions";
            return Err(Fault::Value(format!("there is no table `{other}`: it is {known}")).raised(py));
        }
    };
    Ok(Table::new("schema", schema, Vec::new()))
}

#[pymethods]
impl Table {
    /// A stream of its batches, in Arrow's C interface. A wanted schema is not asked: the reader casts.
    #[pyo3(signature = (requested_schema = None))]
    pub(crate) fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        drop(requested_schema);
        let batches: Vec<Result<RecordBatch, ArrowError>> = self.batches.iter().cloned().map(Ok).collect();
        let batches = RecordBatchIterator::new(batches, Arc::clone(&self.schema));
        PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(batches)), c"arrow_array_stream")
    }

    /// Its schema, in Arrow's C interface.
    pub(crate) fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = FFI_ArrowSchema::try_from(self.schema.as_ref());
        let schema = schema.map_err(|error| Fault::Other(error.to_string()).raised(py))?;
        PyCapsule::new_with_value(py, schema, c"arrow_schema")
    }

    pub(crate) fn __len__(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    fn __repr__(&self) -> String {
        format!("<amicis.Table {}: {} rows, {} columns>", self.name, self.__len__(), self.schema.fields().len())
    }

    /// The names of its columns.
    #[getter]
    fn columns(&self) -> Vec<String> {
        self.schema.fields().iter().map(|field| field.name().clone()).collect()
    }
}
