//! The input formats as data.

use schemars::JsonSchema;
use serde::Serialize;

use crate::formats::FORMATS;
use crate::read::Format;

/// The formats that can be read.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FormatsView {
    /// `amicis-formats/1`.
    pub format: &'static str,
    /// The formats, in the order of use.
    pub formats: Vec<FormatView>,
}

/// A format.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FormatView {
    /// Its id, which `--format` takes.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// One line on it.
    pub summary: &'static str,
    /// The tools that write it.
    pub tools: Vec<&'static str>,
    /// How it is recognised.
    pub recognised_by: &'static str,
    /// The facts that its files cannot tell.
    pub cannot_tell: Vec<&'static str>,
    /// The parts of its files that show whether results are missing; none where nothing does.
    pub loss_shows_by: Vec<&'static str>,
}

impl FormatsView {
    /// The `format` that it states.
    pub const FORMAT: &'static str = "amicis-formats/1";

    /// The view of all formats.
    pub fn new() -> Self {
        let view = |format: &&'static dyn Format| {
            let about = format.about();
            FormatView {
                id: format.id(),
                name: about.name,
                summary: about.summary,
                tools: about.tools.to_vec(),
                recognised_by: about.recognised_by,
                cannot_tell: about.cannot_tell.iter().map(|gap| gap.word()).collect(),
                loss_shows_by: about.redundancy.iter().map(|part| part.word()).collect(),
            }
        };
        Self { format: Self::FORMAT, formats: FORMATS.iter().map(view).collect() }
    }
}

impl Default for FormatsView {
    fn default() -> Self {
        Self::new()
    }
}
