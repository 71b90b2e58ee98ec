//! The template engine: one for each output format, strict, with that format's escape.

use handlebars::{Context, Handlebars, Helper, HelperResult, Output, RenderContext, RenderErrorReason};
use serde_json::Value;

use super::columns::Column;
use super::markdown::{registry_cell, scan_text, unprintable};

/// A template that cannot be rendered: its own mistake, with name and line.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct TemplateError(String);

/// Templates of one output format.
pub(super) struct Engine(Handlebars<'static>);

impl Engine {
    /// Templates that make Markdown: every value is text of a scan unless a helper says otherwise.
    pub(super) fn markdown() -> Self {
        let mut handlebars = Handlebars::new();
        handlebars.set_strict_mode(true);
        handlebars.register_escape_fn(scan_text);
        handlebars.register_helper("cell", Box::new(cell));
        handlebars.register_helper("code", Box::new(code));
        handlebars.register_helper("fenced", Box::new(fenced));
        handlebars.register_helper("len", Box::new(len));
        Self(handlebars)
    }

    /// Renders a template by name.
    pub(super) fn render(
        &mut self,
        name: &str,
        template: &str,
        data: &impl serde::Serialize,
    ) -> Result<String, TemplateError> {
        self.0.register_template_string(name, template).map_err(|error| TemplateError(error.to_string()))?;
        self.0.render(name, data).map_err(|error| TemplateError(error.to_string()))
    }
}

fn parameter<'p>(helper: &'p Helper<'_>, index: usize, name: &'static str) -> Result<&'p Value, RenderErrorReason> {
    helper.param(index).map(handlebars::PathAndJson::value).ok_or(RenderErrorReason::ParamNotFoundForIndex(name, index))
}

/// `{{cell row key}}`: a field of a row as a table cell, escaped by where it comes from.
fn cell(
    helper: &Helper<'_>,
    _: &Handlebars<'_>,
    _: &Context,
    _: &mut RenderContext<'_, '_>,
    out: &mut dyn Output,
) -> HelperResult {
    let row = parameter(helper, 0, "cell")?;
    let key = parameter(helper, 1, "cell")?.as_str().unwrap_or_default();
    let text = match row.get(key) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(texts)) => texts.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
        _ => return Err(RenderErrorReason::Other(format!("a row has no field `{key}`")).into()),
    };
    out.write(&if Column::is_registry_markdown(key) { registry_cell(&text) } else { scan_text(&text) })?;
    Ok(())
}

/// `{{code text}}`: text for the inside of a code span.
fn code(
    helper: &Helper<'_>,
    _: &Handlebars<'_>,
    _: &Context,
    _: &mut RenderContext<'_, '_>,
    out: &mut dyn Output,
) -> HelperResult {
    let text = parameter(helper, 0, "code")?.as_str().unwrap_or_default();
    out.write(&text.replace(['`', '\n', '\r'], " "))?;
    Ok(())
}

/// `{{fenced text}}`: text as a code block of a list item, behind a fence that it does not hold.
fn fenced(
    helper: &Helper<'_>,
    _: &Handlebars<'_>,
    _: &Context,
    _: &mut RenderContext<'_, '_>,
    out: &mut dyn Output,
) -> HelperResult {
    let text = parameter(helper, 0, "fenced")?.as_str().unwrap_or_default();
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    out.write(&format!("  {fence}diff\n"))?;
    for line in text.lines() {
        let line: String = line.chars().map(|c| if unprintable(c) { '\u{fffd}' } else { c }).collect();
        out.write(&format!("  {line}\n"))?;
    }
    out.write(&format!("  {fence}"))?;
    Ok(())
}

/// `{{len list}}`: how many items a list has.
fn len(
    helper: &Helper<'_>,
    _: &Handlebars<'_>,
    _: &Context,
    _: &mut RenderContext<'_, '_>,
    out: &mut dyn Output,
) -> HelperResult {
    let length = parameter(helper, 0, "len")?.as_array().map_or(0, Vec::len);
    out.write(&length.to_string())?;
    Ok(())
}
