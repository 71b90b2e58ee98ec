//! Tar files: headers of 512 bytes, each before its file. Long names of GNU and of POSIX are read; what is
//! no plain file is passed over.
//!
//! A reader of its own, since the long names of a hostile file must not be held in memory whatever their size.

use std::io::{self, Read};

use super::budget::{Budget, failed};
use crate::read::ReadError;

const BLOCK: usize = 512;
/// The most bytes that the headers with a long name may have.
const LONGEST: u64 = 64 * 1024;

/// Unpacks a tar file.
///
/// # Errors
/// When it is damaged, or a limit of the budget is reached.
pub(super) fn unpack(mut from: Box<dyn Read>, budget: &mut Budget<'_>) -> Result<(), ReadError> {
    let mut long: Option<String> = None;
    loop {
        let mut block = [0; BLOCK];
        let read = fill(&mut from, &mut block)?;
        if read == 0 {
            let cut = "it has no end mark, so that files behind this place are gone";
            return Err(damaged(cut));
        }
        // Two blocks of zeros end the file; some writers leave one.
        if read == BLOCK && block.iter().all(|byte| *byte == 0) {
            return ended(&mut from);
        }
        let header = Header::read(block.get(..read).unwrap_or_default())?;
        budget.member()?;
        let size = header.size;
        let mut content = (&mut from).take(size);
        match header.kind {
            b'L' => long = Some(text(&mut content, size)?.trim_end_matches('\0').to_owned()),
            b'x' => long = path_of(&text(&mut content, size)?).or(long),
            // Headers that hold for the whole file, and the long name of a link.
            b'g' | b'K' => {}
            b'0' | 0 | b'7' if !header.name.ends_with('/') => {
                let name = long.take().unwrap_or(header.name);
                budget.file(&name, &mut content)?;
                if content.limit() > 0 {
                    return Err(failed(&name, &io::ErrorKind::UnexpectedEof.into()));
                }
            }
            b'5' | b'0' | 0 | b'7' => long = None,
            kind => {
                let name = long.take().unwrap_or(header.name);
                let why = if matches!(kind, b'1' | b'2') {
                    "is a link in an archive"
                } else {
                    "is no plain file in an archive"
                };
                budget.pass_over(&name, why);
            }
        }
        let padding = size.next_multiple_of(BLOCK as u64) - size;
        let rest = content.limit() + padding;
        let skipped =
            io::copy(&mut (&mut from).take(rest), &mut io::sink()).map_err(|error| failed("a header", &error))?;
        // The last padding is sometimes left out; a content is not.
        if skipped + padding < rest {
            return Err(failed("a header", &io::ErrorKind::UnexpectedEof.into()));
        }
    }
}

/// The most zeros behind the end mark: tapes were written in large blocks.
const MOST_ZEROS: usize = 1 << 20;

/// Reads what stands behind the end mark: zeros, or another archive that nobody would look at.
fn ended(from: &mut dyn Read) -> Result<(), ReadError> {
    let mut behind = 0;
    loop {
        let mut block = [0; BLOCK];
        let read = fill(from, &mut block)?;
        behind += read;
        if block.iter().any(|byte| *byte != 0) || behind > MOST_ZEROS {
            return Err(damaged("more stands behind its end mark, as where two archives are joined"));
        }
        if read < BLOCK {
            return Ok(());
        }
    }
}

fn damaged(why: &str) -> ReadError {
    ReadError::syntax(format!("the tar archive is damaged: {why}")).help("get it again from where it was made")
}

/// Reads as much of a block as there is.
fn fill(from: &mut dyn Read, block: &mut [u8]) -> Result<usize, ReadError> {
    let mut filled = 0;
    while let Some(rest) = block.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match from.read(rest).map_err(|error| failed("a header", &error))? {
            0 => break,
            read => filled += read,
        }
    }
    Ok(filled)
}

struct Header {
    name: String,
    size: u64,
    kind: u8,
}

impl Header {
    fn read(block: &[u8]) -> Result<Self, ReadError> {
        if block.len() < BLOCK {
            return Err(damaged("it ends inside a header"));
        }
        let field = |from: usize, length: usize| block.get(from..from + length).unwrap_or_default();
        let stated = octal(field(148, 8)).ok_or_else(|| damaged("a header has no checksum"))?;
        let sum: u64 = block.iter().map(|byte| u64::from(*byte)).sum();
        let own: u64 = field(148, 8).iter().map(|byte| u64::from(*byte)).sum();
        if sum - own + 8 * u64::from(b' ') != stated {
            return Err(damaged("the checksum of a header is not that of its bytes"));
        }
        let size = octal(field(124, 12)).ok_or_else(|| damaged("a header has no size"))?;
        let word = |bytes: &[u8]| {
            let end = memchr::memchr(0, bytes).unwrap_or(bytes.len());
            String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).into_owned()
        };
        let (name, prefix) = (word(field(0, 100)), word(field(345, 155)));
        // GNU's headers have times where POSIX has the name's beginning.
        let posix = field(257, 6) == b"ustar\0" && !prefix.is_empty();
        let name = if posix { format!("{prefix}/{name}") } else { name };
        Ok(Self { name, size, kind: block.get(156).copied().unwrap_or(0) })
    }
}

/// A number in octal digits, or in bytes where the first bit is set.
fn octal(field: &[u8]) -> Option<u64> {
    if let Some((first, rest)) = field.split_first().filter(|(first, _)| **first & 0x80 != 0) {
        let high = u64::from(first & 0x7f);
        return rest.iter().try_fold(high, |value, byte| value.checked_mul(256)?.checked_add(u64::from(*byte)));
    }
    let digits = std::str::from_utf8(field).ok()?.trim_matches(['\0', ' ']);
    u64::from_str_radix(digits, 8).ok().filter(|value| *value <= u64::MAX / 2)
}

fn text(content: &mut dyn Read, size: u64) -> Result<String, ReadError> {
    if size > LONGEST {
        return Err(ReadError::syntax("the tar archive has a name that is longer than any file's")
            .help("unpack it where that is safe, and give the folder"));
    }
    let mut bytes = Vec::new();
    content.read_to_end(&mut bytes).map_err(|error| failed("a header", &error))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The path among POSIX's records: `27 path=a/b/c`
fn path_of(records: &str) -> Option<String> {
    records.lines().find_map(|line| line.split_once(' ')?.1.strip_prefix("path=").map(str::to_owned))
}
