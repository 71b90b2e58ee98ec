//! ZIP archives, as much of them as scans are packed in: stored and deflated.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use zip::ZipArchive;
use zip::result::ZipError;

use super::budget::{Budget, failed};
use crate::read::{ReadError, ReadErrorKind};

/// Unpacks a ZIP archive.
///
/// # Errors
/// When it is damaged, encrypted or packed in another way, or a limit of the budget is reached.
pub(super) fn unpack(path: &Path, budget: &mut Budget<'_>) -> Result<(), ReadError> {
    let file = File::open(path).map_err(|error| ReadError::new(ReadErrorKind::Io(error)))?;
    let listed = listed(&file).map_err(|error| ReadError::new(ReadErrorKind::Io(error)))?;
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|error| refused("the archive", error))?;
    if archive.offset() > 0 {
        let message = "something stands before the archive, as where two archives are joined";
        return Err(ReadError::content(message).help("give each archive by itself, or unpack them"));
    }
    // The crate keeps one of several files of one name.
    if listed.is_some_and(|listed| listed != archive.len()) {
        return Err(ReadError::content("the archive holds a file of one name twice, or does not list what it holds")
            .help("nobody can know which of the two counts: unpack it, and give the right one"));
    }
    for index in 0..archive.len() {
        budget.member()?;
        let file = archive.by_index(index).map_err(|error| refused("a file of the archive", error))?;
        let name = file.name().map_err(|error| refused("a name in the archive", error))?.into_owned();
        if file.is_dir() {
            continue;
        }
        if file.is_symlink() {
            budget.pass_over(&name, "is a link in an archive");
            continue;
        }
        budget.file(&name, file)?;
    }
    Ok(())
}

/// The number of files that the end of the archive states; none where it is written elsewhere, as in large ones.
fn listed(mut file: &File) -> std::io::Result<Option<usize>> {
    // The record at the end is 22 bytes long, and a comment of up to 65,535 may stand behind it.
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(22 + 65_535)))?;
    let mut end = Vec::new();
    file.read_to_end(&mut end)?;
    file.seek(SeekFrom::Start(0))?;
    let record = memchr::memmem::rfind(&end, b"PK\x05\x06").and_then(|at| end.get(at + 10..at + 12));
    let count = record.and_then(|count| Some(u16::from_le_bytes(count.try_into().ok()?)));
    Ok(count.filter(|count| *count != u16::MAX).map(usize::from))
}

fn refused(what: &str, error: ZipError) -> ReadError {
    match error {
        ZipError::Io(error) => failed(what, &error),
        ZipError::UnsupportedArchive(why) => {
            ReadError::content(format!("{what} cannot be unpacked: {why}")).help("unpack it, and give the folder")
        }
        error => ReadError::syntax(format!("{what} is damaged: {error}"))
            .help("the archive is cut off or damaged: get it again from where it was made"),
    }
}
