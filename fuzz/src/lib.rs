//! What the targets share: bytes through detection, reading, judging and every output.

use amicis::assess::Assessment;
use amicis::formats::detect;
use amicis::formats::native::{csv, document, ndjson};
use amicis::load::Loader;
use amicis::mapping::Mappings;
use amicis::model::Scan;
use amicis::read::Input;
use amicis::registry::Registry;
use amicis::report::{exceptions_markdown, overview};
use amicis::views::{Column, ExceptionsView, ShowView};
use jiff::civil::date;

/// What the text begins with decides which target it is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Xml,
    Json,
    Text,
}

impl Kind {
    pub fn of(bytes: &[u8]) -> Self {
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
        match text {
            [b'<', ..] => Self::Xml,
            // `[PASS] 1.1.1 …` is a line of text.
            [b'[', letter, ..] if letter.is_ascii_uppercase() => Self::Text,
            [b'{' | b'[', ..] => Self::Json,
            _ => Self::Text,
        }
    }
}

/// Reads bytes as the program does; what was read goes through every output, and its JSON reads the same.
pub fn read(bytes: &[u8]) {
    let Some(scans) = scans("fuzz", bytes) else { return };
    if scans.iter().all(|scan| scan.checks.is_empty()) {
        return;
    }
    let json = document(&scans).expect("a scan is JSON");
    let again = self::scans("fuzz", json.as_bytes()).expect("what is exported can be read");
    // Warnings may be added; the checks may not change.
    for (scan, again) in scans.iter().zip(&again) {
        assert_eq!(scan.checks, again.checks, "{json}");
    }
    ndjson(&scans).expect("a scan is JSON Lines");
    csv(&scans).expect("a scan is CSV");
    let assessment = Assessment::new(scans, Registry::default(), date(2026, 11, 23), false, &Mappings::builtin());
    let columns: Vec<Column> = "id title status evidence".split(' ').filter_map(|key| key.parse().ok()).collect();
    let text = exceptions_markdown(&ExceptionsView::new(&assessment), &columns, true).expect("a table");
    assert!(
        !text.contains('\u{1b}') && !overview(&ShowView::of(&assessment), 80).contains("\u{1b}]"),
        "an escape sequence"
    );
}

fn scans(name: &str, bytes: &[u8]) -> Option<Vec<Scan>> {
    let input = Input::from_bytes(name, bytes).with_limit(Some(1 << 24));
    let reading = input
        .head()
        .and_then(|head| detect(&input, &head).and_then(|format| Loader::default().read(&input, &head, format)));
    match reading {
        Ok(reading) => Some(reading.scans),
        Err(error) => {
            assert!(!error.to_string().trim().is_empty());
            None
        }
    }
}
