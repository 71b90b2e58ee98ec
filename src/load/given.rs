//! Inputs that are held in memory, given as paths are: one by itself, or all of a folder.

use super::{Gathered, Loaded, Loader};
use crate::diag::{Code, Diagnostic, Level};
use crate::model::{Doubt, DoubtCode};
use crate::read::{Input, ReadError, looks_like_a_scan};

/// What was given at one place: a file by itself, or the files below a folder.
#[derive(Clone, Debug)]
pub struct Given {
    /// The name of the file or the folder.
    pub name: String,
    /// A folder: other files than scans may lie in it.
    pub folder: bool,
    /// The file; or every file below the folder, hidden ones as well, each named with the folder's name before it.
    pub inputs: Vec<Input>,
}

/// Hidden folders that tools of builders make, and that hold no scans.
const TOOLS: [&str; 14] = [
    ".git",
    ".github",
    ".gitlab",
    ".hg",
    ".svn",
    ".vscode",
    ".idea",
    ".terraform",
    ".cache",
    ".venv",
    ".tox",
    ".ssh",
    ".docker",
    ".aws",
];

/// Why what is hidden is not read.
pub(crate) const HIDDEN: &str = "is hidden, and hidden files and folders are not read";

/// Whether a hidden folder or file is one that a builder's tool makes.
pub(crate) fn is_of_a_tool(name: &str) -> bool {
    TOOLS.contains(&name)
}

/// Whether a hidden file is named as a scan is.
pub(crate) fn is_hidden_scan(name: &str) -> bool {
    // The files that the Finder of macOS leaves beside every file begin so.
    !name.starts_with("._") && looks_like_a_scan(name, None).is_some()
}

/// The doubt about a file or folder that was passed over.
pub(crate) fn passed_over(path: String, why: &str) -> Doubt {
    Doubt::new(DoubtCode::FileSkipped, format!("was not read: it {why}")).about(path)
}

/// The note on a file or folder that was passed over, and holds no scan.
pub(crate) fn skipped_note(path: String, why: &str) -> Diagnostic {
    Diagnostic::new(Level::Note, Code::Skipped, format!("skipped: it {why}")).path(path)
}

impl Given {
    /// A file by itself.
    pub fn file(input: Input) -> Self {
        Self { name: input.name().to_owned(), folder: false, inputs: vec![input] }
    }

    /// The files in the order in which a folder lists them, and the hidden things in it: their paths, and whether
    /// they may hold scans.
    fn listed(&self) -> (Vec<&Input>, Vec<(String, bool)>) {
        let mut inputs: Vec<&Input> = self.inputs.iter().collect();
        if !self.folder {
            return (inputs, Vec::new());
        }
        inputs.sort_by(|a, b| a.name().split('/').cmp(b.name().split('/')));
        let mut hidden: Vec<(String, bool)> = Vec::new();
        inputs.retain(|input| {
            let Some((path, holds)) = self.hidden(input.name()) else { return true };
            match hidden.iter_mut().find(|(known, _)| *known == path) {
                Some((_, known)) => *known |= holds,
                None => hidden.push((path, holds)),
            }
            false
        });
        hidden.retain(|(path, _)| path.rsplit('/').next().is_none_or(|name| !is_of_a_tool(name)));
        (inputs, hidden)
    }

    /// The hidden file or folder of this folder that a file is, or lies in, and whether a scan may be in it.
    fn hidden(&self, file: &str) -> Option<(String, bool)> {
        let within = file.strip_prefix(self.name.as_str()).and_then(|rest| rest.strip_prefix('/')).unwrap_or(file);
        let mut path = self.name.clone();
        let mut parts = within.split('/');
        let hidden = parts.find(|part| {
            path.push('/');
            path.push_str(part);
            part.starts_with('.')
        })?;
        let mut below = parts.peekable();
        let is_file = below.peek().is_none();
        Some((path, if is_file { is_hidden_scan(hidden) } else { below.all(|part| !part.starts_with('.')) }))
    }
}

impl Loader {
    /// Reads what was given, one after the other, as the paths of files and folders are read.
    ///
    /// # Errors
    /// The first input that cannot be read (unless `keep_going`), or that nothing held a check.
    pub fn load_given(&self, given: &[Given]) -> Result<Loaded, ReadError> {
        let mut gathered = Gathered::default();
        if let Some(Given { name, folder, .. }) = given.iter().find(|given| given.inputs.is_empty()) {
            let what = if *folder { "folder" } else { "file" };
            return Err(ReadError { path: name.clone(), ..gathered.nothing_in(what) });
        }
        for one in given {
            let (inputs, hidden) = one.listed();
            for (path, holds) in hidden {
                if holds {
                    gathered.doubt(passed_over(path, HIDDEN));
                } else {
                    gathered.note(skipped_note(path, HIDDEN));
                }
            }
            let before = gathered.count();
            for input in inputs {
                gathered.add(self.input(&self.as_told(input), one.folder), self.keep_going)?;
            }
            if one.folder && gathered.count() == before {
                return Err(ReadError { path: one.name.clone(), ..gathered.nothing_in("folder") });
            }
        }
        let names = || given.iter().map(|given| given.name.as_str()).collect::<Vec<_>>().join(", ");
        self.known(gathered.finish(self.keep_going, names)?)
    }

    /// An input with the encoding and the limit that the caller gives.
    pub(super) fn as_told(&self, input: &Input) -> Input {
        let mut input = input.clone();
        if self.encoding.is_some() {
            input = input.with_encoding(self.encoding);
        }
        if self.most_bytes.is_some() {
            input = input.with_limit(self.most_bytes);
        }
        input
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCAN: &str = r#"{"format": "amicis/1", "scans": [{"benchmark": {"title": "CIS Example Linux 9 Benchmark",
      "version": "1.0.0"}, "coverage": "full", "checks": [{"number": "1.1.1", "title": "Ensure a", "status": "pass"}]}]}"#;

    fn folder(files: &[(&str, &str)]) -> Given {
        let input = |(name, text): &(&str, &str)| Input::from_bytes(format!("scans/{name}"), *text);
        Given { name: "scans".to_owned(), folder: true, inputs: files.iter().map(input).collect() }
    }

    #[test]
    fn a_folder_is_read_in_its_order_and_says_what_was_hidden() {
        let files = [
            ("b.json", SCAN),
            ("a/c.json", SCAN),
            ("a-b.json", SCAN),
            (".hidden/scan.xml", ""),
            (".git/config.xml", ""),
            (".results.xml", SCAN),
            ("._results.xml", ""),
            ("notes.txt", "words"),
        ];
        let loaded = Loader::default().load_given(&[folder(&files)]).expect("scans");
        let read: Vec<&str> = loaded.scans.iter().map(|scan| scan.source.path.as_str()).collect();
        assert_eq!(read, ["scans/a/c.json", "scans/a-b.json", "scans/b.json"]);
        let doubts: Vec<_> = loaded.doubts.iter().filter_map(|doubt| doubt.about.as_deref()).collect();
        assert_eq!(doubts, ["scans/.hidden", "scans/.results.xml"]);
        let notes: Vec<_> = loaded.notes.iter().filter_map(|note| note.path.as_deref()).collect();
        assert_eq!(notes, ["scans/._results.xml", "scans/notes.txt"]);
    }

    #[test]
    fn a_folder_without_a_scan_and_a_file_that_is_none_are_errors() {
        let error = Loader::default().load_given(&[folder(&[("notes.txt", "words")])]).expect_err("no scan");
        assert!(error.to_string().contains("scans: ") && error.to_string().contains("holds no scan"), "{error}");
        let one = Given::file(Input::from_bytes("notes.txt", "words"));
        assert!(Loader::default().load_given(&[one]).is_err());
        assert!(Loader::default().load_given(&[folder(&[])]).is_err());
    }
}
