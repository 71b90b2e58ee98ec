//! Text of scans and registries made safe for a terminal.

use std::borrow::Cow;

/// Shows control characters and those that turn the direction of text, instead of sending them.
pub fn safe(text: &str) -> Cow<'_, str> {
    let bad = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\t'))
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if !text.contains(bad) {
        return text.into();
    }
    text.chars().map(|c| if bad(c) { '\u{fffd}' } else { c }).collect::<String>().into()
}
