//! The matrix of a history: a coloured cell with a letter for every recommendation and version. What is printed has
//! the same in parts that fit on a sheet, each with the recommendations before it.

use std::fmt::Write;

use serde_json::Value;

use super::escape::html_text;
use super::name::image_name;

/// As many versions fit on a sheet.
const SHEET: usize = 24;
/// More characters of a name do not fit over its column.
const MOST_OF_NAME: usize = 24;
/// Names no longer than this need less room above their columns.
const BRIEF: usize = 14;

/// A version, as the head of a column says it.
struct Column {
    place: u64,
    /// `eks-node-1.32, 2026-05-05`
    title: String,
    short: String,
}

/// The matrix of a chain (see `ChainView`) over its versions (see `VersionView`).
pub(super) fn matrix(chain: &Value, versions: &[Value]) -> String {
    let names: Vec<String> = versions.iter().map(|version| image_name(text(version, "name"))).collect();
    let shorts = short(&names);
    let columns: Vec<Column> =
        versions.iter().zip(names).zip(shorts).map(|((version, name), short)| column(version, name, short)).collect();
    let tracks: Vec<&Value> = list(chain, "tracks").iter().filter(|track| is(track, "notable")).collect();
    let name = html_text(&format!("Recommendations and versions, {}", text(chain, "benchmark")));
    let mut html = format!("<div class=\"matrix-wide\" role=\"region\" tabindex=\"0\" aria-label=\"{name}\">");
    table(&mut html, &columns, &tracks, 0, true);
    html.push_str("</div>");
    if columns.len() > SHEET {
        html.push_str("<div class=\"sheets\">");
        for (sheet, columns) in columns.chunks(SHEET).enumerate() {
            table(&mut html, columns, &tracks, sheet * SHEET, false);
        }
        html.push_str("</div>");
    }
    html
}

fn column(version: &Value, name: String, short: String) -> Column {
    let day = text(version, "day");
    let place = version.get("place").and_then(Value::as_u64).unwrap_or(0);
    let title = if day.is_empty() { name } else { format!("{name}, {day}") };
    Column { place, title, short }
}

/// The names so short that they fit. What all of them have in common, at their ends or their beginnings, tells
/// nothing and goes first.
fn short(names: &[String]) -> Vec<String> {
    let fits = |name: &String| name.chars().count() <= MOST_OF_NAME;
    let boundary = |c: char| !c.is_alphanumeric();
    let mut short = names.to_vec();
    let Some(first) = names.first() else { return short };
    if !short.iter().all(fits) {
        let common = |end: &&str| names.iter().all(|name| name.len() > end.len() && name.ends_with(*end));
        let mut ends = first.char_indices().filter(|(_, c)| boundary(*c)).filter_map(|(at, _)| first.get(at..));
        if let Some(end) = ends.find(common).filter(|_| names.iter().any(|name| name != first)) {
            short = names.iter().map(|name| name.strip_suffix(end).unwrap_or(name).to_owned() + "…").collect();
        }
    }
    if !short.iter().all(fits) {
        let common = |start: &&str| names.iter().all(|name| name.len() > start.len() && name.starts_with(*start));
        let starts =
            first.char_indices().filter(|(_, c)| boundary(*c)).filter_map(|(at, c)| first.get(..at + c.len_utf8()));
        if let Some(start) = starts.take_while(common).last().filter(|_| names.iter().any(|name| name != first)) {
            short = short.iter().map(|name| format!("…{}", name.strip_prefix(start).unwrap_or(name))).collect();
        }
    }
    let cut = |name: String| match name.char_indices().nth(MOST_OF_NAME) {
        Some((end, _)) if name.chars().count() > MOST_OF_NAME + 1 => {
            format!("{}…", name.get(..end).unwrap_or_default())
        }
        _ => name,
    };
    short.into_iter().map(cut).collect()
}

fn table(html: &mut String, columns: &[Column], tracks: &[&Value], first: usize, titles: bool) {
    let brief = columns.iter().all(|column| column.short.chars().count() <= BRIEF);
    html.push_str(if brief { "<table class=\"matrix brief\">" } else { "<table class=\"matrix\">" });
    html.push_str("<thead><tr><th scope=\"col\">Recommendation</th>");
    for Column { place, title, short } in columns {
        let (title, short) = (html_text(title), html_text(short));
        let _ = write!(
            html,
            "<th scope=\"col\" class=\"slant\"><a href=\"#v-{place}\" title=\"{title}\"><b>{place}</b> {short}</a></th>"
        );
    }
    html.push_str("</tr></thead><tbody>\n");
    for track in tracks {
        let (id, title) = (html_text(text(track, "id")), html_text(text(track, "title")));
        let _ = write!(html, "<tr><th scope=\"row\"><span class=\"number\">{id}</span> {title}</th>");
        let cells = list(track, "cells");
        let here = cells.get(first..).unwrap_or_default();
        let here = here.get(..columns.len()).unwrap_or(here);
        if titles {
            every(html, here, columns);
        } else {
            runs(html, here, first.checked_sub(1).and_then(|before| cells.get(before)));
        }
        html.push_str("</tr>\n");
    }
    html.push_str("</tbody></table>");
}

/// A cell for every version; its title says what the letter does not, where that is new.
fn every(html: &mut String, cells: &[Value], columns: &[Column]) {
    let mut before = None;
    for (cell, column) in cells.iter().zip(columns) {
        let changed = before.is_some_and(|before| differs(before, cell));
        let _ = write!(html, "<td{}", class_of(cell, changed));
        if before.is_none() || changed || news(cell, before) {
            let _ = write!(html, " title=\"{}\"", html_text(&said(cell, &column.title)));
        }
        let _ = write!(html, ">{}", html_text(text(cell, "letter")));
        before = Some(cell);
    }
}

/// A band for every run of the same, for what is printed.
fn runs(html: &mut String, cells: &[Value], before: Option<&Value>) {
    let mut before = before;
    for run in cells.chunk_by(|one, next| text(one, "word") == text(next, "word")) {
        let Some(cell) = run.first() else { continue };
        let changed = before.is_some_and(|before| differs(before, cell));
        let _ = write!(html, "<td{}", class_of(cell, changed));
        if run.len() > 1 {
            let _ = write!(html, " colspan={}", run.len());
        }
        let _ = write!(html, ">{}", html_text(text(cell, "letter")));
        before = Some(cell);
    }
}

/// The standing is another than before; where nothing is known nothing changed.
fn differs(before: &Value, cell: &Value) -> bool {
    let words = [text(before, "word"), text(cell, "word")];
    words.iter().all(|word| !word.is_empty()) && words.first() != words.last()
}

/// The class as an attribute; what passed, the most, needs none.
fn class_of(cell: &Value, changed: bool) -> String {
    match (class(cell), changed) {
        ("p", false) => String::new(),
        ("p", true) => " class=x".to_owned(),
        (class, false) => format!(" class={class}"),
        (class, true) => format!(" class=\"{class} x\""),
    }
}

/// The class of a cell, as short as its letter: there are many.
fn class(cell: &Value) -> &'static str {
    match text(cell, "word") {
        "open" => "f",
        "lapsed" => "l",
        "not verified" => "u",
        "excepted" => "e",
        "passed" | "attested" => "p",
        _ => "o",
    }
}

/// The cell says more than its neighbour: other numbers, or a change beside the standing.
fn news(cell: &Value, before: Option<&Value>) -> bool {
    let change = text(cell, "change");
    before.is_some_and(|before| before.get("numbers") != cell.get("numbers"))
        || before.is_some_and(|before| text(before, "word") != text(cell, "word"))
        || !(change.is_empty() || change.starts_with("still-"))
}

fn said(cell: &Value, version: &str) -> String {
    let word = if text(cell, "word").is_empty() { "not held against it" } else { text(cell, "word") };
    let mut said = format!("{version}: {word}");
    let numbers: Vec<&str> = list(cell, "numbers").iter().filter_map(Value::as_str).collect();
    if !numbers.is_empty() {
        let _ = write!(said, ", as {}", numbers.join(", "));
    }
    if !text(cell, "change").is_empty() {
        let _ = write!(said, " ({})", text(cell, "change"));
    }
    said
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn is(value: &Value, key: &str) -> bool {
    value.get(key).and_then(Value::as_bool).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn cell(word: &str, letter: &str, change: Option<&str>) -> Value {
        json!({"word": word, "letter": letter, "numbers": [], "change": change})
    }

    fn versions(count: usize) -> Vec<Value> {
        (1..=count).map(|place| json!({"place": place, "name": format!("node-{place}"), "day": "2026-05-05"})).collect()
    }

    #[test]
    fn a_cell_has_a_letter_and_where_it_changed_a_title() {
        let cells = [
            cell("excepted", "E", None),
            cell("excepted", "E", Some("still-excepted")),
            cell("open", "F", Some("regressed")),
        ];
        let chain = json!({"benchmark": "b<", "tracks": [
            {"id": "1.1", "title": "t", "notable": true, "cells": cells},
            {"id": "1.2", "title": "quiet", "notable": false, "cells": cells},
        ]});
        let html = matrix(&chain, &versions(3));
        let row = "<td class=e title=\"node-1, 2026-05-05: excepted\">E<td class=e>E\
                   <td class=\"f x\" title=\"node-3, 2026-05-05: open (regressed)\">F</tr>";
        assert!(html.contains(row), "{html}");
        assert!(!html.contains("quiet") && html.contains("b&lt;") && !html.contains("sheets"), "{html}");
        assert!(html.contains("<a href=\"#v-2\" title=\"node-2, 2026-05-05\"><b>2</b> node-2</a>"), "{html}");
    }

    #[test]
    fn what_all_names_have_in_common_is_left_out_where_they_are_too_long() {
        let of = |names: &[&str]| short(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        let hosts = ["ip-10-0-21-228.us-west-2.compute.internal", "ip-10-0-37-14.us-west-2.compute.internal"];
        assert_eq!(of(&hosts), ["ip-10-0-21-228…", "ip-10-0-37-14…"]);
        let images = ["eks-al2-node-1.32-cis-l2-20260310", "eks-al2-node-1.32-cis-l2-20260505"];
        assert_eq!(of(&images), ["…20260310", "…20260505"]);
        assert_eq!(of(&["node-1", "node-2"]), ["node-1", "node-2"]);
        let same = "a".repeat(40);
        assert_eq!(
            of(&[&same, &same]),
            [format!("{}…", "a".repeat(MOST_OF_NAME)), format!("{}…", "a".repeat(MOST_OF_NAME))]
        );
        assert_eq!(of(&[&format!("{same}-é"), "b"])[1], "b");
        assert_eq!(of(&[]), Vec::<String>::new());
    }

    #[test]
    fn a_wide_matrix_is_there_again_in_sheets() {
        let mut cells = vec![cell("passed", "P", None); 50];
        cells[30] = cell("open", "F", None);
        let chain = json!({"benchmark": "b", "tracks": [{"id": "1.1", "title": "t", "notable": true, "cells": cells}]});
        let html = matrix(&chain, &versions(50));
        let (screen, sheets) = html.split_once("sheets").expect("sheets");
        assert_eq!(screen.matches("<td").count(), 50);
        let bands = "<td colspan=24>P</tr>|<td colspan=6>P<td class=\"f x\">F<td class=x colspan=17>P</tr>|<td colspan=2>P</tr>";
        for band in bands.split('|') {
            assert!(sheets.contains(&format!("t</th>{band}")), "{band} in {sheets}");
        }
        assert_eq!(sheets.matches("1.1</span> t</th>").count(), 3, "each sheet begins with the recommendation");
    }
}
