//! The colours of a triage: those of the other commands, and none where `NO_COLOR` says so.

use ratatui::style::{Color, Modifier, Style};

use crate::assess::Disposition;

/// How texts look.
#[derive(Clone, Copy, Debug)]
pub(super) struct Theme {
    coloured: bool,
}

impl Theme {
    /// The theme that the environment asks for.
    pub(super) fn of_environment() -> Self {
        Self { coloured: std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()) }
    }

    fn coloured(self, colour: Color) -> Style {
        if self.coloured { Style::new().fg(colour) } else { Style::new() }
    }

    /// The colour of a disposition.
    pub(super) fn disposition(self, disposition: Disposition) -> Style {
        match disposition {
            Disposition::Open => self.coloured(Color::Red).add_modifier(Modifier::BOLD),
            Disposition::Lapsed => self.coloured(Color::Magenta),
            _ => self.coloured(Color::Yellow),
        }
    }

    /// What is decided.
    pub(super) fn decided(self) -> Style {
        self.coloured(Color::Green)
    }

    /// What is wrong.
    pub(super) fn problem(self) -> Style {
        self.coloured(Color::Red).add_modifier(Modifier::BOLD)
    }

    /// A line of a diff.
    pub(super) fn diff(self, line: &str) -> Style {
        match line.as_bytes().first() {
            Some(b'+') => self.coloured(Color::Green),
            Some(b'-') => self.coloured(Color::Red),
            Some(b'@') => self.coloured(Color::Cyan),
            _ => Style::new(),
        }
    }

    /// A heading.
    pub(super) fn heading() -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// What is less important.
    pub(super) fn quiet() -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }

    /// The line that keys go to, and the bar.
    pub(super) fn turned() -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }
}
