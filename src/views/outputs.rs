//! The outputs as data.

use schemars::JsonSchema;
use serde::Serialize;

/// The forms in which views are written.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OutputsView {
    /// `amicis-outputs/1`.
    pub format: &'static str,
    /// The outputs.
    pub outputs: Vec<OutputView>,
}

/// An output.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OutputView {
    /// Its id, which `--to` takes.
    pub id: &'static str,
    /// One sentence on it.
    pub summary: &'static str,
    /// The media type.
    pub media_type: &'static str,
    /// The ending of a file's name.
    pub ending: &'static str,
    /// Whether it is written while the view is walked.
    pub streams: bool,
    /// The views that it prints.
    pub views: Vec<PrintedView>,
}

/// A view that an output prints.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PrintedView {
    /// The view.
    pub view: &'static str,
    /// The form that it has.
    pub about: &'static str,
}

impl OutputsView {
    /// The `format` that it states.
    pub const FORMAT: &'static str = "amicis-outputs/1";
}
