//! A comparison for the terminal.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};

use crate::diff::{Class, Verdict};
use crate::report::terminal::{HEADING, Screen, fit, plain};
use crate::views::{ChangeView, DiffView, EvidenceChanges, ImageDiffView, SideView};

/// The comparison as text of a width; the printing decides whether colours are sent.
pub fn diff_text(view: &DiffView, width: usize) -> String {
    let mut out = Screen::new(width);
    for image in &view.images {
        head(&mut out, image);
        if view.unchanged {
            let _ = writeln!(out, "Nothing changed.\n");
        } else if !image.evidence.sentence.is_empty() {
            let _ = writeln!(out, "{}\n", image.evidence.sentence);
        }
        for list in &image.lists {
            let style = style(list.class, list.rows.first());
            let _ = writeln!(out, "{style}{} ({}){style:#} {}", list.class, list.listed, list.meaning);
            list.rows.iter().for_each(|row| change(&mut out, row));
            out.end();
        }
        evidence(&mut out, &image.evidence);
    }
    for doubt in &view.doubts {
        let style = AnsiColor::Red.on_default().bold();
        let _ = writeln!(out, "{style}{}{style:#} {}", doubt.code, plain(&doubt.line()));
        out.indented(doubt.help, 6, 6);
    }
    for alone in &view.alone {
        let _ = writeln!(out, "not compared: {}", plain(alone));
    }
    for note in &view.notes {
        let _ = writeln!(out, "note: {}", plain(note));
    }
    match view.objections {
        0 => out.push("Nothing to object to.\n"),
        count => {
            let style = AnsiColor::Red.on_default().bold();
            let _ = writeln!(out, "{style}{count} to object to.{style:#}");
        }
    }
    out.into_text()
}

/// Evidence that changed where no verdict did.
fn evidence(out: &mut Screen, evidence: &EvidenceChanges) {
    if !evidence.rows.is_empty() {
        let count = evidence.rows.len();
        let _ = writeln!(out, "{HEADING}evidence ({count}){HEADING:#} changed where no verdict did");
        evidence.rows.iter().for_each(|row| change(out, row));
        out.end();
    }
    if !evidence.by_itself.is_empty() {
        let ids = evidence.by_itself.join(", ");
        out.field("evidence", &format!("only ids, times or own addresses changed: {ids}"));
        out.end();
    }
}

fn head(out: &mut Screen, image: &ImageDiffView) {
    out.heading(&format!("{} → {}", image.old.name, image.new.name));
    side(out, "before", &image.old);
    side(out, "now", &image.new);
    for note in &image.scope {
        out.field("note", note);
    }
    let scores = |old: &[String], new: &[String]| format!("{} → {}", old.join(", "), new.join(", "));
    out.field("raw score", &scores(&image.old.raw, &image.new.raw));
    out.field("accepted", &scores(&image.old.accepted, &image.new.accepted));
    out.field("", &image.attribution.sentence);
    let counts = image.counts.iter().map(|count| format!("{} {}", count.count, count.class)).collect::<Vec<_>>();
    let sum = &image.sum;
    out.field("changes", &counts.join(", "));
    let (both, old, new) = (sum.pairs, sum.only_old, sum.only_new);
    out.field("", &format!("= {} recommendations: {both} on both sides, {old} only before, {new} only now", sum.total));
    out.end();
}

fn side(out: &mut Screen, label: &str, side: &SideView) {
    let known = [side.tools.join(", "), side.profiles.join(", "), side.finished.clone().unwrap_or_default()];
    let known = known.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("; ");
    let ami = side.ami_id.as_ref().filter(|id| **id != side.name).map(|id| format!(" {id}")).unwrap_or_default();
    out.field(label, &format!("{}{ami}; {} ({})", side.name, side.benchmark, side.established));
    out.field("", &known);
    let exceptions =
        if side.registry == "none" { "no exceptions".to_owned() } else { format!("exceptions of {}", side.registry) };
    out.field("", &format!("{exceptions} as of {}", side.as_of));
}

fn change(out: &mut Screen, row: &ChangeView) {
    let mut line = format!("{} {}: {} → {}", row.id, row.title, row.old, row.new);
    for flag in &row.flags {
        line.extend([", ", flag.word()]);
    }
    out.indented(&line, 2, 6);
    for entry in &row.entries {
        out.indented(&format!("entry {entry}"), 6, 8);
    }
    out.indented(&row.suggested, 6, 8);
    for line in row.evidence.lines() {
        let style = match line.chars().next() {
            Some('+') => AnsiColor::Red.on_default(),
            Some('-') => AnsiColor::Green.on_default(),
            _ => Style::new(),
        };
        let _ = writeln!(out, "      {style}{}{style:#}", fit(line, out.width() - 6));
    }
}

fn style(class: Class, row: Option<&ChangeView>) -> Style {
    match row.map(|row| row.verdict) {
        Some(Verdict::Objects) => AnsiColor::Red.on_default().bold(),
        Some(Verdict::Warns) => AnsiColor::Yellow.on_default().bold(),
        _ if matches!(class, Class::Resolved | Class::Improved) => AnsiColor::Green.on_default().bold(),
        _ => HEADING,
    }
}
