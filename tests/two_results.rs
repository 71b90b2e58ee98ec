//! Two results of different tools in one file: both are read, or the file is refused, or a doubt stops the gate.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use amicis::load::{Loaded, Loader};
use amicis::read::{Input, ReadError};

/// One result that can be read, alone.
struct Sample {
    name: String,
    format: String,
    text: String,
    checks: usize,
    stops: BTreeSet<String>,
}

fn load(text: &str) -> Result<Loaded, ReadError> {
    Loader::default().load_inputs(&[Input::from_bytes("job.log", text)])
}

fn checks(loaded: &Loaded) -> usize {
    loaded.scans.iter().map(|scan| scan.checks.len()).sum()
}

/// What stops a gate over these scans.
fn stops(loaded: &Loaded) -> BTreeSet<String> {
    let doubts = loaded.scans.iter().flat_map(|scan| &scan.doubts).chain(&loaded.doubts);
    doubts.filter(|doubt| doubt.stops_gate()).map(|doubt| doubt.message.clone()).collect()
}

fn sample(path: &Path) -> Option<Sample> {
    let text = fs::read_to_string(path).ok().filter(|text| text.len() < 40_000)?;
    let loaded = load(&text).ok()?;
    let format = loaded.scans.first()?.source.format.clone();
    let name = path.strip_prefix(concat!(env!("CARGO_MANIFEST_DIR"), "/samples/formats")).ok()?;
    Some(Sample { name: name.display().to_string(), format, text, checks: checks(&loaded), stops: stops(&loaded) })
}

/// Of every format a sample of each kind of file, and not more than three of a kind.
fn samples() -> Vec<Sample> {
    let mut found: BTreeMap<(String, String), Vec<Sample>> = BTreeMap::new();
    let formats = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/formats");
    let below = |path: &Path| {
        let mut paths: Vec<_> =
            fs::read_dir(path).into_iter().flatten().map(|entry| entry.expect("an entry").path()).collect();
        paths.sort();
        paths
    };
    for path in below(&formats).iter().flat_map(|format| below(format)).flat_map(|case| below(&case)) {
        let Some(end) = path.extension().filter(|_| path.file_stem().is_some_and(|stem| stem == "input")) else {
            continue;
        };
        if let Some(sample) = sample(&path) {
            let key = (sample.format.clone(), end.to_string_lossy().into_owned());
            let kind = found.entry(key).or_default();
            if kind.len() < 3 {
                kind.push(sample);
            }
        }
    }
    found.into_values().flatten().collect()
}

#[test]
fn a_second_result_in_a_file_is_read_or_refused_or_doubted() {
    let samples = samples();
    let formats: BTreeSet<&str> = samples.iter().map(|sample| sample.format.as_str()).collect();
    assert!(formats.len() > 15, "{formats:?}");
    let mut lost = Vec::new();
    for first in &samples {
        for second in samples.iter().filter(|second| second.format != first.format) {
            let Ok(both) = load(&format!("{}\n\n{}", first.text, second.text)) else { continue };
            let known = |message: &String| first.stops.contains(message) || second.stops.contains(message);
            if checks(&both) < first.checks + second.checks && stops(&both).iter().all(known) {
                lost.push(format!("{} + {}: {} checks", first.name, second.name, checks(&both)));
            }
        }
    }
    assert!(lost.is_empty(), "{} pairs:\n{}", lost.len(), lost.join("\n"));
}
