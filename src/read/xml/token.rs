//! A stream that ends where one token of XML is larger than may be held.
//!
//! quick-xml holds a whole text, comment or tag, and so would hold a whole file that is nothing else.
//! Only it knows where a token ends, so whoever asks it for the next one allows it anew.

use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

/// The bytes that the token being read may still have; shared by the stream and whoever reads it.
#[derive(Clone)]
pub(super) struct Allowance {
    left: Rc<Cell<u64>>,
    most: u64,
}

/// A token larger than is allowed.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("one text, tag or comment is larger than {0} bytes")]
pub(super) struct LargeToken(pub(super) u64);

impl Allowance {
    pub(super) fn new(most: u64) -> Self {
        let allowance = Self { left: Rc::default(), most };
        allowance.renew();
        allowance
    }

    /// A new token begins.
    pub(super) fn renew(&self) {
        // One more, since a text ends where quick-xml sees the byte behind it.
        self.left.set(self.most.saturating_add(1));
    }

    pub(super) fn most(&self) -> u64 {
        self.most
    }
}

/// Bytes as they are, no more of them than one token may have.
pub(super) struct Tokens<R> {
    inner: R,
    allowed: Allowance,
}

impl<R: BufRead> Tokens<R> {
    pub(super) fn new(inner: R, allowed: Allowance) -> Self {
        Self { inner, allowed }
    }
}

impl<R: BufRead> BufRead for Tokens<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let bytes = self.inner.fill_buf()?;
        let left = usize::try_from(self.allowed.left.get()).unwrap_or(usize::MAX);
        if left == 0 && !bytes.is_empty() {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, LargeToken(self.allowed.most)));
        }
        // An input in memory shows all of itself at once.
        Ok(bytes.get(..left).unwrap_or(bytes))
    }

    fn consume(&mut self, amount: usize) {
        self.inner.consume(amount);
        self.allowed.left.set(self.allowed.left.get().saturating_sub(amount as u64));
    }
}

impl<R: BufRead> Read for Tokens<R> {
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

    #[test]
    fn a_stream_ends_at_the_allowance_and_goes_on_when_it_is_renewed() {
        let allowed = Allowance::new(3);
        // Small buffers, so that the edge lies inside of one, too.
        let mut tokens = Tokens::new(BufReader::with_capacity(3, b"abcdefg".as_slice()), allowed.clone());
        let mut read = Vec::new();
        let error = tokens.read_to_end(&mut read).expect_err("too large");
        assert!(read == b"abcd" && error.kind() == io::ErrorKind::FileTooLarge, "{error}");
        allowed.renew();
        assert_eq!(tokens.read_to_end(&mut read).expect("the rest"), 3);
    }
}
