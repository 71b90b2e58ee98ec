//! The gate's verdict as data: what `amicis check --to json` prints.

use schemars::JsonSchema;
use serde::Serialize;

use crate::diag::{Diagnostic, Sources};
use crate::gate::GateVerdict;

/// The verdict of the gate.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct GateView<'v> {
    /// `amicis-gate/1`.
    pub format: &'static str,
    /// The verdict itself.
    #[serde(flatten)]
    pub verdict: &'v GateVerdict,
    /// The registry's diagnostics, which annotations hold as well.
    #[serde(skip)]
    pub lint: &'v [Diagnostic],
    /// The registry's texts, which tell their lines.
    #[serde(skip)]
    pub sources: &'v Sources,
}

impl<'v> GateView<'v> {
    /// The `format` that it states.
    pub const FORMAT: &'static str = "amicis-gate/1";

    /// The view of a verdict, with the diagnostics of the registry.
    pub fn new(verdict: &'v GateVerdict, lint: &'v [Diagnostic], sources: &'v Sources) -> Self {
        Self { format: Self::FORMAT, verdict, lint, sources }
    }
}
