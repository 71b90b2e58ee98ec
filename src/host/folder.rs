//! A bundle's folder, written whole or not at all, never mixed with what was there.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::release::StoredBundle;
use crate::release::layout::{PREDICATE, RESULTS, SUMS};

/// Why a bundle could not be written.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// Something else stands there.
    #[error("{0} exists and is not an empty folder; give another one, or --force to replace a bundle")]
    Exists(PathBuf),
    /// It may be replaced only when it is a bundle.
    #[error("{0} is no bundle of ours: {1}; nothing was written")]
    NotABundle(PathBuf, String),
    /// The system says no.
    #[error("cannot write {0}: {1}")]
    Io(PathBuf, io::Error),
}

/// A folder as it is, for [`StoredBundle::verify`] to judge: its files, and everything that is none: a link
/// leads to bytes that were never released, and what is hidden is seen by nobody who looks.
///
/// # Errors
/// When the folder or a file cannot be read.
pub fn read_bundle(folder: &Path) -> io::Result<StoredBundle> {
    let mut found = StoredBundle::default();
    read_below(folder, "", &mut found)?;
    Ok(found)
}

fn read_below(folder: &Path, prefix: &str, found: &mut StoredBundle) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    if entries.is_empty() && !prefix.is_empty() {
        found.foreign.push(format!("{prefix} is an empty folder"));
    }
    for entry in entries {
        let kind = entry.file_type()?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        if kind.is_symlink() {
            found.foreign.push(format!("{name} is a link"));
        } else if hidden {
            found.foreign.push(format!("{name} is hidden"));
        } else if kind.is_dir() {
            read_below(&entry.path(), &format!("{name}/"), found)?;
        } else if kind.is_file() {
            found.files.insert(name, fs::read(entry.path())?);
        } else {
            found.foreign.push(format!("{name} is no regular file"));
        }
    }
    Ok(())
}

/// Writes files into a new folder beside the target and moves it there. An existing bundle is
/// replaced only with `force`, an empty folder always, anything else never.
///
/// # Errors
/// When something stands in the way or the system refuses; then nothing of the new folder is left.
pub fn write_folder(target: &Path, files: &[(String, Vec<u8>)], force: bool) -> Result<(), FolderError> {
    let failed = |error| FolderError::Io(target.to_owned(), error);
    let old = standing(target, force)?;
    let parent = beside(target);
    fs::create_dir_all(&parent).map_err(failed)?;
    let fresh = tempfile::Builder::new().prefix(FRESH).tempdir_in(&parent).map_err(failed)?;
    for (name, bytes) in files {
        let mut file = fs::File::create_new(fresh.path().join(name)).map_err(failed)?;
        file.write_all(bytes).and_then(|()| file.sync_all()).map_err(failed)?;
    }
    open_to_others(fresh.path()).map_err(failed)?;
    let aside = match old {
        Old::Nothing => None,
        Old::Empty => {
            fs::remove_dir(target).map_err(failed)?;
            None
        }
        Old::Bundle => {
            let aside = tempfile::Builder::new().prefix(ASIDE).tempdir_in(&parent).map_err(failed)?;
            fs::rename(target, aside.path().join("bundle")).map_err(failed)?;
            Some(aside)
        }
    };
    if let Err(error) = fs::rename(fresh.path(), target) {
        if let Some(aside) = aside {
            // The old bundle goes back to where it was; if it cannot, it stays where it is.
            let kept = aside.keep();
            if fs::rename(kept.join("bundle"), target).is_ok() {
                // An empty folder that stays behind does no harm.
                let _ = fs::remove_dir(kept);
            }
        }
        return Err(failed(error));
    }
    // Its files are at the target now, and must not be removed with it.
    drop(fresh.keep());
    Ok(())
}

/// The beginnings of the names of folders that a run makes beside the target: what is being written, and the
/// bundle that is being replaced.
const FRESH: &str = ".amicis-new-";
const ASIDE: &str = ".amicis-old-";

/// A run that is still writing is younger.
const LONG_AGO: Duration = Duration::from_secs(3600);

fn beside(target: &Path) -> PathBuf {
    match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// The remains beside a target of runs that were killed.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Remains {
    /// Folders with unfinished files, which were removed.
    pub removed: Vec<PathBuf>,
    /// Folders that hold a bundle which was being replaced: it may be the only one, so they stay.
    pub kept: Vec<PathBuf>,
}

/// Removes what runs that were killed left beside a target: folders of ours that are over an hour old and hold
/// nothing but files. What cannot be looked at or removed is left, because the new bundle does not need it.
pub fn sweep(target: &Path) -> Remains {
    let mut remains = Remains::default();
    for entry in fs::read_dir(beside(target)).into_iter().flatten().flatten() {
        let (name, path) = (entry.file_name().to_string_lossy().into_owned(), entry.path());
        let old = entry.metadata().ok().filter(fs::Metadata::is_dir).and_then(|folder| folder.modified().ok());
        if old.and_then(|time| time.elapsed().ok()).is_none_or(|age| age < LONG_AGO) {
            continue;
        }
        if name.starts_with(ASIDE) && path.join("bundle").is_dir() {
            remains.kept.push(path);
        } else if (name.starts_with(FRESH) || name.starts_with(ASIDE))
            && holds_files_alone(&path)
            && fs::remove_dir_all(&path).is_ok()
        {
            remains.removed.push(path);
        }
    }
    remains.removed.sort();
    remains.kept.sort();
    remains
}

fn holds_files_alone(folder: &Path) -> bool {
    let files = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    files.is_ok_and(|files| files.iter().all(|file| file.file_type().is_ok_and(|kind| kind.is_file())))
}

enum Old {
    Nothing,
    Empty,
    Bundle,
}

/// The folder at the target, and whether it may go.
fn standing(target: &Path, force: bool) -> Result<Old, FolderError> {
    let failed = |error| FolderError::Io(target.to_owned(), error);
    match fs::symlink_metadata(target) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Old::Nothing),
        Err(error) => return Err(failed(error)),
        Ok(metadata) if !metadata.is_dir() => return Err(FolderError::Exists(target.to_owned())),
        Ok(_) => {}
    }
    let names: Result<Vec<String>, _> = fs::read_dir(target)
        .map_err(failed)?
        .map(|entry| entry.map(|entry| entry.file_name().to_string_lossy().into_owned()))
        .collect();
    let mut names = names.map_err(failed)?;
    names.sort();
    if names.is_empty() {
        return Ok(Old::Empty);
    }
    if !force {
        return Err(FolderError::Exists(target.to_owned()));
    }
    let sums = fs::read_to_string(target.join(SUMS)).unwrap_or_default();
    let listed =
        |name: &str| name == SUMS || sums.lines().any(|line| line.split_once("  ").is_some_and(|(_, n)| n == name));
    let foreign = names.iter().find(|name| !listed(name)).map(|name| format!("{name} does not belong to one"));
    // Other programs write a SHA256SUMS, too.
    let lacking = [RESULTS, PREDICATE].into_iter().find(|name| names.iter().all(|known| known != name));
    match foreign.or_else(|| lacking.map(|name| format!("it has no {name}"))) {
        Some(why) => Err(FolderError::NotABundle(target.to_owned(), why)),
        None => Ok(Old::Bundle),
    }
}

/// A temporary folder is its owner's alone; a bundle is for those whom the person's umask lets in, as the
/// folders are that they make themselves.
#[cfg(unix)]
fn open_to_others(folder: &Path) -> io::Result<()> {
    let made = folder.join(".amicis-mode");
    fs::create_dir(&made)?;
    let mode = fs::metadata(&made).map(|made| made.permissions());
    fs::remove_dir(&made)?;
    fs::set_permissions(folder, mode?)
}

#[cfg(not(unix))]
fn open_to_others(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(text: &str) -> Vec<(String, Vec<u8>)> {
        let sums = format!("00  a.txt\n00  {PREDICATE}\n00  {RESULTS}\n");
        let of = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
        vec![of("a.txt", text), of(PREDICATE, "{}"), of(RESULTS, "{}"), of("SHA256SUMS", &sums)]
    }

    fn left(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .expect("a folder")
            .map(|e| e.expect("an entry").file_name().to_string_lossy().into())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn what_a_killed_run_left_is_removed_and_a_bundle_is_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("bundle");
        let make = |name: &str, old: bool| {
            let path = folder.path().join(name);
            fs::create_dir(&path).expect("made");
            fs::write(path.join("report.html"), "half").expect("written");
            if name == ".amicis-old-b" {
                fs::create_dir(path.join("bundle")).expect("made");
            }
            let time = std::time::SystemTime::now() - LONG_AGO * 2;
            if old {
                fs::File::open(&path).and_then(|folder| folder.set_modified(time)).expect("the time is set");
            }
            path
        };
        let gone = make(".amicis-new-a", true);
        let kept = make(".amicis-old-b", true);
        let others = [make(".amicis-new-running", false), make("amicis-new-mine", true)];
        assert_eq!(sweep(&target), Remains { removed: vec![gone.clone()], kept: vec![kept.clone()] });
        assert!(!gone.exists() && kept.exists() && others.iter().all(|other| other.exists()));
        assert_eq!(sweep(&target).removed, Vec::<PathBuf>::new(), "nothing is left to remove");
    }

    #[test]
    fn a_bundle_is_replaced_only_when_asked_and_whole() {
        let home = tempfile::tempdir().expect("a folder");
        let target = home.path().join("out");
        write_folder(&target, &files("one"), false).expect("written");
        assert!(matches!(write_folder(&target, &files("two"), false), Err(FolderError::Exists(_))));
        write_folder(&target, &files("two"), true).expect("replaced");
        assert_eq!(fs::read_to_string(target.join("a.txt")).expect("a file"), "two");
        assert_eq!(left(home.path()), ["out"]);
    }

    #[test]
    fn a_folder_with_other_files_is_never_touched() {
        let home = tempfile::tempdir().expect("a folder");
        let target = home.path().join("out");
        write_folder(&target, &files("one"), false).expect("written");
        fs::write(target.join("mine.txt"), "mine").expect("written");
        assert!(matches!(write_folder(&target, &files("two"), true), Err(FolderError::NotABundle(..))));
        assert_eq!(fs::read_to_string(target.join("a.txt")).expect("a file"), "one");
        assert_eq!(left(home.path()), ["out"]);
    }

    #[test]
    fn checksums_alone_make_no_bundle() {
        let home = tempfile::tempdir().expect("a folder");
        let target = home.path().join("out");
        fs::create_dir(&target).expect("made");
        fs::write(target.join("a.iso"), "an image").expect("written");
        fs::write(target.join("SHA256SUMS"), "00  a.iso\n").expect("written");
        let error = write_folder(&target, &files("two"), true).expect_err("refused");
        assert!(error.to_string().contains("it has no results.json"), "{error}");
        assert_eq!(left(&target), ["SHA256SUMS", "a.iso"]);
    }
}
