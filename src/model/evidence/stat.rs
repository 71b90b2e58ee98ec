//! The lines of `stat`: those behind `File:` belong to its file.

use super::columns::is_long;
use super::suspect::plain;

/// The labels of the lines behind `File:`.
const LABELS: [&str; 9] =
    ["Size: ", "Device: ", "Inode: ", "Access: ", "Context: ", "Modify: ", "Change: ", "Birth: ", " Birth: "];

/// Whether a line begins what `stat` says of a file.
pub(super) fn begins(line: &str) -> bool {
    line.trim_start().starts_with("File: ")
}

/// Whether a line goes on with what `stat` says of a file, and names nothing else.
pub(super) fn continues(line: &str) -> bool {
    let line = line.trim();
    LABELS.iter().any(|label| line.starts_with(label)) && plain(&without_pairs(line))
}

/// The mode in `Access: (0644/-rw-r--r--)`.
pub(super) fn mode(line: &str) -> Option<&str> {
    let (octal, letters) = line.trim().strip_prefix("Access: (")?.split_once(')')?.0.split_once('/')?;
    is_long(letters).then_some(octal)
}

/// The line without `(0644/-rw-r--r--)`, `( 0/ root)` and `10301h/66305d`, which are no paths.
fn without_pairs(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('(') {
        let Some((inner, next)) = after.split_once(')') else { break };
        out.push_str(before);
        let pair = inner.split_once('/').is_some_and(|(number, name)| {
            number.trim().bytes().all(|byte| byte.is_ascii_digit())
                && (is_long(name) || name.trim().chars().all(|c| c.is_ascii_alphanumeric() || "_.-$".contains(c)))
        });
        if !pair {
            out.push_str(inner);
        }
        rest = next;
    }
    out.push_str(rest);
    let device = |word: &&str| word.split_once("h/").is_some_and(|(hex, dec)| hex_or_device(hex) && hex_or_device(dec));
    out.split_whitespace().filter(|word| !device(word)).collect::<Vec<_>>().join(" ")
}

fn hex_or_device(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
