//! How scans are to be read, and what is known about them beside the files.

use std::collections::BTreeMap;
use std::path::PathBuf;

use amicis::load::{Inventory, is_account, is_ami_id, is_region};
use amicis::model::Benchmark;
use amicis::{Input, Loader, Mappings};
use jiff::civil::Date;
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::fault::Fault;
use crate::source::PathOrBytes;

/// Larger files are no inventory.
const MOST_INVENTORY: u64 = 64 << 20;

/// What the caller knows about the scans: a dictionary that `amicis/__init__.py` makes of its keywords.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Known<'py> {
    pub(crate) inventory: Option<Bound<'py, PyAny>>,
    pub(crate) benchmark: Option<String>,
    pub(crate) ami_id: Option<String>,
    pub(crate) ami_name: Option<String>,
    pub(crate) account: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) tags: Option<BTreeMap<String, String>>,
}

/// How the work is done: a dictionary that `amicis/__init__.py` makes of its keywords.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Done<'py> {
    pub(crate) errors: String,
    pub(crate) threads: Option<usize>,
    pub(crate) progress: Option<Bound<'py, PyAny>>,
}

impl Known<'_> {
    /// How to read with it, each file with its digest.
    pub(crate) fn loader(self, py: Python<'_>) -> PyResult<Loader> {
        let fits = |given: &Option<String>, fits: fn(&str) -> bool, what: &str| match given {
            Some(text) if !fits(text) => Err(Fault::Value(format!("`{text}` {what}")).raised(py)),
            _ => Ok(()),
        };
        fits(&self.ami_id, is_ami_id, "is no AMI id such as ami-0123456789abcdef0")?;
        fits(&self.account, is_account, "is no account of 12 digits")?;
        fits(&self.region, is_region, "is no region such as eu-central-1")?;
        let inventory = self.inventory.map(|given| PathOrBytes::of(&given, "inventory")).transpose()?;
        let inventory = inventory.map(|given| inventory_of(given).map_err(|fault| fault.raised(py))).transpose()?;
        Ok(Loader {
            benchmark: self.benchmark.as_deref().map(Benchmark::given),
            ami_id: self.ami_id,
            ami_name: self.ami_name,
            account: self.account,
            region: self.region,
            inventory,
            tags: self.tags.unwrap_or_default(),
            mappings: Mappings::builtin(),
            digest: true,
            ..Loader::default()
        })
    }
}

fn inventory_of(given: PathOrBytes) -> Result<Inventory, Fault> {
    let input = match given {
        PathOrBytes::Path(path) => Input::open(&PathBuf::from(path), Some(MOST_INVENTORY))?,
        PathOrBytes::Bytes(bytes) => Input::from_bytes("<inventory>", bytes),
    };
    Ok(Inventory::read(&input)?)
}

/// What becomes of a file that cannot be read: whether the reading goes on.
pub(crate) fn goes_on(py: Python<'_>, errors: &str) -> PyResult<bool> {
    match errors {
        "raise" => Ok(false),
        "rows" => Ok(true),
        other => Err(Fault::Value(format!("errors is \"raise\" or \"rows\", not \"{other}\"")).raised(py)),
    }
}

/// The day that decides: a date or its text; today in UTC where none is given.
pub(crate) fn day(given: Option<&Bound<'_, PyAny>>) -> PyResult<Date> {
    let Some(given) = given.filter(|given| !given.is_none()) else { return Ok(amicis::host::today()) };
    let text: String = if given.is_instance_of::<PyString>() {
        given.extract()?
    } else {
        given.call_method0("isoformat").and_then(|text| text.extract()).unwrap_or_default()
    };
    // A time has more than a day's ten characters.
    let date = text.parse().ok().filter(|_| text.len() == 10);
    date.ok_or_else(|| Fault::Value(format!("as_of is a date such as 2026-11-23, not {given}")).raised(given.py()))
}
