//! Bytes in memory whose reading is watched.

use std::io::{self, BufRead, Cursor, Read};
use std::sync::Arc;

use amicis::Input;

/// An input that tells now and then how many of its bytes have been read.
pub(super) fn input(name: &str, bytes: &Arc<[u8]>, watch: fn(u64)) -> Input {
    let bytes = Arc::clone(bytes);
    Input::from_opener(name, move || {
        Ok(Box::new(Counted { from: Cursor::new(Arc::clone(&bytes)), told: 0, watch }) as Box<dyn BufRead>)
    })
}

struct Counted {
    from: Cursor<Arc<[u8]>>,
    told: u64,
    watch: fn(u64),
}

/// So many bytes at once, and so many between two tellings: a reader that takes all at once would tell nothing.
const STEP: u64 = 1 << 20;
const MOST_AT_ONCE: usize = 1 << 16;

impl Counted {
    fn tell(&mut self) {
        let at = self.from.position();
        if at >= self.told + STEP {
            self.told = at;
            (self.watch)(at);
        }
    }
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(buffer)?;
        self.tell();
        Ok(read)
    }
}

impl BufRead for Counted {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let rest = self.from.fill_buf()?;
        Ok(rest.get(..MOST_AT_ONCE).unwrap_or(rest))
    }

    fn consume(&mut self, bytes: usize) {
        self.from.consume(bytes);
        self.tell();
    }
}
