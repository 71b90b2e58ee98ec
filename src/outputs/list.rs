//! The list of outputs, and what is asked of all of them.

use super::fleet::COLUMNAR;
use super::{
    Asff, Csv, Github, Hdf, Hdf3, HdfAmendments, Html, Ics, Json, Junit, Markdown, Ndjson, Ocsf, OscalPlan,
    OscalResults, Output, OutputError, OutputOptions, Sarif, Text, Xccdf,
};
use super::{View, ViewKind, output::About};
use crate::views::{OutputView, OutputsView, PrintedView};

/// Every output, in the order in which help lists them.
pub static OUTPUTS: &[&dyn Output] = &[
    &Text,
    &Markdown,
    &Html,
    &Csv,
    &Json,
    &Ndjson,
    &Junit,
    &Sarif,
    &Github,
    &Ics,
    &Hdf,
    &Hdf3,
    &HdfAmendments,
    &OscalResults,
    &OscalPlan,
    &Ocsf,
    &Asff,
    &Xccdf,
    #[cfg(feature = "xlsx")]
    &super::Xlsx,
];

/// The outputs that print one of some kinds of view, each with its sentence about that.
pub fn outputs_of(kinds: &[ViewKind]) -> impl Iterator<Item = (&'static dyn Output, &'static str)> {
    OUTPUTS.iter().filter_map(|output| {
        let about = output.about();
        kinds.iter().find_map(|kind| about.of(*kind)).map(|sentence| (*output, sentence))
    })
}

/// A view as a text.
///
/// # Errors
/// As [`Output::write`], and when it is no text.
pub fn printed(output: &dyn Output, view: &View<'_>, options: &OutputOptions) -> Result<String, OutputError> {
    let about = output.about();
    if about.binary && about.of(view.kind()).is_some() {
        return Err(OutputError::NoText { output: about.id });
    }
    let mut bytes = Vec::new();
    output.write(view, options, &mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The list as a view.
pub fn outputs_view() -> OutputsView {
    let printed = |(kind, about): &(ViewKind, &'static str)| PrintedView { view: kind.word(), about };
    let view = |about: About| {
        let About { id, media_type, ending, summary, streams, views, .. } = about;
        OutputView { id, summary, media_type, ending, streams, views: views.iter().map(printed).collect() }
    };
    let all = OUTPUTS.iter().map(|output| output.about()).chain(COLUMNAR);
    OutputsView { format: OutputsView::FORMAT, outputs: all.map(view).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_told_apart_and_every_view_is_printed() {
        let mut ids: Vec<_> = OUTPUTS.iter().map(|output| output.about().id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), OUTPUTS.len());
        for kind in ViewKind::ALL {
            assert!(outputs_of(&[*kind]).next().is_some(), "nothing prints {}", kind.word());
        }
    }
}
