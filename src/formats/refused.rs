//! Files that people hand over by mistake: recognised, and refused with what to run instead.

use super::{Head, JsonHead, ReadError};

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
        sniff: |head| {
            ends_with(head, "findingarn", |json, at| {
                json.value(&format!("{at}type")).is_some_and(|kind| VULNERABILITIES.contains(&kind))
            })
        },
        what: "these are Amazon Inspector's vulnerability findings: there are no CIS checks here",
        help: "for CIS scans run `aws inspector2 get-cis-scan-result-details`; `list-findings` does not list their results",
    },
    Refusal {
        sniff: |head| ends_with(head, "scanconfigurationarn", |json, at| !json.has(&format!("{at}scanarn"))),
        what: "this is the ARN of a CIS scan's configuration, not a scan",
        help: "run `aws inspector2 list-cis-scans` for the scan's own ARN, then `aws inspector2 get-cis-scan-result-details --scan-arn …`",
    },
];

/// The types of the findings that `aws inspector2 list-findings` lists.
const VULNERABILITIES: [&str; 3] = ["PACKAGE_VULNERABILITY", "NETWORK_REACHABILITY", "CODE_VULNERABILITY"];

/// Whether a key occurs beside which something else holds; that is given the path before the key.
fn ends_with(head: &Head, key: &str, holds: impl Fn(&JsonHead, &str) -> bool) -> bool {
    head.json().is_some_and(|json| {
        json.paths().any(|(path, _)| {
            path.strip_suffix(key).is_some_and(|at| (at.is_empty() || at.ends_with('/')) && holds(json, at))
        })
    })
}
