//! A folder of a person's own mappings.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::mapping::{MappingError, Mappings};

impl Mappings {
    /// The mappings that are compiled in, and the files of `benchmarks/`, `titles/`, `crosswalks/` and `rules/`
    /// in a folder, which go before the compiled ones about the same benchmark versions.
    ///
    /// # Errors
    /// When the folder has none of the three, or a file cannot be used.
    pub fn with_dir(folder: &Path) -> Result<Self, MappingError> {
        let mut texts = Vec::new();
        let mut found = false;
        for name in ["benchmarks", "titles", "crosswalks", "rules"] {
            let folder = folder.join(name);
            if folder.is_dir() {
                found = true;
                for path in files(&folder).map_err(|error| failed(&folder, &error))? {
                    // A file of another kind is named in a note, not read.
                    let is_mapping = path.extension().is_some_and(|extension| extension == "csv");
                    let text = if is_mapping { fs::read_to_string(&path) } else { Ok(String::new()) };
                    texts.push((path.display().to_string(), text.map_err(|error| failed(&path, &error))?));
                }
            }
        }
        if !found {
            let message = "needs at least one of the folders benchmarks, titles, crosswalks and rules";
            return Err(MappingError::new(&folder.display().to_string(), None, message));
        }
        Self::from_texts(texts.iter().map(|(path, text)| (path.as_str(), text.as_str())))
    }
}

fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

fn failed(path: &Path, error: &io::Error) -> MappingError {
    MappingError::new(&path.display().to_string(), None, error.to_string())
}
