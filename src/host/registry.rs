//! Paths to a [`Registry`]: one file, or a folder of files read as one.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::below::files_below;
use crate::diag::{Code, Diagnostic, Level};
use crate::registry::{Registry, RegistryError};

/// Larger files are no registry.
const MOST_BYTES: u64 = 64 << 20;

impl Registry {
    /// Reads a file, or all `*.toml` files below a folder as one registry; `-` is standard input.
    ///
    /// # Errors
    /// When a file cannot be read or is not a registry; all problems of all files at once.
    pub fn load(path: &Path) -> Result<Self, RegistryError> {
        let shown = path.display().to_string();
        match files(path) {
            Ok(files) => {
                let texts = files.iter().map(|file| (file.display().to_string(), read(file)));
                Self::from_files(&shown, texts)
            }
            Err(problem) => Self::from_files(&shown, [(shown.clone(), Err(problem))]),
        }
    }
}

fn files(path: &Path) -> Result<Vec<PathBuf>, Diagnostic> {
    let shown = path.display().to_string();
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let files = files_below(path).map_err(|error| {
        let message = format!("the folder cannot be read: {error}");
        Diagnostic::new(Level::Deny, Code::RegistryUnreadable, message).path(&shown)
    })?;
    let files: Vec<_> = files.into_iter().filter(|file| file.extension().is_some_and(|end| end == "toml")).collect();
    if files.is_empty() {
        let problem =
            Diagnostic::new(Level::Deny, Code::RegistryMissing, "the folder holds no *.toml file").path(shown);
        return Err(problem.help("a registry is a TOML file, or a folder of them"));
    }
    Ok(files)
}

fn read(path: &Path) -> Result<String, Diagnostic> {
    let shown = path.display().to_string();
    let problem = |code, message: String| Diagnostic::new(Level::Deny, code, message).path(&shown);
    let mut bytes = Vec::new();
    let outcome = if path == Path::new("-") {
        io::stdin().lock().take(MOST_BYTES + 1).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes))
    };
    match outcome {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(problem(Code::RegistryMissing, "there is no such registry".to_owned()).help(
                "name a file or a folder with -r; `amicis registry import TABLE.md -o FILE` makes one from a table",
            ));
        }
        Err(error) => return Err(problem(Code::RegistryUnreadable, format!("cannot be read: {error}"))),
        Ok(read) if read as u64 > MOST_BYTES => {
            return Err(problem(Code::RegistryUnreadable, format!("larger than {} MiB", MOST_BYTES >> 20)));
        }
        Ok(_) => {}
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1;
        problem(Code::RegistrySyntax, format!("line {line} is not UTF-8")).help("save the file as UTF-8")
    })
}
