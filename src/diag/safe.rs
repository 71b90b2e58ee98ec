//! Hostile characters, the one class that every output asks; text of scans and registries made safe.

use std::borrow::Cow;

/// Whether a character does something to a terminal, a page or a reader's eye instead of being seen:
/// controls (ESC and C1 among them), direction marks, what takes no room, tags, separators of lines.
///
/// Line breaks and tabs are among them; a place that can show these lets them pass by itself.
pub fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            // Direction: the Arabic letter mark, marks, embeddings, overrides, isolates.
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}'
            // No room: spaces and joiners of no width, invisible operators, the byte order mark.
            | '\u{180e}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{feff}'
            // Separators of lines and paragraphs, which some readers take for line breaks.
            | '\u{2028}' | '\u{2029}'
            // Tags, in which a whole text can be hidden.
            | '\u{e0000}'..='\u{e007f}'
        )
}

/// Shows hostile characters as U+FFFD instead of sending them. Line breaks and tabs stay, but for a line
/// break before what a build server takes for a command of its own, as `::error::`: no text of others
/// may begin such a line.
pub fn safe(text: &str) -> Cow<'_, str> {
    let bad = |c: char| is_hostile(c) && !matches!(c, '\n' | '\t');
    let mut shown: Cow<'_, str> = text.into();
    if text.contains(bad) {
        shown = text.chars().map(|c| if bad(c) { '\u{fffd}' } else { c }).collect::<String>().into();
    }
    let mut lines = shown.split('\n').skip(1);
    if lines.any(is_command) {
        let mut joined = String::with_capacity(shown.len());
        for (index, line) in shown.split('\n').enumerate() {
            if index > 0 {
                joined.push(if is_command(line) { '\u{fffd}' } else { '\n' });
            }
            joined.push_str(line);
        }
        shown = joined.into();
    }
    shown
}

/// Whether a build server takes a line for a command: `::name key=value::text`, `##[name]text`.
fn is_command(line: &str) -> bool {
    let line = line.trim_start();
    if line.starts_with("##[") || line.starts_with("##vso[") {
        return true;
    }
    let Some(command) = line.strip_prefix("::") else { return false };
    let after = command.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == '-');
    after.len() < command.len() && (after.starts_with("::") || (after.starts_with(' ') && after.contains("::")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_invisible_passes_and_what_is_seen_stays() {
        let hostile = "\0\r\u{1b}\u{7f}\u{85}\u{9b}\u{61c}\u{180e}\u{200b}\u{200d}\u{200f}\u{2028}\u{2029}\u{202e}\
                       \u{2060}\u{2064}\u{2069}\u{206f}\u{feff}\u{e0001}\u{e007f}";
        assert!(safe(hostile).chars().all(|c| c == '\u{fffd}'), "{:?}", safe(hostile));
        let seen = "a\tb\nä漢e\u{301} \u{a0}–→✓";
        assert_eq!(safe(seen), seen);
    }

    #[test]
    fn no_text_of_others_begins_a_line_that_a_build_server_obeys() {
        for command in ["::error::pwn", "::set-output name=x::1", "  ::warning::w", "##[error]w", "##vso[task.x]w"] {
            assert_eq!(safe(&format!("a\n{command}\nb")), format!("a\u{fffd}{command}\nb"));
        }
        for text in ["a\n::1\n::ffff:10.0.0.1", "a\n:: b", "## Heading\n## Another"] {
            assert_eq!(safe(text), text);
        }
    }
}
