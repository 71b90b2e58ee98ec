//! A history for the terminal.

use std::fmt::Write;

use crate::diff::{Standing, Verdict};
use crate::report::terminal::{HEADING, WIDTH, field, fit, number_width, plain, style, wrap};
use crate::views::{CellView, ChainView, ClassList, HistoryView, LETTERS, StepView, TrackView, VersionView};

/// The least room for a title beside the matrix.
const TITLE: usize = 24;

/// The history as text; the printing decides whether colours are sent.
pub fn history_text(view: &HistoryView) -> String {
    let mut out = String::new();
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
        out.push_str("Incomplete: files could not be read.\n");
    }
    out
}

fn head(out: &mut String, version: &VersionView) {
    let day = version.day.as_deref().unwrap_or("no date");
    let ami = version.ami_id.as_ref().filter(|id| **id != version.name).map(|id| format!(" {id}")).unwrap_or_default();
    let line = format!("{} {day} {}{ami}", version.place, version.name);
    let _ = writeln!(out, "{HEADING}{}{HEADING:#}", fit(&line, WIDTH));
    for side in &version.sides {
        field(out, "benchmark", &format!("{} ({})", side.benchmark, side.established));
        let known = [side.tools.join(", "), side.profiles.join(", "), side.coverage.join("; ")];
        field(out, "", &known.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("; "));
        let counts: Vec<String> = side.counts.iter().map(|(word, count)| format!("{count} {word}")).collect();
        field(out, "", &counts.join(", "));
    }
    out.push('\n');
}

fn scores(out: &mut String, chain: &ChainView) {
    let _ = writeln!(out, "{HEADING}Scores, {}{HEADING:#}", fit(&chain.benchmark, WIDTH - 8));
    for series in &chain.scores {
        let _ = writeln!(out, "  {}", fit(&series.tool, WIDTH - 2));
        for point in series.points.iter().flatten() {
            let day = point.day.as_deref().unwrap_or("no date");
            let _ =
                writeln!(out, "  {:>4} {day:<10}  raw {:>8}  accepted {:>8}", point.place, point.raw, point.accepted);
        }
        if series.points.iter().all(Option::is_none) {
            let _ = writeln!(out, "       no score: it does not list everything");
        }
    }
    out.push('\n');
}

fn changes(out: &mut String, step: &StepView) {
    let day = step.day.as_deref().unwrap_or("no date");
    let title = format!("{} → {}  {day} {}", step.old, step.new, step.new_name);
    let _ = writeln!(out, "{HEADING}{}{HEADING:#}", fit(&title, WIDTH));
    for image in &step.images {
        for note in &image.scope {
            lines(out, note, 2, 2);
        }
        lines(out, &image.attribution.sentence, 2, 2);
        image.lists.iter().for_each(|list| class(out, list));
        if !image.evidence.sentence.is_empty() {
            lines(out, &image.evidence.sentence, 2, 2);
        } else if image.lists.is_empty() {
            out.push_str("  Nothing changed.\n");
        }
    }
    for alone in &step.alone {
        lines(out, &format!("not compared: {alone}"), 2, 4);
    }
    out.push('\n');
}

fn class(out: &mut String, list: &ClassList) {
    let objects = list.rows.iter().any(|row| row.verdict == Verdict::Objects);
    let style = if objects { style(crate::views::Disposition::Open) } else { HEADING };
    let _ = writeln!(out, "  {style}{} ({}){style:#}", list.class, list.rows.len());
    for row in &list.rows {
        lines(out, &format!("{} {}: {} → {}", row.id, row.title, row.old, row.new), 4, 8);
    }
}

fn lines(out: &mut String, text: &str, first: usize, rest: usize) {
    for (index, line) in wrap(text, WIDTH - rest).iter().enumerate() {
        let indent = if index == 0 { first } else { rest };
        let _ = writeln!(out, "{:indent$}{line}", "");
    }
}

/// One letter a version; older versions are left out when they do not fit.
fn matrix(out: &mut String, chain: &ChainView, versions: &[VersionView]) {
    let notable: Vec<&TrackView> = chain.tracks.iter().filter(|track| track.notable).collect();
    let _ = writeln!(out, "{HEADING}Recommendations, {}{HEADING:#}", fit(&chain.benchmark, WIDTH - 17));
    let numbers = number_width(notable.iter().map(|track| track.id.as_str()));
    let column = versions.len().to_string().len() + 1;
    let room = WIDTH.saturating_sub(numbers + TITLE + 5) / column;
    let left_out = versions.len().saturating_sub(room);
    if !notable.is_empty() {
        let _ = write!(out, "  {:<numbers$} ", "");
        for version in versions.iter().skip(left_out) {
            let _ = write!(out, "{:>column$}", version.place);
        }
        out.push('\n');
    }
    for track in &notable {
        let _ = write!(out, "  {:<numbers$} ", fit(&track.id, numbers));
        track.cells.iter().skip(left_out).for_each(|cell| letter(out, cell, column));
        let used = numbers + 5 + column * (versions.len() - left_out);
        let _ = writeln!(out, "  {}", fit(&track.title, WIDTH.saturating_sub(used)));
    }
    legend(out, &notable);
    if left_out > 0 {
        let _ = writeln!(out, "  the {left_out} oldest versions do not fit here; --to csv has them");
    }
    match chain.quiet {
        0 => {}
        1 => out.push_str("  1 more neither failed nor was unverified in any version\n"),
        quiet => {
            let _ = writeln!(out, "  {quiet} more neither failed nor were unverified in any version");
        }
    }
    out.push('\n');
}

fn letter(out: &mut String, cell: &CellView, column: usize) {
    let style = match cell.standing {
        Some(Standing::Is(disposition)) => style(disposition),
        _ => anstyle::Style::new(),
    };
    let _ = write!(out, "{:width$}{style}{}{style:#}", "", cell.letter, width = column - 1);
}

/// The letters that were used.
fn legend(out: &mut String, tracks: &[&TrackView]) {
    let used = |letter: char| tracks.iter().flat_map(|track| &track.cells).any(|cell| cell.letter == letter);
    let words = LETTERS.into_iter().filter(|(letter, _)| used(*letter));
    let words: Vec<String> = words.map(|(letter, word)| format!("{letter} {word}")).collect();
    if !words.is_empty() {
        lines(out, &words.join(", "), 2, 2);
    }
}
