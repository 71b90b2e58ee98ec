//! The files that are refused by name, as data.

use schemars::JsonSchema;
use serde::Serialize;

use crate::read;

/// The files that people hand over and that are refused by name.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RefusalsView {
    /// `amicis-refusals/1`.
    pub format: &'static str,
    /// The refusals, in the order in which they are looked for.
    pub refusals: Vec<RefusalView>,
}

/// A refusal.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RefusalView {
    /// The file, as the error names it.
    pub what: &'static str,
    /// The file to give, or the command that gives it.
    pub instead: &'static str,
}

impl RefusalsView {
    /// The `format` that it states.
    pub const FORMAT: &'static str = "amicis-refusals/1";

    /// The view of all refusals.
    pub fn new() -> Self {
        let refusals = read::refusals().map(|(what, instead)| RefusalView { what, instead }).collect();
        Self { format: Self::FORMAT, refusals }
    }
}

impl Default for RefusalsView {
    fn default() -> Self {
        Self::new()
    }
}
