//! The results of a bundle: scans in the native format, with the verdicts that went out with them.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::assess::Disposition;
use crate::formats::NATIVE_FORMAT;
use crate::model::Scan;

/// The results of a bundle: a native document with one key more.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ResultsView<'v> {
    /// `amicis/1`.
    pub format: &'static str,
    /// The verdicts.
    pub released: Released,
    /// The scans.
    pub scans: &'v [Scan],
}

impl<'v> ResultsView<'v> {
    /// The `format` that it states: it is read as any native document.
    pub const FORMAT: &'static str = NATIVE_FORMAT;

    /// The results with their verdicts.
    pub fn new(released: Released, scans: &'v [Scan]) -> Self {
        Self { format: Self::FORMAT, released, scans }
    }
}

/// The registry's part when the bundle was made: only what the results alone do not say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Released {
    /// The day that decided.
    #[schemars(with = "String")]
    pub as_of: Date,
    /// Whether the instances of one image are kept apart.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub each: bool,
    /// The entries that had a part in it.
    pub entries: Vec<ReleasedEntry>,
    /// The checks that entries covered, or named without covering them.
    pub checks: Vec<ReleasedCheck>,
}

/// An entry, as far as a comparison shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReleasedEntry {
    /// Its id.
    pub id: String,
    /// Its reason.
    pub reason: String,
    /// Its last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub expires: Option<Date>,
}

/// The verdict on one check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReleasedCheck {
    /// The scan, counted from 0.
    pub scan: usize,
    /// The check in it, counted from 0.
    pub check: usize,
    /// excepted, or lapsed; attested, or open, where a person gave the verdict.
    pub disposition: Disposition,
    /// The entries, by their place in the list.
    pub entries: Vec<usize>,
}
