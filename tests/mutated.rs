//! A damaged sample is read or refused, never a panic; a cut XML or JSON document is never a scan.

#![expect(clippy::expect_used, reason = "a test may stop at what should not be")]

use std::path::{Path, PathBuf};

use amicis::folder::files_below;
use amicis::formats::{Input, detect};
use amicis::load::Loader;

fn samples() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/formats");
    let files = files_below(&root).expect("the samples");
    files.into_iter().filter(|file| file.extension().is_none_or(|end| end != "snap")).collect()
}

/// How many checks are read; `None` when the bytes are refused.
fn checks(bytes: Vec<u8>) -> Option<usize> {
    let input = Input::from_bytes("damaged", bytes);
    let reading = Loader::default().read(&input, detect(&input).ok()?).ok()?;
    Some(reading.scans.iter().map(|scan| scan.checks.len()).sum())
}

#[test]
fn a_flipped_byte_never_panics() {
    for file in samples() {
        let bytes = std::fs::read(&file).expect("a sample");
        for place in 0..64 {
            let mut damaged = bytes.clone();
            let at = place * bytes.len() / 64;
            if let Some(byte) = damaged.get_mut(at) {
                *byte ^= 1 << (place % 8);
                let _ = checks(damaged);
            }
        }
    }
}

#[test]
fn a_cut_document_is_never_a_smaller_scan() {
    for file in samples() {
        let bytes = std::fs::read(&file).expect("a sample");
        let start = bytes.iter().copied().find(|byte| !byte.is_ascii_whitespace());
        let lines = file.extension().is_some_and(|end| end == "jsonl" || end == "ndjson");
        for place in 1..32 {
            let at = place * bytes.len() / 32;
            let cut = bytes.get(..at).unwrap_or_default().to_vec();
            let read = checks(cut);
            // A single document has an end, and without it nothing may come out of it.
            let single = serde_json::from_slice::<serde_json::Value>(&bytes).is_ok() || start == Some(b'<');
            if single && !lines {
                let whole = bytes.get(at..).is_some_and(|rest| rest.iter().all(u8::is_ascii_whitespace));
                assert!(read.is_none() || whole, "{} cut at {at} gave {read:?}", file.display());
            }
        }
    }
}
