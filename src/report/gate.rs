//! The gate's verdict for the terminal, for Markdown and for GitHub's annotations.

use std::collections::BTreeMap;
use std::fmt::Write;

use anstyle::AnsiColor;

use super::markdown::scan_text;
use super::terminal::{HEADING, Screen, plain};
use crate::diag::{Diagnostic, Level, MessageCode, Sources, render_github};
use crate::gate::{GateVerdict, Outcome};

/// More lines than this of one broken rule are counted in an annotation, which GitHub cuts.
const MOST_LINES: usize = 30;

/// The verdict for a terminal of a width.
pub fn gate_text(verdict: &GateVerdict, width: usize) -> String {
    let mut out = Screen::new(width);
    for violation in &verdict.violations {
        let _ = writeln!(out, "{HEADING}{}{HEADING:#}: {}", violation.rule, plain(&violation.message));
        for concerned in &violation.concerned {
            out.indented(&concerned.to_string(), 2, 6);
        }
        let _ = writeln!(out, "  = help: {}\n", violation.help);
    }
    for doubt in verdict.doubts.iter().filter(|doubt| !doubt.stops()) {
        let _ = writeln!(out, "doubt: {}", plain(&doubt.to_string()));
    }
    for note in &verdict.notes {
        let _ = writeln!(out, "note: {}", plain(note));
    }
    let style = match verdict.outcome {
        Outcome::Passes => AnsiColor::Green,
        Outcome::Fails | Outcome::Incomplete => AnsiColor::Red,
        Outcome::CannotJudge | Outcome::NothingToJudge => AnsiColor::Yellow,
    };
    let style = style.on_default().bold();
    let _ = writeln!(out, "{style}{}{style:#} {}", word(verdict.outcome), tail(verdict));
    out.into_text()
}

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Passes => "The gate lets it pass:",
        Outcome::Fails => "The gate says no:",
        Outcome::CannotJudge => "The gate cannot judge what is doubted, or not listed:",
        Outcome::NothingToJudge => "The gate has nothing to judge:",
        Outcome::Incomplete => "The gate cannot judge, because files could not be read:",
    }
}

/// How much was judged, by which date.
fn tail(verdict: &GateVerdict) -> String {
    let rules = match verdict.violations.len() {
        0 => String::new(),
        1 => "1 rule is broken, ".to_owned(),
        several => format!("{several} rules are broken, "),
    };
    let judged = match (verdict.outcome, verdict.judged) {
        (Outcome::NothingToJudge, 0) => "no recommendation is left".to_owned(),
        (Outcome::NothingToJudge, 1) => "the 1 recommendation left neither passed nor failed".to_owned(),
        (Outcome::NothingToJudge, several) => format!("none of the {several} recommendations left passed or failed"),
        (_, 1) => "1 recommendation judged".to_owned(),
        (_, several) => format!("{several} recommendations judged"),
    };
    let left_out = match verdict.left_out {
        0 => String::new(),
        count => format!(", {count} left out by level, section or severity"),
    };
    format!("{rules}{judged}{left_out}, as of {}.", verdict.as_of)
}

/// The verdict as Markdown.
pub fn gate_markdown(verdict: &GateVerdict) -> String {
    let mut out = format!("**{}** {}\n", word(verdict.outcome), tail(verdict));
    for violation in &verdict.violations {
        let _ = writeln!(out, "\n### {}: {}\n", violation.rule, scan_text(&violation.message));
        for concerned in &violation.concerned {
            let _ = writeln!(out, "- {}", scan_text(&concerned.to_string()));
        }
        let _ = writeln!(out, "\nTo do: {}.", violation.help);
    }
    for doubt in verdict.doubts.iter().filter(|doubt| !doubt.stops()) {
        let _ = writeln!(out, "\nDoubt: {}.", scan_text(&doubt.to_string()));
    }
    for note in &verdict.notes {
        let _ = writeln!(out, "\nNote: {}.", scan_text(note));
    }
    out
}

/// The verdict as GitHub annotations: one for each broken rule, shown at the file `location`; at the line of each
/// entry the failures that it names and does not cover; and the registry's own at their lines.
pub fn gate_github(verdict: &GateVerdict, location: &str, lint: &[Diagnostic], sources: &Sources) -> String {
    let broken = verdict.violations.iter().filter(|violation| violation.rule != "lint");
    let mut all: Vec<Diagnostic> = broken
        .map(|violation| {
            let mut lines = vec![violation.message.clone()];
            lines.extend(violation.concerned.iter().take(MOST_LINES).map(|concerned| plain(&concerned.to_string())));
            match violation.concerned.len().saturating_sub(MOST_LINES) {
                0 => {}
                more => lines.push(format!("and {more} more")),
            }
            annotation(violation.rule, lines.join("\n"), location).help(violation.help)
        })
        .collect();
    all.extend(at_entries(verdict));
    all.extend(lint.iter().cloned());
    if matches!(verdict.outcome, Outcome::Incomplete | Outcome::NothingToJudge) {
        let message = format!("{} {}", word(verdict.outcome), tail(verdict));
        all.push(annotation("gate", message, location));
    }
    render_github(&all, sources)
}

/// The failures that an entry names and does not cover, at the entry's line.
fn at_entries(verdict: &GateVerdict) -> Vec<Diagnostic> {
    let mut found: BTreeMap<(&str, usize), (&'static str, Vec<String>)> = BTreeMap::new();
    for violation in &verdict.violations {
        for (concerned, entry) in violation.concerned.iter().flat_map(|one| one.entries.iter().map(move |at| (one, at)))
        {
            let (_, lines) = found.entry((&entry.path, entry.span.start)).or_insert((violation.rule, Vec::new()));
            lines.push(plain(&concerned.to_string()));
        }
    }
    let told = |((path, start), (rule, lines)): (_, (&str, Vec<String>))| {
        annotation(rule, lines.join("\n"), path).span(start..start)
    };
    found.into_iter().map(told).collect()
}

fn annotation(about: &str, message: String, location: &str) -> Diagnostic {
    Diagnostic::new(Level::Deny, MessageCode::foreign(format!("amicis: {about}")), message).path(location).span(0..0)
}
