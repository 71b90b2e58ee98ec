//! Words and names of people and tools, compared without their case.

/// A word or name as it is compared: trimmed, in lower case.
pub fn fold(text: &str) -> String {
    text.trim().to_lowercase()
}

/// Whether two words or names are the same but for case and surrounding blanks.
pub fn same(left: &str, right: &str) -> bool {
    left == right || fold(left) == fold(right)
}
