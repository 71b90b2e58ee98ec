//! The CIS build kit's `exclusion_list.txt`: `3.2.1 #Ensure IP forwarding is disabled` a line.

use super::cell::{numbers, quoted, title};
use super::fill::unreadable;
use super::row::Row;
use crate::model::Number;

/// A line's number and what stands behind it.
pub(super) fn split(line: &str) -> Option<(Number, &str)> {
    let (number, title) = line.split_once('#').unwrap_or((line, ""));
    let [number] = numbers(number).try_into().ok()?;
    Some((number, title.trim()))
}

/// The rows; every one is a draft, for the list gives no reasons. Also the lines left out, which
/// are comments.
pub(super) fn rows(text: &str) -> (Vec<Row>, Vec<String>) {
    let mut rows = Vec::new();
    let mut left_out = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if line.starts_with('#') {
            left_out.push(line.to_owned());
        } else if let Some((number, rest)) = split(line) {
            let doubts = vec!["the exclusion list gives no reason".to_owned()];
            let title = Some(title(rest).0).filter(|title| !title.is_empty());
            rows.push(Row { rules: vec![number.to_string()], title, doubts, ..Row::default() });
        } else {
            let doubts = vec![format!("{} is not a number and a title", quoted(line))];
            rows.push(Row { rules: vec![unreadable(rows.len())], doubts, ..Row::default() });
        }
    }
    (rows, left_out)
}
