//! Texts of others in XML that we write.

use crate::diag::safe;

/// Text for an attribute: on one line.
pub(super) fn legal_line(text: &str) -> String {
    legal(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Characters that XML 1.0 cannot hold, in whatever spelling, and those that a terminal or page
/// would act on are replaced.
pub(super) fn legal(text: &str) -> String {
    let allowed = |c: char| !matches!(c, '\u{fffe}' | '\u{ffff}');
    safe(text).chars().map(|c| if allowed(c) { c } else { '\u{fffd}' }).collect()
}
