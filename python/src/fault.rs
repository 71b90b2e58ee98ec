//! What can go wrong, as Python's exceptions: those of `amicis/_errors.py`, `OSError` and `ValueError`.

use std::io;

use amicis::case::CaseError;
use amicis::diag::render_text;
use amicis::outputs::OutputError;
use amicis::outputs::fleet::columns::ColumnsError;
use amicis::read::{ReadError, ReadErrorKind};
use amicis::registry::RegistryError;
use amicis::views::ErrorRow;
use pyo3::exceptions::{PyOSError, PyValueError};
use pyo3::prelude::*;

/// Why there is no result.
#[derive(Debug)]
pub(crate) enum Fault {
    /// A file that cannot be read as a scan.
    Read(ReadError),
    /// A registry that cannot be used.
    Registry(RegistryError),
    /// What was read cannot be judged or written.
    Other(String),
    /// The machine refuses; with the path, where there is one.
    Io(io::Error, Option<String>),
    /// What the caller gave is no such value.
    Value(String),
    /// A fault of the library.
    Inside(String),
    /// The caller stopped the work; why is known there.
    Stopped,
}

impl Fault {
    /// The exception.
    pub(crate) fn raised(self, py: Python<'_>) -> PyErr {
        match self {
            Self::Read(ReadError { path, kind: ReadErrorKind::Io(error), .. }) => os_error(&error, Some(path)),
            Self::Read(error) => {
                let row = ErrorRow::new(&error, None);
                exception(py, "ReadError", (error.path, row.code, row.message, error.help))
            }
            Self::Registry(error) => {
                let problems: Vec<String> = error.diagnostics.iter().map(ToString::to_string).collect();
                let shown = render_text(&error.diagnostics, &error.sources, false);
                exception(py, "RegistryError", (shown.trim_end(), problems))
            }
            Self::Other(message) => exception(py, "Error", (message,)),
            Self::Io(error, path) => os_error(&error, path),
            Self::Value(message) => PyValueError::new_err(message),
            Self::Inside(message) => exception(py, "InternalError", (message,)),
            Self::Stopped => exception(py, "Error", ("the work was stopped",)),
        }
    }
}

/// An error of the machine; Python makes a `FileNotFoundError` and the like of its number.
fn os_error(error: &io::Error, path: Option<String>) -> PyErr {
    match error.raw_os_error() {
        Some(number) => {
            // What is behind the message is the number, which Python shows as well.
            let message = error.to_string();
            let message = message.split(" (os error ").next().unwrap_or_default().to_owned();
            PyOSError::new_err((number, message, path))
        }
        None => PyOSError::new_err(path.map_or_else(|| error.to_string(), |path| format!("{path}: {error}"))),
    }
}

/// An exception of `amicis/_errors.py`.
fn exception<'py>(py: Python<'py>, class: &str, arguments: impl pyo3::call::PyCallArgs<'py>) -> PyErr {
    let made =
        py.import("amicis._errors").and_then(|errors| errors.getattr(class)).and_then(|class| class.call1(arguments));
    made.map_or_else(|error| error, PyErr::from_value)
}

impl From<ReadError> for Fault {
    fn from(error: ReadError) -> Self {
        Self::Read(error)
    }
}

impl From<RegistryError> for Fault {
    fn from(error: RegistryError) -> Self {
        Self::Registry(error)
    }
}

impl From<CaseError> for Fault {
    fn from(error: CaseError) -> Self {
        Self::Other(error.to_string())
    }
}

impl From<ColumnsError> for Fault {
    fn from(error: ColumnsError) -> Self {
        Self::Other(error.to_string())
    }
}

impl From<OutputError> for Fault {
    fn from(error: OutputError) -> Self {
        Self::Other(error.to_string())
    }
}
