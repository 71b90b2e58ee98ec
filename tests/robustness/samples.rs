//! Every sample there is, with what a whole reading of it gives.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use amicis::formats::{self, detect};
use amicis::host::files_below;
use amicis::load::Loader;
use amicis::read::{Gap, Input, ReadError, Reading};

/// One sample file.
pub(crate) struct Sample {
    /// The path below the project.
    pub(crate) name: String,
    /// Its content.
    pub(crate) bytes: Vec<u8>,
}

/// All that `samples/` has to be read as a scan.
pub(crate) fn all() -> Vec<Sample> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut samples = Vec::new();
    for folder in ["samples/formats", "samples/workshop"] {
        for path in files_below(&root.join(folder)).expect("a folder") {
            let end = path.extension().map(|end| end.to_string_lossy().into_owned()).unwrap_or_default();
            if matches!(end.as_str(), "snap" | "png" | "toml" | "sh" | "md") {
                continue;
            }
            let name = path.strip_prefix(root).expect("below the project").display().to_string();
            samples.push(Sample { name, bytes: std::fs::read(&path).expect("a sample") });
        }
    }
    assert!(samples.len() > 100, "only {} samples were found", samples.len());
    samples
}

/// What reading gave; the error is one that `amicis` would print.
pub(crate) struct Outcome {
    /// What was read, or why not.
    pub(crate) read: Result<Reading, ReadError>,
    /// The format's files may be cut without a trace.
    pub(crate) may_be_cut: bool,
}

/// Reads bytes as the program does. `Err` is a panic, or an error that says nothing.
pub(crate) fn read(bytes: &[u8]) -> Result<Outcome, String> {
    let input = Input::from_bytes("sample", bytes);
    let attempt = || match input.head().and_then(|head| Ok((detect(&input, &head)?, head))) {
        Ok((format, head)) => {
            let may_be_cut = format.about().cannot_tell.contains(&Gap::Cut);
            // A part of others is refused where those are not there.
            let read = Loader::default().read(&input, &head, format).and_then(|mut reading| {
                match formats::finish(&mut reading.scans).into_iter().next() {
                    Some(refused) => Err(refused),
                    None => Ok(reading),
                }
            });
            Outcome { read, may_be_cut }
        }
        Err(error) => Outcome { read: Err(error), may_be_cut: false },
    };
    let outcome = catch_unwind(AssertUnwindSafe(attempt)).map_err(|_| "it panicked".to_owned())?;
    match &outcome.read {
        Err(error) if error.path != "sample" => Err(format!("the error names no file: {error}")),
        Err(error) if error.kind.to_string().trim().is_empty() => Err("the error says nothing".to_owned()),
        _ => Ok(outcome),
    }
}

/// The checks of a reading as one text: what must not change when a file is only written otherwise.
pub(crate) fn checks(reading: &Reading) -> String {
    format!("{:?}", reading.scans.iter().map(|scan| &scan.checks).collect::<Vec<_>>())
}
