//! The matrix: every sample × every damage.

use rayon::prelude::*;

use amicis::model::Scan;
use amicis::read::Reading;

use super::damage::{flipped, gzip, latin1, places, shuffled, swapped, utf16};
use super::samples::{Sample, all, checks, read};

/// How many places a sample is damaged at; large ones at fewer in the quick part.
struct Depth {
    cuts: usize,
    flips: usize,
    seeds: u64,
}

const WHOLE: Depth = Depth { cuts: 64, flips: 256, seeds: 16 };

/// The samples above this many bytes are damaged at fewer places in the quick part.
const LARGE: usize = 20_000;

fn depth(sample: &Sample) -> Depth {
    if sample.bytes.len() > LARGE { Depth { cuts: 8, flips: 16, seeds: 2 } } else { WHOLE }
}

/// Runs a test over all samples and shows every failure at once.
fn over_all(depth: impl Fn(&Sample) -> Depth + Sync, test: impl Fn(&Sample, &Depth, &mut Vec<String>) + Sync) {
    let failures: Vec<String> = all()
        .par_iter()
        .flat_map_iter(|sample| {
            let mut failures = Vec::new();
            test(sample, &depth(sample), &mut failures);
            failures.into_iter().map(move |failure| format!("{}: {failure}", sample.name))
        })
        .collect();
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

/// One JSON document from the first byte to the last: it has an end, whatever else the format reads.
fn is_one_json_document(bytes: &[u8]) -> bool {
    let starts = bytes.trim_ascii_start().first().is_some_and(|first| matches!(first, b'{' | b'['));
    starts && serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok()
}

/// What stands before the cut is all there can be, and the scan is called partial for that reason.
fn is_said_to_lack_sets(part: &Reading) -> bool {
    let says = |scan: &Scan| !scan.coverage.is_full() && scan.warnings.iter().any(|warning| warning.code == "no-total");
    part.scans.iter().any(says)
}

fn cut(sample: &Sample, depth: &Depth, failures: &mut Vec<String>) {
    let Ok(Ok(whole)) = read(&sample.bytes).map(|outcome| outcome.read) else { return };
    let whole = checks(&whole);
    let has_end = is_one_json_document(&sample.bytes);
    for at in places(sample.bytes.len(), depth.cuts) {
        let (kept, lost) = sample.bytes.split_at(at);
        match read(kept) {
            Err(failure) => failures.push(format!("cut at {at}: {failure}")),
            Ok(outcome) => {
                let Ok(part) = outcome.read else { continue };
                let excepted = (outcome.may_be_cut && !has_end) || is_said_to_lack_sets(&part);
                let lost = String::from_utf8_lossy(lost);
                if !excepted && checks(&part) != whole {
                    let lost: String = lost.chars().take(40).collect();
                    failures.push(format!("cut at {at}, before {lost:?}: read as another scan"));
                }
            }
        }
    }
}

fn flip(sample: &Sample, depth: &Depth, failures: &mut Vec<String>) {
    for at in places(sample.bytes.len(), depth.flips) {
        if let Err(failure) = read(&flipped(&sample.bytes, at)) {
            failures.push(format!("a bit turned at {at}: {failure}"));
        }
    }
}

fn rearrange(sample: &Sample, depth: &Depth, failures: &mut Vec<String>) {
    let text = String::from_utf8_lossy(&sample.bytes);
    for seed in 0..depth.seeds {
        for (how, text) in [("lines shuffled", shuffled(&text, seed)), ("parts swapped", swapped(&text, seed))] {
            if let Err(failure) = read(text.as_bytes()) {
                failures.push(format!("{how} (seed {seed}): {failure}"));
            }
        }
    }
}

/// The same text in other encodings reads the same; what cannot be told is refused.
fn encode(sample: &Sample, _: &Depth, failures: &mut Vec<String>) {
    let Ok(text) = std::str::from_utf8(&sample.bytes) else { return };
    let text = text.trim_start_matches('\u{feff}');
    let Ok(Ok(whole)) = read(text.as_bytes()).map(|outcome| outcome.read) else { return };
    let whole = checks(&whole);
    let encodings = [
        ("UTF-16LE", Some(utf16(text, u16::to_le_bytes)), true),
        ("UTF-16BE", Some(utf16(text, u16::to_be_bytes)), true),
        ("UTF-8 with a mark", Some(format!("\u{feff}{text}").into_bytes()), true),
        ("gzip", Some(gzip(text.as_bytes())), true),
        ("Latin-1", latin1(text), false),
    ];
    for (name, bytes, must_read) in encodings {
        let Some(bytes) = bytes else { continue };
        match read(&bytes).map(|outcome| outcome.read) {
            Err(failure) => failures.push(format!("{name}: {failure}")),
            Ok(Err(error)) if must_read => failures.push(format!("{name}: {error}")),
            Ok(Ok(reading)) if checks(&reading) != whole => failures.push(format!("{name}: read as another scan")),
            Ok(_) => {}
        }
    }
}

#[test]
fn a_cut_file_is_never_a_smaller_scan() {
    over_all(depth, cut);
}

#[test]
fn a_flipped_byte_is_a_result_or_a_clear_error() {
    over_all(depth, flip);
}

#[test]
fn lines_and_parts_in_another_order_are_a_result_or_a_clear_error() {
    over_all(depth, rearrange);
}

#[test]
fn another_encoding_reads_the_same_or_is_refused() {
    over_all(depth, encode);
}

#[test]
#[ignore = "slow: the large samples at every place; .ci/run runs it"]
fn the_large_samples_are_damaged_at_every_place_too() {
    let deep = |sample: &Sample| {
        if sample.bytes.len() > LARGE { WHOLE } else { Depth { cuts: 0, flips: 0, seeds: 0 } }
    };
    for test in [cut, flip, rearrange] {
        over_all(deep, test);
    }
}
