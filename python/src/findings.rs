//! Scans read, and judged where there is a registry, as three tables.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use amicis::assess::Matcher;
use amicis::diag::Diagnostic;
use amicis::model::Doubt;
use amicis::outputs::fleet::columns::{ColumnsError, batch, schema};
use amicis::outputs::fleet::{ERRORS, FINDINGS, SCANS};
use amicis::views::{Disposition, ErrorRow, FleetDay, FleetView};
use amicis::{Loaded, Loader};
use arrow_array::RecordBatch;
use jiff::civil::Date;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict};

use crate::fault::Fault;
use crate::how::{Done, Known, day, goes_on};
use crate::registry::Registry;
use crate::source::Source;
use crate::table::Table;
use crate::work::{Going, work};

/// So many findings are one batch, and more where one unit has them.
const BATCH: usize = 1 << 16;

/// Every check of every scan that was read, as a table; with those of the scans and of what could not be read.
#[pyclass(frozen, module = "amicis")]
pub(crate) struct Findings {
    findings: Table,
    scans: Table,
    errors: Table,
    counts: BTreeMap<Disposition, usize>,
    notes: Vec<String>,
}

#[pymethods]
impl Findings {
    /// A stream of the findings, in Arrow's C interface.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        self.findings.__arrow_c_stream__(py, requested_schema)
    }

    /// The schema of the findings, in Arrow's C interface.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        self.findings.__arrow_c_schema__(py)
    }

    fn __len__(&self) -> usize {
        self.findings.__len__()
    }

    fn __repr__(&self) -> String {
        let (checks, scans, errors) = (self.findings.__len__(), self.scans.__len__(), self.errors.__len__());
        format!("<amicis.Findings: {checks} checks of {scans} scans, {errors} errors>")
    }

    /// The table of the scans.
    #[getter]
    fn scans(&self) -> Table {
        self.scans.clone()
    }

    /// The table of what could not be read.
    #[getter]
    fn errors(&self) -> Table {
        self.errors.clone()
    }

    /// What there is to say about the reading: files that were passed over, doubts about them.
    #[getter]
    fn notes(&self) -> Vec<String> {
        self.notes.clone()
    }

    /// How many checks have each disposition, worst first; empty where no registry was asked.
    fn counts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let counts = PyDict::new(py);
        for (disposition, count) in &self.counts {
            counts.set_item(disposition.code(), count)?;
        }
        Ok(counts)
    }
}

/// Reads scans into tables.
#[pyfunction]
pub(crate) fn read(py: Python<'_>, source: &Bound<'_, PyAny>, known: Known<'_>, done: Done<'_>) -> PyResult<Findings> {
    let source = Source::of(source)?;
    let (go_on, loader) = (goes_on(py, &done.errors)?, known.loader(py)?);
    let today = amicis::host::today();
    let job = |going: &Going| Making::default().all(&source, &loader, go_on, going, None, today);
    work(py, done.threads, done.progress.as_ref(), job)
}

/// Reads scans into tables, and judges them with a registry.
#[pyfunction]
pub(crate) fn assess(
    py: Python<'_>,
    source: &Bound<'_, PyAny>,
    registry: &Bound<'_, PyAny>,
    as_of: Option<&Bound<'_, PyAny>>,
    known: Known<'_>,
    done: Done<'_>,
) -> PyResult<Findings> {
    let (source, as_of) = (Source::of(source)?, day(as_of)?);
    let (go_on, loader) = (goes_on(py, &done.errors)?, known.loader(py)?);
    let registry = Registry::given(registry)?;
    let judged = Some(FleetDay { as_of, registry_sha256: registry.sha256().unwrap_or_default() });
    let making = Making { judged, ..Making::default() };
    let job = |going: &Going| making.all(&source, &loader, go_on, going, Some(&registry), as_of);
    work(py, done.threads, done.progress.as_ref(), job)
}

/// Tables that grow unit by unit.
#[derive(Default)]
struct Making {
    judged: Option<FleetDay>,
    /// Units whose rows are no batch yet.
    waiting: Vec<FleetView>,
    rows: usize,
    findings: Vec<RecordBatch>,
    scans: Vec<RecordBatch>,
    errors: Vec<ErrorRow>,
    seen: BTreeSet<String>,
    twice: usize,
    counts: BTreeMap<Disposition, usize>,
    notes: Vec<String>,
}

impl Making {
    fn all(
        mut self,
        source: &Source,
        loader: &Loader,
        go_on: bool,
        going: &Going,
        registry: Option<&amicis::Registry>,
        as_of: Date,
    ) -> Result<Findings, Fault> {
        let none = amicis::Registry::default();
        let matcher = Matcher::new(registry.unwrap_or(&none), as_of, &loader.mappings);
        let read = source.load_units(loader, go_on, going, |loaded| Ok(self.take(loaded, source, &matcher)?))?;
        self.notes.extend(read.unused);
        if self.twice > 0 {
            self.notes.push(format!("{} scans were given more than once, and are here once", self.twice));
        }
        self.put()?;
        let errors = batch(&ERRORS, &self.errors)?;
        Ok(Findings {
            findings: Table::new("findings", schema(&FINDINGS), self.findings),
            scans: Table::new("scans", schema(&SCANS), self.scans),
            errors: Table::new("errors", schema(&ERRORS), vec![errors]),
            counts: self.counts,
            notes: self.notes,
        })
    }

    fn take(&mut self, loaded: Loaded, source: &Source, matcher: &Matcher<'_>) -> Result<(), ColumnsError> {
        let Loaded { scans, notes, failed, doubts, .. } = loaded;
        self.notes.extend(notes.iter().map(Diagnostic::to_string).chain(doubts.iter().map(doubt)));
        self.errors.extend(failed.iter().map(|error| ErrorRow::new(error, source.size(&error.path))));
        let mut view = FleetView::new(&matcher.unit(scans), matcher, self.judged.as_ref());
        view.retain(|scan| {
            let new = self.seen.insert(scan.scan_id.clone());
            self.twice += usize::from(!new);
            new
        });
        for verdict in view.findings.iter().filter_map(|row| row.verdict.as_ref()) {
            *self.counts.entry(verdict.disposition).or_default() += 1;
        }
        self.rows += view.findings.len();
        self.waiting.push(view);
        if self.rows >= BATCH { self.put() } else { Ok(()) }
    }

    /// Makes batches of the rows that wait.
    fn put(&mut self) -> Result<(), ColumnsError> {
        let views = std::mem::take(&mut self.waiting);
        self.rows = 0;
        self.scans.push(batch(&SCANS, views.iter().flat_map(|view| view.scans.iter().map(Arc::as_ref)))?);
        self.findings.push(batch(&FINDINGS, views.iter().flat_map(|view| &view.findings))?);
        Ok(())
    }
}

fn doubt(doubt: &Doubt) -> String {
    let about = doubt.about.as_deref().map(|about| format!("{about}: ")).unwrap_or_default();
    format!("{about}{} [{}]", doubt.message, doubt.code)
}
