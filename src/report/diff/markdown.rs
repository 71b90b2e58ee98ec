//! A comparison as Markdown, for a pull request or a release.

use crate::report::engine::{Engine, TemplateError};
use crate::report::templates::Templates;
use crate::views::DiffView;

/// The comparison as Markdown.
///
/// # Errors
/// When the template does not fit the data.
pub fn diff_markdown(templates: &Templates, view: &DiffView) -> Result<String, TemplateError> {
    let text = Engine::markdown().render(&templates.get("diff.md.hbs"), view)?;
    Ok(text.trim().to_owned() + "\n")
}
