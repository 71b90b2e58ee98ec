//! The status words that scripts may write beside XCCDF's nine.

use crate::model::{AssessedBy, Status};

/// The words, in the order in which the schema lists them.
pub(super) const WORDS: [(&str, Status); 8] = [
    ("passed", Status::Pass),
    ("ok", Status::Pass),
    ("failed", Status::Fail),
    ("ko", Status::Fail),
    ("skip", Status::NotChecked),
    ("skipped", Status::NotChecked),
    ("manual", Status::NotChecked),
    ("na", Status::NotApplicable),
];

/// Reads a status word in any case; MANUAL also says who has to decide.
///
/// # Errors
/// The message lists the words there are.
pub(super) fn status(word: &str) -> Result<(Status, Option<AssessedBy>), String> {
    let word = word.trim();
    let known = WORDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map(|(_, status)| *status);
    let manual = word.eq_ignore_ascii_case("manual").then_some(AssessedBy::Manual);
    if let Some(status) = known.or_else(|| word.parse().ok()) {
        return Ok((status, manual));
    }
    let words = Status::ALL.iter().map(|status| status.word()).chain(WORDS.iter().map(|(word, _)| *word));
    let shown: String = word.chars().take(40).collect();
    Err(format!("`{shown}` is no status; write one of {}", words.collect::<Vec<_>>().join(", ")))
}
