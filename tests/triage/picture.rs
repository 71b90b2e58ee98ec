//! A screen as a picture: an SVG in which each run of cells of one look is a text.

use std::fmt::Write as _;

use vt100::{Cell, Color, Screen};

/// A cell in pixels.
const CELL: (u32, u32) = (8, 17);
const EDGE: u32 = 10;
const PAPER: &str = "#14181f";
const INK: &str = "#d8dee9";

/// How a run of cells looks.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Look {
    ink: &'static str,
    bold: bool,
    dim: bool,
    turned: bool,
}

pub(crate) fn svg(screen: &Screen) -> String {
    let (rows, columns) = screen.size();
    let (width, height) = (u32::from(columns.get()) * CELL.0 + 2 * EDGE, u32::from(rows.get()) * CELL.1 + 2 * EDGE);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
         font-family=\"ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace\" font-size=\"13\">\n\
         <title>amicis triage: the findings on the left, what is known of one on the right</title>\n\
         <rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"{PAPER}\"/>\n"
    );
    for row in 0..rows.get() {
        let mut run: Option<(Look, u16, String)> = None;
        for column in 0..columns.get() {
            let Some(cell) = screen.cell(row, column).filter(|cell| !cell.is_wide_continuation()) else { continue };
            let text = if cell.has_contents() { cell.contents() } else { " " };
            match &mut run {
                Some((known, _, texts)) if *known == look(cell) => texts.push_str(text),
                _ => {
                    put(&mut svg, row, run.take());
                    run = Some((look(cell), column, text.to_owned()));
                }
            }
        }
        put(&mut svg, row, run);
    }
    svg + "</svg>\n"
}

fn look(cell: &Cell) -> Look {
    let ink = match cell.fgcolor() {
        Color::Idx(1) => "#ff7b72",
        Color::Idx(2) => "#7ee787",
        Color::Idx(3) => "#e3b341",
        Color::Idx(5) => "#d2a8ff",
        Color::Idx(6) => "#79c0ff",
        _ => INK,
    };
    Look { ink, bold: cell.bold(), dim: cell.dim(), turned: cell.inverse() }
}

/// A run of cells, where anything of it is seen.
fn put(svg: &mut String, row: u16, run: Option<(Look, u16, String)>) {
    let Some((look, column, text)) = run else { return };
    let (x, y) = (EDGE + u32::from(column) * CELL.0, EDGE + u32::from(row) * CELL.1);
    let length = u32::try_from(text.chars().count()).expect("a line") * CELL.0;
    if look.turned {
        let _ =
            writeln!(svg, "<rect x=\"{x}\" y=\"{y}\" width=\"{length}\" height=\"{}\" fill=\"{}\"/>", CELL.1, look.ink);
    }
    let seen = text.trim_end();
    if seen.trim_start().is_empty() {
        return;
    }
    let length = u32::try_from(seen.chars().count()).expect("a line") * CELL.0;
    let ink = if look.turned { PAPER } else { look.ink };
    let weight = if look.bold { " font-weight=\"bold\"" } else { "" };
    let faint = if look.dim { " opacity=\"0.65\"" } else { "" };
    let escaped = seen.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let y = y + 13;
    let _ = writeln!(
        svg,
        "<text x=\"{x}\" y=\"{y}\" textLength=\"{length}\" xml:space=\"preserve\" fill=\"{ink}\"{weight}{faint}>{escaped}</text>"
    );
}
