//! Text for a terminal: aligned to its width, styled by what it means; the printing decides whether
//! colours are sent.

use std::fmt::{self, Write};

use anstyle::{AnsiColor, Style};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::diag::safe;
use crate::model::Status;
use crate::views::Disposition;

/// The narrowest width that tables and fields are made for; below it they are cut by the terminal.
const NARROWEST: usize = 40;

/// Bold, for headings.
pub(super) const HEADING: Style = Style::new().bold();

/// The colour of a disposition.
pub(super) fn style(disposition: Disposition) -> Style {
    match disposition {
        Disposition::Open => AnsiColor::Red.on_default().bold(),
        Disposition::Lapsed => AnsiColor::Magenta.on_default(),
        Disposition::Unverified => AnsiColor::Yellow.on_default(),
        Disposition::Excepted => AnsiColor::Cyan.on_default(),
        Disposition::Attested => AnsiColor::Blue.on_default(),
        Disposition::Passed => AnsiColor::Green.on_default(),
        Disposition::Informational | Disposition::NotApplicable | Disposition::NotSelected => Style::new().dimmed(),
    }
}

/// The colour of a status.
pub(super) fn status_style(status: Status) -> Style {
    style(Disposition::of(status))
}

/// Text from a scan or registry on one line, without characters that a terminal would act on.
pub(crate) fn plain(text: &str) -> String {
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    safe(&one_line).into_owned()
}

/// Cuts text to a width, with an ellipsis where something is left out.
pub(crate) fn fit(text: &str, width: usize) -> String {
    let text = plain(text);
    if text.width() <= width {
        return text;
    }
    let mut cut = String::new();
    let mut used = 0;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used + 1 > width {
            break;
        }
        cut.push(c);
    }
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

/// A text that is longer than so many bytes for a column is broken, whatever its width: only marks without a
/// width of their own could make it fit.
const MOST_BYTES: usize = 16;

/// Breaks text into lines of a width; words longer than a line are broken.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in plain(text).split(' ') {
        let mut rest = word;
        while let Some(line) = lines.last_mut() {
            let gap = usize::from(!line.is_empty());
            // A word is measured only when it may fit: each of its pieces would measure all that is left.
            if rest.len() <= width * MOST_BYTES && line.width() + gap + rest.width() <= width {
                if gap == 1 {
                    line.push(' ');
                }
                line.push_str(rest);
                break;
            }
            if line.is_empty() {
                let end = rest.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end <= width).last();
                let (head, tail) = rest.split_at(end.unwrap_or(rest.len()));
                line.push_str(head);
                rest = tail;
            }
            lines.push(String::new());
        }
    }
    lines.retain(|line| !line.is_empty());
    lines
}

/// Text that is written for a width.
pub(super) struct Screen {
    text: String,
    width: usize,
}

impl Screen {
    /// An empty screen.
    pub(super) fn new(width: usize) -> Self {
        Self { text: String::new(), width: width.max(NARROWEST) }
    }

    /// The width that everything fits in.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// The text that was written.
    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// A text of the program's own, as it is.
    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// An empty line, or the end of one.
    pub(super) fn end(&mut self) {
        self.text.push('\n');
    }

    /// Takes white space away from the end.
    pub(super) fn trim_end(&mut self) {
        self.text.truncate(self.text.trim_end().len());
    }

    /// A heading of one line, cut to fit.
    pub(super) fn heading(&mut self, text: &str) {
        let _ = writeln!(self.text, "{HEADING}{}{HEADING:#}", fit(text, self.width));
    }

    /// Two columns: a label, and text wrapped beside it.
    pub(super) fn field(&mut self, label: &str, text: &str) {
        const LABEL: usize = 12;
        for (index, line) in wrap(text, self.width - LABEL - 2).iter().enumerate() {
            let label = if index == 0 { label } else { "" };
            let _ = writeln!(self.text, "  {label:<LABEL$}{line}");
        }
    }

    /// Text wrapped, its first line and its others indented by so many columns.
    pub(super) fn indented(&mut self, text: &str, first: usize, rest: usize) {
        for (index, line) in wrap(text, self.width - rest).iter().enumerate() {
            let indent = if index == 0 { first } else { rest };
            let _ = writeln!(self.text, "{:indent$}{line}", "");
        }
    }

    /// A row of a list: a number, a styled word, a title cut to fit.
    pub(super) fn row(&mut self, number: &str, number_width: usize, word: &str, style: Style, title: &str) {
        const WORD: usize = 14;
        let number = fit(number, number_width);
        let room = self.width.saturating_sub(number_width + WORD + 4);
        let line = format!("  {number:<number_width$}  {style}{word:<WORD$}{style:#}{}", fit(title, room));
        let _ = writeln!(self.text, "{}", line.trim_end());
    }
}

impl Write for Screen {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.text.write_str(text)
    }
}

/// How wide the numbers of a list are, within reason.
pub(super) fn number_width<'n>(numbers: impl Iterator<Item = &'n str>) -> usize {
    numbers.map(UnicodeWidthStr::width).max().unwrap_or(0).clamp(6, 30)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_by_width_not_by_bytes() {
        assert_eq!(fit("Ensure x", 20), "Ensure x");
        assert_eq!(fit("ééééé", 4), "ééé…");
        assert_eq!(fit("漢字漢字", 5), "漢字…");
    }

    #[test]
    fn a_terminal_gets_no_control_characters() {
        assert_eq!(plain("a\u{1b}[31mb\u{202e}\n c"), "a\u{fffd}[31mb\u{fffd} c");
    }

    #[test]
    fn a_word_of_megabytes_is_broken_at_once() {
        // Measured anew for each of its 300,000 pieces this would take hours.
        let text = "x".repeat(20_000_000);
        let lines = wrap(&text, 66);
        assert_eq!((lines.len(), lines.iter().map(String::len).sum::<usize>()), (303_031, text.len()));
    }

    #[test]
    fn long_words_are_broken_and_nothing_is_lost() {
        let text = "/run/containerd/io.containerd.runtime.v2.task and more";
        let lines = wrap(text, 12);
        assert!(lines.iter().all(|line| line.width() <= 12), "{lines:?}");
        assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
    }
}
