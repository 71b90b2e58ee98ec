//! One input: bytes, or whatever can be opened again, unpacked and decoded; can be read more than once.

use std::fmt;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::sync::Arc;

use encoding_rs::{Encoding, UTF_8};
use flate2::bufread::MultiGzDecoder;

use super::decode::{self, Transcoder};
use super::limits::{Checked, NulByte};
use super::{Head, Position, ReadError, ReadErrorKind};

/// The most bytes an unpacked input may have that streams, unless the caller says otherwise: 4 GiB.
pub const MOST_BYTES: u64 = 4 << 30;

/// The most bytes an input may have that is held in memory (JSON, text, standard input), and one text,
/// tag or comment of an input that streams, unless the caller says otherwise: 512 MiB. What is made of them can take several times as much.
pub const MOST_HELD: u64 = 512 << 20;

const GZIP: [u8; 2] = [0x1f, 0x8b];

/// The first bytes of other packers' files.
const PACKED: [(&[u8], &str); 4] = [
    (b"PK\x03\x04", "a ZIP archive"),
    (b"BZh", "packed by bzip2"),
    (b"\xfd7zXZ\0", "packed by xz"),
    (b"\x28\xb5\x2f\xfd", "packed by zstd"),
];
/// A tar file's first header ends with this, behind so many bytes.
const TAR: (usize, &[u8]) = (257, b"ustar");
const PREFIX: usize = 64 * 1024;
/// An XML declaration ends within so many bytes.
const START: usize = 1024;

/// Opens an input from its first byte.
type Opener = dyn Fn() -> io::Result<Box<dyn BufRead>> + Send + Sync;

#[derive(Clone)]
enum Origin {
    Elsewhere(Arc<Opener>),
    Memory(Arc<[u8]>),
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Elsewhere(_) => f.write_str("Elsewhere"),
            Self::Memory(bytes) => write!(f, "Memory({} bytes)", bytes.len()),
        }
    }
}

/// One input. Opening it again gives the same bytes, so its head can be looked at before a format
/// reads it, and a position can be found after an error.
#[derive(Clone, Debug)]
pub struct Input {
    name: String,
    origin: Origin,
    encoding: Option<&'static Encoding>,
    most_bytes: Option<u64>,
    /// The text to read in the place of the bytes.
    text: Option<Arc<[u8]>>,
}

impl Input {
    /// The bytes of a reader that can be read once, held in memory, under a name to show; with a limit on
    /// them ([`MOST_HELD`] when absent).
    ///
    /// # Errors
    /// When it cannot be read, or is larger than the limit.
    pub fn from_reader<R: Read>(name: &str, from: R, most_bytes: Option<u64>) -> Result<Self, ReadError> {
        let most = most_bytes.unwrap_or(MOST_HELD);
        let mut bytes = Vec::new();
        let read = from.take(most.saturating_add(1)).read_to_end(&mut bytes);
        let input = Self::from_bytes(name, bytes).with_limit(most_bytes);
        match (read, &input.origin) {
            (Err(error), _) => Err(input.error(ReadErrorKind::Io(error))),
            (Ok(_), Origin::Memory(bytes)) if bytes.len() as u64 > most => Err(input.too_large(most)),
            (Ok(_), _) => Ok(input),
        }
    }

    /// Bytes from elsewhere, under a name to show.
    pub fn from_bytes<N: Into<String>, B: Into<Vec<u8>>>(name: N, bytes: B) -> Self {
        Self::new(name.into(), Origin::Memory(bytes.into().into()))
    }

    /// An input that lies elsewhere, under a name to show; `open` gives the same bytes each time.
    pub fn from_opener<N, F>(name: N, open: F) -> Self
    where
        N: Into<String>,
        F: Fn() -> io::Result<Box<dyn BufRead>> + Send + Sync + 'static,
    {
        Self::new(name.into(), Origin::Elsewhere(Arc::new(open)))
    }

    fn new(name: String, origin: Origin) -> Self {
        Self { name, origin, encoding: None, most_bytes: None, text: None }
    }

    /// The same input with another text to read; its bytes, and so its digest, stay those of the file.
    #[must_use]
    pub(crate) fn with_text(mut self, text: String) -> Self {
        (self.text, self.encoding) = (Some(text.into_bytes().into()), Some(UTF_8));
        self
    }

    /// Overrides the encoding that the content suggests.
    #[must_use]
    pub fn with_encoding(mut self, encoding: Option<&'static Encoding>) -> Self {
        self.encoding = encoding;
        self
    }

    /// Shows the input under another name.
    #[cfg(feature = "host")]
    #[must_use]
    pub(crate) fn named(mut self, name: String) -> Self {
        self.name = name;
        self
    }

    /// Sets the most bytes the unpacked input may have; `None` for the limits of this module.
    #[must_use]
    pub fn with_limit(mut self, most_bytes: Option<u64>) -> Self {
        self.most_bytes = most_bytes;
        self
    }

    /// The most bytes of it that may be held in memory as one.
    pub(crate) fn most_held(&self) -> u64 {
        self.most_bytes.unwrap_or(MOST_HELD)
    }

    /// The name as given.
    pub fn name(&self) -> &str {
        &self.name
    }

    fn raw(&self) -> io::Result<Box<dyn BufRead>> {
        match &self.origin {
            Origin::Elsewhere(open) => open(),
            Origin::Memory(bytes) => Ok(Box::new(Cursor::new(Arc::clone(bytes)))),
        }
    }

    /// The bytes as they are, packed or not; for digests.
    ///
    /// # Errors
    /// When the input cannot be opened.
    pub fn bytes(&self) -> Result<Box<dyn BufRead>, ReadError> {
        self.raw().map_err(|error| self.io_error(error))
    }

    fn unpacked(&self) -> io::Result<(Box<dyn BufRead>, bool)> {
        if let Some(text) = &self.text {
            return Ok((Box::new(Cursor::new(Arc::clone(text))), false));
        }
        let mut raw = self.raw()?;
        let packed = raw.fill_buf()?.starts_with(&GZIP);
        let unpacked: Box<dyn BufRead> =
            if packed { Box::new(BufReader::with_capacity(PREFIX, MultiGzDecoder::new(raw))) } else { raw };
        Ok((unpacked, packed))
    }

    /// The start of the input, looked at once for all formats.
    ///
    /// # Errors
    /// When the input cannot be read, is empty, or is not text.
    pub fn head(&self) -> Result<Head, ReadError> {
        let (reader, gzip) = self.unpacked().map_err(|error| self.io_error(error))?;
        let mut prefix = Vec::new();
        reader.take(PREFIX as u64).read_to_end(&mut prefix).map_err(|error| self.io_error(error))?;
        if prefix.is_empty() {
            return Err(self.error(ReadErrorKind::Empty));
        }
        if prefix.starts_with(&GZIP) {
            return Err(self
                .error(ReadErrorKind::Binary("a gzip file inside a gzip file".to_owned()))
                .help("unpack it once with `gunzip` and give the file inside"));
        }
        if let Some((what, help)) = document(&prefix) {
            return Err(self.error(ReadErrorKind::Binary(what.to_owned())).help(help));
        }
        if let Some((_, what)) = PACKED.iter().find(|(magic, _)| prefix.starts_with(magic)) {
            let help =
                "give it as a file by itself, or unpack it and give the folder: here only gzip is unpacked on the fly";
            return Err(self.error(ReadErrorKind::Binary((*what).to_owned())).help(help));
        }
        let found = decode::detect(&prefix, self.encoding);
        let text = decode::lossy(prefix.get(found.bom..).unwrap_or_default(), found.encoding);
        if prefix.get(TAR.0..TAR.0 + TAR.1.len()) == Some(TAR.1) {
            let help = "give the archive as a file by itself, or unpack it and give the folder";
            return Err(self.error(ReadErrorKind::Binary("a tar archive".to_owned())).help(help));
        }
        if text.contains('\0') {
            return Err(self.error(ReadErrorKind::Binary("it holds NUL bytes".to_owned())).help(TEXT_WANTED));
        }
        if text.trim().is_empty() && prefix.len() < PREFIX {
            return Err(self.error(ReadErrorKind::Empty));
        }
        Ok(Head::new(&text, prefix.len() < PREFIX, gzip, found.encoding.name(), found.bom > 0))
    }

    /// The input as a stream of UTF-8, unpacked, without a byte-order mark; it ends with an error at
    /// the limit on its size and at a NUL byte. Bytes in the input's own UTF-8 are not checked here:
    /// whoever turns them into text does.
    ///
    /// # Errors
    /// When the input cannot be opened or unpacked.
    pub fn reader(&self) -> Result<Box<dyn BufRead>, ReadError> {
        self.reader_within(self.most_bytes.unwrap_or(MOST_BYTES))
    }

    fn reader_within(&self, most: u64) -> Result<Box<dyn BufRead>, ReadError> {
        let (mut reader, _) = self.unpacked().map_err(|error| self.io_error(error))?;
        let first = reader.fill_buf().map_err(|error| self.io_error(error))?;
        // The bytes looked at here are nearly always in the first buffer, and then nothing is put before it.
        let (start, mut reader) = if first.len() >= START {
            (first.get(..START).unwrap_or(first).to_vec(), reader)
        } else {
            let start = peek(&mut reader).map_err(|error| self.io_error(error))?;
            let rest: Box<dyn BufRead> = Box::new(Cursor::new(start.clone()).chain(reader));
            (start, rest)
        };
        let found = decode::detect(&start, self.encoding);
        let mut mark = vec![0; found.bom];
        reader.read_exact(&mut mark).map_err(|error| self.io_error(error))?;
        Ok(if found.encoding == UTF_8 {
            Box::new(Checked::new(reader, most))
        } else {
            Box::new(Checked::new(Transcoder::new(reader, found.encoding), most))
        })
    }

    /// The whole input as text.
    ///
    /// # Errors
    /// When it cannot be read or is not valid in its encoding.
    pub fn text(&self) -> Result<String, ReadError> {
        let most = self.most_held();
        let mut bytes = Vec::new();
        self.reader_within(most)?.read_to_end(&mut bytes).map_err(|error| match error.kind() {
            io::ErrorKind::FileTooLarge => self.too_large(most),
            _ => self.io_error(error),
        })?;
        String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            let position = position(error.as_bytes().get(..at).unwrap_or_default());
            self.error(ReadErrorKind::Encoding("UTF-8".to_owned()))
                .at(Some(position))
                .help("if the file is in another encoding, name it with --encoding (for example windows-1252)")
        })
    }

    /// Line and column of a byte offset into [`reader`](Self::reader)'s stream, found by reading it
    /// again; `None` when that is not possible.
    pub fn locate(&self, offset: u64) -> Option<Position> {
        let mut reader = self.reader().ok()?.take(offset);
        let (mut line, mut tail) = (1, Vec::new());
        loop {
            let bytes = reader.fill_buf().ok()?;
            let length = bytes.len();
            if length == 0 {
                break;
            }
            line += memchr::memchr_iter(b'\n', bytes).count() as u64;
            match memchr::memrchr(b'\n', bytes) {
                Some(at) => tail = bytes.get(at + 1..).unwrap_or_default().to_vec(),
                None if tail.len() < 1 << 20 => tail.extend_from_slice(bytes),
                None => {}
            }
            reader.consume(length);
        }
        Some(Position { line, column: String::from_utf8_lossy(&tail).chars().count() as u64 + 1 })
    }

    /// An error about this input.
    pub fn error(&self, kind: ReadErrorKind) -> ReadError {
        ReadError { path: self.name.clone(), ..ReadError::new(kind) }
    }

    fn too_large(&self, most: u64) -> ReadError {
        self.error(ReadErrorKind::Limit(format!("the input is larger than {most} bytes when unpacked")))
            .help("raise the limit with --max-input if you trust the file")
    }

    /// An error of reading, told apart by its cause.
    pub fn io_error(&self, error: io::Error) -> ReadError {
        if let Some(nul) = error.get_ref().and_then(|inner| inner.downcast_ref::<NulByte>()) {
            let mut start = Vec::new();
            let looked = self.raw().and_then(|raw| raw.take(PREFIX as u64).read_to_end(&mut start));
            if let Some((what, help)) = looked.ok().and_then(|_| document(&start)) {
                return self.error(ReadErrorKind::Binary(what.to_owned())).help(help);
            }
            return self.error(ReadErrorKind::Binary(nul.to_string())).help(TEXT_WANTED);
        }
        match error.kind() {
            io::ErrorKind::FileTooLarge => self.too_large(self.most_bytes.unwrap_or(MOST_BYTES)),
            io::ErrorKind::InvalidData if error.to_string().starts_with("the bytes are not valid ") => {
                let name = error.to_string().trim_start_matches("the bytes are not valid ").to_owned();
                self.error(ReadErrorKind::Encoding(name)).help("name the file's encoding with --encoding")
            }
            io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
                self.error(ReadErrorKind::Syntax(format!("the file is cut off or damaged: {error}")))
            }
            _ => self.error(ReadErrorKind::Io(error)),
        }
    }
}

const TEXT_WANTED: &str = "give the scan's XML, JSON, CSV or text file; gzip is unpacked on the fly";

/// A printed page, and what to give instead.
pub(super) const PDF: (&str, &str) = (
    "a PDF, a printed page",
    "give the scanner's own file; for Amazon Inspector run \
     `aws inspector2 get-cis-scan-report --scan-arn … --report-format CSV`, for CIS-CAT give its XML or JSON",
);
/// An office document, and what to give instead.
pub(super) const WORKBOOK: (&str, &str) = ("a spreadsheet's workbook", "save the sheet as CSV and give that file");

/// The name of an office document or a printed page, and what to give instead.
fn document(prefix: &[u8]) -> Option<(&'static str, &'static str)> {
    if prefix.starts_with(b"%PDF-") {
        return Some(PDF);
    }
    let zip = prefix.starts_with(b"PK\x03\x04");
    let holds = |name: &[u8]| memchr::memmem::find(prefix, name).is_some();
    let sheet = holds(b"[Content_Types].xml") || holds(b"opendocument.spreadsheet");
    (zip && sheet).then_some(WORKBOOK)
}

/// The first bytes of a stream; a single `fill_buf` may return fewer than an XML declaration needs.
fn peek(reader: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    reader.take(START as u64).read_to_end(&mut start)?;
    Ok(start)
}

/// The place behind some bytes, when they begin the file.
pub(crate) fn position(bytes: &[u8]) -> Position {
    let line_start = memchr::memrchr(b'\n', bytes).map_or(0, |at| at + 1);
    let tail = String::from_utf8_lossy(bytes.get(line_start..).unwrap_or_default());
    Position { line: memchr::memchr_iter(b'\n', bytes).count() as u64 + 1, column: tail.chars().count() as u64 + 1 }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).expect("memory");
        encoder.finish().expect("memory")
    }

    #[test]
    fn gzip_is_unpacked_by_its_magic() {
        let input = Input::from_bytes("x", gzip("\u{feff}{\"a\":1}".as_bytes()));
        assert_eq!(input.text().expect("text"), "{\"a\":1}");
        assert!(input.head().expect("a head").gzip);
    }

    #[test]
    fn a_cut_gzip_file_is_an_error() {
        let mut bytes = gzip(&vec![b'x'; 100_000]);
        bytes.truncate(bytes.len() - 10);
        let error = Input::from_bytes("x", bytes).text().expect_err("cut");
        assert!(matches!(error.kind, ReadErrorKind::Syntax(_)), "{error}");
    }

    #[test]
    fn a_gzip_bomb_stops_at_the_limit() {
        let input = Input::from_bytes("x", gzip(&vec![b' '; 1 << 20])).with_limit(Some(1 << 16));
        assert!(matches!(input.text().expect_err("too large").kind, ReadErrorKind::Limit(_)));
    }

    #[test]
    fn empty_and_binary_inputs_are_told_apart() {
        let kind = |bytes: &[u8]| Input::from_bytes("x", bytes).head().expect_err("no text").kind;
        assert!(matches!(kind(b""), ReadErrorKind::Empty));
        assert!(matches!(kind(b" \n"), ReadErrorKind::Empty));
        assert!(matches!(kind(b"\x7fELF\0\0"), ReadErrorKind::Binary(_)));
        assert!(matches!(kind(&gzip(&gzip(b"x"))), ReadErrorKind::Binary(_)));
        assert!(matches!(kind(b"BZh91AY&SY"), ReadErrorKind::Binary(what) if what == "packed by bzip2"));
        assert!(matches!(kind(b"PK\x03\x04\0\0"), ReadErrorKind::Binary(what) if what == "a ZIP archive"));
    }

    #[test]
    fn documents_of_an_office_are_told_what_to_save() {
        let sheet = b"PK\x03\x04\x14\0\0\0[Content_Types].xml\0xl/workbook.xml".as_slice();
        let input = Input::from_bytes("x", sheet);
        for error in [input.head().expect_err("a workbook"), input.text().expect_err("a workbook")] {
            assert!(error.help.is_some_and(|help| help.contains("save the sheet as CSV")));
        }
        let help = Input::from_bytes("x", b"%PDF-1.7\n".as_slice()).head().expect_err("a PDF").help;
        assert!(help.is_some_and(|help| help.contains("--report-format CSV")));
        let help =
            Input::from_bytes("x", [vec![b'a'; 257], b"ustar\0".to_vec()].concat()).head().expect_err("tar").help;
        assert!(help.is_some_and(|help| help.contains("archive")));
    }

    #[test]
    fn invalid_utf8_is_located() {
        let error = Input::from_bytes("x", b"ab\ncd\xffe".as_slice()).text().expect_err("invalid");
        assert_eq!(error.position, Some(Position { line: 2, column: 3 }));
    }

    #[test]
    fn offsets_become_lines_and_columns() {
        let input = Input::from_bytes("x", "é\nab\n".as_bytes());
        assert_eq!(input.locate(4), Some(Position { line: 2, column: 2 }));
    }
}
