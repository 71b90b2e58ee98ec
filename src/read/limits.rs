//! A stream that refuses what no text has: NUL bytes, and more bytes than are allowed. It does not
//! look at characters: whoever turns the bytes into text does.

use std::io::{self, BufRead, Read};

/// Bytes as they are, up to a limit, without NUL.
pub(crate) struct Checked<R> {
    inner: R,
    /// How many bytes of the inner buffer were looked at.
    seen: usize,
    /// How many bytes went through.
    passed: u64,
    most: u64,
}

/// A NUL byte, and how many bytes of text stand before it.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("a NUL byte stands behind {0} bytes of text")]
pub(crate) struct NulByte(pub(crate) u64);

impl<R: BufRead> Checked<R> {
    pub(crate) fn new(inner: R, most: u64) -> Self {
        Self { inner, seen: 0, passed: 0, most }
    }
}

impl<R: BufRead> BufRead for Checked<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let bytes = self.inner.fill_buf()?;
        if let Some(fresh) = bytes.get(self.seen..).filter(|fresh| !fresh.is_empty()) {
            if self.passed + bytes.len() as u64 > self.most {
                return Err(io::ErrorKind::FileTooLarge.into());
            }
            if let Some(at) = memchr::memchr(0, fresh) {
                let nul = NulByte(self.passed + (self.seen + at) as u64);
                return Err(io::Error::new(io::ErrorKind::InvalidData, nul));
            }
            self.seen = bytes.len();
        }
        Ok(bytes)
    }

    fn consume(&mut self, amount: usize) {
        self.inner.consume(amount);
        self.seen = self.seen.saturating_sub(amount);
        self.passed += amount as u64;
    }
}

impl<R: BufRead> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut bytes = self.fill_buf()?;
        let read = bytes.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    fn read(bytes: &[u8], most: u64) -> io::Result<Vec<u8>> {
        let mut read = Vec::new();
        // Small buffers, so that every edge is met.
        Checked::new(BufReader::with_capacity(3, bytes), most).read_to_end(&mut read).map(|_| read)
    }

    #[test]
    fn what_fits_passes_unchanged() {
        assert_eq!(read(b"abcdefg", 7).expect("read"), b"abcdefg");
        assert_eq!(read(b"abcdefg", 6).expect_err("too large").kind(), io::ErrorKind::FileTooLarge);
    }

    #[test]
    fn a_nul_byte_is_found_wherever_it_stands() {
        for at in 0..8 {
            let mut bytes = *b"abcdefgh";
            bytes[at] = 0;
            let error = read(&bytes, 8).expect_err("refused");
            let nul = error.get_ref().and_then(|inner| inner.downcast_ref::<NulByte>()).expect("a NUL");
            assert_eq!(nul.0, at as u64);
        }
    }
}
