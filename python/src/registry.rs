//! The exception registry, read once and asked often.

use std::path::PathBuf;
use std::sync::Arc;

use amicis::outputs::fleet::columns::{batch, schema};
use amicis::outputs::fleet::{ENTRIES, REGISTRY_VERSIONS, RegistryVersionRow, entry_rows};
use pyo3::prelude::*;
use pyo3::types::PyType;

use crate::fault::Fault;
use crate::source::{PathOrBytes, as_file};
use crate::table::Table;

/// An exception registry.
#[pyclass(frozen, module = "amicis")]
pub(crate) struct Registry(Arc<amicis::Registry>);

/// The name of a registry that has none.
const NAMELESS: &str = "<registry>";

#[pymethods]
impl Registry {
    /// Reads the text of one file; `name` stands for it in messages.
    #[staticmethod]
    #[pyo3(signature = (text, name = NAMELESS))]
    fn parse(py: Python<'_>, text: &Bound<'_, PyAny>, name: &str) -> PyResult<Self> {
        let text: String = match text.extract() {
            Ok(text) => text,
            Err(_) => match PathOrBytes::of(text, "the registry's text")? {
                PathOrBytes::Bytes(bytes) => utf8(py, bytes, name)?,
                PathOrBytes::Path(_) => {
                    return Err(Fault::Value("parse takes the text; load takes a path".to_owned()).raised(py));
                }
            },
        };
        Self::of_texts(py, name, &[(name.to_owned(), text)])
    }

    /// Reads a file, or every `*.toml` file below a folder.
    #[staticmethod]
    fn load(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        let path = as_file(path);
        let shown = path.display().to_string();
        std::fs::metadata(&path).map_err(|error| Fault::Io(error, Some(shown)).raised(py))?;
        let registry = py.detach(|| amicis::Registry::load(&path)).map_err(|error| Fault::from(error).raised(py))?;
        Ok(Self(Arc::new(registry)))
    }

    /// As `pickle` makes it again.
    #[classmethod]
    fn _of_texts(_: &Bound<'_, PyType>, py: Python<'_>, name: &str, texts: Vec<(String, String)>) -> PyResult<Self> {
        Self::of_texts(py, name, &texts)
    }

    /// A registry is pickled by its text: a worker has what the driver read, wherever the file lies.
    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (String, Vec<(String, String)>))> {
        let registry = &slf.get().0;
        let texts = registry.sources.iter().map(|(path, source)| (path.to_owned(), source.text().to_owned()));
        Ok((slf.get_type().getattr("_of_texts")?, (registry.path.clone(), texts.collect())))
    }

    /// The path or name that it was read under.
    #[getter]
    fn path(&self) -> &str {
        &self.0.path
    }

    /// The table of its entries.
    #[getter]
    fn entries(&self, py: Python<'_>) -> PyResult<Table> {
        let rows = entry_rows(&self.0, &self.sha256());
        let rows = batch(&ENTRIES, &rows).map_err(|error| Fault::from(error).raised(py))?;
        Ok(Table::new("entries", schema(&ENTRIES), vec![rows]))
    }

    /// The table of its one version, this.
    #[getter]
    fn versions(&self, py: Python<'_>) -> PyResult<Table> {
        let version = RegistryVersionRow {
            registry_sha256: self.sha256(),
            path: self.0.path.clone(),
            entries: i32::try_from(self.0.entries.len()).unwrap_or(i32::MAX),
        };
        let rows = batch(&REGISTRY_VERSIONS, [&version]).map_err(|error| Fault::from(error).raised(py))?;
        Ok(Table::new("registry_versions", schema(&REGISTRY_VERSIONS), vec![rows]))
    }

    /// The SHA-256 that findings name it by.
    #[getter]
    fn sha256(&self) -> String {
        self.0.sha256().unwrap_or_default()
    }

    /// Doubtful places, a sentence each.
    #[getter]
    fn warnings(&self) -> Vec<String> {
        self.0.warnings.iter().map(ToString::to_string).collect()
    }

    fn __len__(&self) -> usize {
        self.0.entries.len()
    }

    fn __repr__(&self) -> String {
        format!("<amicis.Registry {}: {} entries>", self.0.path, self.0.entries.len())
    }
}

impl Registry {
    fn of_texts(py: Python<'_>, name: &str, texts: &[(String, String)]) -> PyResult<Self> {
        let texts = texts.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        let registry = amicis::Registry::from_texts(name, texts).map_err(|error| Fault::from(error).raised(py))?;
        Ok(Self(Arc::new(registry)))
    }

    /// The registry that a caller gives: one that was read, a path, or the bytes of a file.
    pub(crate) fn given(given: &Bound<'_, PyAny>) -> PyResult<Arc<amicis::Registry>> {
        if let Ok(registry) = given.cast::<Self>() {
            return Ok(Arc::clone(&registry.get().0));
        }
        let py = given.py();
        let registry = match PathOrBytes::of(given, "registry (else an amicis.Registry)")? {
            PathOrBytes::Path(path) => Self::load(py, path)?,
            PathOrBytes::Bytes(bytes) => {
                let text = utf8(py, bytes, NAMELESS)?;
                Self::of_texts(py, NAMELESS, &[(NAMELESS.to_owned(), text)])?
            }
        };
        Ok(registry.0)
    }
}

fn utf8(py: Python<'_>, bytes: Vec<u8>, name: &str) -> PyResult<String> {
    String::from_utf8(bytes).map_err(|_| Fault::Value(format!("{name}: the registry is not UTF-8")).raised(py))
}
