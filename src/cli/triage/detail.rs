//! What is known of one finding: title, levels, why it is open, evidence, and what entries near it say.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::registry::Entry;
use crate::report::{plain, wrap};
use crate::triage::{Item, Near, Session};

use super::theme::Theme;

/// The most entries near a finding that are shown.
const MOST_NEAR: usize = 4;

/// The lines on the current finding, for a width.
pub(super) fn lines(session: &Session<'_>, theme: Theme, width: usize) -> Vec<Line<'static>> {
    let Some((place, item)) = session.current() else { return Vec::new() };
    let mut out = Detail { lines: Vec::new(), width };
    out.wrapped(&format!("{} {}", item.id, item.title), 0, Theme::heading());
    let levels = item.levels.iter().map(u8::to_string).collect::<Vec<_>>().join(", ");
    let levels = if levels.is_empty() { "level not stated".to_owned() } else { format!("level {levels}") };
    let word = Span::styled(item.word, theme.disposition(item.disposition));
    let decided = session.decided(place).map(|verb| Span::styled(format!(", {}", verb.word()), theme.decided()));
    let about = Span::raw(plain(&format!(", {levels}, {}", item.benchmark)));
    out.lines.push([Some(word), decided, Some(about)].into_iter().flatten().collect());
    out.wrapped(&format!("on {}", item.images.join(", ")), 0, Theme::quiet());
    why(&mut out, item);
    out.head("Evidence");
    if item.evidence.is_empty() {
        out.wrapped("none in the scan", 2, Theme::quiet());
    }
    item.evidence.iter().for_each(|line| out.wrapped(line, 2, Style::new()));
    near(&mut out, session);
    out.lines
}

fn why(out: &mut Detail, item: &Item) {
    out.head(&format!("Why it is {}", item.word));
    if item.why.is_empty() {
        out.wrapped("no entry names it", 2, Style::new());
    }
    item.why.iter().for_each(|line| out.wrapped(line, 2, Style::new()));
}

fn near(out: &mut Detail, session: &Session<'_>) {
    let mut near = session.near().filter(|(near, _)| near.near != Near::Not).take(MOST_NEAR).peekable();
    if near.peek().is_none() {
        return;
    }
    out.head("Entries near it");
    for (near, entry) in near {
        out.wrapped(&about(entry, near.near), 2, Theme::heading());
        let reason = if entry.reason.trim().is_empty() { "(no reason yet)" } else { &entry.reason };
        out.wrapped(reason, 4, Style::new());
        if !entry.workaround.trim().is_empty() {
            out.wrapped(&format!("Workaround: {}", entry.workaround), 4, Theme::quiet());
        }
    }
}

/// An entry in a line: id, status, end, and how it is near.
pub(super) fn about(entry: &Entry, near: Near) -> String {
    let end = entry.expires.map(|end| format!(", until {end}")).unwrap_or_default();
    let near = if near == Near::Not { String::new() } else { format!(", {}", near.word()) };
    let rules: Vec<String> = entry.rules.iter().map(ToString::to_string).collect();
    format!("{} ({}{end}{near}): {}", entry.id, entry.status.word(), rules.join(", "))
}

struct Detail {
    lines: Vec<Line<'static>>,
    width: usize,
}

impl Detail {
    fn head(&mut self, text: &str) {
        self.lines.push(Line::default());
        self.lines.push(Line::styled(text.to_owned(), Theme::heading()));
    }

    fn wrapped(&mut self, text: &str, indent: usize, style: Style) {
        for line in wrap(text, self.width.saturating_sub(indent + 1).max(10)) {
            self.lines.push(Line::styled(format!("{:indent$}{line}", ""), style));
        }
    }
}
