//! The limits of an archive: members, bytes, how much the bytes grow, depth and names.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::kind::is_archive;
use crate::read::{ReadError, ReadErrorKind};

/// The most files in an archive.
const MOST_MEMBERS: usize = 20_000;
/// The deepest folder in an archive.
const DEEPEST: usize = 16;
/// The longest part of a name, in bytes, as file systems have it.
const LONGEST: usize = 255;
/// A scan's text grows less when it is unpacked; a bomb's grows by hundreds.
const MOST_GROWTH: u64 = 100;
/// So many bytes may come of anything.
const FREE: u64 = 64 << 20;

/// The help for an archive or a packed file that ends too early, or holds other bytes than it should.
pub(super) const CUT: &str = "the archive is cut off or damaged: get it again from where it was made";

/// A file or link that was not unpacked, and why.
pub(in crate::host) type PassedOver = (String, &'static str);

/// The folder that is filled, and what may still be put into it.
pub(super) struct Budget<'p> {
    folder: &'p Path,
    /// The bytes of the archive itself.
    packed: u64,
    most: u64,
    written: u64,
    members: usize,
    pub(super) passed_over: Vec<PassedOver>,
}

impl<'p> Budget<'p> {
    pub(super) fn new(folder: &'p Path, packed: u64, most: u64) -> Self {
        Self { folder, packed, most, written: 0, members: 0, passed_over: Vec::new() }
    }

    /// Counts a member, whatever it is: a million folders are a bomb, too.
    pub(super) fn member(&mut self) -> Result<(), ReadError> {
        self.members += 1;
        if self.members > MOST_MEMBERS {
            return Err(limit(format!("the archive holds more than {MOST_MEMBERS} members")));
        }
        Ok(())
    }

    /// Writes a file of the archive.
    ///
    /// # Errors
    /// When its name leads out of the archive or stands twice in it, when a limit is reached, or it cannot be read.
    pub(super) fn file<R: Read>(&mut self, name: &str, mut from: R) -> Result<(), ReadError> {
        let Some(path) = below(name)? else {
            return Err(ReadError::content(format!("a file of the archive has no name: {name:?}")));
        };
        let path = self.folder.join(path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(|error| failed(name, &error))?;
        }
        let mut file = File::create_new(&path).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => ReadError::content(format!("the archive holds {name:?} twice"))
                .help("nobody can know which of the two counts: unpack it, and give the right one"),
            _ => failed(name, &error),
        })?;
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let read = from.read(&mut buffer).map_err(|error| failed(name, &error))?;
            let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
            self.written += read as u64;
            if self.written > self.most {
                return Err(limit(format!("the archive is larger than {} bytes when unpacked", self.most)));
            }
            if self.written > FREE && self.written / MOST_GROWTH > self.packed {
                return Err(limit(format!("the archive grows by more than {MOST_GROWTH} times when unpacked")));
            }
            file.write_all(bytes).map_err(|error| failed(name, &error))?;
        }
        drop(file);
        if is_archive(&path) {
            std::fs::remove_file(&path).map_err(|error| failed(name, &error))?;
            self.pass_over(name, "is an archive inside an archive");
        }
        Ok(())
    }

    /// Notes what is not unpacked.
    pub(super) fn pass_over(&mut self, name: &str, why: &'static str) {
        self.passed_over.push((name.to_owned(), why));
    }
}

/// A name as a path below the archive; `None` for the archive's own folder.
fn below(name: &str) -> Result<Option<PathBuf>, ReadError> {
    let out = || {
        ReadError::content(format!("a name in the archive leads out of it: {name:?}"))
            .help("no honest archive has such a name: find out where it comes from")
    };
    let mut parts = name.split(['/', '\\']);
    let first = parts.clone().next().unwrap_or_default();
    let drive = first.len() == 2 && first.ends_with(':');
    if drive || (first.is_empty() && !name.is_empty()) || parts.any(|part| part == "..") || name.contains('\0') {
        return Err(out());
    }
    let parts: Vec<&str> = name.split(['/', '\\']).filter(|part| !part.is_empty() && *part != ".").collect();
    if parts.len() > DEEPEST || parts.iter().any(|part| part.len() > LONGEST) {
        return Err(limit(format!("a name in the archive is longer or deeper than {DEEPEST} folders")));
    }
    Ok((!parts.is_empty()).then(|| parts.into_iter().collect()))
}

fn limit(message: String) -> ReadError {
    ReadError::new(ReadErrorKind::Limit(message)).help("unpack it where that is safe, and give the folder")
}

/// An error of reading or writing a member.
pub(super) fn failed(name: &str, error: &io::Error) -> ReadError {
    let message = format!("{name:?} in the archive cannot be unpacked: {error}");
    match error.kind() {
        io::ErrorKind::InvalidData
        | io::ErrorKind::InvalidInput
        | io::ErrorKind::UnexpectedEof
        | io::ErrorKind::Other => ReadError::syntax(message).help(CUT),
        _ => ReadError::new(ReadErrorKind::Io(io::Error::new(error.kind(), message))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_below_the_archive_or_is_refused() {
        let path = |name| below(name).expect("a name").map(|path| path.display().to_string());
        assert_eq!(path("a/./b//c.xml").as_deref(), Some("a/b/c.xml"));
        assert_eq!(path("a\\b.xml").as_deref(), Some("a/b.xml"));
        assert_eq!(path("./"), None);
        for name in ["../a", "a/../../b", "/etc/passwd", "C:\\a", "a\\..\\b", "a\0b", "\\a"] {
            assert!(matches!(below(name).expect_err(name).kind, ReadErrorKind::Content(_)), "{name:?}");
        }
        assert!(matches!(below(&"a/".repeat(40)).expect_err("deep").kind, ReadErrorKind::Limit(_)));
        assert!(matches!(below(&"a".repeat(300)).expect_err("long").kind, ReadErrorKind::Limit(_)));
    }

    #[test]
    fn what_grows_beyond_its_limits_ends_early() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut small = Budget::new(folder.path(), 10, 1000);
        let error = small.file("a", io::repeat(b'x')).expect_err("too large");
        assert!(matches!(error.kind, ReadErrorKind::Limit(_)) && small.written < 200_000);
        let mut bomb = Budget::new(folder.path(), 10, u64::MAX);
        let error = bomb.file("b", io::repeat(b'x')).expect_err("a bomb");
        assert!(error.to_string().contains("100 times") && bomb.written < FREE + 200_000, "{error}");
        let mut many = Budget::new(folder.path(), 10, 1000);
        assert!((0..=MOST_MEMBERS).any(|_| many.member().is_err()));
    }

    #[test]
    fn a_name_that_stands_twice_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut budget = Budget::new(folder.path(), 10, 1000);
        budget.file("a", b"x".as_slice()).expect("written");
        assert!(budget.file("./a", b"y".as_slice()).expect_err("twice").to_string().contains("twice"));
    }
}
