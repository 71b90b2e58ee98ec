//! The files below a folder; what they hold is the callers' business.

use std::io;
use std::path::{Path, PathBuf};

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

/// The files below a folder, and what was not looked into.
#[derive(Debug, Default)]
pub(crate) struct Below {
    /// The files, sorted by path.
    pub(crate) files: Vec<PathBuf>,
    /// Links to folders, which are not followed: they could lead back up.
    pub(crate) links: Vec<PathBuf>,
    /// Hidden files and folders, but those of well-known tools.
    pub(crate) hidden: Vec<PathBuf>,
    /// Pipes, sockets and devices, which are never opened: a pipe would be waited for.
    pub(crate) special: Vec<PathBuf>,
}

/// All files below a folder, sorted by path; hidden ones are left out, and links to folders are not
/// followed, because they could lead back up. A link that leads nowhere is among the files: whoever
/// opens it can say so.
///
/// # Errors
/// When a folder cannot be listed.
pub fn files_below(path: &Path) -> io::Result<Vec<PathBuf>> {
    below(path).map(|below| below.files)
}

/// As [`files_below`], with what was passed over.
pub(crate) fn below(path: &Path) -> io::Result<Below> {
    let mut found = Below::default();
    walk(path, &mut found)?;
    Ok(found)
}

fn walk(path: &Path, found: &mut Below) -> io::Result<()> {
    let mut entries = std::fs::read_dir(path)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let kind = entry.file_type()?;
        let name = entry.file_name();
        if name.as_encoded_bytes().starts_with(b".") {
            // What waits in a folder of ours to become a file of it is no scan.
            let ours = name.as_encoded_bytes().starts_with(b".amicis-");
            if !ours && !TOOLS.iter().any(|tool| name == *tool) {
                found.hidden.push(entry.path());
            }
        } else if kind.is_dir() {
            walk(&entry.path(), found)?;
        } else if kind.is_file() || entry.path().is_file() || (kind.is_symlink() && !entry.path().exists()) {
            found.files.push(entry.path());
        } else if entry.path().is_dir() {
            found.links.push(entry.path());
        } else {
            found.special.push(entry.path());
        }
    }
    Ok(())
}
