//! Writes native JSON and JSON Lines.

use std::io;

use serde::Serialize;
use serde_json::{Value, json};

use super::json::FORMAT;
use crate::model::Scan;

/// The native document: `{"format":"amicis/1","scans":[…]}`, indented, with a final newline.
///
/// # Errors
/// Never for scans that a reader made: every value in them can be written as JSON.
pub fn document(scans: &[Scan]) -> io::Result<String> {
    #[derive(Serialize)]
    struct Document<'s> {
        format: &'static str,
        scans: &'s [Scan],
    }
    let mut text = serde_json::to_string_pretty(&Document { format: FORMAT, scans })?;
    text.push('\n');
    Ok(text)
}

/// The native format as JSON Lines: a `scan` line, its `check` lines, an `end` line, for each scan.
///
/// # Errors
/// As [`document`].
pub fn ndjson(scans: &[Scan]) -> io::Result<String> {
    let mut text = String::new();
    let mut line = |value: Value| {
        text.push_str(&value.to_string());
        text.push('\n');
    };
    for scan in scans {
        let mut head = serde_json::to_value(scan)?;
        if let Value::Object(head) = &mut head {
            head.remove("checks");
            head.insert("format".to_owned(), json!(FORMAT));
            head.insert("type".to_owned(), json!("scan"));
        }
        line(head);
        for check in &scan.checks {
            let mut check = serde_json::to_value(check)?;
            if let Value::Object(check) = &mut check {
                check.insert("type".to_owned(), json!("check"));
            }
            line(check);
        }
        line(json!({"type": "end", "checks": scan.checks.len()}));
    }
    Ok(text)
}
