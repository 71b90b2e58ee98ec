//! The exceptions table inside another Markdown file: found, compared, replaced; nothing else in the
//! file is touched.

use std::ops::Range;
use std::sync::LazyLock;

use pulldown_cmark::{Event, Options, Parser, Tag};

use crate::diag::unified_diff;
use crate::views::Column;
use regex::Regex;

/// Stands on a line of its own before the block.
pub const BEGIN: &str = "<!-- amicis:begin exceptions -->";
/// Stands on a line of its own behind the block.
pub const END: &str = "<!-- amicis:end exceptions -->";

/// Why a file's table cannot be compared or replaced.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BlockError {
    /// There are no markers to write between.
    #[error("the file has no markers; put these two lines where the table belongs:\n{BEGIN}\n{END}")]
    NoMarkers,
    /// The markers are not one pair in their order.
    #[error("line {0}: the markers must be one pair, `{BEGIN}` before `{END}`")]
    Markers(usize),
    /// There are no markers, and not exactly one table with the expected header.
    #[error(
        "the file has no markers and {0} tables with the header `{1}`, not one; put these two lines around it:\n{BEGIN}\n{END}"
    )]
    Tables(usize, String),
}

/// A comparison of what a file says with what it should say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checked {
    /// It holds.
    Holds,
    /// It does not; a unified diff from the file to what it should say.
    Differs(String),
}

/// Compares the block of a file with a freshly rendered one. Without markers, the file's only table
/// with the same header is compared with `table`. The as-of date alone makes no difference: a day
/// that changes what is in force changes more than its name.
///
/// # Errors
/// When there is no block or no such table.
pub fn check(file: &str, rendered: &str, table: &str, columns: &[Column]) -> Result<Checked, BlockError> {
    let file = file.replace("\r\n", "\n");
    let (found, expected) = match block(&file)? {
        Some(range) => (file.get(range).unwrap_or_default().to_owned(), rendered.to_owned()),
        None => (only_table(&file, columns)?, cells_only(table)),
    };
    let (found, expected) = (undated(found.trim()), undated(expected.trim()));
    if found == expected {
        return Ok(Checked::Holds);
    }
    let names = ("the file", "the scan and the registry");
    Ok(Checked::Differs(unified_diff(&found, &expected, names, 1)))
}

/// Puts a freshly rendered block between a file's markers.
///
/// # Errors
/// When there are no markers.
pub fn replace(file: &str, rendered: &str) -> Result<String, BlockError> {
    let range = block(file)?.ok_or(BlockError::NoMarkers)?;
    let newline = if file.contains("\r\n") { "\r\n" } else { "\n" };
    let rendered = rendered.trim().lines().collect::<Vec<_>>().join(newline);
    let (before, after) = (file.get(..range.start).unwrap_or_default(), file.get(range.end..).unwrap_or_default());
    Ok(format!("{before}{newline}{rendered}{newline}{after}"))
}

/// How many rows the tables between a file's markers have.
///
/// # Errors
/// When there are markers that are no pair.
pub fn rows(file: &str) -> Result<usize, BlockError> {
    let inside = block(file)?.and_then(|range| file.get(range)).unwrap_or_default();
    let mut lines = inside.lines().map(str::trim);
    let mut rows = 0;
    let is_rule = |line: &str| line.contains('|') && line.contains('-') && line.chars().all(|c| "|-: ".contains(c));
    while lines.by_ref().any(is_rule) {
        rows += lines.by_ref().take_while(|line| line.contains('|')).count();
    }
    Ok(rows)
}

/// Puts a pair of markers into a file: around some lines, counted from 0, else at its end. `None` when it has one.
///
/// # Errors
/// When there are markers that are no pair.
pub fn mark(file: &str, around: Option<Range<usize>>) -> Result<Option<String>, BlockError> {
    if block(file)?.is_some() {
        return Ok(None);
    }
    let newline = if file.contains("\r\n") { "\r\n" } else { "\n" };
    let mut lines: Vec<&str> = file.lines().collect();
    match around.filter(|around| around.start < around.end && around.end <= lines.len()) {
        Some(around) => {
            lines.insert(around.end, END);
            lines.insert(around.start, BEGIN);
        }
        None if lines.is_empty() => lines.extend([BEGIN, END]),
        None => lines.extend(["", BEGIN, END]),
    }
    Ok(Some(lines.join(newline) + newline))
}

/// The parts of a page that are shown as they are, as code.
fn code(file: &str) -> Vec<Range<usize>> {
    let events = Parser::new_ext(file, Options::ENABLE_TABLES).into_offset_iter();
    events.filter_map(|(event, range)| matches!(event, Event::Start(Tag::CodeBlock(_))).then_some(range)).collect()
}

/// The text between the markers, from the end of the first line to the begin of the second.
fn block(file: &str) -> Result<Option<Range<usize>>, BlockError> {
    // A page that tells people of the markers shows them.
    let shown = if file.contains(BEGIN) || file.contains(END) { code(file) } else { Vec::new() };
    let mut marks = Vec::new();
    let mut at = 0;
    for (index, line) in file.split_inclusive('\n').enumerate() {
        let text = line.trim();
        let place = at + line.len() - line.trim_start().len();
        if (text == BEGIN || text == END) && !shown.iter().any(|code| code.contains(&place)) {
            marks.push((text == BEGIN, index + 1, at, at + line.trim_end_matches(['\n', '\r']).len()));
        }
        at += line.len();
    }
    match marks.as_slice() {
        [] => Ok(None),
        [(true, _, _, begin), (false, _, end, _)] => Ok(Some(*begin..*end)),
        [.., (_, line, _, _)] => Err(BlockError::Markers(*line)),
    }
}

/// The only table whose header has the columns' headings, one trimmed row a line.
fn only_table(file: &str, columns: &[Column]) -> Result<String, BlockError> {
    let header: Vec<&str> = columns.iter().map(|column| column.heading.as_str()).collect();
    let lines: Vec<&str> = file.lines().collect();
    let is_header = |line: &str| row(line).iter().map(String::as_str).eq(header.iter().copied());
    let starts: Vec<usize> =
        (0..lines.len()).filter(|index| lines.get(*index).is_some_and(|line| is_header(line))).collect();
    let [start] = starts.as_slice() else { return Err(BlockError::Tables(starts.len(), header.join(" | "))) };
    let rows = lines.iter().skip(*start).take_while(|line| line.contains('|'));
    Ok(cells_only(&rows.copied().collect::<Vec<_>>().join("\n")))
}

/// A table's rows with nothing but their cells, so that padding and outer pipes make no difference.
fn cells_only(table: &str) -> String {
    let rows = table.lines().map(row).filter(|cells| !cells.iter().all(|cell| cell.chars().all(|c| "-: ".contains(c))));
    rows.flat_map(|cells| ["| ".to_owned(), cells.join(" | "), " |\n".to_owned()]).collect()
}

/// The cells of a table row, split at pipes that are not escaped.
fn row(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut escaped = false;
    for c in line.chars() {
        match (c, cells.last_mut()) {
            ('|', _) if !escaped => cells.push(String::new()),
            (_, Some(cell)) => cell.push(c),
            (_, None) => {}
        }
        escaped = c == '\\' && !escaped;
    }
    if cells.len() > 1 && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
        cells.pop();
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

#[expect(clippy::expect_used, reason = "a literal, which a test uses")]
static AS_OF: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"As of [0-9]{4}-[0-9]{2}-[0-9]{2}").expect("a literal pattern compiles"));

fn undated(text: &str) -> String {
    let lines = text.lines().map(str::trim_end).map(|line| line.to_owned() + "\n").collect::<String>();
    AS_OF.replace_all(&lines, "As of (date)").into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str =
        "| CIS ID | CIS Description | Reason | Workaround |\n| --- | --- | --- | --- |\n| 1.1 | a | b \\| c | d |\n";

    fn rendered(day: &str) -> String {
        format!("{TABLE}\n1 excepted.\nAs of {day}.\n")
    }

    fn marked(inside: &str) -> String {
        format!("# Title\n\n{BEGIN}\n{inside}\n{END}\n\nend\n")
    }

    #[test]
    fn what_was_written_holds_on_any_day() {
        let file = replace(&marked(""), &rendered("2026-11-23")).expect("markers");
        assert!(file.starts_with("# Title\n\n") && file.ends_with("\n\nend\n"));
        assert_eq!(check(&file, &rendered("2027-01-01"), TABLE, &Column::workshop()), Ok(Checked::Holds));
        assert_eq!(replace(&file, &rendered("2026-11-23")), Ok(file.clone()));
    }

    #[test]
    fn a_changed_row_is_shown_as_a_diff() {
        let file = replace(&marked(""), &rendered("2026-11-23").replace("d |", "old |")).expect("markers");
        let Ok(Checked::Differs(diff)) = check(&file, &rendered("2026-11-23"), TABLE, &Column::workshop()) else {
            panic!("it differs")
        };
        assert!(diff.contains("-| 1.1 | a | b \\| c | old |") && diff.contains("+| 1.1 | a | b \\| c | d |"), "{diff}");
    }

    #[test]
    fn without_markers_the_only_table_with_the_header_is_compared() {
        let loose = "x\n\nCIS ID | CIS Description |Reason| Workaround\n---|---|---|---\n1.1|a|b \\| c|d\n\ny\n";
        assert_eq!(check(loose, &rendered("2026-11-23"), TABLE, &Column::workshop()), Ok(Checked::Holds));
        let twice = format!("{loose}{loose}");
        assert!(matches!(check(&twice, "", TABLE, &Column::workshop()), Err(BlockError::Tables(2, _))));
        assert_eq!(replace(loose, ""), Err(BlockError::NoMarkers));
    }

    #[test]
    fn markers_have_to_be_one_pair() {
        let wrong = format!("{END}\n{BEGIN}\n");
        assert_eq!(replace(&wrong, ""), Err(BlockError::Markers(2)));
        assert_eq!(replace(&format!("{BEGIN}\n"), ""), Err(BlockError::Markers(1)));
    }

    #[test]
    fn markers_that_a_page_shows_as_code_are_text() {
        for shown in [
            format!("```html\n{BEGIN}\n{END}\n```\n"),
            format!("~~~~\n```\n{BEGIN}\n{END}\n~~~~\n"),
            format!("- item\n\n  ```\n  {BEGIN}\n  {END}\n  ```\n"),
            format!("text\n\n    {BEGIN}\n    {END}\n\n"),
            format!("```\r\n{BEGIN}\r\n{END}\r\n```\r\n"),
        ] {
            assert_eq!(replace(&shown, ""), Err(BlockError::NoMarkers), "{shown}");
            let page = format!("{shown}\n{}", marked(TABLE));
            assert_eq!(rows(&page), Ok(1), "{page}");
            let written = replace(&page, "new").expect("one pair");
            assert!(written.starts_with(&shown), "{written}");
            let written = written.replace("\r\n", "\n");
            assert!(written.contains(&format!("{BEGIN}\nnew\n{END}")), "{written}");
            assert_eq!(mark(&page, None), Ok(None));
        }
    }

    #[test]
    fn the_rows_of_a_block_are_counted_and_nothing_else_of_the_file() {
        assert_eq!(rows(&format!("{TABLE}\n{}{TABLE}", marked(TABLE))), Ok(1));
        assert_eq!(rows(&marked(&format!("{TABLE}\n- a | b\n\n{TABLE}| 1.2 | x | y | z |\n"))), Ok(3));
        assert_eq!(rows(&marked("")), Ok(0));
        assert_eq!(rows(TABLE), Ok(0));
    }

    #[test]
    fn markers_are_put_around_a_table_or_at_the_end_and_once() {
        let file = format!("# T\n\n{TABLE}\nend\n");
        let marked = mark(&file, Some(2..5)).expect("no markers").expect("a change");
        assert_eq!(marked, format!("# T\n\n{BEGIN}\n{TABLE}{END}\n\nend\n"));
        assert_eq!(mark(&marked, None), Ok(None));
        let at_end = mark(&file.replace('\n', "\r\n"), None).expect("no markers").expect("a change");
        assert!(at_end.ends_with(&format!("end\r\n\r\n{BEGIN}\r\n{END}\r\n")), "{at_end}");
        assert!(replace(&marked, &rendered("2026-11-23")).is_ok_and(|new| new.matches("| 1.1 |").count() == 1));
    }

    #[test]
    fn line_ends_stay_those_of_the_file() {
        let file = marked("").replace('\n', "\r\n");
        let written = replace(&file, &rendered("2026-11-23")).expect("markers");
        assert_eq!(written.matches('\n').count(), written.matches("\r\n").count());
        assert_eq!(check(&written, &rendered("2026-11-23"), TABLE, &Column::workshop()), Ok(Checked::Holds));
    }
}
