//! What the gate says, for the terminal, for Markdown and for GitHub's annotations.

use std::fmt::Write;

use anstyle::AnsiColor;

use super::markdown::scan_text;
use super::terminal::{HEADING, WIDTH, plain, wrap};
use crate::gate::{Concerned, GateVerdict, Outcome, Violation};

/// The verdict for the terminal.
pub fn gate_text(verdict: &GateVerdict) -> String {
    let mut out = String::new();
    for violation in &verdict.violations {
        let _ = writeln!(out, "{HEADING}{}{HEADING:#} {}", violation.rule, plain(&violation.message));
        for concerned in &violation.concerned {
            let lines = wrap(&sentence(concerned), WIDTH - 6);
            for (index, line) in lines.iter().enumerate() {
                let _ = writeln!(out, "{}{line}", if index == 0 { "  " } else { "      " });
            }
        }
    }
    let (style, word) = match verdict.outcome {
        Outcome::Passes => (AnsiColor::Green.on_default().bold(), "The gate lets it pass."),
        Outcome::Fails => (AnsiColor::Red.on_default().bold(), "The gate says no."),
        Outcome::CoverageTooSmall => {
            (AnsiColor::Yellow.on_default().bold(), "The gate cannot judge: give full scans, or --allow-partial.")
        }
    };
    let _ = writeln!(out, "{style}{word}{style:#}");
    out
}

fn sentence(concerned: &Concerned) -> String {
    let why = concerned.why.iter().flat_map(|why| ["; ", why]).collect::<String>();
    format!("{} {}{why}", concerned.id, concerned.title)
}

/// The verdict as Markdown.
pub fn gate_markdown(verdict: &GateVerdict) -> String {
    let mut out = match verdict.outcome {
        Outcome::Passes => "**The gate lets it pass.**\n".to_owned(),
        Outcome::Fails => "**The gate says no.**\n".to_owned(),
        Outcome::CoverageTooSmall => "**The gate cannot judge: the scans do not list everything.**\n".to_owned(),
    };
    for violation in &verdict.violations {
        let _ = writeln!(out, "\n### {}: {}\n", violation.rule, scan_text(&violation.message));
        for concerned in &violation.concerned {
            let _ = writeln!(out, "- {}", scan_text(&sentence(concerned)));
        }
    }
    out
}

/// The verdict as GitHub annotations, one a violation; `location` is the file they are shown at.
pub fn gate_github(verdict: &GateVerdict, location: &str) -> String {
    let mut out = String::new();
    for violation in &verdict.violations {
        let level = if verdict.outcome == Outcome::Fails { "error" } else { "warning" };
        let title = format!("amicis: {}", violation.rule);
        let _ = writeln!(
            out,
            "::{level} file={},line=1,title={}::{}",
            property(location),
            property(&title),
            data(&lines(violation))
        );
    }
    out
}

fn lines(violation: &Violation) -> String {
    let concerned = violation.concerned.iter().map(|concerned| format!("\n{}", plain(&sentence(concerned))));
    format!("{}{}", violation.message, concerned.collect::<String>())
}

/// Escapes the message of a workflow command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property of a workflow command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
