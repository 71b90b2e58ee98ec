//! A scan at a glance, and everything known of one recommendation, for the terminal.

use std::fmt::Write;

use super::terminal::{Screen, fit, number_width, plain, status_style, style, wrap};
use crate::views::{ByTool, PartView, RecommendationView, ShowView, ShownImage, ShownRow};

/// Every image, for a terminal of a width: identity, scores, counts, and what fails uncovered.
pub fn overview(view: &ShowView, width: usize) -> String {
    let mut out = Screen::new(width);
    for image in &view.images {
        for run in &image.runs {
            out.heading(&image.name);
            run.iter().for_each(|fact| out.field(fact.label, &fact.text));
            out.end();
        }
        counts(&mut out, image);
        image.lists.iter().for_each(|(title, rows)| list(&mut out, title, rows));
    }
    for note in &view.notes {
        let _ = writeln!(out, "note: {}", plain(note));
    }
    out.into_text()
}

fn recommendations(count: usize) -> String {
    format!("{count} recommendation{}", if count == 1 { "" } else { "s" })
}

fn counts(out: &mut Screen, image: &ShownImage) {
    let mut line = format!("{}:", recommendations(image.total));
    let mut used = line.len();
    let mut separator = " ";
    for (disposition, count) in &image.counts {
        let style = style(*disposition);
        let part = format!("{count} {disposition}");
        if used + separator.len() + part.len() > out.width() {
            separator = ",\n  ";
            used = 0;
        }
        used += separator.len() + part.len();
        let _ = write!(line, "{separator}{style}{part}{style:#}");
        separator = ", ";
    }
    let _ = writeln!(out, "{line}\n");
}

fn list(out: &mut Screen, title: &str, rows: &[ShownRow]) {
    out.heading(&format!("{title} ({})", rows.len()));
    let width = number_width(rows.iter().map(|row| row.id.as_str()));
    for shown in rows {
        out.row(&shown.id, width, shown.word, style(shown.disposition), &shown.title);
    }
    out.end();
}

/// The disagreements of tools, image by image.
pub fn by_tool(tables: &[ByTool], width: usize) -> String {
    let mut out = Screen::new(width);
    for table in tables {
        out.heading(&table.image);
        out.field("benchmark", &table.benchmark);
        for (index, column) in table.tools.iter().enumerate() {
            let version =
                column.version.as_ref().map(|version| format!(", v{version} by the crosswalk")).unwrap_or_default();
            let silent = if column.full { "" } else { "; ? where it is silent" };
            out.field(&format!("tool {}", index + 1), &format!("{}{version}{silent}", column.tool));
        }
        let (compared, differing) = (table.compared, table.differing.len());
        out.field("", &format!("{} with several verdicts, {differing} seen differently", recommendations(compared)));
        out.end();
        let numbers: Vec<String> = table.differing.iter().map(|row| row.number.to_string()).collect();
        let width = number_width(numbers.iter().map(String::as_str));
        let words = table.differing.iter().flat_map(|row| &row.says).flatten().map(|status| status.word().len());
        let cell = words.max().unwrap_or(0).max("tool 1".len());
        if !numbers.is_empty() {
            let _ = write!(out, "  {:<width$}", "");
            for index in 1..=table.tools.len() {
                let _ = write!(out, "  {:<cell$}", format!("tool {index}"));
            }
            out.trim_end();
            out.end();
        }
        for (row, number) in table.differing.iter().zip(&numbers) {
            let _ = write!(out, "  {number:<width$}");
            for (says, column) in row.says.iter().zip(&table.tools) {
                match says {
                    Some(status) => {
                        let style = status_style(*status);
                        let _ = write!(out, "  {style}{:<cell$}{style:#}", status.word());
                    }
                    None => {
                        let _ = write!(out, "  {:<cell$}", if column.full { "-" } else { "?" });
                    }
                }
            }
            let room = out.width().saturating_sub(width + 4 + (cell + 2) * row.says.len()).max(12);
            let _ = writeln!(out, "  {}", fit(&row.title, room));
        }
        out.end();
    }
    if tables.is_empty() {
        out.push("Nothing to compare: no image was scanned by several tools (give --ami-id to put scans together).\n");
    }
    out.into_text()
}

/// Everything known of one recommendation, image by image.
pub fn recommendation(views: &[RecommendationView], width: usize) -> String {
    let mut out = Screen::new(width);
    for view in views {
        for line in wrap(&view.heading, out.width()) {
            out.heading(&line);
        }
        out.field("image", &view.image);
        out.field("benchmark", &view.benchmark);
        view.section.iter().for_each(|section| out.field("section", section));
        let style = style(view.disposition);
        let _ = writeln!(out, "  {:<12}{style}{}{style:#}", "disposition", view.disposition);
        for part in &view.parts {
            out.end();
            one_part(&mut out, part);
        }
        out.end();
    }
    out.into_text()
}

fn one_part(out: &mut Screen, part: &PartView) {
    out.field("by", &part.by);
    let style = status_style(part.status);
    let raw = part.raw.as_ref().map(|raw| format!(" (the tool says {})", plain(raw))).unwrap_or_default();
    let _ = writeln!(out, "  {:<12}{style}{}{style:#}{raw}", "status", part.status);
    part.facts.iter().for_each(|fact| out.field(fact.label, &fact.text));
}
