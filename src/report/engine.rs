//! The template engine: one for each output format, strict, with that format's escape.

use handlebars::{Handlebars, RenderErrorReason};
use serde_json::Value as Json;

use super::helper::{Made, Markup, Parameters, Value, field, plain};
use super::html;
use super::markdown::{registry_cell, scan_text};
use super::templates::Template;
use crate::diag::safe;
use crate::views::Column;

/// A template that cannot be rendered: its own mistake, with file, line and column.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct TemplateError(String);

impl TemplateError {
    pub(crate) fn new(message: String) -> Self {
        Self(message)
    }

    fn at(shown: &str, place: Option<(usize, usize)>, reason: &str) -> Self {
        match place {
            Some((line, column)) => Self(format!("{shown}:{line}:{column}: {reason}")),
            None => Self(format!("{shown}: {reason}")),
        }
    }
}

/// Templates of one output format.
pub(super) struct Engine(Handlebars<'static>);

impl Engine {
    /// Templates that make Markdown: every value is text of a scan unless a helper says otherwise.
    pub(super) fn markdown() -> Self {
        let mut engine = Self::new();
        engine.0.register_escape_fn(scan_text);
        engine.markup("cell", cell);
        engine.markup("registry", |given| Ok(registry_cell(given.text(0)?)));
        engine.markup("code", |given| Ok(visible(&given.text(0)?.replace(['`', '\n', '\r'], " "))));
        engine.markup("fenced", fenced);
        engine.markup("fenced-diff", fenced_diff);
        engine
    }

    /// Templates that make HTML: every value is text unless a helper says otherwise.
    pub(super) fn html() -> Self {
        let mut engine = Self::new();
        engine.0.register_escape_fn(html::html_text);
        html::add_helpers(&mut engine);
        engine
    }

    fn new() -> Self {
        let mut handlebars = Handlebars::new();
        handlebars.set_strict_mode(true);
        let mut engine = Self(handlebars);
        engine.value("join", join);
        engine.value("plural", plural);
        engine.value("sum", |given| Ok(given.counts()?.iter().sum::<u64>().into()));
        engine.value("nonzero", |given| Ok(Some(given.count(0)?).filter(|count| *count > 0).into()));
        engine
    }

    /// Adds a helper that makes a value.
    pub(super) fn value(&mut self, name: &str, make: fn(&Parameters<'_>) -> Made<Json>) {
        self.0.register_helper(name, Box::new(Value(make)));
    }

    /// Adds a helper that makes markup.
    pub(super) fn markup(&mut self, name: &str, make: fn(&Parameters<'_>) -> Made<String>) {
        self.0.register_helper(name, Box::new(Markup(make)));
    }

    /// Makes a template usable inside others: `{{> name data}}`.
    pub(super) fn partial(&mut self, name: &str, template: &Template<'_>) -> Result<(), TemplateError> {
        let at = |error: handlebars::TemplateError| {
            TemplateError::at(template.shown, error.pos(), &error.reason().to_string())
        };
        self.0.register_partial(name, template.text).map_err(at)
    }

    /// Renders a template.
    pub(super) fn render(
        &mut self,
        template: &Template<'_>,
        data: &impl serde::Serialize,
    ) -> Result<String, TemplateError> {
        let shown = template.shown;
        self.0
            .register_template_string(shown, template.text)
            .map_err(|error| TemplateError::at(shown, error.pos(), &error.reason().to_string()))?;
        self.0.render(shown, data).map_err(|error| {
            let reason = match error.reason() {
                RenderErrorReason::MissingVariable(Some(name)) => format!("there is no field `{name}` here"),
                other => other.to_string(),
            };
            TemplateError::at(shown, error.line_no.zip(error.column_no), &reason)
        })
    }
}

/// `{{join list ", "}}`: the items, with a text between.
fn join(given: &Parameters<'_>) -> Made<Json> {
    let texts: Vec<String> = given.list(0)?.iter().map(plain).collect();
    Ok(texts.join(given.text(1)?).into())
}

/// `{{plural count "failure" "failures"}}`: the count with the word that fits it.
fn plural(given: &Parameters<'_>) -> Made<Json> {
    let count = given.count(0)?;
    Ok(format!("{count} {}", given.text(if count == 1 { 1 } else { 2 })?).into())
}

/// `{{cell row key}}`: a field of a row as a table cell, escaped by where it comes from.
fn cell(given: &Parameters<'_>) -> Made<String> {
    let key = given.text(1)?;
    let text = field(given.value(0)?, key)?;
    Ok(if Column::is_registry_markdown(key) { registry_cell(&text) } else { scan_text(&text) })
}

/// `{{fenced lines}}`: a code block, its fence longer than any run of backticks within.
fn fenced(given: &Parameters<'_>) -> Made<String> {
    Ok(block(&given.list(0)?.iter().map(plain).collect::<Vec<_>>().join("\n"), "text"))
}

/// `{{fenced-diff text}}`: a code block within a list item, for a unified diff.
fn fenced_diff(given: &Parameters<'_>) -> Made<String> {
    let block = block(given.text(0)?, "diff");
    Ok(block.lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n"))
}

fn block(lines: &str, language: &str) -> String {
    let text = visible(lines);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{language}\n{text}\n{fence}")
}

/// Text for code, where nothing is escaped: hostile characters are shown.
fn visible(text: &str) -> String {
    safe(text).into_owned()
}
