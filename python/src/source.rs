//! What the caller names as scans: paths, or names with bytes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use amicis::host::UnitsRead;
use amicis::{Input, Loaded, Loader};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyMapping, PyMemoryView, PyString, PyTuple};

use crate::fault::Fault;
use crate::work::Going;

/// Scans as they were given.
pub(crate) enum Source {
    /// Files and folders.
    Paths(Vec<PathBuf>),
    /// The files of one folder, held in memory, with their sizes; or one file by itself.
    Held { inputs: Vec<Input>, sizes: BTreeMap<String, u64>, folder: bool },
}

/// What a wrong source is told.
const WANTED: &str =
    "give a path, a list of paths, bytes, or the files of one folder as a mapping or a list of (name, bytes)";

impl Source {
    /// Takes what Python gives.
    pub(crate) fn of(given: &Bound<'_, PyAny>) -> PyResult<Self> {
        if let Some(bytes) = bytes(given)? {
            return Ok(Self::held([("<bytes>".to_owned(), bytes)], false));
        }
        if is_path(given)? {
            return Ok(Self::Paths(vec![path(given)?]));
        }
        let items = match given.cast::<PyMapping>() {
            Ok(mapping) => mapping.items()?.into_any(),
            Err(_) => given.clone(),
        };
        let items = items.try_iter().map_err(|_| PyTypeError::new_err(WANTED))?.collect::<PyResult<Vec<_>>>()?;
        if items.is_empty() {
            return Err(PyValueError::new_err(format!("nothing was given: {WANTED}")));
        }
        let pairs = items.iter().map(|item| item.cast::<PyTuple>().is_ok_and(|pair| pair.len() == 2));
        if pairs.clone().all(|pair| pair) {
            return Ok(Self::held(items.iter().map(named).collect::<PyResult<Vec<_>>>()?, true));
        }
        if pairs.clone().any(|pair| pair) {
            return Err(PyTypeError::new_err(format!("paths and bytes cannot be given together: {WANTED}")));
        }
        items.iter().map(path).collect::<PyResult<_>>().map(Self::Paths)
    }

    fn held(files: impl IntoIterator<Item = (String, Vec<u8>)>, folder: bool) -> Self {
        let (mut inputs, mut sizes) = (Vec::new(), BTreeMap::new());
        for (name, bytes) in files {
            sizes.insert(name.clone(), bytes.len() as u64);
            inputs.push(Input::from_bytes(name, bytes));
        }
        Self::Held { inputs, sizes, folder }
    }

    /// The size of a file, where it has one.
    pub(crate) fn size(&self, path: &str) -> Option<u64> {
        match self {
            Self::Paths(_) => std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file).map(|file| file.len()),
            Self::Held { sizes, .. } => sizes.get(path).copied(),
        }
    }

    /// Reads everything, unit by unit, and hands each over.
    pub(crate) fn load_units(
        &self,
        loader: &Loader,
        go_on: bool,
        going: &Going,
        mut take: impl FnMut(Loaded) -> Result<(), Fault>,
    ) -> Result<UnitsRead, Fault> {
        let take = |loaded| {
            going.go_on()?;
            take(loaded)
        };
        match self {
            Self::Paths(paths) => loader.load_units(paths, go_on, going, take),
            Self::Held { inputs, folder, .. } => {
                let mut loaded = loader.load_unit(inputs, *folder, go_on, going)?;
                loaded.fail_skipped(go_on)?;
                let unused = std::mem::take(&mut loaded.unused);
                let read = UnitsRead { scans: loaded.scans.len(), failed: loaded.failed.len(), unused };
                let mut take = take;
                take(loaded)?;
                Ok(read)
            }
        }
    }

    /// Reads everything as one.
    pub(crate) fn load(&self, loader: &Loader, going: &Going) -> Result<Loaded, Fault> {
        Ok(match self {
            Self::Paths(paths) => loader.load_watched(paths, going)?,
            Self::Held { inputs, folder, .. } => loader.load_unit(inputs, *folder, false, going)?,
        })
    }

    /// The one path that was given.
    pub(crate) fn only_path(&self) -> Option<&Path> {
        match self {
            Self::Paths(paths) => match paths.as_slice() {
                [path] => Some(path),
                _ => None,
            },
            Self::Held { .. } => None,
        }
    }
}

/// An inventory or a registry: a path, or its bytes.
pub(crate) enum PathOrBytes {
    Path(PathBuf),
    Bytes(Vec<u8>),
}

impl PathOrBytes {
    /// Takes what Python gives; `what` names it.
    pub(crate) fn of(given: &Bound<'_, PyAny>, what: &str) -> PyResult<Self> {
        if let Some(bytes) = bytes(given)? {
            return Ok(Self::Bytes(bytes));
        }
        if is_path(given)? {
            return path(given).map(Self::Path);
        }
        Err(PyTypeError::new_err(format!("{what} is a path or bytes, not {}", given.get_type().name()?)))
    }
}

fn is_path(given: &Bound<'_, PyAny>) -> PyResult<bool> {
    Ok(given.is_instance_of::<PyString>() || given.hasattr("__fspath__")?)
}

/// A path. A file may be called `-`: standard input is Python's to read.
fn path(given: &Bound<'_, PyAny>) -> PyResult<PathBuf> {
    if !is_path(given)? {
        return Err(PyTypeError::new_err(format!("{} is no path: {WANTED}", given.get_type().name()?)));
    }
    let path: PathBuf = given.extract()?;
    if path.as_os_str().is_empty() {
        return Err(PyValueError::new_err("a path is empty"));
    }
    Ok(as_file(path))
}

/// A path that is never standard input.
pub(crate) fn as_file(path: PathBuf) -> PathBuf {
    if path == Path::new("-") { PathBuf::from("./-") } else { path }
}

fn named(pair: &Bound<'_, PyAny>) -> PyResult<(String, Vec<u8>)> {
    let (name, content): (Bound<'_, PyAny>, Bound<'_, PyAny>) = pair.extract()?;
    let name: String = name.extract().map_err(|_| PyTypeError::new_err(format!("a name is no text: {WANTED}")))?;
    match bytes(&content)? {
        Some(bytes) => Ok((name, bytes)),
        None => Err(PyTypeError::new_err(format!(
            "the content of {name} is {}, not bytes: read the file with open(…, \"rb\")",
            content.get_type().name()?
        ))),
    }
}

fn bytes(given: &Bound<'_, PyAny>) -> PyResult<Option<Vec<u8>>> {
    if let Ok(bytes) = given.cast::<PyBytes>() {
        return Ok(Some(bytes.as_bytes().to_vec()));
    }
    if let Ok(bytes) = given.cast::<PyByteArray>() {
        return Ok(Some(bytes.to_vec()));
    }
    if given.is_instance_of::<PyMemoryView>() {
        return given.call_method0("tobytes")?.extract().map(Some);
    }
    Ok(None)
}
