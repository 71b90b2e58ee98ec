//! Files that are written bit by bit and stand where they belong when all of them are whole.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::{NamedTempFile, TempDir};

use super::whole::{WriteError, is_open_file, new_file_mode};

/// The beginning of the name of the folder in which unfinished files wait. Engines read no name with a full stop in front.
const FRESH: &str = ".amicis-new-";

/// A run that is still writing is younger.
const LONG_AGO: Duration = Duration::from_secs(24 * 3600);

/// Files of ours in a folder that others read: none of them stands there before all are whole.
pub struct StagedFolder {
    folder: PathBuf,
    waiting: TempDir,
    /// The names in the folder, in the order in which they were written.
    names: Vec<String>,
}

impl StagedFolder {
    /// Makes the folder, where it is not there, and a place in it for unfinished files. What runs that were killed left
    /// there over a day ago is removed.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn new(folder: &Path) -> Result<Self, WriteError> {
        fs::create_dir_all(folder).map_err(|error| WriteError::MakeFolder(folder.to_owned(), error))?;
        sweep(folder);
        let waiting = tempfile::Builder::new().prefix(FRESH).tempdir_in(folder);
        let waiting = waiting.map_err(|error| WriteError::Beside(folder.to_owned(), error))?;
        Ok(Self { folder: folder.to_owned(), waiting, names: Vec::new() })
    }

    /// Writes a file to where it waits; its name may have folders in it.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn put(&mut self, name: &str, bytes: &[u8]) -> Result<(), WriteError> {
        let path = self.waiting.path().join(self.names.len().to_string());
        let written = fs::File::create_new(&path).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        });
        written.map_err(|error| WriteError::Write(self.folder.join(name), error))?;
        self.names.push(name.to_owned());
        Ok(())
    }

    /// Moves all files to where they belong; those of the same name are replaced. Gives their paths.
    ///
    /// # Errors
    /// When a link stands in the way, or the system refuses.
    pub fn finish(self) -> Result<Vec<PathBuf>, WriteError> {
        let mut paths = Vec::new();
        for name in &self.names {
            let path = self.folder.join(name);
            let parent = path.parent().unwrap_or(&self.folder);
            // A link in a folder of ours would lead what is written out of it.
            let mut above = parent.ancestors().take_while(|above| *above != self.folder);
            let is_link = |path: &Path| fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink());
            if let Some(link) = above.find(|above| is_link(above)).or(Some(path.as_path()).filter(|path| is_link(path)))
            {
                return Err(WriteError::Link(link.to_owned()));
            }
            fs::create_dir_all(parent).map_err(|error| WriteError::MakeFolder(parent.to_owned(), error))?;
            paths.push(path);
        }
        for (at, path) in paths.iter().enumerate() {
            let waiting = self.waiting.path().join(at.to_string());
            fs::rename(waiting, path).map_err(|error| WriteError::Write(path.clone(), error))?;
        }
        Ok(paths)
    }
}

fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let ours = entry.file_name().to_string_lossy().starts_with(FRESH);
        let changed = entry.metadata().ok().filter(fs::Metadata::is_dir).and_then(|folder| folder.modified().ok());
        let old = changed.and_then(|time| time.elapsed().ok()).is_some_and(|age| age > LONG_AGO);
        if ours && old {
            // What cannot be removed does no harm: nobody reads it.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// One file that is written bit by bit, and stands at its path when it is whole.
pub struct StagedFile {
    file: BufWriter<NamedTempFile>,
    path: PathBuf,
}

impl StagedFile {
    /// Begins a file beside its path.
    ///
    /// # Errors
    /// When the path is no regular file, or the system refuses.
    pub fn new(path: &Path) -> Result<Self, WriteError> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if !folder.is_dir() {
            return Err(WriteError::NoFolder(path.to_owned(), folder.to_owned()));
        }
        if is_open_file(path) || fs::metadata(path).is_ok_and(|found| !found.is_file()) {
            let error = io::Error::other("it is no regular file; without -o it goes to standard output");
            return Err(WriteError::Write(path.to_owned(), error));
        }
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let mut builder = tempfile::Builder::new();
        builder.prefix(".amicis-");
        new_file_mode(&mut builder);
        let beside = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = builder.tempfile_in(beside).map_err(|error| WriteError::Beside(path.to_owned(), error))?;
        Ok(Self { file: BufWriter::new(file), path: target })
    }

    /// Puts it at its path.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn finish(self) -> Result<(), WriteError> {
        let Self { file, path } = self;
        let failed = |error| WriteError::Write(path.clone(), error);
        let file = file.into_inner().map_err(|error| failed(error.into_error()))?;
        file.as_file().sync_all().map_err(failed)?;
        file.persist(&path).map(drop).map_err(|error| failed(error.error))
    }
}

impl Write for StagedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_stands_there_before_all_is_whole() {
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join("out");
        let seen = || super::super::files_below(&folder).expect("a folder").len();
        let mut staged = StagedFolder::new(&folder).expect("a folder");
        staged.put("v1/a/part-1.parquet", b"1").expect("written");
        staged.put("v1/b/part-2.parquet", b"2").expect("written");
        assert_eq!(seen(), 0);
        assert_eq!(staged.finish().expect("moved").len(), 2);
        assert_eq!(seen(), 2);
        let mut dropped = StagedFolder::new(&folder).expect("a folder");
        dropped.put("v1/c/part-3.parquet", b"3").expect("written");
        drop(dropped);
        assert_eq!(fs::read_dir(&folder).expect("a folder").count(), 1, "nothing unfinished stays");
        assert_eq!(seen(), 2);
    }

    #[cfg(unix)]
    #[test]
    fn no_link_is_followed() {
        let home = tempfile::tempdir().expect("a folder");
        let (folder, other) = (home.path().join("out"), home.path().join("other"));
        fs::create_dir_all(&other).expect("a folder");
        fs::create_dir_all(&folder).expect("a folder");
        std::os::unix::fs::symlink(&other, folder.join("v1")).expect("a link");
        let mut staged = StagedFolder::new(&folder).expect("a folder");
        staged.put("v1/part.parquet", b"1").expect("written");
        assert!(matches!(staged.finish(), Err(WriteError::Link(_))));
        assert_eq!(fs::read_dir(&other).expect("a folder").count(), 0);
    }
}
