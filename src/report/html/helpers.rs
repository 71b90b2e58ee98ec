//! The helpers that only pages have; described in templates/README.md.

use super::bar::{bar, heat};
use super::chart::chart;
use super::escape::html_text;
use super::evidence::{evidence, sides};
use super::name::image_name;
use super::registry::{link, registry_html};
use crate::report::engine::Engine;
use crate::report::helper::{Made, Parameters, field};
use crate::report::markdown::{registry_cell, scan_text};
use crate::views::Column;

/// Adds them to an engine.
pub(crate) fn add_helpers(engine: &mut Engine) {
    engine.markup("md", |given| Ok(registry_html(given.text(0)?)));
    engine.markup("link", |given| Ok(link(given.text(0)?)));
    engine.markup("bar", |given| Ok(bar(given.value(0)?, given.text(1)?)));
    engine.markup("chart", |given| Ok(chart(given.value(0)?)));
    engine.markup("copy", copy);
    engine.markup("cell", cell);
    engine.value("image-name", |given| Ok(image_name(given.text(0)?).into()));
    engine.value("pluck", pluck);
    engine.value("concat", |given| Ok((given.text(0)?.to_owned() + given.text(1)?).into()));
    engine.value("heat", |given| Ok(heat(given.count(0)?, given.count(1)?).into()));
    engine.value("sides", |given| Ok(sides(given.value(0)?).into()));
    engine.markup("evidence", |given| Ok(evidence(given.list(0)?)));
}

/// `{{pluck list "field"}}`: one field of each row.
fn pluck(given: &Parameters<'_>) -> Made<serde_json::Value> {
    let key = given.text(1)?;
    let fields: Made<Vec<String>> = given.list(0)?.iter().map(|row| field(row, key)).collect();
    Ok(fields?.into())
}

/// `{{copy recommendation}}`: its row of a Markdown table, for an attribute.
fn copy(given: &Parameters<'_>) -> Made<String> {
    let row = given.value(0)?;
    let entries = row.get("entries").and_then(serde_json::Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let registry = |key: &str| {
        let texts: Vec<String> = entries.iter().map(|entry| field(entry, key)).collect::<Made<_>>()?;
        Ok(registry_cell(&texts.join("\n\n")))
    };
    let scan = |key: &str| Ok(scan_text(&field(row, key)?));
    let cells: Made<Vec<String>> =
        [scan("id"), scan("title"), scan("word"), registry("reason"), registry("workaround")].into_iter().collect();
    Ok(html_text(&format!("| {} |", cells?.join(" | "))))
}

/// `{{cell row key}}`: a field of a row of the exceptions table, by where it comes from.
fn cell(given: &Parameters<'_>) -> Made<String> {
    let key = given.text(1)?;
    let text = field(given.value(0)?, key)?;
    Ok(if Column::is_registry_markdown(key) { registry_html(&text) } else { html_text(&text) })
}
