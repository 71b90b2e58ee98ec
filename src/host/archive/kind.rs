//! The kinds of archives and packers, by their first bytes.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::errors::FrameDecoderError;
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

/// A tar file's first header ends with this, behind so many bytes.
const TAR: (usize, &[u8]) = (257, b"ustar");
const XZ: &[u8] = b"\xfd7zXZ\0";
const ZSTD: &[u8] = b"\x28\xb5\x2f\xfd";
const BZIP2: &[u8] = b"BZh";
/// The bytes of a tar file's header.
const HEADER: usize = 512;
/// The most memory that an xz file may ask for, in KiB, and a zstd file, in bytes.
const MOST_DICTIONARY: u32 = 128 * 1024;
const MOST_WINDOW: u64 = 128 << 20;

/// The kind of a file, as far as it concerns unpacking.
pub(super) enum Kind {
    /// A ZIP archive.
    Zip,
    /// A tar file, and its bytes, unpacked.
    Tar(Box<dyn Read>),
    /// One packed file, which only this room unpacks.
    Single(Box<dyn Read>),
    /// Anything else; gzip alone is unpacked by whoever reads it.
    Other,
}

/// Looks at a file's first bytes, and at those of what is packed in it.
pub(super) fn kind(path: &Path) -> io::Result<Kind> {
    let file = File::open(path)?;
    if !file.metadata()?.is_file() {
        return Ok(Kind::Other);
    }
    let mut start = Vec::new();
    let mut reader = BufReader::with_capacity(64 * 1024, file);
    (&mut reader).take(HEADER as u64).read_to_end(&mut start)?;
    if start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06") {
        return Ok(if is_workbook(path)? { Kind::Other } else { Kind::Zip });
    }
    let bytes = BufReader::with_capacity(64 * 1024, File::open(path)?);
    let gzip = start.starts_with(&[0x1f, 0x8b]);
    let mut packed: Box<dyn Read> = if gzip {
        Box::new(MultiGzDecoder::new(bytes))
    } else if start.starts_with(XZ) {
        Box::new(lzma_rust2::XzReader::new_mem_limit(bytes, true, MOST_DICTIONARY))
    } else if start.starts_with(ZSTD) || is_skippable(&start) {
        Box::new(Frames(next_frame(bytes)?))
    } else if start.starts_with(BZIP2) {
        Box::new(bzip2::bufread::MultiBzDecoder::new(bytes))
    } else if is_tar(&start) {
        return Ok(Kind::Tar(Box::new(bytes)));
    } else {
        return Ok(Kind::Other);
    };
    let mut start = Vec::new();
    (&mut packed).take(HEADER as u64).read_to_end(&mut start)?;
    let tar = is_tar(&start);
    let whole = Box::new(io::Cursor::new(start).chain(packed));
    Ok(match (tar, gzip) {
        (true, _) => Kind::Tar(whole),
        (false, true) => Kind::Other,
        (false, false) => Kind::Single(whole),
    })
}

/// Whether a file is an archive, or packed in a way that only this room unpacks. What cannot be looked at is none:
/// whoever reads it says why.
pub(super) fn is_archive(path: &Path) -> bool {
    kind(path).is_ok_and(|kind| !matches!(kind, Kind::Other))
}

type Packed = BufReader<File>;

/// All frames of a zstd file: the decoder ends with the first.
struct Frames(Option<StreamingDecoder<Packed, FrameDecoder>>);

/// The next frame with data, if there is one. Frames of other programs' notes are skipped, as zstd does.
fn next_frame(mut from: Packed) -> io::Result<Option<StreamingDecoder<Packed, FrameDecoder>>> {
    while !from.fill_buf()?.is_empty() {
        let mut magic = [0; 4];
        from.read_exact(&mut magic)?;
        if !is_skippable(&magic) {
            from.seek_relative(-4)?;
            let decoder = StreamingDecoder::new_with_max_window_size(from, MOST_WINDOW);
            return decoder.map(Some).map_err(|error| match error {
                FrameDecoderError::WindowSizeTooBig { .. } => io::Error::other(error),
                _ => damaged_frame(),
            });
        }
        let mut length = [0; 4];
        from.read_exact(&mut length)?;
        let length = u64::from(u32::from_le_bytes(length));
        if io::copy(&mut (&mut from).take(length), &mut io::sink())? < length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(None)
}

/// The error of a frame that cannot be decoded; the crate's own words are the names of its types.
fn damaged_frame() -> io::Error {
    io::Error::other("a frame of zstd is cut off or damaged")
}

/// Whether some bytes begin as a frame of zstd that holds no data.
fn is_skippable(start: &[u8]) -> bool {
    matches!(start, [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..])
}

/// Whether a file is packed by one of the packers that only this room unpacks.
pub(super) fn is_packed(path: &Path) -> bool {
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(6).read_to_end(&mut start));
    read.is_ok() && begins_packed(&start)
}

fn begins_packed(start: &[u8]) -> bool {
    start.starts_with(XZ) || start.starts_with(ZSTD) || is_skippable(start) || start.starts_with(BZIP2)
}

/// Whether the first bytes of an input may be an archive's, or a packed one's.
pub(in crate::host) fn may_be_archive(start: &[u8]) -> bool {
    start.starts_with(b"PK") || start.starts_with(&[0x1f, 0x8b]) || begins_packed(start) || is_tar(start)
}

impl Read for Frames {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let Some(decoder) = &mut self.0 else { return Ok(0) };
            let read = decoder.read(buffer).map_err(|_| damaged_frame())?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            let Some(rest) = self.0.take().map(StreamingDecoder::into_inner) else { return Ok(0) };
            self.0 = next_frame(rest)?;
        }
    }
}

fn is_tar(start: &[u8]) -> bool {
    start.get(TAR.0..TAR.0 + TAR.1.len()) == Some(TAR.1)
}

/// A spreadsheet is a ZIP archive, too, and no folder of scans.
fn is_workbook(path: &Path) -> io::Result<bool> {
    let mut start = Vec::new();
    File::open(path)?.take(4096).read_to_end(&mut start)?;
    let holds = |name: &[u8]| memchr::memmem::find(&start, name).is_some();
    Ok(holds(b"[Content_Types].xml") || holds(b"opendocument.spreadsheet"))
}
