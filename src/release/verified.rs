//! What is said of a bundle that was held against itself, alike in the program and on the page.

use std::fmt;

use jiff::civil::Date;

use super::released::ReleasedError;
use super::stored::StoredBundle;
use crate::model::Scan;

/// A bundle that is whole: its checksums, its statement and its results fit each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The number of its files.
    pub files: usize,
    /// The images that it is about.
    pub images: Vec<String>,
    /// The day that decided.
    pub as_of: Date,
    /// PASSED, WARNED or FAILED, as its statement says and its results lead to.
    pub result: String,
    /// The SHA-256 of its checksums, in lower-case hexadecimal.
    pub digest: String,
}

impl StoredBundle {
    /// Holds the checksums against the files, the verdicts against the scans, and the statement against both;
    /// `scans` are those of its results, `name` is how a person knows the bundle.
    ///
    /// # Errors
    /// When the bundle is not whole, or was changed.
    pub fn verified(&self, scans: Vec<Scan>, name: &str) -> Result<Verified, ReleasedError> {
        let assessment = self.assess(scans, &format!("the bundle {name}"))?;
        Ok(Verified {
            files: self.files.len(),
            images: assessment.images.iter().map(|image| image.label.clone()).collect(),
            as_of: assessment.as_of,
            result: self.result()?,
            digest: self.digest()?,
        })
    }
}

impl fmt::Display for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { files, images, as_of, result, .. } = self;
        write!(f, "{files} files, whole; {}, as of {as_of}: {result}", images.join(", "))
    }
}

/// A SHA-256 with or without the word before it, in lower case.
///
/// # Errors
/// When it is none.
pub fn parse_digest(text: &str) -> Result<String, String> {
    let digest = text.trim().strip_prefix("sha256:").unwrap_or(text.trim()).to_lowercase();
    let known = digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    known.then_some(digest).ok_or_else(|| "a digest is `sha256:` and 64 hexadecimal digits".to_owned())
}
