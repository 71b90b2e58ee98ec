//! What the formats of other systems share: when a scan was, what an exception says in one text, and texts that fit.
//!
//! The status of a check is never changed: an exception stands beside it.

use std::fmt::Write;

use crate::model::Moment;
use crate::outputs::output::OutputError;
pub(super) use crate::views::each_once;
use crate::views::{
    AssessedCheck, AssessedImage, AssessedRecommendation, AssessedScan, AssessedView, EntryRecord, NamedEntry,
};

/// The namespace of keys that are ours in other people's documents.
pub(super) const NAMESPACE: &str = "urn:amicis:1";

/// When an image was scanned.
#[derive(Clone, Copy, Debug)]
pub(super) struct Times {
    /// The start; the end where only that is stated.
    pub(super) started: Moment,
    /// The end; the start where only that is stated.
    pub(super) finished: Moment,
}

/// When a scan was.
///
/// # Errors
/// When it states no time, or one without a zone: nothing is invented, least of all the time of now.
pub(super) fn times(output: &'static str, scan: &AssessedScan) -> Result<Times, OutputError> {
    let (started, finished) = (scan.started.or(scan.finished), scan.finished.or(scan.started));
    let lacks = |what: &str| OutputError::Lacks {
        output,
        lacks: format!("{} {what}; give it with --scanned-at", scan.file.path),
    };
    let (Some(started), Some(finished)) = (started, finished) else {
        return Err(lacks("does not say when the scan was made"));
    };
    if !started.zoned() || !finished.zoned() {
        return Err(lacks("states the time of the scan without a zone"));
    }
    Ok(Times { started, finished })
}

/// The times of an image's latest scan.
///
/// # Errors
/// As [`times`], of any scan.
pub(super) fn latest_times(output: &'static str, image: &AssessedImage) -> Result<Times, OutputError> {
    let mut latest: Option<Times> = None;
    for scan in &image.scans {
        let times = times(output, scan)?;
        if latest.is_none_or(|latest| times.finished > latest.finished) {
            latest = Some(times);
        }
    }
    latest.ok_or_else(|| OutputError::Lacks { output, lacks: format!("{} has no scan", image.name) })
}

/// The entries that cover a check, whole.
pub(super) fn covering<'v>(view: &'v AssessedView, entries: &'v [NamedEntry]) -> Vec<&'v EntryRecord> {
    entries.iter().filter(|entry| entry.covers).filter_map(|entry| view.entry(&entry.id)).collect()
}

/// The entries that name a check and do not cover it, each with its reasons: `ID: expired 2026-01-31`.
pub(super) fn lapsed(entries: &[NamedEntry]) -> Vec<String> {
    let named = entries.iter().filter(|entry| !entry.covers);
    named.map(|entry| format!("{}: {}", entry.id, entry.why.join("; "))).collect()
}

/// The reasons of some entries, each once.
pub(super) fn reasons(entries: &[&EntryRecord]) -> String {
    each_once(entries.iter().map(|entry| entry.reason.as_str())).join("\n\n")
}

/// The workarounds of some entries, each once.
pub(super) fn workarounds(entries: &[&EntryRecord]) -> String {
    each_once(entries.iter().map(|entry| entry.workaround.as_str())).join("\n\n")
}

/// The links of some entries, each once.
pub(super) fn links(entries: &[&EntryRecord]) -> Vec<String> {
    let all = entries.iter().flat_map(|entry| entry.links.iter().map(String::as_str));
    each_once(all).into_iter().map(str::to_owned).collect()
}

/// The first day on which one of some entries no longer covers.
pub(super) fn expires(entries: &[&EntryRecord]) -> Option<jiff::civil::Date> {
    entries.iter().filter_map(|entry| entry.expires).min()
}

/// Everything about an entry but its reason, in one line: `sudo (covered-elsewhere), owner platform, approved by board
/// on 2026-10-01, until 2027-06-30`.
pub(super) fn credentials(entry: &EntryRecord) -> String {
    let mut text = entry.id.clone();
    if let Some(category) = &entry.category {
        text.extend([" (", category, ")"]);
    }
    let mut add = |word: &str, value: Option<String>| {
        if let Some(value) = value {
            text.extend([", ", word, " ", &value]);
        }
    };
    add("owner", entry.owner.clone());
    add("requested by", entry.requested_by.clone());
    match (entry.approved_by.clone(), entry.approved_on) {
        (Some(by), Some(on)) => add("approved by", Some(format!("{by} on {on}"))),
        (Some(by), None) => add("approved by", Some(by)),
        (None, on) => add("approved on", on.map(|on| on.to_string())),
    }
    add("from", entry.starts.map(|start| start.to_string()));
    add("until", entry.expires.map(|end| end.to_string()));
    one_line(&text)
}

/// A text in one line, trimmed, its blanks each one space, without control characters.
pub(super) fn one_line(text: &str) -> String {
    let spaced = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// At most so many characters, with `…` in the place of what is cut.
pub(super) fn cut(text: &str, most: usize) -> String {
    if text.chars().nth(most).is_none() {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(most.saturating_sub(1)).collect();
    cut.push('…');
    cut
}

/// A text as a URI: every character that none can have is escaped, and a `%` that escapes nothing.
pub(super) fn uri(text: &str) -> String {
    let mut uri = String::new();
    let bytes = text.trim().as_bytes();
    for (place, byte) in bytes.iter().enumerate() {
        let escape = bytes.get(place + 1..place + 3).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit));
        let allowed = byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=".contains(byte);
        // A second fragment is none.
        let again = *byte == b'#' && uri.contains('#');
        if (allowed && !again) || (*byte == b'%' && escape) {
            uri.push(char::from(*byte));
        } else {
            // A String takes any text.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

/// The number and the title of a check in one line.
pub(super) fn line(check: &AssessedCheck) -> String {
    let id = check.number.as_deref().or(check.rule.as_deref());
    match (id, check.title.as_deref()) {
        (Some(id), Some(title)) => one_line(&format!("{id} {title}")),
        (one, other) => one_line(one.or(other).unwrap_or("-")),
    }
}

/// The number and the title of a recommendation in one line.
pub(super) fn heading(recommendation: &AssessedRecommendation) -> String {
    let heading = match (recommendation.number.as_deref(), recommendation.title.as_deref()) {
        (Some(number), Some(title)) => one_line(&format!("{number} {title}")),
        _ => one_line(&recommendation.id),
    };
    // No format takes an empty one.
    if heading.is_empty() { "-".to_owned() } else { heading }
}

/// The title of a check without its number.
pub(super) fn title_alone(check: &AssessedCheck) -> Option<String> {
    check.title.as_deref().map(one_line).filter(|title| !title.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_text_has_the_length_asked_for_and_no_half_characters() {
        assert_eq!(cut("größer", 6), "größer");
        assert_eq!(cut("größere", 6), "größe…");
        assert_eq!(cut("", 0), "");
    }

    #[test]
    fn what_no_uri_can_have_is_escaped() {
        assert_eq!(uri("https://a.example/b?c=d#e"), "https://a.example/b?c=d#e");
        assert_eq!(uri("https://a.example/\"><x y>#a#b%zz%41"), "https://a.example/%22%3E%3Cx%20y%3E#a%23b%25zz%41");
        assert_eq!(uri(" https://a.example/ü "), "https://a.example/%C3%BC");
    }

    #[test]
    fn one_line_has_no_control_characters_and_no_blanks_at_its_ends() {
        assert_eq!(one_line(" a\r\n\tb\u{1b}[31m  c \u{85}"), "a b [31m c");
    }
}
