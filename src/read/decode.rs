//! Bytes to UTF-8, streaming: byte-order marks, UTF-16, and the encodings that XML declares.

use std::io::{self, BufRead, Read};

use encoding_rs::{CoderResult, Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// The verdict of the first bytes on the encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Detected {
    pub(crate) encoding: &'static Encoding,
    pub(crate) bom: usize,
}

/// Finds the encoding: byte-order mark, then the look of UTF-16, then the XML declaration, then UTF-8.
pub(crate) fn detect(start: &[u8], given: Option<&'static Encoding>) -> Detected {
    if let Some((encoding, bom)) = Encoding::for_bom(start) {
        return Detected { encoding: given.unwrap_or(encoding), bom };
    }
    let encoding = given.unwrap_or_else(|| match start {
        [b'<' | b'{' | b'[', 0, ..] => UTF_16LE,
        [0, b'<' | b'{' | b'[', ..] => UTF_16BE,
        _ => declared(start).or_else(|| wide(start)).unwrap_or(UTF_8),
    });
    Detected { encoding, bom: 0 }
}

/// UTF-16 without a mark, as PowerShell and old editors write it: most characters of a scan are Latin, so that every
/// second byte is zero, and the others never are.
fn wide(start: &[u8]) -> Option<&'static Encoding> {
    let start = start.get(..1024).unwrap_or(start);
    let zeros = |parity| start.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let most = |zeros: usize| zeros >= 2 && zeros * 4 >= (start.len() / 2) * 3;
    match (zeros(0), zeros(1)) {
        (0, low) if most(low) => Some(UTF_16LE),
        (high, 0) if most(high) && start.first() == Some(&0) => Some(UTF_16BE),
        _ => None,
    }
}

fn declared(start: &[u8]) -> Option<&'static Encoding> {
    let declaration = start.strip_prefix(b"<?xml")?;
    let end = declaration.windows(2).position(|pair| pair == b"?>")?;
    let declaration = std::str::from_utf8(declaration.get(..end)?).ok()?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let label = value.get(1..)?.split(quote).next()?;
    // A declaration that is itself readable as ASCII cannot be in UTF-16, whatever it says.
    Encoding::for_label(label.as_bytes()).filter(|encoding| encoding.is_ascii_compatible())
}

/// A reader that turns another encoding into UTF-8 and refuses bytes that do not fit it.
pub(crate) struct Transcoder<R> {
    inner: R,
    decoder: Decoder,
    out: Vec<u8>,
    at: usize,
    done: bool,
}

impl<R: BufRead> Transcoder<R> {
    pub(crate) fn new(inner: R, encoding: &'static Encoding) -> Self {
        Self { inner, decoder: encoding.new_decoder_without_bom_handling(), out: Vec::new(), at: 0, done: false }
    }

    fn refill(&mut self) -> io::Result<()> {
        self.out.clear();
        self.at = 0;
        self.out.resize(64 * 1024, 0);
        let mut written = 0;
        while written == 0 && !self.done {
            let bytes = self.inner.fill_buf()?;
            let last = bytes.is_empty();
            let (result, read, wrote) = self.decoder.decode_to_utf8_without_replacement(bytes, &mut self.out, last);
            self.inner.consume(read);
            written += wrote;
            match result {
                DecoderResult::Malformed(..) => {
                    let name = self.decoder.encoding().name();
                    return Err(io::Error::new(io::ErrorKind::InvalidData, format!("the bytes are not valid {name}")));
                }
                DecoderResult::InputEmpty => self.done = last,
                DecoderResult::OutputFull => {}
            }
        }
        self.out.truncate(written);
        Ok(())
    }
}

impl<R: BufRead> Read for Transcoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut bytes = self.fill_buf()?;
        let read = bytes.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Transcoder<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.out.len() {
            self.refill()?;
        }
        Ok(self.out.get(self.at..).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        self.at = (self.at + amount).min(self.out.len());
    }
}

/// Decodes a prefix for looking at it; what does not fit is replaced, a cut character dropped.
pub(crate) fn lossy(bytes: &[u8], encoding: &'static Encoding) -> String {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len()));
    let (result, _, _) = decoder.decode_to_string(bytes, &mut text, false);
    debug_assert_eq!(result, CoderResult::InputEmpty, "the buffer was sized for the whole prefix");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> io::Result<String> {
        let found = detect(bytes, None);
        let mut text = String::new();
        Transcoder::new(&bytes[found.bom..], found.encoding).read_to_string(&mut text)?;
        Ok(text)
    }

    #[test]
    fn utf16_is_read_with_and_without_a_mark() {
        let le: Vec<u8> = "<a>é</a>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = "\u{feff}{\"é\":1}".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decoded(&le).expect("text"), "<a>é</a>");
        assert_eq!(decoded(&be).expect("text"), "{\"é\":1}");
    }

    #[test]
    fn the_declared_encoding_counts() {
        assert_eq!(
            decoded(b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9</a>").expect("text").chars().last(),
            Some('>')
        );
        assert!(decoded(b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9</a>").expect("text").contains('é'));
    }

    #[test]
    fn lines_in_utf16_need_no_mark() {
        for encode in [u16::to_le_bytes, u16::to_be_bytes] {
            let bytes: Vec<u8> = "number,status\r\n1.1,pass é\r\n".encode_utf16().flat_map(encode).collect();
            assert_eq!(decoded(&bytes).expect("text"), "number,status\r\n1.1,pass é\r\n");
        }
        for bytes in [b"\x7fELF\0\0".as_slice(), b"a.ndjson\0\0\0\0\0\0\0\0\0\0\0\0\0\0", b"ab\0c\0d\0", b"a\0"] {
            assert_eq!(detect(bytes, None).encoding, UTF_8, "{bytes:?}");
        }
    }

    #[test]
    fn half_a_character_is_refused() {
        assert!(decoded(b"\xff\xfe<\0\x00\xd8").is_err());
    }
}
