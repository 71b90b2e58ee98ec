//! The terminal of a triage: taken over for its time, and given back however it ends.

use std::io;
use std::panic;
use std::sync::Once;

use anyhow::Context;
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::event::{
    self, DisableBracketedPaste, EnableBracketedPaste, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers,
};
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};

use crate::triage::{End, Key, Session};

use super::draw::draw;
use super::theme::Theme;

/// Gives the terminal back when it goes.
struct Taken;

impl Taken {
    fn take() -> anyhow::Result<Self> {
        give_back_on_panic();
        enable_raw_mode().context("the terminal cannot be read key by key")?;
        let taken = Self;
        execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste).context("cannot draw on the terminal")?;
        Ok(taken)
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        give_back();
    }
}

fn give_back() {
    use ratatui::crossterm::cursor::Show;
    // Nowhere is left to report a failure.
    let _ = execute!(io::stdout(), DisableBracketedPaste, LeaveAlternateScreen, Show);
    let _ = disable_raw_mode();
}

/// A release build aborts where it panics: nothing is dropped then, but the hook runs.
fn give_back_on_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            give_back();
            before(info);
        }));
    });
}

/// Runs a session until it ends.
pub(super) fn run(session: &mut Session<'_>) -> anyhow::Result<End> {
    let theme = Theme::of_environment();
    let _taken = Taken::take()?;
    let mut terminal = Terminal::new(CrosstermBackend::new(io::stdout())).context("cannot draw on the terminal")?;
    loop {
        let mut most = 0;
        terminal.draw(|frame| most = draw(frame, session, theme)).context("cannot draw on the terminal")?;
        session.scroll_at_most(most);
        let event = event::read().context("cannot read from the terminal; nothing was written")?;
        if let Some(end) = key(event).and_then(|key| session.key(&key)) {
            return Ok(end);
        }
    }
}

/// The key of an event; `None` for a new size and everything else that only asks to draw again.
fn key(event: Event) -> Option<Key> {
    match event {
        Event::Paste(text) => Some(Key::Paste(text)),
        Event::Key(KeyEvent { kind: KeyEventKind::Press | KeyEventKind::Repeat, code, modifiers, .. }) => {
            pressed(code, modifiers)
        }
        _ => None,
    }
}

fn pressed(code: KeyCode, modifiers: KeyModifiers) -> Option<Key> {
    let key = match code {
        KeyCode::Char(c) if modifiers.contains(KeyModifiers::CONTROL) => Key::Ctrl(c.to_ascii_lowercase()),
        // With Alt a letter is a command of somebody's, not a letter.
        KeyCode::Char(_) if modifiers.contains(KeyModifiers::ALT) => return None,
        KeyCode::Char(c) => Key::Char(c),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Esc,
        KeyCode::Tab => Key::Tab,
        KeyCode::BackTab => Key::BackTab,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Delete => Key::Delete,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        _ => return None,
    };
    Some(key)
}
