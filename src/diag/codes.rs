//! Every code that a message can carry, with what it means; no message uses another.
//!
//! The states of registry entries are codes, too: `registry::State` has their meanings.

/// The codes and their meanings, sorted by code.
pub const CODES: &[(&str, &str)] = &[
    ("always-fails", "the tool always reports these as failed"),
    ("archived", "findings are archived, and whether they still fail is unknown"),
    ("bad-date", "a day is not written as a TOML date such as 2027-01-31"),
    ("bad-id", "an entry's id is not one word"),
    ("bad-link", "a link is not http, https or mailto"),
    ("bad-number", "a text is not a recommendation number such as 1.1.22"),
    ("bad-pattern", "a text is not a pattern that can be matched"),
    ("benchmark-kept", "the scan's benchmark is confirmed and was kept over the one given"),
    ("benchmark-mismatch", "the scan's numbers and titles are another benchmark's than it declares"),
    ("benchmark-overridden", "the benchmark given is not the one the scan names"),
    ("benchmark-unverified", "the scan's benchmark could not be confirmed"),
    ("blank", "a text that has to say something is blank"),
    ("cis-id-differs", "results name another recommendation in their metadata than in their title"),
    ("cis-id-float", "a recommendation number was written as a JSON number and may have lost a zero"),
    ("counts-left-out", "counts were left out because the single results are there"),
    ("date-order", "an entry's last day is before its first"),
    ("doubled-numbers-lost", "the tool overwrites results of one number in this format"),
    ("duplicate-id", "two entries have one id"),
    ("duplicate-setting", "a table stands in several files of a folder and may stand in one"),
    ("empty-control-set", "a part of a scan holds no results"),
    ("empty-list", "a list that has to say something is empty"),
    ("empty-reason", "an entry gives no reason"),
    ("filtered", "a scan was most likely filtered by status before it was given"),
    ("incomplete", "a scan is not the whole"),
    ("incomplete-run", "the run was not completed, or its results are not all there"),
    ("lines-left-out", "lines of a scan are no results"),
    ("logs-not-joined", "a summary and a verbose log in one folder could not be put together"),
    ("manual-undecided", "a log calls recommendations manual and does not tell which of them fail"),
    ("missing-key", "a key that has to be there is not"),
    ("missing-number", "a crosswalk has no row for a number"),
    ("no-end", "the end line is missing: the audit may have stopped early"),
    ("no-numbers", "results name no recommendation"),
    ("no-result", "a log does not say how a recommendation ended"),
    ("no-title-hashes", "a list of one's own has no title hashes"),
    ("no-total", "the total is missing that shows whether all parts of a scan are there"),
    ("not-one-to-one", "a crosswalk's row and its class do not agree"),
    ("older-findings", "older states of findings were left out"),
    ("other-findings", "findings that are no CIS checks were left out"),
    ("other-lines", "lines of a scan are not its format's"),
    ("overlay", "a profile repeats the controls of another and is not counted again"),
    ("override-differs", "a result and its override differ; the worse counts"),
    ("own-mapping", "a mapping of one's own is used in the place of a built-in one"),
    ("platform-mismatch", "everything is not applicable: the content is for another platform"),
    ("registry-missing", "there is no registry where one was named"),
    ("registry-syntax", "a registry file is not TOML"),
    ("registry-unreadable", "a registry file cannot be read"),
    ("repaired-json", "a scan's JSON had to be repaired to be read"),
    ("repeated", "results that stand in a file more than once were taken once"),
    ("repeated-findings", "a finding stands in the file several times"),
    ("repeated-rule", "an entry names a recommendation twice"),
    ("replaced-events", "later events replaced earlier ones of the same check"),
    ("rows-left-out", "rows of a table are no results"),
    ("rows-without-result", "rows of a table have no result"),
    ("rule-not-described", "a result's rule is not described in the file"),
    ("schema", "a registry file does not follow schema 1"),
    ("score-differs", "the tool's score is not the one recomputed"),
    ("several-benchmarks", "one instance was held against several benchmarks"),
    ("several-numbers", "a rule names several recommendations"),
    ("skipped", "a file in a folder is not a scan"),
    ("title-disagrees", "a crosswalk and the lists do not agree about a title"),
    ("title-guards-nothing", "a further title belongs to two numbers, or to one that the list lacks"),
    ("totals-differ", "a scan's own totals are not those of its results"),
    ("unknown-category", "an entry's category has no printed name"),
    ("unknown-column", "a column that is not known was left out"),
    ("unknown-key", "a key is not known, and would do nothing"),
    ("unknown-keys", "keys that are not known were left out"),
    ("unknown-number", "a mapping names a number that its benchmark does not have"),
    ("unknown-result", "a result word is not XCCDF's and counts as unknown"),
    ("unknown-status", "a word is not a status that can stand here"),
    ("unknown-word", "a word is none of those that can stand here"),
    ("unreadable-time", "a text is no time where one has to stand"),
    ("unreadable-value", "a value could not be read and was left out"),
    ("unused-run", "facts about a run belong to none of the scans"),
    ("verbose-only", "a verbose log lists only what ran"),
    ("waived-in-scan", "a waiver that came with the scan changed a result"),
    ("wildcard-rule", "an entry names its recommendations by a wildcard"),
    ("wrong-type", "a value is not of the kind that has to stand here"),
];

/// What a code means; `None` for a word that is no code.
pub fn describe(code: &str) -> Option<&'static str> {
    CODES.iter().find(|(known, _)| *known == code).map(|(_, meaning)| *meaning)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::folder::files_below;
    use crate::registry::State;

    /// The code in `call("code"`, `call(Level::Deny, "code"` and their like.
    fn codes_of<'s>(source: &'s str, call: &str) -> Vec<&'s str> {
        source
            .split(call)
            .skip(1)
            .filter_map(|arguments| {
                let arguments = arguments.trim_start();
                let arguments = match arguments.strip_prefix("Level::") {
                    Some(rest) => rest.split_once(',')?.1.trim_start(),
                    None => arguments,
                };
                arguments.strip_prefix('"')?.split('"').next()
            })
            .collect()
    }

    #[test]
    fn every_code_in_the_sources_is_documented() {
        let mut missing = Vec::new();
        for file in files_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).expect("the sources") {
            let source = std::fs::read_to_string(&file).expect("UTF-8");
            let source = source.split("#[cfg(test)]").next().expect("a part").to_owned();
            for call in [".warn(", ".deny(", ".note(", "found.add(", ".unknown_word(", "Diagnostic::new(", " problem("]
            {
                for code in codes_of(&source, call) {
                    let known = describe(code).is_some() || code.parse::<State>().is_ok();
                    if !known {
                        missing.push(format!("{code} ({})", file.display()));
                    }
                }
            }
        }
        assert!(missing.is_empty(), "add them to CODES: {missing:#?}");
    }

    #[test]
    fn the_codes_are_sorted_words_and_no_states() {
        assert!(CODES.is_sorted_by(|(left, _), (right, _)| left < right));
        for (code, meaning) in CODES {
            assert!(code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') && !meaning.is_empty(), "{code}");
            assert!(code.parse::<State>().is_err(), "{code} is a state");
        }
    }
}
