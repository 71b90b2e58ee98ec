//! The library of amicis as a Python module: scans in, tables of Arrow and reports out.
//!
//! `amicis/__init__.pyi` has the module's interface in Python's words; `amicis/_errors.py` its exceptions.

mod fault;
mod findings;
mod how;
mod registry;
mod report;
mod source;
mod table;
mod work;

use pyo3::prelude::*;

/// The compiled part of the package `amicis`.
#[pymodule]
mod _amicis {
    #[pymodule_export]
    use crate::findings::{Findings, assess, read};
    #[pymodule_export]
    use crate::registry::Registry;
    #[pymodule_export]
    use crate::report::{Report, report};
    #[pymodule_export]
    use crate::table::{Table, schema_of};

    use crate::work::work;
    use pyo3::prelude::*;

    /// The version of the package and of the program.
    #[pymodule_export]
    const VERSION: &str = amicis::VERSION;

    /// Has a fault inside, for the test of what becomes of one.
    #[pyfunction]
    fn _broken(py: Python<'_>) -> PyResult<()> {
        work(py, None, None, |_| {
            let nothing: [u8; 0] = [];
            Ok(nothing.iter().copied().map(usize::from).sum::<usize>() / nothing.len())
        })
        .map(drop)
    }
}
