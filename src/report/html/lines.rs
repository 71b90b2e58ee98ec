//! The lines that only one side has, each with its sign, and with the words that changed marked.

use std::fmt::Write;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::escape::html_text;

/// Two lines that share fewer words than this, in hundredths of both, are two lines and not one that changed.
const ALIKE: usize = 40;

/// A text diff as marked-up lines.
pub(super) fn lines(diff: &str) -> String {
    let mut html = String::from("<div class=\"lines\">");
    let mut rest = diff.lines().peekable();
    while rest.peek().is_some() {
        let mut take = |sign: char| {
            let mut lines = Vec::new();
            while let Some(line) = rest.next_if(|line| line.starts_with(sign)) {
                lines.push(line.get(1..).unwrap_or_default());
            }
            lines
        };
        let (gone, came) = (take('-'), take('+'));
        if gone.is_empty() && came.is_empty() {
            let _ = write!(html, "<p>{}</p>", html_text(rest.next().unwrap_or_default()));
        }
        both(&mut html, &gone, &came);
    }
    html + "</div>"
}

/// The lines that went and came, those at the same place held against each other.
fn both(html: &mut String, gone: &[&str], came: &[&str]) {
    let paired: Vec<_> = gone.iter().zip(came).map(|(old, new)| changed(old, new)).collect();
    let shown = |at: usize, line: &str, new: bool| match paired.get(at) {
        Some(Some((old, now))) => (if new { now } else { old }).clone(),
        _ => html_text(line),
    };
    if gone.is_empty() && came.is_empty() {
        return;
    }
    // On a wide screen what went and what came stand side by side.
    html.push_str(if gone.is_empty() || came.is_empty() { "<div>" } else { "<div class=\"both\">" });
    for (at, line) in gone.iter().enumerate() {
        let _ = write!(html, "<p class=\"gone\"><span class=\"sign\">−</span>{}</p>", shown(at, line, false));
    }
    for (at, line) in came.iter().enumerate() {
        let _ = write!(html, "<p class=\"came\"><span class=\"sign\">+</span>{}</p>", shown(at, line, true));
    }
    html.push_str("</div>");
}

/// Both lines with what changed in them marked; `None` where they have little in common.
fn changed(old: &str, new: &str) -> Option<(String, String)> {
    let (old, new): (Vec<&str>, Vec<&str>) = (words(old), words(new));
    let operations = capture_diff_slices(Algorithm::Myers, &old, &new);
    let length = |words: Option<&[&str]>| words.unwrap_or_default().iter().map(|word| word.trim().len()).sum::<usize>();
    let same = |operation: &DiffOp| matches!(operation, DiffOp::Equal { .. });
    let common: usize = operations.iter().filter(|op| same(op)).map(|op| length(old.get(op.old_range()))).sum();
    if common * 200 < (length(Some(&old)) + length(Some(&new))) * ALIKE {
        return None;
    }
    let (mut before, mut now) = (String::new(), String::new());
    for operation in &operations {
        let text = |words: Option<&[&str]>| html_text(&words.unwrap_or_default().concat());
        for (side, text) in
            [(&mut before, text(old.get(operation.old_range()))), (&mut now, text(new.get(operation.new_range())))]
        {
            let _ = if same(operation) || text.is_empty() {
                write!(side, "{text}")
            } else {
                write!(side, "<mark>{text}</mark>")
            };
        }
    }
    Some((before, now))
}

/// The words of a line, and what stands between them.
fn words(line: &str) -> Vec<&str> {
    let kind = |c: char| (c.is_alphanumeric(), c.is_whitespace());
    let mut words = Vec::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c| kind(c) != kind(first)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        words.push(word);
        rest = after;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changed_words_are_marked_and_every_line_has_its_sign() {
        let html = lines("-max_log_file = 8\n+max_log_file = 6\n+</p>");
        assert!(
            html.contains("<p class=\"gone\"><span class=\"sign\">−</span>max_log_file = <mark>8</mark></p>"),
            "{html}"
        );
        assert!(
            html.contains("<p class=\"came\"><span class=\"sign\">+</span>max_log_file = <mark>6</mark></p>"),
            "{html}"
        );
        assert!(html.contains("+</span>&lt;/p&gt;</p></div></div>"), "{html}");
        assert!(html.starts_with("<div class=\"lines\"><div class=\"both\"><p class=\"gone\">"), "{html}");
        assert!(lines("+a\n b\n-c").starts_with("<div class=\"lines\"><div><p class=\"came\">"));
    }

    #[test]
    fn lines_with_little_in_common_are_not_compared() {
        let html = lines("-no server line\n+/opt/build-cache\nhead");
        assert!(!html.contains("<mark>") && html.contains("<p>head</p>"), "{html}");
        assert_eq!(lines(""), "<div class=\"lines\"></div>");
        assert!(!lines("-\n+").contains("mark"));
    }
}
