//! What a pipeline lets through: `[gate]`, read with the registry; judged elsewhere.

use std::collections::BTreeSet;

use super::selection::Selection;

/// The gate's conditions. A key that is absent leaves the default in force: no open or lapsed
/// failure, nothing unverified, no override in the scan, no lint error, full coverage.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gate {
    /// The least raw score, in per cent.
    pub min_raw_score: Option<f64>,
    /// The least accepted score, in per cent.
    pub min_accepted_score: Option<f64>,
    /// Only recommendations of these profile levels are judged.
    pub levels: Option<BTreeSet<u8>>,
    /// Only these recommendations are judged; a benchmark version and its numbers and sections.
    pub sections: Option<Vec<Selection>>,
    /// Nothing may be worse than in the baseline.
    pub no_regression: Option<bool>,
    /// Let failures through that no entry covers.
    pub allow_open: Option<bool>,
    /// Let failures through whose entry does not apply.
    pub allow_lapsed: Option<bool>,
    /// Let through what could not be verified.
    pub allow_unverified: Option<bool>,
    /// Let results through that were changed inside the scan.
    pub allow_overrides: Option<bool>,
    /// Let lint errors of the registry through.
    pub allow_lint: Option<bool>,
    /// Judge scans that do not list everything.
    pub allow_partial: Option<bool>,
}
