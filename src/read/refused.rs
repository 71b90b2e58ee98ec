//! Files that people hand over by mistake: recognised, and refused with what to run instead.

use super::{Head, JsonHead, ReadError};

/// The reason why a file is no scan that can be read, when it is a known one.
pub(crate) fn recognise(head: &Head) -> Option<ReadError> {
    REFUSALS.iter().find(|refusal| (refusal.sniff)(head)).map(|refusal| ReadError::refused(refusal.what, refusal.help))
}

struct Refusal {
    sniff: fn(&Head) -> bool,
    what: &'static str,
    help: &'static str,
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
    Refusal {
        sniff: |head| {
            let marks = ["# Lynis Report", "lynis_version=", "[ Lynis "];
            head.lines().any(|line| marks.iter().any(|mark| line.starts_with(mark)))
        },
        what: "this is Lynis's output: its tests have ids of their own and name no CIS recommendation",
        help: "scan the image with a CIS tool instead; `amicis formats` lists those that can be read",
    },
    Refusal {
        sniff: |head| {
            let json = |key| head.json().is_some_and(|json| json.has(key));
            json("summarycontrols")
                || json("results/[]/defaultstatus")
                || (json("schemaversion") && json("artifactname"))
                || (json("relatedresources") && json("results"))
        },
        what: "this is Trivy's report: packages, or a Kubernetes cluster's compliance, and no CIS check of a host",
        help: "scan the image itself with a CIS tool; for the cluster's nodes give kube-bench's JSON",
    },
    Refusal {
        sniff: |head| {
            let prowler =
                |key| head.json().and_then(|json| json.value(key)).is_some_and(|name| name.starts_with("Prowler"));
            let table = |line: &str| line.contains(';') && line.contains("PROVIDER;") && line.contains("CHECK_ID");
            let product = prowler("[]/metadata/product/name") || prowler("metadata/product/name");
            product || head.lines().any(|line| table(line) || line.to_uppercase().contains(";REQUIREMENTS_ID;"))
        },
        what: "this is Prowler's output: checks of a cloud account or cluster, with the numbers of another benchmark than the host's",
        help: "scan the image itself with a CIS tool; `amicis formats` lists those that can be read",
    },
    Refusal {
        sniff: |head| {
            let json = |key| head.json().is_some_and(|json| json.has(key));
            let policy = head.lines().any(|line| line.trim() == "kind: policy");
            policy
                || json("policies/[]/passinghostcount")
                || json("[]/passinghostcount")
                || json("host/policies/[]/response")
        },
        what: "these are Fleet's policies: counts of hosts, and CIS numbers in free text at best",
        help: "scan the image itself with a CIS tool; `amicis formats` lists those that can be read",
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
