//! Every sample of every format: recognised by exactly that format, and read as its snapshot says.
//!
//! A case is a folder `samples/formats/<format>/<case>/` with one file `input.*` and a snapshot
//! `model.snap` beside it, which holds the scans or the error.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::format_push_string,
    reason = "a test may stop at what should not be"
)]

mod about;

use std::path::{Path, PathBuf};

use amicis::formats::{FORMATS, candidates};
use amicis::load::Loader;
use amicis::read::{Input, ReadOptions};

fn folders(path: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(path) else { return Vec::new() };
    let mut folders: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).filter(|p| p.is_dir()).collect();
    folders.sort();
    folders
}

fn name(path: &Path) -> String {
    path.file_name().expect("a name").to_string_lossy().into_owned()
}

fn input_of(case: &Path) -> PathBuf {
    let inputs: Vec<_> = std::fs::read_dir(case)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.file_stem().is_some_and(|stem| stem.to_string_lossy().split('.').next() == Some("input")))
        .collect();
    assert_eq!(inputs.len(), 1, "{} needs one input.* file", case.display());
    inputs[0].clone()
}

#[test]
fn every_format_has_a_sample() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/formats");
    let sampled: Vec<_> = folders(&root).iter().map(|folder| name(folder)).collect();
    for format in FORMATS {
        assert!(sampled.iter().any(|name| name == format.id()), "samples/formats/{} is missing", format.id());
    }
    for folder in sampled {
        assert!(FORMATS.iter().any(|format| format.id() == folder), "samples/formats/{folder} is no format's");
    }
}

#[test]
fn every_sample_reads_as_its_snapshot_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/formats");
    for folder in folders(&root) {
        let id = name(&folder);
        for case in folders(&folder) {
            let path = input_of(&case);
            let shown = format!("samples/formats/{id}/{}/{}", name(&case), name(&path));
            let bytes = std::fs::read(&path).expect("a sample");
            let input = Input::from_bytes(shown.clone(), bytes);
            let head = input.head().expect("text");
            let candidates = candidates(&head);
            let ids: Vec<_> = candidates.iter().map(|format| format.id()).collect();
            assert_eq!(ids, [id.as_str()], "{shown} is recognised as {ids:?}");

            let options = ReadOptions::default().with_text(true);
            let loader = Loader { options, ..Loader::default() };
            let outcome = match loader.read(&input, &head, candidates[0]) {
                Ok(reading) => {
                    let mut text = serde_json::to_string_pretty(&reading.scans).expect("JSON");
                    for run in reading.runs {
                        text.push_str(&format!("\n{run:#?}"));
                    }
                    text
                }
                Err(error) => format!("{error}\nhelp: {}", error.help.as_deref().unwrap_or("-")),
            };
            let mut settings = insta::Settings::clone_current();
            settings.set_snapshot_path(&case);
            settings.set_prepend_module_to_snapshot(false);
            settings.set_omit_expression(true);
            settings.bind(|| insta::assert_snapshot!("model", outcome));
        }
    }
}
