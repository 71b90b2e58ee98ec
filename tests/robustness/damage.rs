//! Ways to damage a file: the same bytes each time, no randomness from outside.

use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;

/// So many places over a file, its last bytes among them.
pub(crate) fn places(length: usize, count: usize) -> impl Iterator<Item = usize> {
    let spread = (0..count.saturating_sub(4)).map(move |index| index * length / count.max(1));
    let end = (1..=4).filter_map(move |back| length.checked_sub(back));
    spread.chain(end).filter(move |at| *at < length)
}

/// The file with one bit of one byte turned; which bit differs from place to place.
pub(crate) fn flipped(bytes: &[u8], at: usize) -> Vec<u8> {
    let mut flipped = bytes.to_vec();
    if let Some(byte) = flipped.get_mut(at) {
        *byte ^= 1 << (at % 8);
    }
    flipped
}

/// A small generator (Knuth's): what is damaged is the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % most.max(1)
    }
}

/// The lines in another order.
pub(crate) fn shuffled(text: &str, seed: u64) -> String {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut dice = Dice(seed);
    for last in (1..lines.len()).rev() {
        lines.swap(last, dice.below(last + 1));
    }
    lines.concat()
}

/// Two tags of an XML document, or two values of a JSON or delimited text, in each other's place.
pub(crate) fn swapped(text: &str, seed: u64) -> String {
    let ends: &[char] = if text.trim_start().starts_with('<') { &['<', '>'] } else { &['"', ',', '|', '\t'] };
    let mut parts: Vec<&str> = text.split_inclusive(ends).collect();
    let mut dice = Dice(seed);
    let (one, other) = (dice.below(parts.len()), dice.below(parts.len()));
    if one < parts.len() && other < parts.len() {
        parts.swap(one, other);
    }
    parts.concat()
}

/// The text in UTF-16 with a byte-order mark.
pub(crate) fn utf16(text: &str, encode: fn(u16) -> [u8; 2]) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(encode).collect()
}

/// The text in Latin-1; `None` when it has other characters.
pub(crate) fn latin1(text: &str) -> Option<Vec<u8>> {
    text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect()
}

/// The bytes packed with gzip.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}
