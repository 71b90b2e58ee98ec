//! The exceptions table as Markdown.

use std::borrow::Cow;

use serde::Serialize;

use super::engine::{Engine, TemplateError};
use super::templates::Templates;
use crate::views::{Column, EntryView, ExceptionsView, ImageView, MOST_UNVERIFIED, Raised, Row, by_reason};

#[derive(Serialize)]
struct Data<'v> {
    columns: &'v [Column],
    images: Vec<ImageData<'v>>,
    entries: &'v [EntryView],
    doubts: &'v [Raised],
    notes: &'v [String],
    as_of: String,
    several: bool,
    full: bool,
    incomplete: bool,
}

#[derive(Serialize)]
struct ImageData<'v> {
    view: &'v ImageView,
    /// The rows of the table: one a recommendation, or one a reason.
    rows: Vec<Cow<'v, Row>>,
    /// The unverified recommendations that are listed: all of it where it is little, else what an entry speaks of.
    unverified: Vec<&'v Row>,
    /// How many more are not verified.
    more_unverified: usize,
    several_instances: bool,
}

/// Renders the exceptions table; `full` adds what is not covered, not verified and not matched.
///
/// # Errors
/// When the template does not fit the data.
pub fn exceptions_markdown(view: &ExceptionsView, columns: &[Column], full: bool) -> Result<String, TemplateError> {
    exceptions_markdown_with(&Templates::default(), view, columns, full)
}

/// As [`exceptions_markdown`], with templates of the user's own.
///
/// # Errors
/// When the template does not fit the data.
pub fn exceptions_markdown_with(
    templates: &Templates,
    view: &ExceptionsView,
    columns: &[Column],
    full: bool,
) -> Result<String, TemplateError> {
    let grouped = view.by_reason;
    let image = |view| {
        let unverified = listed(view);
        let rows = if grouped { merged(view) } else { view.table().map(Cow::Borrowed).collect() };
        let more_unverified = view.unverified.len() - unverified.len();
        ImageData { view, rows, unverified, more_unverified, several_instances: view.instances > 1 }
    };
    let data = Data {
        columns,
        images: view.images.iter().map(image).collect(),
        entries: &view.entries,
        doubts: &view.doubts,
        notes: &view.notes,
        as_of: view.as_of.to_string(),
        several: view.images.len() > 1,
        full,
        incomplete: view.incomplete,
    };
    let text = Engine::markdown().render(&templates.get("exceptions.md.hbs"), &data)?;
    Ok(text.trim().to_owned() + "\n")
}

fn merged(image: &ImageView) -> Vec<Cow<'_, Row>> {
    by_reason(image.table()).into_iter().map(|reason| Cow::Owned(reason.row)).collect()
}

/// An entry for what nobody verified is never passed over in silence.
fn listed(image: &ImageView) -> Vec<&Row> {
    let few = image.unverified.len() <= MOST_UNVERIFIED;
    image.unverified.iter().filter(|row| few || !row.entries.is_empty() || !row.why.is_empty()).collect()
}
