//! A comparison as Markdown, for a pull request or a release.

use super::view::DiffView;
use crate::report::engine::{Engine, TemplateError};

const TEMPLATE: &str = include_str!("../../../templates/diff.md.hbs");

/// The comparison as Markdown.
///
/// # Errors
/// When the template does not fit the data.
pub fn diff_markdown(view: &DiffView) -> Result<String, TemplateError> {
    let text = Engine::markdown().render("diff.md.hbs", TEMPLATE, view)?;
    Ok(text.trim().to_owned() + "\n")
}
