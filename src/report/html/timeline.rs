//! The ends of exceptions as a line of time, with every day in words; a table on the page has the same.

use std::fmt::Write;

use serde_json::Value;

use super::escape::html_text;

const WIDTH: i64 = 720;
const LEFT: i64 = 70;
const RIGHT: i64 = 650;
const LINE: i64 = 44;
const HEIGHT: i64 = 76;
/// As far apart are two days that are both written below the line.
const APART: i64 = 150;

/// The line of some ends (see `LastDayView`), from the day that decides; empty where nothing ends.
pub(super) fn timeline(ends: &[Value], as_of: &str) -> String {
    let number = |end: &Value, key: &str| end.get(key).and_then(Value::as_i64);
    let dated: Vec<(&Value, i64)> = ends.iter().filter_map(|end| Some((end, number(end, "days")?.max(0)))).collect();
    let Some(last) = dated.iter().map(|(_, days)| *days).max() else { return String::new() };
    let x = |days: i64| LEFT + days * (RIGHT - LEFT) / last.max(1);
    let mut svg = format!(
        "<line x1=\"{LEFT}\" x2=\"{0}\" y1=\"{LINE}\" y2=\"{LINE}\"/><line x1=\"{LEFT}\" x2=\"{LEFT}\" y1=\"{1}\" y2=\"{2}\"/>\
         <text x=\"{LEFT}\" y=\"{HEIGHT}\">{3}</text>",
        WIDTH - 8,
        LINE - 8,
        LINE + 8,
        html_text(as_of)
    );
    let (mut words, mut written) = (Vec::new(), LEFT);
    for (end, days) in &dated {
        let text = |key: &str| end.get(key).and_then(Value::as_str).unwrap_or_default();
        let list = |key: &str| end.get(key).and_then(Value::as_array).map_or(0, Vec::len);
        let soon = end.get("soon").and_then(Value::as_bool).unwrap_or(false);
        let (x, count, day) = (x(*days), list("covers"), text("day"));
        let said = format!("{day}: {count}{}", if soon { ", soon" } else { "" });
        let _ = write!(svg, "<g{}><title>{}</title>", if soon { " class=\"soon\"" } else { "" }, html_text(&said));
        // Colour is not all that tells them: what ends soon is a square on its corner, with a mark of exclamation.
        let _ = if soon {
            write!(svg, "<path d=\"M{x} {} l9 9 l-9 9 l-9 -9 z\"/>", LINE - 9)
        } else {
            write!(svg, "<circle cx=\"{x}\" cy=\"{LINE}\" r=\"7\"/>")
        };
        let mark = if soon { "!" } else { "" };
        let _ = write!(svg, "<text x=\"{x}\" y=\"{}\">{count}{mark}</text>", LINE - 16);
        if x - written >= APART {
            let _ = write!(svg, "<text x=\"{x}\" y=\"{HEIGHT}\">{}</text>", html_text(day));
            written = x;
        }
        svg.push_str("</g>");
        words.push(said);
    }
    let label = html_text(&format!("Ends of exceptions after {as_of}: {}", words.join("; ")));
    format!(
        "<svg class=\"ends\" role=\"img\" aria-label=\"{label}\" viewBox=\"0 0 {WIDTH} {}\">{svg}</svg>",
        HEIGHT + 6
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_line_says_its_days_in_words_and_marks_what_ends_soon() {
        let ends = [
            json!({"day": "2026-12-01", "days": 8, "soon": true, "covers": ["1.1"], "entries": ["a"]}),
            json!({"day": "2027-11-23", "days": 365, "soon": false, "covers": ["1.2", "1.3"], "entries": ["b"]}),
            json!({"day": null, "days": null, "soon": false, "covers": ["1.4"], "entries": ["c"]}),
        ];
        let svg = timeline(&ends, "2026-11-23");
        assert!(
            svg.contains("aria-label=\"Ends of exceptions after 2026-11-23: 2026-12-01: 1, soon; 2027-11-23: 2\""),
            "{svg}"
        );
        assert!(svg.contains("<g class=\"soon\">") && svg.contains(">1!</text>"), "{svg}");
        // The first end is too near to the beginning for its day to be written.
        assert_eq!((svg.matches(">2026-12-01<").count(), svg.matches(">2027-11-23<").count()), (0, 1), "{svg}");
    }

    #[test]
    fn where_nothing_ends_there_is_no_line() {
        assert_eq!(timeline(&[json!({"day": null, "days": null, "covers": ["1"]})], "2026-11-23"), "");
        assert!(
            timeline(&[json!({"day": "2026-11-23", "days": 0, "covers": ["1"]})], "2026-11-23").contains("<circle")
        );
    }
}
