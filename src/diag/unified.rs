//! A unified diff of two texts, as `diff -u` prints it.

use std::fmt::Write as _;
use std::ops::Range;

use similar::algorithms::{Capture, Replace, myers};
use similar::{ChangeTag, group_diff_ops};

/// The difference of two texts by lines, under two names, with so many equal lines around each change;
/// empty when they are equal.
///
/// The crate's own printer is compiled once for each of its algorithms, which is a tenth of what this
/// library takes to compile; only one of them is used.
pub fn unified_diff(old: &str, new: &str, names: (&str, &str), context: usize) -> String {
    let (old, new) = (lines(old), lines(new));
    let mut found = Replace::new(Capture::new());
    // A capture cannot fail.
    let Ok(()) = myers::diff(&mut found, &*old, 0..old.len(), &*new, 0..new.len());
    let mut text = String::new();
    for hunk in group_diff_ops(found.into_inner().into_ops(), context) {
        let (Some(first), Some(last)) = (hunk.first(), hunk.last()) else { continue };
        if text.is_empty() {
            let _ = write!(text, "--- {}\n+++ {}\n", names.0, names.1);
        }
        let old_lines = first.old_range().start..last.old_range().end;
        let new_lines = first.new_range().start..last.new_range().end;
        let _ = writeln!(text, "@@ -{} +{} @@", place(&old_lines), place(&new_lines));
        for change in hunk.iter().flat_map(|part| part.iter_changes(&*old, &*new)) {
            text.push(match change.tag() {
                ChangeTag::Equal => ' ',
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
            });
            text.push_str(change.value());
            if !change.value().ends_with('\n') {
                text.push_str("\n\\ No newline at end of file\n");
            }
        }
    }
    text
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// First line and count, as a hunk's head names them; an empty range is named by the line before it.
fn place(lines: &Range<usize>) -> String {
    match lines.len() {
        0 => format!("{},0", lines.start),
        1 => (lines.start + 1).to_string(),
        many => format!("{},{many}", lines.start + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_have_no_difference() {
        assert_eq!(unified_diff("a\nb\n", "a\nb\n", ("x", "y"), 3), "");
        assert_eq!(unified_diff("", "", ("x", "y"), 3), "");
    }

    #[test]
    fn a_change_stands_between_the_lines_around_it() {
        let old = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
        let new = "1\n2\n3\nfour\n5\n6\n7\n8\n9\n10\n";
        let wanted = "--- a\n+++ b\n@@ -3,3 +3,3 @@\n 3\n-4\n+four\n 5\n@@ -9 +9,2 @@\n 9\n+10\n";
        assert_eq!(unified_diff(old, new, ("a", "b"), 1), wanted);
    }

    #[test]
    fn a_text_from_nothing_and_a_last_line_without_an_end_are_told() {
        assert_eq!(unified_diff("", "a\n", ("x", "y"), 3), "--- x\n+++ y\n@@ -0,0 +1 @@\n+a\n");
        let wanted = "--- x\n+++ y\n@@ -1 +1 @@\n-a\n+a\n\\ No newline at end of file\n";
        assert_eq!(unified_diff("a\n", "a", ("x", "y"), 3), wanted);
    }
}
