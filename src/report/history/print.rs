//! A history as Markdown and as a page.

use serde::Serialize;

use crate::report::engine::{Engine, TemplateError};
use crate::report::html::{Page, page, pages, trimmed};
use crate::report::templates::Templates;
use crate::views::HistoryView;

#[derive(Serialize)]
struct HistoryData<'v> {
    history: &'v HistoryView,
    page: Page<'v>,
}

/// The history as Markdown.
///
/// # Errors
/// When the template does not fit the data.
pub fn history_markdown(templates: &Templates, view: &HistoryView) -> Result<String, TemplateError> {
    Engine::markdown().render(&templates.get("history.md.hbs"), view).map(|page| trimmed(&page))
}

/// The history as one page, with a chart of the scores.
///
/// # Errors
/// When the template does not fit the data, or the style ends its own element.
pub fn history_html(templates: &Templates, view: &HistoryView) -> Result<String, TemplateError> {
    let newest = view.versions.last().map(|version| version.name.as_str());
    let data = HistoryData { history: view, page: page(templates, newest)? };
    pages(templates)?.render(&templates.get("history.html.hbs"), &data).map(|page| trimmed(&page))
}
