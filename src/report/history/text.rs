//! A history for the terminal.

use std::fmt::Write;

use crate::diff::{Standing, Verdict};
use crate::report::terminal::{HEADING, Screen, fit, number_width, plain, style};
use crate::views::{CellView, ChainView, ClassList, HistoryView, LETTERS, StepView, TrackView, VersionView};

/// The least room for a title beside the matrix.
const TITLE: usize = 24;

/// The history as text of a width; the printing decides whether colours are sent.
pub fn history_text(view: &HistoryView, width: usize) -> String {
    let mut out = Screen::new(width);
    view.versions.iter().for_each(|version| head(&mut out, version));
    for chain in &view.chains {
        scores(&mut out, chain);
    }
    for step in &view.steps {
        changes(&mut out, step);
    }
    for chain in &view.chains {
        matrix(&mut out, chain, &view.versions);
    }
    for note in &view.notes {
        let _ = writeln!(out, "note: {}", plain(note));
    }
    if view.incomplete {
        out.push("Incomplete: files could not be read.\n");
    }
    out.into_text()
}

fn head(out: &mut Screen, version: &VersionView) {
    let day = version.day.as_deref().unwrap_or("no date");
    let ami = version.ami_id.as_ref().filter(|id| **id != version.name).map(|id| format!(" {id}")).unwrap_or_default();
    let line = format!("{} {day} {}{ami}", version.place, version.name);
    out.heading(&line);
    for side in &version.sides {
        out.field("benchmark", &format!("{} ({})", side.benchmark, side.established));
        let known = [side.tools.join(", "), side.profiles.join(", "), side.coverage.join("; ")];
        out.field("", &known.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("; "));
        let counts: Vec<String> = side.counts.iter().map(|(word, count)| format!("{count} {word}")).collect();
        out.field("", &counts.join(", "));
    }
    out.end();
}

fn scores(out: &mut Screen, chain: &ChainView) {
    out.heading(&format!("Scores, {}", chain.benchmark));
    for series in &chain.scores {
        let _ = writeln!(out, "  {}", fit(&series.tool, out.width() - 2));
        for point in series.points.iter().flatten() {
            let day = point.day.as_deref().unwrap_or("no date");
            let _ =
                writeln!(out, "  {:>4} {day:<10}  raw {:>8}  accepted {:>8}", point.place, point.raw, point.accepted);
        }
        if series.points.iter().all(Option::is_none) {
            let _ = writeln!(out, "       no score: it does not list everything");
        }
    }
    out.end();
}

fn changes(out: &mut Screen, step: &StepView) {
    let day = step.day.as_deref().unwrap_or("no date");
    let title = format!("{} → {}  {day} {}", step.old, step.new, step.new_name);
    out.heading(&title);
    for image in &step.images {
        for note in &image.scope {
            out.indented(note, 2, 2);
        }
        out.indented(&image.attribution.sentence, 2, 2);
        image.lists.iter().for_each(|list| class(out, list));
        if !image.evidence.sentence.is_empty() {
            out.indented(&image.evidence.sentence, 2, 2);
        } else if image.lists.is_empty() {
            out.push("  Nothing changed.\n");
        }
    }
    for alone in &step.alone {
        out.indented(&format!("not compared: {alone}"), 2, 4);
    }
    out.end();
}

fn class(out: &mut Screen, list: &ClassList) {
    let objects = list.rows.iter().any(|row| row.verdict == Verdict::Objects);
    let style = if objects { style(crate::views::Disposition::Open) } else { HEADING };
    let _ = writeln!(out, "  {style}{} ({}){style:#}", list.class, list.rows.len());
    for row in &list.rows {
        out.indented(&format!("{} {}: {} → {}", row.id, row.title, row.old, row.new), 4, 8);
    }
}

/// One letter a version; older versions are left out when they do not fit.
fn matrix(out: &mut Screen, chain: &ChainView, versions: &[VersionView]) {
    let notable: Vec<&TrackView> = chain.tracks.iter().filter(|track| track.notable).collect();
    out.heading(&format!("Recommendations, {}", chain.benchmark));
    let numbers = number_width(notable.iter().map(|track| track.id.as_str()));
    let column = versions.len().to_string().len() + 1;
    let room = out.width().saturating_sub(numbers + TITLE + 5) / column;
    let left_out = versions.len().saturating_sub(room);
    if !notable.is_empty() {
        let _ = write!(out, "  {:<numbers$} ", "");
        for version in versions.iter().skip(left_out) {
            let _ = write!(out, "{:>column$}", version.place);
        }
        out.end();
    }
    for track in &notable {
        let _ = write!(out, "  {:<numbers$} ", fit(&track.id, numbers));
        track.cells.iter().skip(left_out).for_each(|cell| letter(out, cell, column));
        let used = numbers + 5 + column * (versions.len() - left_out);
        let _ = writeln!(out, "  {}", fit(&track.title, out.width().saturating_sub(used)));
    }
    legend(out, &notable);
    if left_out > 0 {
        let _ = writeln!(out, "  the {left_out} oldest versions do not fit here; --to csv has them");
    }
    match chain.quiet {
        0 => {}
        1 => out.push("  1 more neither failed nor was unverified in any version\n"),
        quiet => {
            let _ = writeln!(out, "  {quiet} more neither failed nor were unverified in any version");
        }
    }
    out.end();
}

fn letter(out: &mut Screen, cell: &CellView, column: usize) {
    let style = match cell.standing {
        Some(Standing::Is(disposition)) => style(disposition),
        _ => anstyle::Style::new(),
    };
    let _ = write!(out, "{:width$}{style}{}{style:#}", "", cell.letter, width = column - 1);
}

/// The letters that were used.
fn legend(out: &mut Screen, tracks: &[&TrackView]) {
    let used = |letter: char| tracks.iter().flat_map(|track| &track.cells).any(|cell| cell.letter == letter);
    let words = LETTERS.into_iter().filter(|(letter, _)| used(*letter));
    let words: Vec<String> = words.map(|(letter, word)| format!("{letter} {word}")).collect();
    if !words.is_empty() {
        out.indented(&words.join(", "), 2, 2);
    }
}
