//! The lists of what is read and what is written, for the terminal and as Markdown tables.

use std::fmt::Write;

use super::terminal::{Screen, wrap};
use crate::views::{FormatsView, OutputView, OutputsView, RefusalsView};

/// The input formats for the terminal.
pub fn formats_text(view: &FormatsView, width: usize) -> String {
    let mut text = Screen::new(width);
    for format in &view.formats {
        let gaps = format.cannot_tell.join(", ");
        let _ = writeln!(text, "{}", format.id);
        row(&mut text, "what", format.summary);
        row(&mut text, "tools", &format.tools.join(", "));
        row(&mut text, "recognised by", format.recognised_by);
        row(&mut text, "cannot tell", if gaps.is_empty() { "-" } else { &gaps });
        let shown = format.loss_shows_by.join(", ");
        row(&mut text, "loss shows by", if shown.is_empty() { "nothing" } else { &shown });
        text.end();
    }
    without_last_empty_line(text.into_text())
}

/// The table of input formats that the README shows.
pub fn formats_markdown(view: &FormatsView) -> String {
    let mut text = "| format | made by | what it is | cannot tell |\n|---|---|---|---|\n".to_owned();
    for format in &view.formats {
        let cells = [format.tools.join(", "), format.summary.to_owned(), format.cannot_tell.join(", ")];
        let id = format.id;
        let _ =
            writeln!(text, "| [`{id}`](book/src/formats/{id}.md) | {} |", cells.map(|text| cell(&text)).join(" | "));
    }
    text
}

/// The outputs for the terminal.
pub fn outputs_text(view: &OutputsView, width: usize) -> String {
    let mut text = Screen::new(width);
    for output in &view.outputs {
        let _ = writeln!(text, "{}", output.id);
        row(&mut text, "what", output.summary);
        row(&mut text, "prints", &views(output));
        row(&mut text, "media type", output.media_type);
        row(&mut text, "streams", if output.streams { "yes" } else { "no" });
        text.end();
    }
    without_last_empty_line(text.into_text())
}

/// The table of outputs that the book shows.
pub fn outputs_markdown(view: &OutputsView) -> String {
    let mut text = "| `--to` | what it is | prints | media type | streams |\n|---|---|---|---|---|\n".to_owned();
    for output in &view.outputs {
        let (summary, streams) = (cell(output.summary), if output.streams { "yes" } else { "no" });
        let _ =
            writeln!(text, "| `{}` | {summary} | {} | `{}` | {streams} |", output.id, views(output), output.media_type);
    }
    text
}

/// The files that are refused by name, for the terminal.
pub fn refusals_text(view: &RefusalsView, width: usize) -> String {
    let mut text = Screen::new(width);
    for refusal in &view.refusals {
        row(&mut text, "given", refusal.what);
        row(&mut text, "instead", refusal.instead);
        text.end();
    }
    without_last_empty_line(text.into_text())
}

/// The table of the files that are refused by name.
pub fn refusals_markdown(view: &RefusalsView) -> String {
    let mut text = "| given | instead |\n|---|---|\n".to_owned();
    for refusal in &view.refusals {
        let _ = writeln!(text, "| {} | {} |", cell(refusal.what), cell(refusal.instead));
    }
    text
}

fn views(output: &OutputView) -> String {
    output.views.iter().map(|printed| printed.view).collect::<Vec<_>>().join(", ")
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn without_last_empty_line(mut text: String) -> String {
    text.truncate(text.trim_end_matches('\n').len() + 1);
    text
}

const INDENT: usize = 17;

/// A name and its text, broken at spaces so that lines stay within the width.
fn row(text: &mut Screen, name: &str, value: &str) {
    for (index, line) in wrap(value, text.width() - INDENT).iter().enumerate() {
        let name = if index == 0 { name } else { "" };
        let _ = writeln!(text, "  {name:<width$}{line}", width = INDENT - 2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_broken_and_stay_aligned() {
        for width in [80, 120] {
            let mut text = Screen::new(width);
            row(&mut text, "tools", &"word ".repeat(60));
            let text = text.into_text();
            assert!(text.lines().count() > 2 && text.lines().all(|line| line.chars().count() <= width));
            assert!(text.lines().any(|line| line.chars().count() > width - 6), "the width is used");
            assert!(text.lines().skip(1).all(|line| line.starts_with(&" ".repeat(INDENT))));
        }
    }
}
