//! Writes native JSON and JSON Lines.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Value, json};

use super::json::FORMAT;
use crate::model::Scan;

/// The native document: `{"format":"amicis/1","scans":[…]}`, indented, with a final newline.
///
/// # Errors
/// The errors of the writer: every value of a scan can be written as JSON.
pub fn write_document(scans: &[Scan], out: &mut dyn Write) -> io::Result<()> {
    #[derive(Serialize)]
    struct Document<'s> {
        format: &'static str,
        scans: &'s [Scan],
    }
    serde_json::to_writer_pretty(&mut *out, &Document { format: FORMAT, scans })?;
    out.write_all(b"\n")
}

/// The native format as JSON Lines: a `scan` line, its `check` lines, an `end` line, for each scan.
///
/// # Errors
/// As [`write_document`].
pub fn write_ndjson(scans: &[Scan], out: &mut dyn Write) -> io::Result<()> {
    write_ndjson_from(0, scans, out)
}

/// As [`write_ndjson`], behind the lines of so many other scans.
///
/// # Errors
/// As [`write_document`].
pub fn write_ndjson_from(before: usize, scans: &[Scan], out: &mut dyn Write) -> io::Result<()> {
    let mut line = |value: Value| writeln!(out, "{value}");
    for (place, scan) in scans.iter().enumerate() {
        // Programs that read line by line join checks with their scan by it.
        let number = json!(before + place + 1);
        let mut head = serde_json::to_value(scan)?;
        if let Value::Object(head) = &mut head {
            head.remove("checks");
            head.insert("format".to_owned(), json!(FORMAT));
            head.insert("type".to_owned(), json!("scan"));
            head.insert("scan".to_owned(), number.clone());
        }
        line(head)?;
        for check in &scan.checks {
            let mut check = serde_json::to_value(check)?;
            if let Value::Object(check) = &mut check {
                check.insert("type".to_owned(), json!("check"));
                check.insert("scan".to_owned(), number.clone());
            }
            line(check)?;
        }
        line(json!({"type": "end", "scan": number, "checks": scan.checks.len()}))?;
    }
    Ok(())
}

/// As [`write_document`], into memory.
///
/// # Errors
/// Never for scans that a reader made.
pub fn document(scans: &[Scan]) -> io::Result<String> {
    in_memory(|out| write_document(scans, out))
}

/// As [`write_ndjson`], into memory.
///
/// # Errors
/// As [`document`].
pub fn ndjson(scans: &[Scan]) -> io::Result<String> {
    in_memory(|out| write_ndjson(scans, out))
}

/// The text that is written into memory.
pub(super) fn in_memory(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<String> {
    let mut bytes = Vec::new();
    write(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
