//! Whatever is damaged: a sample file alone, or one file of a folder.

use std::path::Path;

use amicis::formats::detect;
use amicis::load::Loader;
use amicis::model::Scan;
use amicis::read::{Input, ReadError};

/// Files that are read together, one of which is damaged.
pub(crate) struct Subject {
    /// The sample's name, with the file that is damaged.
    pub(crate) name: String,
    /// The format of the file that is damaged.
    pub(crate) format: &'static str,
    /// The name and the content of each file; the first is damaged.
    files: Vec<(String, Vec<u8>)>,
}

fn file_name(name: &str) -> String {
    Path::new(name).file_name().expect("a name").to_string_lossy().into_owned()
}

fn format_of(bytes: &[u8]) -> Option<&'static str> {
    let input = Input::from_bytes("sample", bytes);
    let head = input.head().ok()?;
    detect(&input, &head).ok().map(amicis::read::Format::id)
}

impl Subject {
    /// A sample that stands by itself; `None` for a file of no format.
    pub(crate) fn file(name: &str, bytes: Vec<u8>) -> Option<Self> {
        let format = format_of(&bytes)?;
        Some(Self { name: name.to_owned(), format, files: vec![(file_name(name), bytes)] })
    }

    /// The content of the file that is damaged.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.files.first().map_or(&[], |(_, bytes)| bytes)
    }

    /// Reads the files as a user would, the first with other bytes where some are given.
    pub(crate) fn read(&self, loader: &Loader, damaged: Option<Vec<u8>>) -> Result<Vec<Scan>, ReadError> {
        let folder = tempfile::tempdir().expect("a folder");
        let mut damaged = damaged;
        let mut paths = Vec::new();
        for (name, bytes) in &self.files {
            let path = folder.path().join(name);
            std::fs::write(&path, damaged.take().as_ref().unwrap_or(bytes)).expect("written");
            paths.push(path);
        }
        if paths.len() > 1 {
            paths = vec![folder.path().to_owned()];
        }
        loader.load(&paths).map(|loaded| loaded.scans)
    }
}

/// Samples whose files belong together; each of their files is damaged in turn.
const FOLDERS: [&[(&str, &str)]; 3] = [
    &[
        ("samples/diff/build-kit-levels/new/CIS-LBK.log", "CIS-LBK.log"),
        ("samples/formats/build-kit/verbose/input.log", "CIS-LBK_verbose.log"),
    ],
    &[
        ("samples/formats/inspector-cis/details-pages/input.jsonl", "details.jsonl"),
        ("samples/formats/inspector-cis/list-cis-scans/input.json", "scans.json"),
    ],
    &[
        ("samples/formats/inspector-classic/wrapper/input.json", "findings.json"),
        ("samples/formats/inspector-classic/side-runs/input.json", "runs.json"),
    ],
];

/// The folders of several files.
pub(crate) fn folders() -> Vec<Subject> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut subjects = Vec::new();
    for folder in FOLDERS {
        let read =
            |(path, name): &(&str, &str)| ((*name).to_owned(), std::fs::read(root.join(path)).expect("a sample"));
        let files: Vec<_> = folder.iter().map(read).collect();
        for first in 0..files.len() {
            let mut files = files.clone();
            files.rotate_left(first);
            let (name, bytes) = files.first().expect("a file");
            let format = format_of(bytes).expect("a scan");
            subjects.push(Subject { name: format!("{name} of a folder"), format, files });
        }
    }
    subjects
}
