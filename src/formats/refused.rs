//! Files that people hand over by mistake: recognised, and refused with what to run instead.

use super::{Head, ReadError};

/// The reason why a file is no scan that can be read, when it is a known one.
pub(super) fn recognise(head: &Head) -> Option<ReadError> {
    REFUSALS.iter().find(|refusal| (refusal.sniff)(head)).map(|refusal| ReadError::refused(refusal.what, refusal.help))
}

struct Refusal {
    sniff: fn(&Head) -> bool,
    what: &'static str,
    help: &'static str,
}

static REFUSALS: &[Refusal] = &[
    Refusal {
        sniff: |head| head.json().is_some_and(|json| json.has("findingarns")),
        what: "this is the output of `aws inspector list-findings`: ARNs only, no findings",
        help: "run `aws inspector describe-findings --finding-arns …` with these ARNs and give its output",
    },
    Refusal {
        sniff: |head| {
            let lists = ["assessmentrunarns", "rulespackagearns", "exclusionarns"];
            head.json().is_some_and(|json| lists.iter().any(|list| json.has(list)))
        },
        what: "this is the output of an `aws inspector list-…` command: ARNs only, no findings",
        help: "run `aws inspector list-findings`, then `aws inspector describe-findings`, and give the output of the latter",
    },
    Refusal {
        sniff: |head| {
            head.json().is_some_and(|json| json.has("status") && json.has("url") && json.paths().count() <= 6)
        },
        what: "this is the answer of a report request ({status, url}), not the report",
        help: "for Amazon Inspector CIS scans run `aws inspector2 get-cis-scan-result-details`; for Inspector Classic run `aws inspector describe-findings`",
    },
    Refusal {
        // `oscap` prints a block of tab-separated lines for each rule.
        sniff: |head| {
            let has =
                |key: &str| head.lines().any(|line| line.strip_prefix(key).is_some_and(|rest| rest.starts_with('\t')));
            has("Title") && has("Rule") && has("Result")
        },
        what: "this is what `oscap` prints on the terminal: it holds no CIS numbers",
        help: "run it again with `oscap xccdf eval --results FILE …` or `--results-arf FILE` and give that file",
    },
    Refusal {
        sniff: |head| head.xml().is_some_and(|xml| xml.root == "data-stream-collection"),
        what: "this is SCAP content (a data stream), not the result of a scan",
        help: "evaluate it with `oscap xccdf eval --results FILE …` and give that file",
    },
    Refusal {
        sniff: |head| head.xml().is_some_and(|xml| xml.root == "oval_results"),
        what: "these are OVAL results: definitions without the benchmark's rules",
        help: "give the XCCDF or ARF file of the same scan (`oscap xccdf eval --results FILE` or `--results-arf FILE`)",
    },
];
