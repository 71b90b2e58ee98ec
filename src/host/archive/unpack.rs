//! An archive to a temporary folder, which is gone when its scans were read.

use std::path::Path;

use tempfile::TempDir;

use super::budget::{Budget, CUT, PassedOver};
use super::kind::{Kind, is_packed, kind};
use super::{tar, zip};
use crate::read::{ReadError, ReadErrorKind};

/// An archive's files, and what of it was not unpacked.
pub(in crate::host) struct Unpacked {
    pub(in crate::host) folder: TempDir,
    pub(in crate::host) passed_over: Vec<PassedOver>,
    /// It is one packed file, and no archive of several.
    pub(in crate::host) single: bool,
}

/// Unpacks an archive, which people know by another name than its path, up to so many bytes; `None` where the file
/// is none.
///
/// # Errors
/// When it is damaged, leads out of itself, or reaches a limit.
pub(in crate::host) fn unpack(path: &Path, shown: &Path, most: u64) -> Result<Option<Unpacked>, ReadError> {
    let named = |error: ReadError| ReadError { path: shown.display().to_string(), ..error };
    let io = |error| named(ReadError::new(ReadErrorKind::Io(error)));
    // A file that cannot be looked at is read as it is, and the reader says why not.
    let kind = match kind(path) {
        Ok(kind) => kind,
        Err(error) if is_packed(path) => {
            let message = format!("the file cannot be unpacked: {error}");
            return Err(named(ReadError::syntax(message).help(CUT)));
        }
        Err(_) => return Ok(None),
    };
    if matches!(kind, Kind::Other) {
        return Ok(None);
    }
    let folder = tempfile::Builder::new().prefix("amicis-archive-").tempdir().map_err(io)?;
    let single = matches!(kind, Kind::Single(_));
    let packed = path.metadata().map_err(io)?.len();
    let mut budget = Budget::new(folder.path(), packed, most);
    let unpacked = match kind {
        Kind::Zip => zip::unpack(path, &mut budget),
        Kind::Tar(from) => tar::unpack(from, &mut budget),
        Kind::Single(from) => budget.file(&path.file_stem().unwrap_or_default().to_string_lossy(), from),
        Kind::Other => Ok(()),
    };
    unpacked.map_err(named)?;
    let passed_over = std::mem::take(&mut budget.passed_over);
    Ok(Some(Unpacked { folder, passed_over, single }))
}
