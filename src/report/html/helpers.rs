//! The helpers that only pages have; described in templates/README.md.

use super::bar::{bar, heat};
use super::chart::chart;
use super::escape::html_text;
use super::evidence::{evidence, sides};
use super::lines::lines;
use super::matrix::matrix;
use super::name::image_name;
use super::registry::{link, registry_html};
use super::timeline::timeline;
use super::waterfall::waterfall;
use crate::report::engine::Engine;
use crate::report::helper::{Made, Parameters, field};
use crate::report::markdown::{registry_cell, scan_text};
use crate::views::Column;

/// Adds them to an engine.
pub(crate) fn add_helpers(engine: &mut Engine) {
    engine.markup("md", |given| Ok(registry_html(given.text(0)?)));
    engine.markup("link", |given| Ok(link(given.text(0)?)));
    engine.markup("bar", |given| Ok(bar(given.value(0)?, given.text(1)?)));
    engine.markup("chart", |given| Ok(chart(given.value(0)?, given.list(1)?)));
    engine.markup("matrix", |given| Ok(matrix(given.value(0)?, given.list(1)?)));
    engine.markup("copy", copy);
    engine.markup("cell", cell);
    engine.value("image-name", |given| Ok(image_name(given.text(0)?).into()));
    engine.value("pluck", pluck);
    engine.value("concat", |given| Ok((given.text(0)?.to_owned() + given.text(1)?).into()));
    engine.value("heat", |given| Ok(heat(given.count(0)?, given.count(1)?).into()));
    engine.value("sides-of", |given| Ok(sides(given.value(0)?).into()));
    engine.value("slug", |given| Ok(slug(given.text(0)?).into()));
    engine.value("section-of", |given| Ok(section_of(given.text(0)?).into()));
    engine.markup("diff-lines", |given| Ok(lines(given.text(0)?)));
    engine.markup("waterfall", |given| Ok(waterfall(given.value(0)?)));
    engine.markup("timeline", |given| Ok(timeline(given.list(0)?, given.text(1)?)));
    engine.markup("copy-row", |given| {
        copied(given.value(0)?, &["id", "title", "disposition"], &["reason", "workaround"])
    });
    engine.markup("copy-change", copy_change);
    engine.markup("evidence-list", |given| Ok(evidence(given.list(0)?)));
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

/// `{{copy-change row}}`: a change as a row of a Markdown table, for an attribute.
fn copy_change(given: &Parameters<'_>) -> Made<String> {
    copied(given.value(0)?, &["id", "title", "class", "old", "new"], &[])
}

/// A row of a Markdown table, for an attribute: fields of a scan, then fields of the registry.
fn copied(row: &serde_json::Value, scan: &[&str], registry: &[&str]) -> Made<String> {
    let scan = scan.iter().map(|key| Ok(scan_text(&field(row, key)?)));
    let cells: Made<Vec<String>> =
        scan.chain(registry.iter().map(|key| Ok(registry_cell(&field(row, key)?)))).collect();
    Ok(html_text(&format!("| {} |", cells?.join(" | "))))
}

/// The section of a number; nothing for the id of a rule.
fn section_of(number: &str) -> &str {
    let first = number.split('.').next().unwrap_or_default();
    if first.bytes().all(|byte| byte.is_ascii_digit()) { first } else { "" }
}

/// A standing's word as a class of the page's style.
fn slug(word: &str) -> String {
    match word {
        "not verified" => "unverified".to_owned(),
        other => other.replace(' ', "-"),
    }
}

/// `{{cell row key}}`: a field of a row of the exceptions table, by where it comes from.
fn cell(given: &Parameters<'_>) -> Made<String> {
    let key = given.text(1)?;
    let text = field(given.value(0)?, key)?;
    Ok(if Column::is_registry_markdown(key) { registry_html(&text) } else { html_text(&text) })
}
