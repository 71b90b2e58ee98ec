//! The names of a bundle's files: one place for whoever writes, reads or looks for them.

/// The results, from which the bundle is read again as a baseline.
pub(crate) const RESULTS: &str = "results.json";
/// The statement about the release, unsigned.
pub(crate) const PREDICATE: &str = "amicis.predicate.json";
/// The statement in the form that in-toto signs.
pub(super) const IN_TOTO: &str = "amicis.intoto.json";
/// The digests of all other files, as `sha256sum` checks them.
pub(crate) const SUMS: &str = "SHA256SUMS";
/// The summary of the verification, unsigned.
pub(super) const SUMMARY: &str = "amicis.vsa.json";
pub(super) const REPORT: &str = "report.html";
pub(super) const EXCEPTIONS: &str = "exceptions.md";
pub(super) const DIFF: &str = "diff.md";
pub(super) const NOTES: &str = "release-notes.md";
pub(super) const SARIF: &str = "results.sarif";
pub(super) const JUNIT: &str = "results.junit.xml";
pub(super) const REGISTRY: &str = "registry.toml";
