//! The kinds of archives and packers, by their first bytes.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

/// A tar file's first header ends with this, behind so many bytes.
const TAR: (usize, &[u8]) = (257, b"ustar");
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
    } else if start.starts_with(b"\xfd7zXZ\0") {
        Box::new(lzma_rust2::XzReader::new_mem_limit(bytes, true, MOST_DICTIONARY))
    } else if start.starts_with(b"\x28\xb5\x2f\xfd") {
        Box::new(Frames(Some(frame(bytes)?)))
    } else if start.starts_with(b"BZh") {
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

fn frame(from: Packed) -> io::Result<StreamingDecoder<Packed, FrameDecoder>> {
    StreamingDecoder::new_with_max_window_size(from, MOST_WINDOW).map_err(io::Error::other)
}

impl Read for Frames {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let Some(decoder) = &mut self.0 else { return Ok(0) };
            let read = decoder.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            let Some(mut rest) = self.0.take().map(StreamingDecoder::into_inner) else { return Ok(0) };
            if !rest.fill_buf()?.is_empty() {
                self.0 = Some(frame(rest)?);
            }
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
