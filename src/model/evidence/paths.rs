//! Paths as listings print them: bare, in quotes, several in a row, with a link's target, with a text
//! behind a colon.

use std::borrow::Cow;

use super::suspect::{ARROWS, plain, sound};

/// Quotes around a path, and what closes them.
const QUOTES: [(char, char); 5] =
    [('"', '"'), ('\'', '\''), ('`', '`'), ('\u{2018}', '\u{2019}'), ('\u{201c}', '\u{201d}')];

/// A path that an item names, with `/` between its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundPath<'i> {
    /// The path.
    pub path: Cow<'i, str>,
    /// Where it leads, when it is a link: an absolute path.
    pub target: Option<Cow<'i, str>>,
}

/// Whether a path starts here, or what may be one: a home directory, a path that climbs, a URL.
pub(super) fn starts(text: &str) -> bool {
    let inner = opening(text).map_or(text, |(rest, _)| rest);
    let scheme = || {
        let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && !"+.-".contains(c));
        end.is_some_and(|end| end > 0 && inner.get(end..).is_some_and(|rest| rest.starts_with(":/")))
    };
    inner.starts_with('/')
        || inner.starts_with('~')
        || ["./", "../", ".\\", "..\\"].iter().any(|dots| inner.starts_with(dots))
        || windows(inner)
        || scheme()
}

/// Whether a path of Windows starts here: `C:\`, `\\server\`, a key of the registry.
pub(super) fn windows(text: &str) -> bool {
    let mut chars = text.chars();
    let drive = (chars.next(), chars.next(), chars.next());
    matches!(drive, (Some(letter), Some(':'), Some('\\' | '/')) if letter.is_ascii_alphabetic())
        || text.strip_prefix("\\\\").is_some_and(|rest| rest.starts_with(char::is_alphanumeric))
        || text.split_once('\\').is_some_and(|(hive, _)| {
            let hive = hive.trim_end_matches(':');
            hive.starts_with("HK")
                && hive.len() > 2
                && hive.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
        })
}

fn opening(text: &str) -> Option<(&str, char)> {
    QUOTES.iter().find_map(|(open, close)| Some((text.strip_prefix(*open)?, *close)))
}

/// The text behind a path.
enum Behind<'i> {
    Nothing,
    Path(&'i str),
    Target(&'i str),
    Text(&'i str),
}

/// Every path of a text that starts with one; `None` unless all of the text is explained.
pub(super) fn all(text: &str) -> Option<Vec<FoundPath<'_>>> {
    let mut found = Vec::new();
    let mut rest = text;
    loop {
        let (path, mut behind) = piece(rest)?;
        let path = absolute(path)?;
        let mut target = None;
        if let Behind::Target(text) = behind {
            let (to, next) = piece(text)?;
            target = Some(if starts(to) { absolute(to)? } else { Cow::Owned(beside(&path, to)?) });
            behind = next;
        }
        found.push(FoundPath { path, target });
        match behind {
            Behind::Nothing => return Some(found),
            Behind::Path(next) => rest = next,
            Behind::Text(text) => return plain(text).then_some(found),
            // A link to a link.
            Behind::Target(_) => return None,
        }
    }
}

/// An absolute path with `/` between its parts; `None` when it may lead elsewhere.
fn absolute(text: &str) -> Option<Cow<'_, str>> {
    let path = if windows(text) { Cow::Owned(text.replace('\\', "/")) } else { Cow::Borrowed(text) };
    let trimmed = path.trim_end_matches('/');
    let whole = if trimmed.is_empty() { 1 } else { trimmed.len() };
    let sound = (path.starts_with('/') || windows(text)) && sound(path.get(..whole)?);
    // Two slashes begin a share of Windows and nothing else.
    (sound && (!path.starts_with("//") || text.starts_with("\\\\"))).then(|| match path {
        Cow::Borrowed(path) => Cow::Borrowed(path.get(..whole).unwrap_or(path)),
        Cow::Owned(path) => Cow::Owned(path.get(..whole).unwrap_or(&path).to_owned()),
    })
}

/// A link's target that is relative, seen from the link.
fn beside(link: &str, target: &str) -> Option<String> {
    let (folder, _) = link.rsplit_once('/')?;
    let path = format!("{folder}/{target}");
    sound(&path).then_some(path)
}

/// The path that a text starts with, without its quotes, and what stands behind it.
fn piece(text: &str) -> Option<(&str, Behind<'_>)> {
    if let Some((inner, close)) = opening(text) {
        let (path, rest) = inner.split_once(close)?;
        return (!path.is_empty()).then_some((path, behind_quotes(rest)?));
    }
    let drive = if windows(text) { text.find('\\').or(text.find('/')).unwrap_or_default() } else { 0 };
    let mut inside_blanks = false;
    for (at, c) in text.char_indices().skip_while(|(at, _)| *at <= drive) {
        let rest = text.get(at..)?;
        let blank = c.is_whitespace();
        let behind = if blank && !inside_blanks { behind_blanks(rest) } else { behind_separator(rest, c) };
        inside_blanks = blank;
        if let Some(behind) = behind {
            return Some((text.get(..at)?, behind));
        }
    }
    (!text.is_empty()).then_some((text, Behind::Nothing))
}

/// The text behind blanks that end a path; `None` when they are part of it, as a single one may be.
fn behind_blanks(rest: &str) -> Option<Behind<'_>> {
    let next = rest.trim_start();
    if let Some(target) = arrow(next) {
        return Some(Behind::Target(target));
    }
    if starts(next) {
        return Some(Behind::Path(next));
    }
    let single = rest.len() - next.len() == 1 && rest.starts_with(' ');
    (!single).then_some(Behind::Text(next))
}

/// The text behind a separator that ends a path; `None` when it is part of the path.
fn behind_separator(rest: &str, separator: char) -> Option<Behind<'_>> {
    let after = rest.get(separator.len_utf8()..)?;
    let next = after.trim_start();
    match separator {
        ',' | ';' | '|' | ':' if next.is_empty() => Some(Behind::Nothing),
        ',' | ';' | '|' | ':' if starts(next) => Some(Behind::Path(next)),
        ':' if next.len() < after.len() => Some(Behind::Text(next)),
        _ => None,
    }
}

/// After the closing quote nothing is part of the path any more.
fn behind_quotes(rest: &str) -> Option<Behind<'_>> {
    let next = rest.trim_start();
    if next.is_empty() {
        return Some(Behind::Nothing);
    }
    if let Some(target) = arrow(next) {
        return Some(Behind::Target(target));
    }
    let after = next.trim_start_matches([',', ';', '|', ':']).trim_start();
    if starts(after) {
        return Some(Behind::Path(after));
    }
    (after.len() < rest.len()).then_some(Behind::Text(after))
}

/// The path that an arrow points to.
fn arrow(text: &str) -> Option<&str> {
    let target = ARROWS.iter().find_map(|arrow| text.strip_prefix(arrow))?.trim_start();
    (!target.is_empty()).then_some(target)
}
