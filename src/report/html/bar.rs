//! The stacked bar of dispositions, as inline SVG with its numbers in words.

use std::fmt::Write;

use serde_json::Value;

use super::escape::html_text;

/// The dispositions in the order of the bar: the field of the counts, the class, the word.
const PARTS: [(&str, &str, &str); 9] = [
    ("passed", "passed", "passed"),
    ("excepted", "excepted", "excepted"),
    ("unverified", "unverified", "not verified"),
    ("lapsed", "lapsed", "lapsed"),
    ("open", "open", "open"),
    ("attested", "attested", "attested"),
    ("informational", "informational", "informational"),
    ("not_applicable", "not-applicable", "not applicable"),
    ("not_selected", "not-selected", "not selected"),
];

/// The bar of some counts; a section is named by its number, and its name.
pub(super) fn bar(counts: &Value, name: &str) -> String {
    let count = |field: &str| counts.get(field).and_then(Value::as_u64).unwrap_or(0);
    let total = count("total");
    let mut rects = String::new();
    let mut words = Vec::new();
    let mut x = 0;
    for (field, class, word) in PARTS {
        let width = count(field);
        if width > 0 {
            let _ = write!(
                rects,
                "<rect class=\"{class}\" x=\"{x}\" width=\"{width}\" height=\"1\" vector-effect=\"non-scaling-stroke\"/>"
            );
            words.push(format!("{width} {word}"));
        }
        x += width;
    }
    let name = if name.trim().is_empty() { "No number" } else { name.trim() };
    let name = if name.starts_with(|c: char| c.is_ascii_digit()) { format!("Section {name}") } else { name.to_owned() };
    let label = html_text(&format!("{name}: {}", words.join(", ")));
    format!(
        "<svg class=\"bar\" role=\"img\" aria-label=\"{label}\" viewBox=\"0 0 {} 1\" preserveAspectRatio=\"none\">{rects}</svg>",
        total.max(1)
    )
}

/// The class of a cell of the heat map: how much of the section it is, in four steps.
pub(super) fn heat(count: u64, total: u64) -> &'static str {
    match (count * 100).checked_div(total) {
        _ if count == 0 => "h0",
        None | Some(0..10) => "h1",
        Some(10..30) => "h2",
        Some(30..60) => "h3",
        Some(_) => "h4",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_bar_says_its_numbers_in_words() {
        let bar = bar(&json!({"passed": 3, "open": 1, "total": 4}), "5");
        assert!(bar.contains("aria-label=\"Section 5: 3 passed, 1 open\""), "{bar}");
        assert!(bar.contains("<rect class=\"open\" x=\"3\" width=\"1\""), "{bar}");
    }

    #[test]
    fn a_cell_is_warmer_the_more_of_its_section_it_is() {
        let classes = [(0, 9), (1, 58), (6, 58), (21, 58), (31, 46), (1, 1), (0, 0)].map(|(n, all)| heat(n, all));
        assert_eq!(classes, ["h0", "h1", "h2", "h3", "h4", "h4", "h0"]);
    }
}
