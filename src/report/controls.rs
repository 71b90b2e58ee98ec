//! The controls of frameworks for the terminal, as Markdown and as a page.

use std::fmt::Write;

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::engine::{Engine, TemplateError};
use super::fit::squeezed;
use super::html::{Page, page, pages, trimmed};
use super::templates::Templates;
use super::terminal::{HEADING, Screen, fit, plain};
use crate::views::{ControlView, ControlsView, Counts, FrameworkView};

/// The Markdown templates that others use.
pub(super) const MARKDOWN_PART: (&str, &str) = ("rollups", "rollups.md.hbs");

#[derive(Serialize)]
struct PageData<'v> {
    controls: &'v ControlsView,
    page: Page<'v>,
}

/// The controls as Markdown.
///
/// # Errors
/// When a template does not fit the data.
pub fn controls_markdown(templates: &Templates, view: &ControlsView) -> Result<String, TemplateError> {
    let mut engine = Engine::markdown();
    engine.partial(MARKDOWN_PART.0, &templates.get(MARKDOWN_PART.1))?;
    Ok(squeezed(&engine.render(&templates.get("controls.md.hbs"), view)?))
}

/// The controls as one page.
///
/// # Errors
/// When a template does not fit the data, or a style or script ends its own element.
pub fn controls_html(templates: &Templates, view: &ControlsView) -> Result<String, TemplateError> {
    let page = page(templates, view.images.first().map(|image| image.name.as_str()))?;
    let data = PageData { controls: view, page };
    pages(templates)?.render(&templates.get("controls.html.hbs"), &data).map(|page| trimmed(&page))
}

/// The controls for a terminal of a width.
pub fn controls_text(view: &ControlsView, width: usize) -> String {
    let mut out = Screen::new(width);
    for doubt in &view.doubts {
        out.indented(&format!("doubt: {} [{}]", doubt.line(), doubt.code), 0, 2);
    }
    for image in &view.images {
        out.heading(&format!("{}: {}", image.name, image.benchmark));
        for framework in &image.controls.frameworks {
            out.end();
            table(&mut out, framework);
        }
        if image.controls.frameworks.is_empty() {
            out.push("  No recommendation names a control.\n");
        }
        out.end();
        for note in &image.controls.notes {
            out.indented(&format!("note: {note}"), 0, 2);
        }
        out.end();
    }
    if let Some(mapping) = &view.mapping {
        let pairs = if mapping.pairs == 1 { "pair" } else { "pairs" };
        let of = format!("{} {pairs}, {} of no recommendation here", mapping.pairs, mapping.unused);
        out.indented(&format!("note: the mapping {} has {of}", mapping.file.path), 0, 2);
    }
    for note in &view.notes {
        out.indented(&format!("note: {note}"), 0, 2);
    }
    if view.incomplete {
        out.push("Incomplete: files could not be read.\n");
    }
    out.trim_end();
    out.end();
    out.into_text()
}

/// The counts of a row with their heads; the last is of everything that is neither.
const HEADS: [&str; 6] = ["open", "lapsed", "excepted", "unverified", "passed", "other"];

fn counted(counts: &Counts) -> [usize; 6] {
    let Counts {
        open,
        lapsed,
        unverified,
        excepted,
        attested,
        passed,
        informational,
        not_applicable,
        not_selected,
        ..
    } = *counts;
    [open, lapsed, excepted, unverified, passed, attested + informational + not_applicable + not_selected]
}

/// The widest name of a control that a column is made for.
const WIDEST: usize = 24;

fn table(out: &mut Screen, framework: &FrameworkView) {
    let _ = writeln!(out, "  {HEADING}{}{HEADING:#}", plain(&framework.framework));
    out.indented(&format!("{}.", framework.sentence), 2, 2);
    out.end();
    let name = |row: &ControlView, before: &str| {
        let groups = if row.groups.is_empty() { String::new() } else { format!(" ({})", row.groups.join(", ")) };
        plain(&format!("{before}{}{groups}", row.control))
    };
    let controls = framework.controls.iter().map(|row| (name(row, ""), row));
    let rows: Vec<(String, &ControlView)> =
        controls.chain(framework.groups.iter().map(|row| (name(row, "group "), row))).collect();
    let width = rows.iter().map(|(name, _)| name.width()).max().unwrap_or(0).clamp("unmapped".len(), WIDEST);
    let line = |name: &str, cells: [String; 6]| {
        let name = fit(name, width);
        let mut line = format!("  {name}{:pad$}", "", pad = width.saturating_sub(name.width()));
        for (cell, head) in cells.iter().zip(HEADS) {
            let _ = write!(line, "  {cell:>wide$}", wide = head.len());
        }
        line
    };
    let _ = writeln!(out, "{}  recommendations", line("control", HEADS.map(str::to_owned)));
    for (name, row) in &rows {
        let line = line(name, counted(&row.counts).map(|count| count.to_string()));
        let all = row.recommendations.iter().map(|one| one.id.as_str()).collect::<Vec<_>>().join(", ");
        if line.width() + 2 + plain(&all).width() <= out.width() {
            let _ = writeln!(out, "{line}  {}", plain(&all));
        } else {
            let _ = writeln!(out, "{line}");
            out.indented(&all, 6, 6);
        }
    }
    let unmapped = line("unmapped", counted(&framework.unmapped).map(|count| count.to_string()));
    let _ = writeln!(out, "{unmapped}");
}
