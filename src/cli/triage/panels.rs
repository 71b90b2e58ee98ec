//! What stands in the place of the finding: a form, the choice of an entry, the diff, the keys.

use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::diag::safe;
use crate::report::{fit, wrap};
use crate::triage::{Form, Input, Joining, Review, Session};

use super::detail::about;
use super::theme::Theme;

/// Lines, and where the cursor stands among them: column and line.
#[derive(Default)]
pub(super) struct Panel {
    pub(super) lines: Vec<Line<'static>>,
    pub(super) cursor: Option<(usize, usize)>,
}

/// As wide as the longest label.
const LABEL: usize = 13;

impl Panel {
    fn text(&mut self, text: &str, width: usize, style: Style) {
        self.lines
            .extend(wrap(text, width.saturating_sub(1).max(10)).into_iter().map(|line| Line::styled(line, style)));
    }

    /// A label and a line of text beside it; the part around the cursor is shown.
    fn input(&mut self, label: &str, input: &Input, active: bool, width: usize) {
        let room = width.saturating_sub(LABEL + 2).max(4);
        let (before, after) = input.around();
        let shown = end(before, room - 1);
        let used = shown.width();
        let rest = fit(after, room.saturating_sub(used).max(1));
        if active {
            self.cursor = Some((LABEL + 1 + used, self.lines.len()));
        }
        let style = if active { Theme::heading() } else { Theme::quiet() };
        self.lines.push(Line::from(vec![Span::styled(format!("{label:>LABEL$} "), style), Span::raw(shown + &rest)]));
    }

    fn problem(&mut self, problem: Option<&str>, theme: Theme, width: usize) {
        if let Some(problem) = problem {
            self.text(problem, width, theme.problem());
        }
    }

    fn rule(&mut self, width: usize) {
        self.lines.push(Line::styled("─".repeat(width), Theme::quiet()));
    }
}

/// The end of a text, as much as fits.
fn end(text: &str, width: usize) -> String {
    let mut used = 0;
    let fits = |c: &char| {
        used += c.width().unwrap_or(0);
        used <= width
    };
    let mut shown: Vec<char> = safe(text).chars().rev().take_while(fits).collect();
    shown.reverse();
    shown.into_iter().collect()
}

pub(super) fn form(form: &Form, theme: Theme, width: usize) -> Panel {
    let mut panel = Panel::default();
    panel.text(&form.heading, width, Theme::heading());
    panel.lines.push(Line::default());
    for (index, field) in form.fields.iter().enumerate() {
        panel.input(field.label, &field.input, index == form.at, width);
    }
    let hint = form.fields.get(form.at).map_or("", |field| field.hint);
    match form.problem.as_deref() {
        Some(problem) => panel.problem(Some(problem), theme, width),
        None => panel.lines.push(Line::styled(format!("{:LABEL$} {hint}", ""), Theme::quiet())),
    }
    panel.rule(width);
    panel
}

pub(super) fn join(session: &Session<'_>, joining: &Joining, theme: Theme, width: usize, height: usize) -> Panel {
    let mut panel = Panel::default();
    let items: Vec<&str> =
        joining.of.iter().filter_map(|place| session.items().get(*place)).map(|item| item.id.as_str()).collect();
    panel.text(&format!("Into which entry does {} go?", items.join(", ")), width, Theme::heading());
    panel.lines.push(Line::default());
    panel.input("With the text", &joining.filter, !joining.approving, width);
    panel.input("Approved by", &joining.approve, joining.approving, width);
    panel.problem(joining.problem.as_deref(), theme, width);
    panel.lines.push(Line::default());
    let entries = session.joinable(joining);
    let room = (height / 3).max(3);
    let first = joining.at.saturating_sub(room / 2).min(entries.len().saturating_sub(room));
    for (index, (near, entry)) in entries.iter().enumerate().skip(first).take(room) {
        let chosen = index == joining.at;
        let cursor = if chosen { '>' } else { ' ' };
        let style = if chosen { Theme::turned() } else { Style::new() };
        panel.lines.push(Line::styled(format!("{cursor} {}", fit(&about(entry, near.near), width - 3)), style));
    }
    match entries.get(joining.at) {
        Some((_, entry)) => {
            panel.lines.push(Line::default());
            panel.text(&entry.reason, width, Style::new());
        }
        None => panel.lines.push(Line::styled("  no entry has this text", Theme::quiet())),
    }
    panel.rule(width);
    panel
}

pub(super) fn review(review: &Review, theme: Theme, width: usize) -> Panel {
    let mut panel = Panel::default();
    panel.text("Write this?", width, Theme::heading());
    let [(open, unverified), (open_then, unverified_then)] = review.counts;
    let counts = format!("not covered: {open}, then {open_then}; not verified: {unverified}, then {unverified_then}");
    panel.text(&counts, width, Style::new());
    review.still.iter().for_each(|line| panel.text(line, width, theme.problem()));
    panel.lines.push(Line::default());
    for line in &review.diff {
        let style = theme.diff(line);
        panel.lines.extend(broken(line, width.saturating_sub(1)).into_iter().map(|part| Line::styled(part, style)));
    }
    panel
}

/// A line as it is, broken where it does not fit: a diff is read to its last word.
fn broken(line: &str, width: usize) -> Vec<String> {
    let (mut parts, mut part, mut used) = (Vec::new(), String::new(), 0);
    for c in safe(line).replace('\t', "    ").chars() {
        let wide = c.width().unwrap_or(0);
        if used + wide > width {
            parts.push(std::mem::take(&mut part));
            used = 0;
        }
        part.push(c);
        used += wide;
    }
    parts.push(part);
    parts
}

pub(super) fn help() -> Vec<Line<'static>> {
    const KEYS: [(&str, &str); 15] = [
        ("up, down, k, j", "the finding before, the next one; g and G the first, the last"),
        ("PgUp, PgDn", "scroll what is known of it"),
        ("space", "mark it; what follows is done to all that are marked"),
        ("a, Enter", "accept it with a reason: it fails on purpose"),
        ("e", "put it into an entry that there is"),
        ("p", "planned: a draft, which covers nothing and waits"),
        ("t", "attest what no tool judges and you have looked at"),
        ("s", "skip it, this time"),
        ("u", "undo the last decision"),
        ("/", "show only those with a text in number, word or title"),
        ("Esc", "take marks away, then the filter"),
        ("w", "look at the diff, and write it"),
        ("q", "the same; at once where nothing was decided"),
        ("Ctrl-C", "end at once; nothing is written"),
        ("", ""),
    ];
    let row = |(key, what): &(&'static str, &'static str)| {
        Line::from(vec![Span::styled(format!("{key:>15}  "), Theme::heading()), Span::raw(*what)])
    };
    let mut lines = vec![Line::styled("Keys", Theme::heading()), Line::default()];
    lines.extend(KEYS.iter().map(row));
    lines.push(Line::raw("  Nothing is written before you have agreed to the diff."));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_a_diff_keeps_its_indent_and_is_shown_whole() {
        assert_eq!(broken("+  ab漢字c", 6), ["+  ab", "漢字c"]);
        assert_eq!(broken("a\u{1b}[2J", 80), ["a\u{fffd}[2J"]);
        assert_eq!(broken("", 5), [""]);
    }

    #[test]
    fn the_end_of_a_text_is_what_is_typed_at() {
        assert_eq!(end("abcdef", 3), "def");
        assert_eq!(end("ab漢字", 3), "字");
    }
}
