//! Hashes of titles: they let a title be recognised without shipping it.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

use crate::model::normalise;

/// The first 64 bits of the SHA-256 of a title as [`normalise`] gives it; 16 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TitleHash([u8; 8]);

impl TitleHash {
    /// The hash of a title, normalised here.
    pub fn of(title: &str) -> Self {
        let mut first = [0; 8];
        for (to, from) in first.iter_mut().zip(Sha256::digest(normalise(title))) {
            *to = from;
        }
        Self(first)
    }

    /// The hashes that a title may be known by: its own, and that of the title without the word for a
    /// profile that Windows benchmarks put before it, `(NG)` or `(BL)`. Normalising leaves those two in
    /// place, and a change there would make every stored hash another one.
    pub(super) fn readings(title: &str) -> Vec<Self> {
        let mut readings = vec![Self::of(title)];
        let rest = title.trim_start();
        let rest = ["(NG)", "(BL)"].into_iter().find_map(|word| rest.strip_prefix(word));
        readings.extend(rest.map(Self::of));
        readings
    }
}

impl fmt::Display for TitleHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", u64::from_be_bytes(self.0))
    }
}

impl FromStr for TitleHash {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let digits = text.len() == 16 && text.bytes().all(|b| b.is_ascii_hexdigit());
        match u64::from_str_radix(text, 16) {
            Ok(value) if digits => Ok(Self(value.to_be_bytes())),
            _ => Err(format!("`{text}` is not a title hash of 16 hexadecimal digits")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_of_the_normalised_title_and_reads_back() {
        let hash = TitleHash::of("Ensure the example is set (Automated)");
        assert_eq!(hash, TitleHash::of("ensure the \u{201c}example\u{201d} is set"));
        assert_eq!(hash.to_string().parse(), Ok(hash));
        // SHA-256 of the empty text.
        assert_eq!(TitleHash::of(" ").to_string(), "e3b0c44298fc1c14");
    }

    #[test]
    fn the_word_for_a_profile_of_windows_does_not_matter() {
        let plain = TitleHash::of("Ensure 'Turn On It' is set to 'Enabled'");
        assert!(TitleHash::readings("(NG) Ensure 'Turn On It' is set to 'Enabled' (Automated)").contains(&plain));
        assert_eq!(TitleHash::readings("Ensure 'Turn On It' is set to 'Enabled'"), [plain]);
    }

    #[test]
    fn other_texts_are_no_hashes() {
        for text in ["", "e3b0c44298fc1c1", "+3b0c44298fc1c14", "e3b0c44298fc1c14a", "Ensure something!"] {
            assert!(text.parse::<TitleHash>().is_err(), "{text}");
        }
    }
}
