//! The files below a folder; what they hold is the callers' business.

use std::io;
use std::path::{Path, PathBuf};

/// All files below a folder, sorted by path; hidden ones are left out, and links to folders are not
/// followed, because they could lead back up. A link that leads nowhere is among the files: whoever
/// opens it can say so.
///
/// # Errors
/// When a folder cannot be listed.
pub fn files_below(path: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut entries = std::fs::read_dir(path)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        let kind = entry.file_type()?;
        if kind.is_dir() {
            files.extend(files_below(&entry.path())?);
        } else if kind.is_file() || entry.path().is_file() || (kind.is_symlink() && !entry.path().exists()) {
            files.push(entry.path());
        }
    }
    Ok(files)
}
