//! Both scores over time as inline SVG, with every number in words.

use std::fmt::Write;

use serde_json::Value;

use super::escape::html_text;

const WIDTH: u64 = 720;
const HEIGHT: u64 = 240;
/// Room for the numbers at the left, and for the days below.
const LEFT: u64 = 64;
const BELOW: u64 = 28;
const MARGIN: u64 = 16;
/// A whole score, in hundredths of a percent.
const WHOLE: u64 = 10_000;

/// The two lines: the field of a point, the class, the word.
const LINES: [(&str, &str, &str); 2] =
    [("raw_hundredths", "raw", "raw"), ("accepted_hundredths", "accepted", "accepted")];

/// No more versions than this are named below a chart, and no more points have room for a whole mark.
const MOST_PLACES: usize = 12;
const MOST_MARKS: usize = 60;
/// A chart of more points says their range in words; the table has every number.
const MOST_WORDS: usize = 40;

/// The chart of one tool's scores (see `ScoresView`), on the scale that all of a chain's charts share.
pub(super) fn chart(scores: &Value, all: &[Value]) -> String {
    let points = points_of(scores);
    if points.iter().all(Value::is_null) {
        return "<p class=\"none\">No score: no version's scan lists everything.</p>".to_owned();
    }
    let floor = floor(all.iter().flat_map(points_of));
    let mut svg = grid(floor);
    let step = points.len().div_ceil(MOST_PLACES).max(1);
    for (at, place) in (1..=points.len()).enumerate().step_by(step) {
        let _ = write!(svg, "<text class=\"place\" x=\"{}\" y=\"{}\">{place}</text>", x(at, points.len()), HEIGHT - 8);
    }
    for (field, class, word) in LINES {
        line(&mut svg, points, field, class, floor);
        marks(&mut svg, points, field, (class, word), floor);
    }
    let label = html_text(&words(scores, points));
    format!("<svg class=\"scores\" role=\"group\" aria-label=\"{label}\" viewBox=\"0 0 {WIDTH} {HEIGHT}\">{svg}</svg>")
}

fn points_of(scores: &Value) -> &[Value] {
    scores.get("points").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// Where the scale begins: the tens below the lowest score, so that small changes are seen.
fn floor<'p>(points: impl Iterator<Item = &'p Value>) -> u64 {
    let scores = points.flat_map(|point| LINES.map(|(field, ..)| point.get(field).and_then(Value::as_u64)));
    let lowest = scores.flatten().min().unwrap_or(0).min(WHOLE);
    (lowest / 1_000 * 1_000).min(WHOLE - 1_000)
}

fn x(at: usize, count: usize) -> u64 {
    let room = WIDTH - LEFT - MARGIN;
    let (at, last) = (at as u64, (count as u64).saturating_sub(1));
    LEFT + (at * room).checked_div(last).unwrap_or(room / 2)
}

fn y(score: u64, floor: u64) -> u64 {
    let room = HEIGHT - MARGIN - BELOW;
    MARGIN + WHOLE.saturating_sub(score) * room / (WHOLE - floor)
}

fn grid(floor: u64) -> String {
    let mut svg = String::new();
    for score in [floor, u64::midpoint(floor, WHOLE), WHOLE] {
        let y = y(score, floor);
        let _ = write!(
            svg,
            "<line x1=\"{LEFT}\" x2=\"{}\" y1=\"{y}\" y2=\"{y}\"/><text class=\"tick\" x=\"{}\" y=\"{}\">{} %</text>",
            WIDTH - MARGIN,
            LEFT - 8,
            y + 4,
            score / 100
        );
    }
    svg
}

/// The line through the points; a version without a score breaks it.
fn line(svg: &mut String, points: &[Value], field: &str, class: &str, floor: u64) {
    let mut path = String::new();
    let mut pen = 'M';
    for (at, point) in points.iter().enumerate() {
        match point.get(field).and_then(Value::as_u64) {
            Some(score) => {
                let _ = write!(path, "{pen}{} {}", x(at, points.len()), y(score, floor));
                pen = 'L';
            }
            None => pen = 'M',
        }
    }
    let _ = write!(svg, "<path class=\"{class}\" d=\"{path}\"/>");
}

/// The points, round for the one score and square for the other: colour is not all that tells them. Each leads to
/// its version; the keyboard finds the same links in the table.
fn marks(svg: &mut String, points: &[Value], field: &str, (class, word): (&str, &str), floor: u64) {
    let size = if points.len() > MOST_MARKS { 2 } else { 4 };
    for (at, point) in points.iter().enumerate() {
        let Some(score) = point.get(field).and_then(Value::as_u64) else { continue };
        let (x, y) = (x(at, points.len()), y(score, floor));
        let place = point.get("place").and_then(Value::as_u64).unwrap_or(0);
        let day = point.get("day").and_then(Value::as_str).unwrap_or_default();
        let said = html_text(&format!("{place} {day}: {word} {}.{:02} %", score / 100, score % 100));
        let _ = write!(svg, "<a href=\"#v-{place}\" tabindex=\"-1\" aria-label=\"{said}\"><title>{said}</title>");
        let _ = if class == "raw" {
            write!(svg, "<circle class=\"{class}\" cx=\"{x}\" cy=\"{y}\" r=\"{size}\"/></a>")
        } else {
            let (x, y, side) = (x.saturating_sub(size), y.saturating_sub(size), size * 2);
            write!(svg, "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{side}\" height=\"{side}\"/></a>")
        };
    }
}

fn words(scores: &Value, points: &[Value]) -> String {
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let tool = text(scores, "tool");
    let known: Vec<&Value> = points.iter().filter(|point| !point.is_null()).collect();
    let told = |point: &&Value| {
        let place = point.get("place").and_then(Value::as_u64).unwrap_or(0);
        format!("{place} {}: raw {}, accepted {}", text(point, "day"), text(point, "raw"), text(point, "accepted"))
    };
    match (known.first(), known.last()) {
        (Some(first), Some(last)) if known.len() > MOST_WORDS => {
            format!("Scores of {tool} in {} versions. First {}; last {}.", known.len(), told(first), told(last))
        }
        _ => format!("Scores of {tool}. {}.", known.iter().map(told).collect::<Vec<_>>().join("; ")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn point(place: u64, raw: u64, accepted: u64) -> Value {
        json!({"place": place, "day": "2026-03-10", "raw": "r", "accepted": "a",
               "raw_hundredths": raw, "accepted_hundredths": accepted})
    }

    #[test]
    fn a_chart_says_its_numbers_in_words() {
        let scores = json!({"tool": "a<b", "points": [point(1, 8_049, 9_851), point(2, 8_049, 9_565)]});
        let svg = chart(&scores, std::slice::from_ref(&scores));
        assert!(svg.contains("aria-label=\"Scores of a&lt;b. 1 2026-03-10: raw r, accepted a; 2 2026"), "{svg}");
        assert!(
            svg.contains("<a href=\"#v-2\"") && svg.contains("<title>2 2026-03-10: accepted 95.65 %</title>"),
            "{svg}"
        );
        assert!(svg.contains("80 %</text>") && svg.contains("100 %</text>"), "{svg}");
    }

    #[test]
    fn a_version_without_a_score_breaks_the_line() {
        let svg = chart(&json!({"tool": "t", "points": [point(1, 9_000, 9_000), null, point(3, 9_500, 10_000)]}), &[]);
        let path = svg.split("class=\"raw\" d=\"").nth(1).and_then(|rest| rest.split('"').next());
        assert_eq!(path.map(|path| path.matches('M').count()), Some(2), "{svg}");
    }

    #[test]
    fn nothing_to_draw_is_no_error() {
        for points in [json!([]), json!([null])] {
            assert!(chart(&json!({"tool": "t", "points": points}), &[]).contains("No score"));
        }
        for points in [json!([point(1, 0, 0)]), json!([point(1, 10_000, 10_000)])] {
            assert!(chart(&json!({"tool": "t", "points": points}), &[]).starts_with("<svg"));
        }
    }

    #[test]
    fn the_charts_of_a_chain_share_their_scale_and_many_points_are_told_by_their_ends() {
        let low = json!({"tool": "low", "points": [point(1, 4_200, 5_000)]});
        let many: Vec<Value> = (1..=300).map(|place| point(place, 9_100, 9_200)).collect();
        let many = json!({"tool": "many", "points": many});
        let svg = chart(&many, &[low, many.clone()]);
        assert!(svg.contains("40 %</text>") && svg.contains("in 300 versions. First 1 2026"), "the low tool's scale");
        assert!(svg.matches("class=\"place\"").count() <= MOST_PLACES);
    }
}
