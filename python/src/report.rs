//! The report of an image: a page, Markdown or JSON, and the page in a notebook.

use amicis::case::Older;
use amicis::host::{read_bundle, results_of};
use amicis::outputs::{OUTPUTS, OutputOptions, View};
use amicis::read::ReadErrorKind;
use amicis::views::{ReportOptions, ReportView};
use amicis::{Assessment, Case, CaseOptions, Input, Loader};
use pyo3::prelude::*;

use crate::fault::Fault;
use crate::how::{Done, Known, day};
use crate::registry::Registry;
use crate::source::Source;
use crate::work::{Going, work};

/// A report.
#[pyclass(frozen, module = "amicis")]
pub(crate) struct Report(Case);

impl Report {
    fn made(&self, py: Python<'_>, output: &str) -> PyResult<String> {
        work(py, Some(1), None, |_| {
            let view = ReportView::new(&self.0.assessment, &ReportOptions::of(&self.0));
            let output = OUTPUTS.iter().find(|one| one.about().id == output);
            let output = output.ok_or_else(|| Fault::Inside("there is no such output".to_owned()))?;
            let mut bytes = Vec::new();
            output.write(&View::Report(&view), &OutputOptions::default(), &mut bytes)?;
            String::from_utf8(bytes).map_err(|error| Fault::Inside(error.to_string()))
        })
    }
}

#[pymethods]
impl Report {
    /// The page: one file that fetches nothing.
    #[getter]
    fn html(&self, py: Python<'_>) -> PyResult<String> {
        self.made(py, "html")
    }

    /// The report as Markdown.
    #[getter]
    fn markdown(&self, py: Python<'_>) -> PyResult<String> {
        self.made(py, "md")
    }

    /// The report as JSON, as `amicis report --to json` writes it.
    #[getter]
    fn json(&self, py: Python<'_>) -> PyResult<String> {
        self.made(py, "json")
    }

    /// The page for a notebook, in a frame of its own that reaches nothing of the notebook.
    fn _repr_html_(&self, py: Python<'_>) -> PyResult<String> {
        let page =
            self.html(py)?.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;");
        Ok(format!(
            "<iframe sandbox=\"allow-scripts\" style=\"width: 100%; height: 40em; border: 0\" srcdoc=\"{page}\"></iframe>"
        ))
    }

    fn _repr_markdown_(&self, py: Python<'_>) -> PyResult<String> {
        self.markdown(py)
    }

    fn __repr__(&self) -> String {
        let images = self.0.assessment.images.len();
        format!("<amicis.Report: {images} {}>", if images == 1 { "image" } else { "images" })
    }
}

/// Makes the report of scans, judged with a registry; with what changed since a baseline.
#[pyfunction]
pub(crate) fn report(
    py: Python<'_>,
    source: &Bound<'_, PyAny>,
    registry: Option<&Bound<'_, PyAny>>,
    as_of: Option<&Bound<'_, PyAny>>,
    baseline: Option<&Bound<'_, PyAny>>,
    known: Known<'_>,
    done: Done<'_>,
) -> PyResult<Report> {
    let (source, as_of) = (Source::of(source)?, day(as_of)?);
    let loader = known.loader(py)?;
    let registry = registry.map(Registry::given).transpose()?.map(|registry| (*registry).clone()).unwrap_or_default();
    let baseline = baseline.map(Source::of).transpose()?;
    work(py, done.threads, done.progress.as_ref(), |going| {
        let loaded = source.load(&loader, going)?;
        going.go_on()?;
        let older = baseline.map(|baseline| older(&baseline, &loader, going)).transpose()?;
        going.go_on()?;
        let options = CaseOptions::default().with_mappings(loader.mappings.clone());
        let options = options.with_baseline(older).with_doubts(loaded.doubts);
        Ok(Report(Case::new(loaded.scans, registry, as_of, options)?))
    })
}

/// The older side: a bundle as it was released, anything else judged anew.
fn older(source: &Source, loader: &Loader, going: &Going) -> Result<Older, Fault> {
    // What names one image is not taken over.
    let loader = Loader { ami_id: None, ami_name: None, digest: false, ..loader.clone() };
    if let Some(released) = released(source, &loader)? {
        return Ok(Older::Released(Box::new(released)));
    }
    let loaded = source.load(&loader, going)?;
    Ok(Older::Scans { scans: loaded.scans, registry: None, as_of: None, doubts: loaded.doubts })
}

/// A bundle's scans with the verdicts stored in it.
fn released(source: &Source, loader: &Loader) -> Result<Option<Assessment>, Fault> {
    let Some(path) = source.only_path() else { return Ok(None) };
    let Some(results) = results_of(path) else { return Ok(None) };
    let folder = results.parent().unwrap_or(&results);
    let stored = read_bundle(folder).map_err(|error| Fault::Io(error, Some(folder.display().to_string())))?;
    let loaded = loader.load(std::slice::from_ref(&results))?;
    let released = stored.assess(loaded.scans, &format!("the bundle {}", path.display())).map_err(|error| {
        let input = Input::from_bytes(results.display().to_string(), Vec::new());
        input.error(ReadErrorKind::Content(error.to_string())).help(error.help())
    })?;
    Ok(Some(released))
}
