//! The columns that listings print before a path: `ls -l`, `find -ls`, `stat` with a format.

use super::paths::starts;

/// The most columns before a path: `find -ls` has eleven with a device's numbers.
const MOST: usize = 14;

/// Words that turn the meaning of what follows them.
const NEGATIONS: [&str; 9] = ["not", "no", "but", "except", "excluding", "without", "outside", "besides", "unlike"];

/// Columns before a path.
#[derive(Default)]
pub(super) struct Columns<'i> {
    pub(super) words: Vec<&'i str>,
    pub(super) mode: Option<&'i str>,
    pub(super) owner: Option<&'i str>,
    pub(super) group: Option<&'i str>,
}

/// The columns of an item and the text from its first path on; `None` where something before the path
/// is no column.
pub(super) fn read(text: &str) -> Option<(Columns<'_>, &str)> {
    let mut rest = text;
    let mut columns = Columns::default();
    while !starts(rest) {
        let (word, next) = rest.split_once(char::is_whitespace)?;
        if columns.words.len() == MOST || !is_column(word) {
            return None;
        }
        columns.words.push(word);
        rest = next.trim_start();
    }
    if columns.words.is_empty() {
        return Some((columns, rest));
    }
    let mode = columns.words.iter().position(|word| is_mode(word));
    columns.mode = mode.and_then(|at| columns.words.get(at).copied());
    let names = columns.words.iter().skip(mode.map_or(0, |at| at + 1)).copied();
    let mut names = names.skip_while(|word| columns.mode.is_some_and(is_long) && is_number(word));
    match names.next().map(|owner| owner.split_once(':').map_or((owner, None), |(owner, group)| (owner, Some(group)))) {
        Some((owner, Some(group))) => (columns.owner, columns.group) = (Some(owner), Some(group)),
        Some((owner, None)) => (columns.owner, columns.group) = (Some(owner), names.next()),
        None => {}
    }
    // Without a mode or an owner the words before a path are prose, and prose can say anything.
    let listing = columns.mode.is_some() || columns.words.iter().any(|word| is_owner(word));
    listing.then_some((columns, rest))
}

/// Whether a mode is written as `ls` writes it: `drwxr-xr-x.`
pub(super) fn is_long(word: &str) -> bool {
    let letters = word.trim_end_matches(['.', '+', '@']);
    letters.len() == 10
        && letters.starts_with(|c| "-bcdlpsD".contains(c))
        && letters.chars().skip(1).all(|c| "-rwxsStTlL".contains(c))
}

fn is_mode(word: &str) -> bool {
    is_long(word) || ((3..=5).contains(&word.len()) && word.bytes().all(|byte| matches!(byte, b'0'..=b'7')))
}

fn is_owner(word: &str) -> bool {
    let name = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "_.-$".contains(c));
    word.split_once(':').is_some_and(|(owner, group)| name(owner) && name(group) && !is_number(owner))
}

pub(super) fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_column(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_alphanumeric() || "_.,:$+@%-?".contains(c))
        && !word.contains("..")
        && !NEGATIONS.contains(&word.to_ascii_lowercase().as_str())
}

/// The text behind a label such as `File:` or `KO:`, when a path or columns stand there.
pub(super) fn behind_label(text: &str) -> &str {
    let Some((label, rest)) = text.split_once(':') else { return text };
    let words = || label.split([' ', '-', '_']);
    let plain = words().all(|word| !word.is_empty() && word.chars().all(char::is_alphabetic))
        && words().count() <= 4
        && !words().any(|word| NEGATIONS.contains(&word.to_ascii_lowercase().as_str()));
    if plain && rest.starts_with(char::is_whitespace) { rest.trim_start() } else { text }
}
