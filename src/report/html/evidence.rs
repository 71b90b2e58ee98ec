//! Evidence as what it is: a list of paths as a list, lines as lines; and how much room it needs.

use std::fmt::Write;

use serde_json::Value;

use super::escape::html_text;

/// A line longer than this is no good in half of a page.
const HALF: usize = 64;

/// The items as a list: paths with marks, any other lines as they were printed.
pub(super) fn evidence(items: &[Value]) -> String {
    let lines = || items.iter().filter_map(Value::as_str);
    let class = if items.len() > 1 && lines().all(is_path) { "evidence paths" } else { "evidence" };
    let mut html = format!("<ul class=\"{class}\">");
    for line in lines() {
        let _ = write!(html, "<li>{}</li>", html_text(line));
    }
    html + "</ul>"
}

fn is_path(line: &str) -> bool {
    line.starts_with('/') && !line.contains(char::is_whitespace)
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
    let long = items.flatten().filter_map(Value::as_str).any(|line| line.chars().count() > HALF);
    if long { "stack" } else { "" }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn paths_are_a_list_and_other_lines_are_not() {
        let list = |lines: &[&str]| evidence(&lines.iter().map(|line| json!(line)).collect::<Vec<_>>());
        assert!(list(&["/a", "/b<"]).starts_with("<ul class=\"evidence paths\"><li>/a</li><li>/b&lt;</li>"));
        assert!(list(&["/a", "/b is wrong"]).starts_with("<ul class=\"evidence\">"));
        assert!(list(&["/a"]).starts_with("<ul class=\"evidence\">"));
    }

    #[test]
    fn room_is_given_where_it_is_needed() {
        let of = |line: &str, entries: &[&str]| {
            let groups = json!({"groups": [{"from": "", "items": [line]}]});
            sides(&json!({"evidence": groups, "entries": entries, "why": [], "remarks": []}))
        };
        assert_eq!((of("a", &[]), of("a", &["e"]), of(&"a".repeat(65), &["e"])), ("alone", "", "stack"));
    }
}
