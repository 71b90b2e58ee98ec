//! The survivors that are explained: no test can notice them, or none should.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::Result;

/// Keys of mutants, each with why it may survive.
pub struct Explained(BTreeMap<String, String>);

impl Explained {
    /// Reads a file of pairs of lines: a key, and below it, indented, why. Lines that begin with `#` are comments.
    pub fn read(path: &Path) -> Result<Self> {
        let (mut explained, mut key) = (BTreeMap::new(), None);
        for (line, number) in fs::read_to_string(path)?.lines().zip(1..) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            match (line.strip_prefix("  "), key.take()) {
                (None, None) => key = Some(line.to_owned()),
                (Some(why), Some(key)) => _ = explained.insert(key, why.to_owned()),
                _ => return Err(format!("{}:{number}: a key and, indented below it, why", path.display()).into()),
            }
        }
        match key {
            Some(key) => Err(format!("{}: `{key}` is not explained", path.display()).into()),
            None => Ok(Self(explained)),
        }
    }

    /// Why this mutant may survive.
    pub fn why(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// The keys.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}
