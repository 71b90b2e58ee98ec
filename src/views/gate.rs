//! The gate's verdict as data: what `amicis check --to json` prints.

use schemars::JsonSchema;
use serde::Serialize;

use crate::gate::GateVerdict;

/// The verdict of the gate.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct GateView<'v> {
    /// `amicis-gate/1`.
    pub format: &'static str,
    /// The verdict itself.
    #[serde(flatten)]
    pub verdict: &'v GateVerdict,
}

impl<'v> GateView<'v> {
    /// The `format` that it states.
    pub const FORMAT: &'static str = "amicis-gate/1";

    /// The view of a verdict.
    pub fn new(verdict: &'v GateVerdict) -> Self {
        Self { format: Self::FORMAT, verdict }
    }
}
