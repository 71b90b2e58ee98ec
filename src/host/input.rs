//! Files and standard input as inputs.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;

use crate::read::{Input, ReadError, ReadErrorKind};

/// So much of a file is read at once.
const BUFFER: usize = 64 * 1024;

impl Input {
    /// A file, with a limit of its own on its bytes when unpacked ([`MOST_BYTES`](crate::read::MOST_BYTES)
    /// and [`MOST_HELD`](crate::read::MOST_HELD) when absent). A pipe or a process substitution is no
    /// regular file and is read into memory.
    ///
    /// # Errors
    /// When the file cannot be opened or read.
    pub fn open(path: &Path, most_bytes: Option<u64>) -> Result<Self, ReadError> {
        let name = path.display().to_string();
        let failed = |error| {
            let mut error = ReadError::new(ReadErrorKind::Io(error));
            error.path.clone_from(&name);
            error
        };
        let file = File::open(path).map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        if metadata.is_dir() {
            return Err(failed(io::Error::new(io::ErrorKind::IsADirectory, "is a folder, not a file")));
        }
        if metadata.is_file() {
            let path = path.to_owned();
            let open = move || File::open(&path).map(|file| Box::new(BufReader::with_capacity(BUFFER, file)) as Box<_>);
            return Ok(Self::from_opener(name, open).with_limit(most_bytes));
        }
        Self::from_reader(&name, file, most_bytes)
    }

    /// Standard input, read into memory, shown as `-`, with a limit as [`open`](Self::open) has.
    ///
    /// # Errors
    /// When it cannot be read, or is larger than the limit.
    pub fn stdin(most_bytes: Option<u64>) -> Result<Self, ReadError> {
        Self::from_reader("-", io::stdin().lock(), most_bytes)
    }
}
