//! A bundle that is read again: whole, or refused.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde_json::Value;

use crate::outputs::{OUTPUTS, ViewKind};

use super::layout::{IN_TOTO, JUNIT, PREDICATE, RESULTS, SARIF, SUMMARY, SUMS};
use super::released::ReleasedError;
use crate::assess::Assessment;
use crate::digest::sha256_hex;
use crate::model::Scan;
use crate::views::{Released, TestLists, TestResult, images};

/// A folder that should hold a bundle.
#[derive(Clone, Debug, Default)]
pub struct StoredBundle {
    /// The files, by their names in the folder.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Links, hidden files, empty folders and whatever else is no file of a bundle, each with the word for it.
    pub foreign: Vec<String>,
}

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

    /// The SHA-256 of the checksums, in lower-case hexadecimal: it stands for the whole bundle.
    ///
    /// # Errors
    /// When the bundle has none.
    pub fn digest(&self) -> Result<String, ReleasedError> {
        let missing = || ReleasedError::SumsMissing(format!("the bundle has no {SUMS}"));
        Ok(sha256_hex(self.files.get(SUMS).ok_or_else(missing)?.as_slice()).unwrap_or_default())
    }

    /// The result that its statement gives: PASSED, WARNED or FAILED.
    ///
    /// # Errors
    /// When there is no statement, or it cannot be read.
    pub fn result(&self) -> Result<String, ReleasedError> {
        let predicate: Value = serde_json::from_str(&self.text(PREDICATE)?)?;
        Ok(predicate.get("result").and_then(Value::as_str).unwrap_or_default().to_owned())
    }

    /// The day that decided, as its results say.
    pub fn day(&self) -> Option<Date> {
        Some(Released::read(&self.text(RESULTS).ok()?).ok()?.as_of)
    }

    /// Whether it holds SARIF.
    pub fn has_sarif(&self) -> bool {
        self.files.contains_key(SARIF)
    }

    /// Whether it holds JUnit XML.
    pub fn has_junit(&self) -> bool {
        self.files.contains_key(JUNIT)
    }

    /// The outputs for other systems that it holds, by their ids.
    pub fn also(&self) -> Vec<&'static str> {
        let kind = ViewKind::Assessed;
        let about = OUTPUTS.iter().map(|output| output.about()).filter(|about| about.of(kind).is_some());
        let held = about.filter(|about| self.files.keys().any(|name| about.names(kind, name)));
        held.map(|about| about.id).collect()
    }

    /// Whether it holds the registry, in one file or several.
    pub fn has_registry(&self) -> bool {
        self.files.keys().any(|name| name.starts_with("registry."))
    }

    /// What is not as in a bundle that was made anew from the inputs, by the files' names.
    pub fn differences(&self, made: &[(String, Vec<u8>)]) -> BTreeMap<String, String> {
        let mut differences = BTreeMap::new();
        for (name, bytes) in made {
            let differs = match self.files.get(name) {
                None => Some("is not there, but the inputs make it".to_owned()),
                Some(stored) if stored != bytes => {
                    let same = stored.iter().zip(bytes).take_while(|(a, b)| a == b);
                    let line = same.filter(|(byte, _)| **byte == b'\n').count() + 1;
                    Some(format!("is not what the inputs make: it differs from line {line} on"))
                }
                Some(_) => None,
            };
            differences.extend(differs.map(|what| (name.clone(), what)));
        }
        let beyond = self.files.keys().filter(|name| made.iter().all(|(known, _)| known != *name));
        differences.extend(beyond.map(|name| (name.clone(), "is none of the files that the inputs make".to_owned())));
        differences
    }

    /// Holds every file against the checksums: each has a line, each line has a file, and the digests are equal.
    ///
    /// # Errors
    /// When a line or a file is missing, or a digest differs, or something in the folder is no file of a bundle.
    pub fn verify(&self) -> Result<(), ReleasedError> {
        if !self.foreign.is_empty() {
            return Err(ReleasedError::Foreign(self.foreign.join(", ")));
        }
        if !self.files.contains_key(SUMS) {
            return Err(ReleasedError::SumsMissing(format!("the bundle has no {SUMS}")));
        }
        let sums = self.text(SUMS)?;
        let mut listed = BTreeSet::new();
        for line in sums.lines() {
            let Some((sum, name)) = line.split_once("  ") else {
                return Err(ReleasedError::SumsDiffer(format!("a line of {SUMS} is no checksum")));
            };
            let Some(bytes) = self.files.get(name) else {
                return Err(ReleasedError::SumsDiffer(format!("{SUMS} names {name}, which is not there")));
            };
            // Bytes in memory can always be read.
            let digest = sha256_hex(bytes.as_slice()).unwrap_or_default();
            if digest != sum {
                return Err(ReleasedError::SumsDiffer(format!("{name} is not the file of {SUMS}")));
            }
            if !listed.insert(name) {
                return Err(ReleasedError::SumsDiffer(format!("{SUMS} has two lines for {name}")));
            }
        }
        let unlisted = self.files.keys().find(|name| *name != SUMS && !listed.contains(name.as_str()));
        unlisted.map_or(Ok(()), |name| Err(ReleasedError::SumsMissing(format!("{SUMS} has no line for {name}"))))
    }

    /// Holds the statement against the results and the files: who changes one has to change all of them.
    fn agrees(&self, assessment: &Assessment) -> Result<(), ReleasedError> {
        let differs = |what: &str| Err(ReleasedError::SumsDiffer(what.to_owned()));
        let predicate: Value = serde_json::from_str(&self.text(PREDICATE)?)?;
        let lists = TestLists::of(assessment);
        for (key, names) in lists.named() {
            let told = predicate.get(key).and_then(Value::as_array).into_iter().flatten();
            let told: BTreeSet<&str> = told.filter_map(Value::as_str).collect();
            if told != names.iter().map(String::as_str).collect() {
                return differs(&format!("{key} in {PREDICATE} is not what {RESULTS} leads to"));
            }
        }
        let doubts = predicate.get("doubts").and_then(Value::as_array).into_iter().flatten();
        let stops =
            |doubt: &Value| doubt.get("stops_gate") == Some(&Value::Bool(true)) && doubt.get("accepted").is_none();
        let doubted = doubts.into_iter().any(stops);
        let result = TestResult::of(&lists, doubted).word();
        if predicate.get("result").and_then(Value::as_str) != Some(result) {
            return differs(&format!("the result in {PREDICATE} is not {result}, to which its lists lead"));
        }
        let statement: Value = serde_json::from_str(&self.text(IN_TOTO)?)?;
        if statement.get("predicate") != Some(&predicate) {
            return differs(&format!("the predicate in {IN_TOTO} is not that of {PREDICATE}"));
        }
        let told: BTreeSet<(&str, &str)> = subjects(&statement).collect();
        let beside = |name: &&String| ![IN_TOTO, SUMMARY, SUMS].contains(&name.as_str());
        let files = self.files.iter().filter(|(name, _)| beside(name));
        let files: Vec<_> =
            files.map(|(name, bytes)| (name, sha256_hex(bytes.as_slice()).unwrap_or_default())).collect();
        if told != files.iter().map(|(name, digest)| (name.as_str(), digest.as_str())).collect() {
            return differs(&format!("the subjects of {IN_TOTO} are not the files of the bundle"));
        }
        if predicate.get("asOf").and_then(Value::as_str) != Some(assessment.as_of.to_string().as_str()) {
            return differs(&format!("the day in {PREDICATE} is not that of {RESULTS}"));
        }
        let configured = configured(&predicate);
        let mut scans = assessment.scans().filter_map(|scan| scan.source.sha256.as_deref());
        let images = images(assessment);
        let named: Vec<&str> = configured.iter().copied().filter(|name| name.starts_with("arn:")).collect();
        if named != images || !scans.all(|digest| configured.contains(&digest)) {
            return differs(&format!("the configuration in {PREDICATE} is not what {RESULTS} was made from"));
        }
        let summary: Value = serde_json::from_str(&self.text(SUMMARY)?)?;
        let passed = if result == "FAILED" { "FAILED" } else { "PASSED" };
        let told = summary.pointer("/predicate/verificationResult").and_then(Value::as_str);
        let of_files = subjects(&summary).all(|(name, digest)| files.iter().any(|(n, d)| *n == name && d == digest));
        let at = |pointer: &str| summary.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        let evidence = at("/predicate/inputAttestations/0/digest/sha256");
        let attested = files.iter().any(|(name, digest)| *name == PREDICATE && digest == evidence);
        // The policy of several files is a digest of their digests.
        let policy =
            at("/predicate/policy/uri") == "registry" || configured.contains(&at("/predicate/policy/digest/sha256"));
        let day = at("/predicate/timeVerified").starts_with(&assessment.as_of.to_string());
        let image = images.first().is_none_or(|image| at("/predicate/resourceUri") == image);
        let same = told == Some(passed) && attested && policy && day && image;
        if !same || !of_files || subjects(&summary).next().is_none() {
            return differs(&format!("{SUMMARY} does not say what {PREDICATE} says"));
        }
        Ok(())
    }

    fn text(&self, name: &str) -> Result<String, ReleasedError> {
        let missing = || ReleasedError::SumsMissing(format!("the bundle has no {name}"));
        let bytes = self.files.get(name).ok_or_else(missing)?;
        Ok(String::from_utf8_lossy(bytes).into_owned())
    }
}

/// The digests and names that a predicate's configuration holds.
fn configured(predicate: &Value) -> Vec<&str> {
    let parts = predicate.get("configuration").and_then(Value::as_array).into_iter().flatten();
    parts.filter_map(|part| part.pointer("/digest/sha256").or(part.get("uri"))?.as_str()).collect()
}

/// Names and digests of a statement's subjects.
fn subjects(statement: &Value) -> impl Iterator<Item = (&str, &str)> {
    let subjects = statement.get("subject").and_then(Value::as_array).into_iter().flatten();
    subjects.filter_map(|subject| Some((subject.get("name")?.as_str()?, subject.pointer("/digest/sha256")?.as_str()?)))
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
        StoredBundle { files, foreign: Vec::new() }.verify()
    }

    #[test]
    fn a_bundle_is_whole_or_refused() {
        assert!(bundle(|_| {}).is_ok());
        let changes: [fn(&mut Files); 7] = [
            |files| drop(files.remove(SUMS)),
            |files| drop(files.insert(SUMS.to_owned(), Vec::new())),
            |files| drop(files.insert("a".to_owned(), b"One".to_vec())),
            |files| drop(files.remove("b")),
            |files| drop(files.insert("c".to_owned(), b"three".to_vec())),
            |files| drop(files.insert(SUMS.to_owned(), b"no sums".to_vec())),
            |files| {
                let sums = files.get_mut(SUMS).expect("sums");
                let twice = sums.repeat(2);
                *sums = twice;
            },
        ];
        for (index, change) in changes.into_iter().enumerate() {
            assert!(bundle(change).is_err(), "change {index}");
        }
    }
}
