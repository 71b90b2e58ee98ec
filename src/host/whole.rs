//! Files written whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// Why files could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The folder of the file is not there.
    #[error("cannot write {0}: {1} is no folder")]
    NoFolder(PathBuf, PathBuf),
    /// A file of ours would be written through a link.
    #[error("{0} is a link; remove it, or name another folder")]
    Link(PathBuf),
    /// The system lets no folder be made.
    #[error("cannot make the folder {0}")]
    MakeFolder(PathBuf, #[source] io::Error),
    /// The system lets no file be made beside the target.
    #[error("cannot write {0}: no file can be made in its folder")]
    Beside(PathBuf, #[source] io::Error),
    /// The system refuses the writing.
    #[error("cannot write {0}")]
    Write(PathBuf, #[source] io::Error),
}

/// Writes a file whole or not at all: a temporary file in the same folder, then a rename. A device or a
/// pipe is written to and stays what it is.
///
/// # Errors
/// When there is no such folder or the system refuses.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    write_files([(path, bytes)])
}

/// Writes files as [`write_file`] does, none before all of them lie ready under other names.
///
/// # Errors
/// As those of [`write_file`].
pub fn write_files<'f>(files: impl IntoIterator<Item = (&'f Path, &'f [u8])>) -> Result<(), WriteError> {
    let staged = files.into_iter().map(|(path, bytes)| stage(path, bytes)).collect::<Result<Vec<_>, _>>()?;
    staged.into_iter().try_for_each(Staged::finish)
}

/// Writes files of ours into a folder, which is made; no link in it is followed.
///
/// # Errors
/// When one of them is a link there, or as those of [`write_file`].
pub fn write_into(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<(), WriteError> {
    let is_link = |name: &&String| fs::symlink_metadata(folder.join(name)).is_ok_and(|found| found.is_symlink());
    if let Some(name) = files.iter().map(|(name, _)| name).find(is_link) {
        return Err(WriteError::Link(folder.join(name)));
    }
    fs::create_dir_all(folder).map_err(|error| WriteError::MakeFolder(folder.to_owned(), error))?;
    let paths: Vec<PathBuf> = files.iter().map(|(name, _)| folder.join(name)).collect();
    write_files(paths.iter().zip(files).map(|(path, (_, bytes))| (path.as_path(), bytes.as_slice())))
}

/// Bytes that lie ready to become a file.
enum Staged<'f> {
    /// Under another name in the folder of the target.
    Beside { file: NamedTempFile, target: PathBuf, shown: &'f Path },
    /// For what is no regular file.
    Held { bytes: &'f [u8], path: &'f Path },
}

fn stage<'f>(path: &'f Path, bytes: &'f [u8]) -> Result<Staged<'f>, WriteError> {
    let old = fs::metadata(path).ok();
    if old.as_ref().is_some_and(|old| !old.is_file()) || is_open_file(path) {
        return Ok(Staged::Held { bytes, path });
    }
    // A link is written through, so that it stays a link; one that leads nowhere is replaced.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => Path::new(".").to_owned(),
    };
    if !folder.is_dir() {
        return Err(WriteError::NoFolder(path.to_owned(), folder));
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(".amicis-");
    if old.is_none() {
        new_file_mode(&mut builder);
    }
    let mut file = builder.tempfile_in(&folder).map_err(|error| WriteError::Beside(path.to_owned(), error))?;
    let written = file.write_all(bytes).and_then(|()| match old {
        Some(old) => file.as_file().set_permissions(old.permissions()),
        None => Ok(()),
    });
    let written = written.and_then(|()| file.as_file().sync_all());
    written.map_err(|error| WriteError::Write(path.to_owned(), error))?;
    Ok(Staged::Beside { file, target, shown: path })
}

impl Staged<'_> {
    fn finish(self) -> Result<(), WriteError> {
        let (written, path) = match self {
            Self::Beside { file, target, shown } => (file.persist(target).map(drop).map_err(|e| e.error), shown),
            // To append is what `>` and `>>` of a shell both expect of `/dev/stdout`.
            Self::Held { bytes, path } => {
                let opened = fs::OpenOptions::new().append(true).open(path);
                (opened.and_then(|mut file| file.write_all(bytes)), path)
            }
        };
        written.map_err(|error| WriteError::Write(path.to_owned(), error))
    }
}

/// Whether a path such as `/dev/stdout` or `/proc/self/fd/3` stands for a file that is open; renaming
/// another to the name would break the name.
pub(crate) fn is_open_file(path: &Path) -> bool {
    ["/dev/stdout", "/dev/stderr", "/dev/fd", "/proc"].iter().any(|special| path.starts_with(special))
}

/// A temporary file is its owner's alone; a new file is as open as the umask allows.
#[cfg(unix)]
pub(super) fn new_file_mode(builder: &mut tempfile::Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(fs::Permissions::from_mode(0o666));
}

#[cfg(not(unix))]
pub(super) fn new_file_mode(_: &mut tempfile::Builder<'_, '_>) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_file_is_written_when_one_cannot_be() {
        let home = tempfile::tempdir().expect("a folder");
        let (good, bad) = (home.path().join("a"), home.path().join("missing").join("b"));
        fs::write(&good, "old").expect("written");
        let files = [(good.as_path(), &b"new"[..]), (bad.as_path(), &b"new"[..])];
        let error = write_files(files).expect_err("no such folder");
        assert!(error.to_string().contains("missing"), "{error}");
        assert_eq!(fs::read_to_string(&good).expect("read"), "old");
        assert_eq!(fs::read_dir(home.path()).expect("a folder").count(), 1, "no temporary file stays");
    }
}
