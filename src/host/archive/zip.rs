//! ZIP archives, as much of them as scans are packed in: stored and deflated.

use std::fs::File;
use std::io::BufReader;
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
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|error| refused("the archive", error))?;
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
