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
                let mut registry = Self::from_files(&shown, texts)?;
                registry.warnings.extend(passed_over(path));
                Ok(registry)
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
    let files: Vec<_> = files.into_iter().filter(|file| is_toml(file)).collect();
    if files.is_empty() {
        let problem =
            Diagnostic::new(Level::Deny, Code::RegistryMissing, "the folder holds no *.toml file").path(shown);
        return Err(problem.help("a registry is a TOML file, or a folder of them"));
    }
    Ok(files)
}

fn is_toml(path: &Path) -> bool {
    path.extension().is_some_and(|end| end.eq_ignore_ascii_case("toml"))
}

/// The most names in one message.
const NAMED: usize = 5;

/// Names what lies in a registry's folder and is no part of it: somebody may have meant it to be.
fn passed_over(folder: &Path) -> Option<Diagnostic> {
    if !folder.is_dir() {
        return None;
    }
    let mut names = Vec::new();
    others(folder, folder, &mut names);
    let shown = names.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    let more = match names.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let message = format!("not read, being no *.toml file of this folder: {shown}{more}");
    let note = Diagnostic::new(Level::Note, Code::RegistryPassedOver, message).path(folder.display().to_string());
    (!names.is_empty()).then(|| note.help("give it a name that ends in .toml, without a full stop before it"))
}

/// Everything below a folder that [`files_below`] leaves out or that is no TOML file, sorted.
fn others(top: &Path, folder: &Path, names: &mut Vec<String>) {
    // A folder that cannot be listed was an error before.
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut entries: Vec<_> = entries.flatten().collect();
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        let linked = entry.file_type().is_ok_and(|kind| kind.is_symlink());
        if path.is_dir() && !hidden && !linked {
            others(top, &path, names);
        } else if hidden || path.is_dir() || !is_toml(&path) {
            let end = if path.is_dir() { "/" } else { "" };
            names.push(format!("{}{end}", path.strip_prefix(top).unwrap_or(&path).display()));
        }
    }
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
