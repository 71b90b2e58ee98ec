//! A bundle that is read again: whole, or refused.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::released::ReleasedError;
use crate::assess::Assessment;
use crate::digest::sha256_hex;
use crate::load::{PREDICATE, RESULTS};
use crate::model::Scan;
use crate::views::{Released, failed_tests};

/// The checksums of a bundle.
pub(super) const SUMS: &str = "SHA256SUMS";

/// The files of a bundle, by their names in its folder.
#[derive(Clone, Debug, Default)]
pub struct StoredBundle(pub BTreeMap<String, Vec<u8>>);

impl StoredBundle {
    /// The scans of the bundle as they were released; `name` is how a person knows the bundle.
    ///
    /// # Errors
    /// When the bundle is not whole, was changed, or holds no verdicts that fit the scans.
    pub fn assess(&self, scans: Vec<Scan>, name: &str) -> Result<Assessment, ReleasedError> {
        self.verify()?;
        let assessment = Released::read(&self.text(RESULTS)?)?.assess(scans, name)?;
        self.agrees(&assessment)?;
        Ok(assessment)
    }

    /// Holds every file against the checksums: each has a line, each line has a file, and the digests are equal.
    ///
    /// # Errors
    /// When a line or a file is missing, or a digest differs.
    pub fn verify(&self) -> Result<(), ReleasedError> {
        if !self.0.contains_key(SUMS) {
            return Err(ReleasedError::SumsMissing(format!("the bundle has no {SUMS}")));
        }
        let sums = self.text(SUMS)?;
        let mut listed = BTreeSet::new();
        for line in sums.lines() {
            let Some((sum, name)) = line.split_once("  ") else {
                return Err(ReleasedError::SumsDiffer(format!("a line of {SUMS} is no checksum")));
            };
            let Some(bytes) = self.0.get(name) else {
                return Err(ReleasedError::SumsDiffer(format!("{SUMS} names {name}, which is not there")));
            };
            // Bytes in memory can always be read.
            let digest = sha256_hex(bytes.as_slice()).unwrap_or_default();
            if digest != sum {
                return Err(ReleasedError::SumsDiffer(format!("{name} is not the file of {SUMS}")));
            }
            listed.insert(name);
        }
        let unlisted = self.0.keys().find(|name| *name != SUMS && !listed.contains(name.as_str()));
        unlisted.map_or(Ok(()), |name| Err(ReleasedError::SumsMissing(format!("{SUMS} has no line for {name}"))))
    }

    /// Holds the failures of the statement against the results: who takes one away has to change both.
    fn agrees(&self, assessment: &Assessment) -> Result<(), ReleasedError> {
        let predicate: Value = serde_json::from_str(&self.text(PREDICATE)?)?;
        let told = predicate.get("failedTests").and_then(Value::as_array).into_iter().flatten();
        let told: BTreeSet<&str> = told.filter_map(Value::as_str).collect();
        let failed = failed_tests(assessment);
        if told != failed.iter().map(String::as_str).collect() {
            let message = format!("the failures in {PREDICATE} are not those of {RESULTS}");
            return Err(ReleasedError::SumsDiffer(message));
        }
        Ok(())
    }

    fn text(&self, name: &str) -> Result<String, ReleasedError> {
        let missing = || ReleasedError::SumsMissing(format!("the bundle has no {name}"));
        let bytes = self.0.get(name).ok_or_else(missing)?;
        Ok(String::from_utf8_lossy(bytes).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Files = BTreeMap<String, Vec<u8>>;

    fn bundle(change: impl FnOnce(&mut Files)) -> Result<(), ReleasedError> {
        let digest = |text: &str| sha256_hex(text.as_bytes()).expect("bytes");
        let sums = format!("{}  a\n{}  b\n", digest("one"), digest("two"));
        let files = [("a", "one"), ("b", "two"), (SUMS, sums.as_str())];
        let mut files = files.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())).into();
        change(&mut files);
        StoredBundle(files).verify()
    }

    #[test]
    fn a_bundle_is_whole_or_refused() {
        assert!(bundle(|_| {}).is_ok());
        let changes: [fn(&mut Files); 6] = [
            |files| drop(files.remove(SUMS)),
            |files| drop(files.insert(SUMS.to_owned(), Vec::new())),
            |files| drop(files.insert("a".to_owned(), b"One".to_vec())),
            |files| drop(files.remove("b")),
            |files| drop(files.insert("c".to_owned(), b"three".to_vec())),
            |files| drop(files.insert(SUMS.to_owned(), b"no sums".to_vec())),
        ];
        for (index, change) in changes.into_iter().enumerate() {
            assert!(bundle(change).is_err(), "change {index}");
        }
    }
}
