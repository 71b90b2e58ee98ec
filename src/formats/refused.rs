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
];
