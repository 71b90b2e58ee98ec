//! The handling of a finding by people in Security Hub: suppressed, resolved or deferred it, or wrote a note.
//!
//! It is kept on the check and shown. A result is never better for it: an exception belongs in the registry.

use serde::Deserialize;

use crate::model::{Moment, Override, Status};

#[derive(Deserialize)]
pub(super) struct Workflow {
    pub(super) status: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Note {
    text: Option<String>,
    updatedby: Option<String>,
    updatedat: Option<String>,
}

/// The words of a finding that nobody has touched.
const UNTOUCHED: [&str; 2] = ["NEW", "UNKNOWN"];

/// The mark that people left on a finding, as an override that changes nothing; absent when there is none.
pub(super) fn handled(words: [Option<&str>; 3], note: Option<&Note>, status: Status) -> Option<Override> {
    let mut said: Vec<&str> = Vec::new();
    for word in words.into_iter().flatten().map(str::trim) {
        if !word.is_empty() && !UNTOUCHED.contains(&word) && !said.contains(&word) {
            said.push(word);
        }
    }
    let of_note = |field: fn(&Note) -> Option<&String>| {
        note.and_then(field).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    let text = of_note(|note| note.text.as_ref());
    if said.is_empty() && text.is_none() {
        return None;
    }
    let mark = if said.is_empty() { "noted".to_owned() } else { said.join(", ") };
    Some(Override {
        time: note.and_then(|note| Moment::parse(note.updatedat.as_deref()?)),
        authority: Some(of_note(|note| note.updatedby.as_ref()).unwrap_or_else(|| "somebody".to_owned())),
        old: Some(status),
        new: Some(status),
        remark: Some(format!("{mark} in Security Hub: {}", text.as_deref().unwrap_or("no note"))),
    })
}

/// The mark in one line, for people: the check, what was done, why, by whom and when.
pub(super) fn told(check: &str, change: &Override) -> String {
    let remark: String = change.remark.as_deref().unwrap_or_default().chars().take(200).collect();
    let by: String = change.authority.as_deref().unwrap_or_default().chars().take(80).collect();
    let when = change.time.map(|time| format!(", {time}")).unwrap_or_default();
    format!("{check} {remark} ({by}{when})")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note() -> Note {
        Note { text: Some("until spring".into()), updatedby: Some("jd".into()), updatedat: None }
    }

    #[test]
    fn a_mark_changes_no_result_and_says_who_and_why() {
        let change = handled([Some("SUPPRESSED"), Some("NEW"), None], Some(&note()), Status::Fail).expect("a mark");
        assert_eq!((change.old, change.new), (Some(Status::Fail), Some(Status::Fail)));
        assert_eq!(told("1.1", &change), "1.1 SUPPRESSED in Security Hub: until spring (jd)");
    }

    #[test]
    fn every_mark_is_told_and_an_untouched_finding_has_none() {
        for words in
            [[Some("RESOLVED"), None, None], [None, Some("DEFERRED"), None], [None, None, Some("FALSE_POSITIVE")]]
        {
            assert!(handled(words, None, Status::Fail).is_some(), "{words:?}");
        }
        assert!(handled([None; 3], Some(&note()), Status::Fail).is_some());
        assert!(handled([Some("NEW"), Some("NEW"), Some("UNKNOWN")], None, Status::Fail).is_none());
    }
}
