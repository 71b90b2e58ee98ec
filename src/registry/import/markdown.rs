//! Markdown tables as they are in the wild, split by our own rules: GFM would drop cells beyond the
//! header and the rows behind an empty line.

use super::cell::numbers;
use super::table::{Table, USUAL_HEADER, is_delimiter};

/// The cells of a line, split at every pipe that no backslash stands before; outer pipes may be
/// missing. `\|` becomes a pipe; other escapes stay, they are the text's own.
pub(super) fn cells(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let Some(cell) = cells.last_mut() else { break };
        match c {
            '|' => cells.push(String::new()),
            '\\' => match chars.peek() {
                Some('|') => {
                    chars.next();
                    cell.push('|');
                }
                Some('\\') => {
                    chars.next();
                    cell.push_str("\\\\");
                }
                _ => cell.push('\\'),
            },
            _ => cell.push(c),
        }
    }
    // A pipe at the end closes the last cell.
    if cells.len() > 1 && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
        cells.pop();
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

fn has_pipe(line: &str) -> bool {
    line.contains('|')
}

pub(super) fn is_delimiter_line(line: &str) -> bool {
    has_pipe(line) && is_delimiter(&cells(line))
}

/// A line without the marks of a quotation.
fn unquoted(line: &str) -> &str {
    line.trim_start().trim_start_matches("> ").trim_start_matches('>')
}

/// All tables of a page, in order.
pub(super) fn tables(text: &str) -> Vec<Table> {
    let all: Vec<&str> = text.lines().map(unquoted).collect();
    for lines in [without_code(&all), all] {
        let found = delimited(&lines);
        if !found.is_empty() {
            return found;
        }
        let found = loose(&lines);
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// The lines, those of fenced code blanked: a table there is an example.
fn without_code<'t>(lines: &[&'t str]) -> Vec<&'t str> {
    let mut fence = None;
    let mut kept = Vec::new();
    for line in lines {
        let mark = ["```", "~~~"].into_iter().find(|mark| line.trim_start().starts_with(mark));
        match (fence, mark) {
            (None, Some(_)) => fence = mark,
            (Some(open), Some(close)) if open == close => fence = None,
            (None, None) => {
                kept.push(*line);
                continue;
            }
            _ => {}
        }
        kept.push("");
    }
    kept
}

/// The tables with a line of dashes below their header.
fn delimited(lines: &[&str]) -> Vec<Table> {
    let mut tables = Vec::new();
    let mut at = 0;
    while let (Some(head), Some(below)) = (lines.get(at), lines.get(at + 1)) {
        if has_pipe(head) && is_delimiter_line(below) && !is_delimiter_line(head) {
            let (rows, next) = rows(lines, at + 2);
            tables.push(Table { line: at + 1, last: next, header: cells(head), rows });
            at = next;
        } else {
            at += 1;
        }
    }
    tables
}

/// The rows from a line on, and the line behind them.
fn rows(lines: &[&str], first: usize) -> (Vec<Vec<String>>, usize) {
    let mut rows = Vec::new();
    let mut at = first;
    while let Some(line) = lines.get(at) {
        if line.trim().is_empty() {
            // Behind an empty line the table goes on only with a row that names a recommendation.
            let skipped = lines.iter().skip(at).take_while(|line| line.trim().is_empty()).count();
            let goes_on = lines.get(at + skipped).is_some_and(|line| begins_row(line));
            if !goes_on {
                break;
            }
            at += skipped;
            continue;
        }
        let begins_table = has_pipe(line) && lines.get(at + 1).is_some_and(|below| is_delimiter_line(below));
        let other_block = !has_pipe(line) && line.trim_start().starts_with(['#', '<', '`', '~']);
        if begins_table || other_block {
            break;
        }
        rows.push(cells(line));
        at += 1;
    }
    (rows, at)
}

fn begins_row(line: &str) -> bool {
    has_pipe(line) && cells(line).first().is_some_and(|cell| !numbers(cell).is_empty())
}

/// Lines with pipes that no line of dashes makes a table.
fn loose(lines: &[&str]) -> Vec<Table> {
    let mut tables = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let run = lines.iter().skip(at).take_while(|line| has_pipe(line)).count();
        let all: Vec<_> = lines.iter().skip(at).take(run).map(|line| cells(line)).collect();
        let mut rows = all.into_iter().filter(|cells| !is_delimiter(cells)).peekable();
        let headless = rows.peek().and_then(|row| row.first()).is_some_and(|cell| !numbers(cell).is_empty());
        let header = if headless { Some(USUAL_HEADER.map(str::to_owned).to_vec()) } else { rows.next() };
        let rows: Vec<_> = rows.collect();
        if let Some(header) = header.filter(|_| !rows.is_empty()) {
            tables.push(Table { line: at + 1, last: at + run, header, rows });
        }
        at += run.max(1);
    }
    tables.retain(|table| table.numbered() > 0);
    tables
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_split_at_every_unescaped_pipe() {
        assert_eq!(cells("| a | b |"), ["a", "b"]);
        assert_eq!(cells(" 3.2.1| b| c "), ["3.2.1", "b", "c"]);
        assert_eq!(cells(r"| a \| b | `c \| d` |"), ["a | b", "`c | d`"]);
        assert_eq!(cells(r"| a \\| b |"), [r"a \\", "b"]);
        assert_eq!(cells("| `a | b` |"), ["`a", "b`"]);
        assert_eq!(cells("| a | | |"), ["a", "", ""]);
        assert_eq!(cells("||"), [""]);
        assert_eq!(cells(r"a\"), [r"a\"]);
    }

    #[test]
    fn rows_behind_an_empty_line_are_not_lost() {
        let page = "| CIS ID | T |\n|---|---|\n| 1.1 | a |\n\n| 1.2 | b |\n\ntext | with a pipe\n";
        let [table] = tables(page).try_into().expect("one table");
        assert_eq!(table.rows.len(), 2);
    }

    #[test]
    fn code_quotations_and_other_tables_are_told_apart() {
        let page = "```\n| a | b |\n|---|---|\n| 9.9 | x |\n```\n> | a | b |\n> |:-:|---|\n> | 1.1 | x |\n\n| c |\n|---|\n| y |\n# end | \n";
        let found = tables(page);
        assert_eq!(found.iter().map(|table| (table.line, table.numbered())).collect::<Vec<_>>(), [(6, 1), (10, 0)]);
    }

    #[test]
    fn lines_with_pipes_and_no_dashes_are_a_table() {
        let [table] =
            tables("Exceptions\n1.1.1 | Ensure x | because\n1.1.2 | Ensure y | because\n").try_into().expect("one");
        assert_eq!((table.rows.len(), table.header.len()), (2, 4));
        assert!(tables("a | b\nc | d\n").is_empty());
    }
}
