//! The change of the accepted score as a waterfall: where it was, what moved it, where it is.

use std::fmt::Write;

use serde_json::Value;

use super::escape::html_text;

/// A whole score, in hundredths of a percent.
const WHOLE: i64 = 10_000;
const LEFT: i64 = 88;
const ROOM: i64 = 232;
/// So narrow that its words can be read on a phone.
const WIDTH: i64 = 392;
const ROW: i64 = 26;

/// The parts in the order of their doing.
const PARTS: [&str; 4] = ["benchmark", "coverage", "host", "exceptions"];

/// The chart of an attribution (see `AttributionView`); empty where nothing moved, or it cannot be told.
pub(super) fn waterfall(attribution: &Value) -> String {
    let number = |key: &str| attribution.get(key).and_then(Value::as_i64);
    let part = |key: &str| attribution.pointer(&format!("/parts/{key}")).and_then(Value::as_i64);
    let (Some(before), Some(after)) = (number("before"), number("after")) else { return String::new() };
    let moved: Vec<(&str, i64)> =
        PARTS.iter().filter_map(|name| Some((*name, part(name)?))).filter(|(_, points)| *points != 0).collect();
    if moved.is_empty() {
        return String::new();
    }
    let mut bars = vec![("before", "whole", None, before)];
    let mut at = before;
    for (name, points) in moved {
        bars.push((name, if points < 0 { "loss" } else { "gain" }, Some(at), at + points));
        at += points;
    }
    bars.push(("now", "whole", None, after));
    let lowest = bars.iter().map(|(.., end)| *end).min().unwrap_or(0).clamp(0, WHOLE);
    // The scale begins below the lowest score, at whole tens, so that a small change is seen.
    let floor = ((lowest - 300).max(0) / 1_000 * 1_000).min(WHOLE - 1_000);
    let x = |score: i64| LEFT + (score.clamp(floor, WHOLE) - floor) * ROOM / (WHOLE - floor);
    let (mut svg, mut words) = (String::new(), Vec::new());
    for (row, (name, class, start, end)) in (0..).zip(&bars) {
        let start = start.unwrap_or(floor);
        let (left, right) = (x(start.min(*end)), x(start.max(*end)));
        let text = if *class == "whole" { percent(*end) } else { points(end - start) };
        let y = row * ROW;
        let _ = write!(
            svg,
            "<text class=\"tick\" x=\"{}\" y=\"{}\">{name}</text><rect class=\"{class}\" x=\"{left}\" y=\"{}\" \
             width=\"{}\" height=\"16\"/><text x=\"{}\" y=\"{}\">{text}</text>",
            LEFT - 8,
            y + 17,
            y + 5,
            (right - left).max(2),
            right + 6,
            y + 17
        );
        words.push(format!("{name} {text}"));
    }
    let (height, base) = (ROW * i64::try_from(bars.len()).unwrap_or(0) + 18, percent(floor));
    let label = html_text(&format!("Accepted score: {}", words.join(", ")));
    let _ = write!(
        svg,
        "<line x1=\"{LEFT}\" x2=\"{LEFT}\" y1=\"0\" y2=\"{0}\"/><text class=\"place\" x=\"{LEFT}\" y=\"{1}\">from {base}</text>",
        height - 16,
        height - 3
    );
    format!("<svg class=\"waterfall\" role=\"img\" aria-label=\"{label}\" viewBox=\"0 0 {WIDTH} {height}\">{svg}</svg>")
}

fn percent(score: i64) -> String {
    format!("{}.{:02} %", score / 100, score % 100)
}

fn points(part: i64) -> String {
    format!("{}{}.{:02}", if part < 0 { '−' } else { '+' }, part.abs() / 100, part.abs() % 100)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_bars_lead_from_the_one_score_to_the_other() {
        let parts = json!({"benchmark": 0, "coverage": 14, "host": 0, "exceptions": -300, "total": -286});
        let svg = waterfall(&json!({"before": 9_851, "after": 9_565, "parts": parts}));
        let label = "Accepted score: before 98.51 %, coverage +0.14, exceptions −3.00, now 95.65 %";
        assert!(svg.contains(label), "{svg}");
        assert_eq!((svg.matches("\"loss\"").count(), svg.matches("\"gain\"").count()), (1, 1));
    }

    #[test]
    fn where_nothing_moved_or_nothing_is_known_there_is_no_chart() {
        let still = json!({"benchmark": 0, "coverage": 0, "host": 0, "exceptions": 0, "total": 0});
        for given in
            [json!({"before": 1, "after": 1, "parts": still}), json!({"before": null, "after": 1, "parts": null})]
        {
            assert_eq!(waterfall(&given), "");
        }
    }
}
