//! Evidence as what it is: tables, lists of paths, lines, a kit's own words apart; and how much room it needs.

use std::fmt::Write;

use serde_json::Value;

use super::escape::html_text;
use crate::model::{Block, blocks};

/// A line longer than this is no good in half of a page.
const HALF: usize = 64;

/// The items, block by block (see [`blocks`]).
pub(super) fn evidence(items: &[Value]) -> String {
    let lines: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
    let mut html = String::new();
    for block in blocks(&lines) {
        match block {
            Block::Lines(lines) => list(&mut html, "evidence", &lines),
            Block::Paths(paths) => list(&mut html, "evidence paths", &paths),
            Block::Words(words) => list(&mut html, "evidence words", &words),
            Block::Table(heads, rows) => table(&mut html, heads, &rows),
        }
    }
    html
}

fn list(html: &mut String, class: &str, lines: &[&str]) {
    let _ = write!(html, "<ul class=\"{class}\">");
    for line in lines {
        let _ = write!(html, "<li>{}</li>", html_text(line));
    }
    html.push_str("</ul>");
}

/// Columns without any text are left out.
fn table(html: &mut String, heads: &[&str], rows: &[Vec<&str>]) {
    let used: Vec<bool> = (0..heads.len()).map(|at| rows.iter().any(|row| !column(row, at).is_empty())).collect();
    let used = || used.iter().enumerate().filter(|(_, used)| **used).map(|(at, _)| at);
    html.push_str("<table class=\"evidence listing cards\"><thead><tr>");
    for at in used() {
        let _ = write!(html, "<th scope=\"col\">{}</th>", html_text(column(heads, at)));
    }
    html.push_str("</tr></thead><tbody>");
    for row in rows {
        html.push_str("<tr>");
        for at in used() {
            let _ = write!(html, "<td data-h=\"{}\">{}</td>", html_text(column(heads, at)), html_text(column(row, at)));
        }
        html.push_str("</tr>");
    }
    html.push_str("</tbody></table>");
}

fn column<'c>(cells: &[&'c str], at: usize) -> &'c str {
    cells.get(at).copied().unwrap_or_default()
}

/// The class of the two sides of a finding: `alone` where the registry says nothing about it, `stack` where the
/// evidence needs the whole width.
pub(super) fn sides(recommendation: &Value) -> &'static str {
    let some = |key: &str| recommendation.get(key).and_then(Value::as_array).is_some_and(|list| !list.is_empty());
    if !["entries", "why", "remarks"].into_iter().any(some) {
        return "alone";
    }
    let groups = recommendation.pointer("/evidence/groups").and_then(Value::as_array);
    let items = groups.into_iter().flatten().filter_map(|group| group.get("items").and_then(Value::as_array));
    let wide = |items: &Vec<Value>| {
        let lines: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
        lines.iter().any(|line| line.chars().count() > HALF)
            || blocks(&lines).iter().any(|block| matches!(block, Block::Table(..)))
    };
    if items.into_iter().any(wide) { "stack" } else { "" }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn html(lines: &[&str]) -> String {
        evidence(&lines.iter().map(|line| json!(line)).collect::<Vec<_>>())
    }

    #[test]
    fn paths_are_a_list_and_other_lines_are_not() {
        assert!(html(&["/a", "/b<"]).starts_with("<ul class=\"evidence paths\"><li>/a</li><li>/b&lt;</li>"));
        assert!(html(&["/a", "/b is wrong"]).starts_with("<ul class=\"evidence\">"));
        assert!(html(&["/a"]).starts_with("<ul class=\"evidence\">"));
        assert!(html(&["FAIL:", "a"]).starts_with("<ul class=\"evidence words\"><li>FAIL:</li></ul>"));
    }

    #[test]
    fn a_listing_is_a_table_and_its_cells_are_text() {
        let table = html(&["tcp LISTEN 0 128 a:22 <b>:*", "tcp LISTEN 0 128 a:23 b:*"]);
        assert!(table.contains("<th scope=\"col\">Netid</th>") && !table.contains("Process"), "{table}");
        assert!(table.contains("<td data-h=\"Peer address:port\">&lt;b&gt;:*</td>"), "{table}");
    }

    #[test]
    fn room_is_given_where_it_is_needed() {
        let of = |line: &str, entries: &[&str]| {
            let groups = json!({"groups": [{"from": "", "items": [line, line]}]});
            sides(&json!({"evidence": groups, "entries": entries, "why": [], "remarks": []}))
        };
        assert_eq!((of("a", &[]), of("a", &["e"]), of(&"a".repeat(65), &["e"])), ("alone", "", "stack"));
        assert_eq!(of("tcp LISTEN 0 128 a:22 b:*", &["e"]), "stack");
    }
}
