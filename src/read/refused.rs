//! Files that people hand over by mistake: recognised, and refused with what to run instead.

use super::input::{PDF, WORKBOOK};
use super::refused_forms::FORMS;
use super::refused_tools::TOOLS;
use super::{Head, JsonHead, ReadError};

/// The reason why a file is no scan that can be read, when it is a known one.
pub(crate) fn recognise(head: &Head) -> Option<ReadError> {
    let known = REFUSALS.iter().chain(FORMS).chain(TOOLS).find(|refusal| (refusal.sniff)(head));
    known.map(|refusal| ReadError::refused(refusal.what, refusal.help))
}

/// Every file that is refused by name, and what to give or to run instead.
pub fn refusals() -> impl Iterator<Item = (&'static str, &'static str)> {
    let texts = REFUSALS.iter().chain(FORMS).chain(TOOLS).map(|refusal| (refusal.what, refusal.help));
    texts.chain([PDF, WORKBOOK])
}

pub(super) struct Refusal {
    pub(super) sniff: fn(&Head) -> bool,
    pub(super) what: &'static str,
    pub(super) help: &'static str,
}

static REFUSALS: &[Refusal] = &[
    Refusal {
        sniff: |head| head.lines().any(|line| line.trim() == "[[exception]]"),
        what: "this is an exception registry, not a scan",
        help: "give it with -r, and the scan without an option: amicis exceptions SCAN -r REGISTRY",
    },
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
    Refusal {
        sniff: |head| {
            let page =
                head.xml().is_some_and(|xml| xml.root.eq_ignore_ascii_case("html")) || head.text.contains("<html");
            page && head.text.contains("OpenSCAP")
        },
        what: "this is the page that `oscap --report` writes, not the result itself",
        help: "run it again with `--results FILE` or `--results-arf FILE` beside `--report`, and give that file",
    },
    Refusal {
        sniff: |head| {
            let page = |line: &str| line.trim_start().get(..5).is_some_and(|tag| tag.eq_ignore_ascii_case("<html"));
            head.xml().is_some_and(|xml| xml.root.eq_ignore_ascii_case("html")) || head.lines().any(page)
        },
        what: "this is a web page",
        help: "if it is the report of CIS-CAT or OpenSCAP, give the file that the scan wrote beside it: XML (ARF or XCCDF), or CIS-CAT's -json",
    },
    Refusal {
        sniff: |head| {
            let json = |key| head.json().is_some_and(|json| json.has(key));
            json("availablechecks") && json("conformitypercentage")
        },
        what: "these are the totals that the Debian scripts print with --summary-json, and no result of any check",
        help: "run them again with `--batch` or without an option, and give that output",
    },
    Refusal {
        sniff: |head| {
            let tap = |line: &str| {
                let line = line.strip_prefix("not ").unwrap_or(line);
                line.strip_prefix("ok ").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
            };
            let plan = head.lines().any(|line| line.strip_prefix("1..").is_some_and(|n| n.parse::<u32>().is_ok()));
            plan && head.lines().any(tap)
        },
        what: "this is a test's result in TAP, which has lost the CIS numbers",
        help: "run goss with `--format json` (or `junit`) and give that output",
    },
    Refusal {
        sniff: |head| head.lines().any(|line| line.trim_end() == "Failures/Skipped:"),
        what: "this is what goss prints on the terminal: failures only, without the CIS numbers of what passed",
        help: "run goss with `--format json` (or `junit`) and give that output",
    },
    Refusal {
        sniff: |head| head.lines().any(|line| line.contains("Checklist Title:")),
        what: "this is what CIS-CAT prints on the console: totals, and no result of any rule",
        help: "give the report that CIS-CAT wrote: its XML (ARF or XCCDF), or the JSON of the option -json",
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
