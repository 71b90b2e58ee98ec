//! A session on the screen: a bar, the list beside or above what is known of one finding, the keys.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::report::{fit, plain};
use crate::triage::{Item, Mode, Session, Verb};

use super::detail;
use super::panels::{self, Panel};
use super::theme::Theme;

/// From this size on the list stands beside the finding.
const WIDE: (u16, u16) = (110, 30);
/// The smallest screen that anything is drawn on.
const LEAST: (u16, u16) = (40, 12);

/// Draws a session; says how far down the text goes that can be scrolled.
pub(super) fn draw(frame: &mut Frame<'_>, session: &Session<'_>, theme: Theme) -> usize {
    let area = frame.area();
    if area.width < LEAST.0 || area.height < LEAST.1 {
        lines(frame, area, &[Line::raw(format!("Make the window larger: {} x {}", LEAST.0, LEAST.1))]);
        return 0;
    }
    let row = |y: u16, height: u16| Rect { x: area.x, y: area.y + y, width: area.width, height };
    lines(frame, row(0, 1), &[bar(session, area.width)]);
    lines(frame, row(area.height - 2, 1), &[said(session, theme, area.width)]);
    lines(frame, row(area.height - 1, 1), &[Line::styled(keys(session.mode(), area.width), Theme::quiet())]);
    let body = row(1, area.height - 3);
    match session.mode() {
        Mode::Review(review) => {
            let panel = panels::review(review, theme, usize::from(body.width));
            scrolled(frame, body, &panel.lines, review.scroll)
        }
        Mode::Help => {
            lines(frame, body, &panels::help());
            0
        }
        _ if area.width >= WIDE.0 && area.height >= WIDE.1 => {
            let left = (area.width * 2 / 5).min(64);
            list(frame, Rect { width: left, ..body }, session, theme);
            let rule = Rect { x: body.x + left, width: 1, ..body };
            lines(frame, rule, &vec![Line::styled("│", Theme::quiet()); usize::from(body.height)]);
            finding(frame, Rect { x: rule.x + 2, width: body.width - left - 2, ..body }, session, theme)
        }
        Mode::List | Mode::Filter(_) => {
            let above = (body.height / 3).max(4);
            list(frame, Rect { height: above, ..body }, session, theme);
            let rule = Rect { y: body.y + above, height: 1, ..body };
            lines(frame, rule, &[Line::styled("─".repeat(usize::from(body.width)), Theme::quiet())]);
            finding(frame, Rect { y: rule.y + 1, height: body.height - above - 1, ..body }, session, theme)
        }
        _ => finding(frame, body, session, theme),
    }
}

/// Lines from the top of a place; what does not fit is cut.
fn lines(frame: &mut Frame<'_>, area: Rect, lines: &[Line<'_>]) {
    for (y, line) in (area.y..area.bottom()).zip(lines) {
        frame.buffer_mut().set_line(area.x, y, line, area.width);
    }
}

/// Lines from one of them on; says what the last first line can be.
fn scrolled(frame: &mut Frame<'_>, area: Rect, all: &[Line<'_>], from: usize) -> usize {
    let most = all.len().saturating_sub(usize::from(area.height));
    let from = from.min(most);
    lines(frame, area, all.get(from..).unwrap_or_default());
    if most > 0 {
        let more = if from < most { format!(" {} more lines ", most - from) } else { " the end ".to_owned() };
        let width = u16::try_from(more.len()).unwrap_or(area.width).min(area.width);
        let place = Rect { x: area.right() - width, y: area.bottom() - 1, width, height: 1 };
        lines(frame, place, &[Line::styled(more, Theme::turned())]);
    }
    most
}

/// The form that is filled in, and below it the finding.
fn finding(frame: &mut Frame<'_>, area: Rect, session: &Session<'_>, theme: Theme) -> usize {
    let width = usize::from(area.width);
    let panel = match session.mode() {
        Mode::Accept(form) | Mode::Attest(form) => panels::form(form, theme, width),
        Mode::Join(joining) => panels::join(session, joining, theme, width, usize::from(area.height)),
        _ => Panel::default(),
    };
    lines(frame, area, &panel.lines);
    if let Some((x, y)) = panel.cursor {
        let at = |from: u16, by: usize| from.saturating_add(u16::try_from(by).unwrap_or(u16::MAX));
        let (x, y) = (at(area.x, x).min(area.right() - 1), at(area.y, y));
        if y < area.bottom() {
            frame.set_cursor_position(Position { x, y });
        }
    }
    let used = u16::try_from(panel.lines.len()).unwrap_or(area.height).min(area.height);
    let rest = Rect { y: area.y + used, height: area.height - used, ..area };
    let known = detail::lines(session, theme, width);
    if rest.height == 0 { 0 } else { scrolled(frame, rest, &known, session.scroll()) }
}

fn bar(session: &Session<'_>, width: u16) -> Line<'static> {
    let width = usize::from(width);
    let (open, unverified, decided) = session.counts();
    let counts = format!("{open} not covered, {unverified} not verified, {decided} decided ");
    let name = fit(&session.registry().path, width.saturating_sub(counts.len() + 18));
    let left = format!(" amicis triage  {name}");
    let gap = width.saturating_sub(Line::raw(left.as_str()).width() + counts.len());
    Line::styled(format!("{left}{}{counts}", " ".repeat(gap)), Theme::turned())
}

/// What there is to say: the filter that is typed, a message, the filter that holds.
fn said(session: &Session<'_>, theme: Theme, width: u16) -> Line<'static> {
    let filter = session.filter();
    match session.mode() {
        Mode::Filter(_) => Line::raw(format!("/{}_", plain(&filter))),
        _ if !session.message().is_empty() => Line::styled(fit(session.message(), usize::from(width)), theme.decided()),
        Mode::List if !filter.is_empty() => {
            let text = format!("filter: {} ({} of {})", plain(&filter), session.visible().len(), session.items().len());
            Line::styled(text, Theme::quiet())
        }
        _ => Line::default(),
    }
}

fn keys(mode: &Mode, width: u16) -> &'static str {
    let narrow = width < WIDE.0;
    match mode {
        Mode::List if narrow => "a accept e entry p planned t attest s skip u undo spc mark / w write ? q",
        Mode::List => {
            "a accept   e into an entry   p planned   t attest   s skip   u undo   space mark   / filter   w write   ? help   q quit"
        }
        Mode::Filter(_) => "Enter keep the filter   Esc all of them",
        Mode::Accept(_) | Mode::Attest(_) => "Tab next line   Enter done   Ctrl-U empty the line   Esc leave",
        Mode::Join(_) => "type to filter   up, down choose   Tab approver   Enter join   Esc leave",
        Mode::Review(_) => "y write this   n write nothing and end   Esc back   up, down, PgUp, PgDn scroll",
        Mode::Help => "any key: back",
    }
}

fn list(frame: &mut Frame<'_>, area: Rect, session: &Session<'_>, theme: Theme) {
    let visible = session.visible();
    let current = session.current().map(|(place, _)| place);
    let height = usize::from(area.height);
    let at = visible.iter().position(|place| Some(*place) == current).unwrap_or(0);
    let first = at.saturating_sub(height / 2).min(visible.len().saturating_sub(height));
    let shown: Vec<(usize, &Item)> =
        visible.iter().filter_map(|place| Some((*place, session.items().get(*place)?))).collect();
    let id_width = shown.iter().map(|(_, item)| item.id.chars().count()).max().unwrap_or(0).clamp(4, 16);
    let rows: Vec<Line<'_>> = shown
        .into_iter()
        .skip(first)
        .take(height)
        .map(|(place, item)| {
            let row = row(session, place, item, (id_width, usize::from(area.width)), theme);
            if Some(place) == current { row.patch_style(Theme::turned()) } else { row }
        })
        .collect();
    if rows.is_empty() {
        lines(frame, area, &[Line::styled("Nothing has this text; Esc takes the filter away.", Theme::quiet())]);
    } else {
        lines(frame, area, &rows);
    }
}

/// `> * 1.1.22  open  accepted  Ensure …`.
fn row(
    session: &Session<'_>,
    place: usize,
    item: &Item,
    (id_width, width): (usize, usize),
    theme: Theme,
) -> Line<'static> {
    const WORD: usize = 10;
    let cursor = if session.current().is_some_and(|(current, _)| current == place) { '>' } else { ' ' };
    let mark = if session.is_marked(place) { '*' } else { ' ' };
    let id = fit(&item.id, id_width);
    let pad = " ".repeat(id_width.saturating_sub(Line::raw(id.as_str()).width()));
    let (word, style) = match session.decided(place) {
        Some(verb) => (verb.word(), if verb == Verb::Skipped { Theme::quiet() } else { theme.decided() }),
        None => (item.word, theme.disposition(item.disposition)),
    };
    let room = width.saturating_sub(id_width + WORD + 6);
    let title = fit(&item.title, room);
    let gap = " ".repeat(room.saturating_sub(Line::raw(title.as_str()).width()));
    Line::from(vec![
        Span::raw(format!("{cursor}{mark} {id}{pad}  ")),
        Span::styled(format!("{:<WORD$} ", fit(word, WORD)), style),
        Span::styled(title + &gap, Style::new()),
    ])
}
