//! Signs that an item names more than it seems to: what carries one is never taken for explained.

/// Characters that look like a slash, or like dots that leave something out.
const LOOKALIKES: [char; 6] = ['\u{2044}', '\u{2215}', '\u{29f8}', '\u{ff0f}', '\u{ff3c}', '\u{2026}'];

/// Signs of a link between two names.
pub(super) const ARROWS: [&str; 5] = ["-->", "->", "==>", "=>", "\u{2192}"];

/// Characters that a terminal does not show as they are: controls, marks of direction, blanks without width.
pub(super) fn hidden(c: char) -> bool {
    let marks = matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    (c.is_control() && c != '\t') || marks
}

/// The text says that it leaves something out: "and 12 more", "…", "(truncated)".
pub(super) fn elided(text: &str) -> bool {
    if text.contains('\u{2026}') || text.contains("...") {
        return true;
    }
    let mut before = String::new();
    let words = text.split(|c: char| c.is_whitespace() || ",;:|()[]".contains(c)).filter(|word| !word.is_empty());
    for word in words.skip(usize::from(text.starts_with('/'))) {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '+').to_lowercase();
        let counted = number(&before) || matches!(before.as_str(), "and" | "plus");
        // A time zone has four digits.
        let plus = word.strip_prefix('+').is_some_and(|count| number(count) && count.len() != 4);
        let says = match word.as_str() {
            "more" | "further" | "additional" | "remaining" | "truncated" | "omitted" | "elided" | "etc" => true,
            "other" | "others" | "similar" | "so" => counted,
            _ => before == "and" && number(&word),
        };
        if says || plus {
            return true;
        }
        before = word;
    }
    false
}

fn number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Text beside a path that names nothing else.
pub(super) fn plain(text: &str) -> bool {
    !text.chars().any(|c| matches!(c, '/' | '\\' | '~') || hidden(c) || LOOKALIKES.contains(&c))
        && !text.contains("..")
        && !ARROWS.iter().any(|arrow| text.contains(arrow))
        && !encoded(text)
}

/// A path, with `/` between its parts, that says where it leads: it does not climb, and nothing in it
/// may be a second path.
pub(super) fn sound(path: &str) -> bool {
    let share = path.strip_prefix("//").unwrap_or(path);
    let parts_are_names = !share.contains("//")
        // The first part is empty, or a drive or hive of Windows with its colon.
        && share.split('/').skip(1).all(|part| !matches!(part, "." | "..") && !part.ends_with(ends_a_name))
        && dots_belong_to_names(path);
    let tildes = path.char_indices().filter(|(_, c)| *c == '~').all(|(at, _)| {
        let (before, after) = (path.get(..at).unwrap_or_default(), path.get(at + 1..).unwrap_or_default());
        !after.starts_with('/') && !before.ends_with(ends_a_name)
    });
    parts_are_names
        && tildes
        && !path.chars().any(|c| hidden(c) || LOOKALIKES.contains(&c))
        && !ARROWS.iter().any(|arrow| path.contains(arrow))
        && !encoded(path)
        && escapes_are_harmless(path)
}

/// A character between two names: a part of a path that ends with it may be two items that were joined.
fn ends_a_name(c: char) -> bool {
    c.is_whitespace() || ",;:|=&!?([{<>\"'`".contains(c)
}

/// Every run of dots is part of a name: `a..b` and `..2026_11` are, ` ..` and `a../b` may lead elsewhere.
fn dots_belong_to_names(path: &str) -> bool {
    path.match_indices("..").all(|(at, _)| {
        let (before, after) = (path.get(..at).unwrap_or_default(), path.get(at + 2..).unwrap_or_default());
        let name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
        after.starts_with(name) && (before.ends_with(name) || before.ends_with('/'))
    })
}

/// A slash or a dot as a URL writes it.
fn encoded(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    ["%2f", "%2e", "%5c", "%00", "%25"].iter().any(|code| text.contains(code))
}

/// Backslashes as systemd writes them in the names of units (`\x2d`), and no others: they may hide a
/// slash, a dot or the end of a name.
fn escapes_are_harmless(path: &str) -> bool {
    path.match_indices('\\').all(|(at, _)| {
        let code = path.get(at + 1..at + 4).and_then(|code| code.strip_prefix('x'));
        let byte = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        byte.is_some_and(|byte| !matches!(byte, 0..=0x1f | b'.' | b'/' | b'\\' | 0x7f))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_that_leaves_something_out_says_so() {
        for text in [
            "/a (and 12 more)",
            "/a, +3",
            "/a …",
            "/a and others",
            "/a [truncated]",
            "/a and 3",
            "/a...",
            "/a;and 2 more;/b",
        ] {
            assert!(elided(text), "{text}");
        }
        for text in ["/srv/more", "/a writable by others", "/a 2026-11-20 10:00:00 +0000", "/a b"] {
            assert!(!elided(text), "{text}");
        }
    }

    #[test]
    fn a_path_that_may_be_two_or_climbs_is_not_sound() {
        let leads_elsewhere = [
            "/a/../b",
            "/a/..",
            "/a b/../c",
            "/a ../b",
            "/a file:/b",
            "/a=/b",
            "/a//b",
            "/a ~/b",
            "/a ~root",
            "/a->b",
            "/a/%2e%2e/b",
            "/a\\..\\b",
            "/a\\x2fb",
            "/a\u{ff0f}b",
            "/a(/b)",
            "/a\u{202e}b",
            "/a/./b",
            "/a ..",
        ];
        for path in leads_elsewhere {
            assert!(!sound(path), "{path}");
        }
        for path in
            ["/a..b/c", "/a b/c d", "/..2026_11_20/x", "/a~", "/x\\x2dy.mount", "/a/~b", "//server/share/x", "/"]
        {
            assert!(sound(path), "{path}");
        }
    }
}
