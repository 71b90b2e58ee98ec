//! Tools whose output is no CIS scan of a host: known by their own marks, and refused by name.

use super::Head;
use super::refused::Refusal;
use crate::model::Number;

fn has(head: &Head, key: &str) -> bool {
    head.json().is_some_and(|json| json.has(key))
}

fn root(head: &Head, roots: &[&str]) -> bool {
    head.xml().is_some_and(|xml| roots.contains(&xml.root.as_str()))
}

fn line_begins(head: &Head, marks: &[&str]) -> bool {
    head.lines().any(|line| marks.iter().any(|mark| line.trim_start_matches('\u{feff}').starts_with(mark)))
}

/// `[WARN] 1.1.1 - Ensure …`: a dash stands behind the number.
fn docker_bench_text(head: &Head) -> bool {
    head.lines().any(|line| {
        let rest = ["[PASS] ", "[WARN] ", "[INFO] ", "[NOTE] "].iter().find_map(|word| line.strip_prefix(word));
        let parts = rest.and_then(|rest| rest.split_once(" - "));
        parts.is_some_and(|(number, _)| number.trim_end().parse::<Number>().is_ok())
    })
}

pub(super) static TOOLS: &[Refusal] = &[
    Refusal {
        sniff: |head| {
            let marks = ["# Lynis Report", "lynis_version=", "[ Lynis "];
            // Its log has a time before each line.
            let log = |line: &str| line.get(19..).is_some_and(|rest| rest.starts_with(" Starting Lynis "));
            head.lines().any(|line| marks.iter().any(|mark| line.starts_with(mark)) || log(line))
        },
        what: "this is Lynis's output: its tests have ids of their own and name no CIS recommendation",
        help: "scan the image with a CIS tool instead; `amicis formats` lists those that can be read",
    },
    Refusal {
        sniff: |head| {
            let json = |key| head.json().is_some_and(|json| json.has(key));
            let value = |key| head.json().and_then(|json| json.value(key)).unwrap_or_default();
            value("apiversion").starts_with("aquasecurity.github.io/")
                || value("items/[]/apiversion").starts_with("aquasecurity.github.io/")
                || json("summarycontrols")
                || json("results/[]/defaultstatus")
                || (json("schemaversion") && json("artifactname"))
                || (json("relatedresources") && json("results"))
        },
        what: "this is Trivy's report: packages, or a Kubernetes cluster's compliance, and no CIS check of a host",
        help: "scan the image itself with a CIS tool; for the cluster's nodes give kube-bench's JSON",
    },
    Refusal {
        sniff: |head| {
            let has = |key: &str| head.json().is_some_and(|json| json.has(key));
            let prowler =
                |key| head.json().and_then(|json| json.value(key)).is_some_and(|name| name.starts_with("Prowler"));
            let table = |line: &str| line.contains(';') && line.contains("PROVIDER;") && line.contains("CHECK_ID");
            let product = prowler("[]/metadata/product/name") || prowler("metadata/product/name");
            let keys =
                |at: &str| ["findinguniqueid", "checkid", "provider"].iter().all(|key| has(&format!("{at}{key}")));
            let columns = |line: &str| {
                table(line)
                    || line.to_uppercase().contains(";REQUIREMENTS_ID;")
                    || line.starts_with("PROFILE,ACCOUNT_NUM,")
            };
            product || keys("[]/") || keys("") || head.lines().any(columns)
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
    Refusal {
        sniff: docker_bench_text,
        what: "this is what docker-bench-security prints on the terminal: a check and its items are lines alike",
        help: "give the file that it writes beside its log, whose name ends in .log.json",
    },
    Refusal {
        sniff: |head| {
            has(head, "summarydetails/frameworks") || (has(head, "clusterapiserverinfo") && has(head, "results"))
        },
        what: "this is kubescape's report: controls of a Kubernetes cluster, and no CIS check of a host",
        help: "scan the image itself with a CIS tool; for the cluster's nodes give kube-bench's JSON",
    },
    Refusal {
        sniff: |head| {
            let roots = [
                "COMPLIANCE_POLICY_REPORT",
                "POSTURE_INFO_LIST_OUTPUT",
                "HOST_LIST_VM_DETECTION_OUTPUT",
                "ASSET_DATA_REPORT",
            ];
            root(head, &roots)
        },
        what: "this is a report of Qualys, whose controls have ids of their own",
        help: "scan the image with a CIS tool that writes XCCDF, ARF or JSON; `amicis formats` lists those that can be read",
    },
    Refusal {
        sniff: |head| root(head, &["NexposeReport"]),
        what: "this is a report of Rapid7 (Nexpose): vulnerabilities, and no CIS check",
        help: "scan the image with a CIS tool that writes XCCDF, ARF or JSON; `amicis formats` lists those that can be read",
    },
    Refusal {
        sniff: |head| {
            let snapshot = has(head, "panels") && has(head, "layout") && has(head, "schemaversion");
            snapshot || has(head, "groups/[]/groupid") || line_begins(head, &["group_id,title,description,control_id,"])
        },
        what: "this is the output of Powerpipe or Steampipe: checks of a cloud account, with the numbers of another benchmark than the host's",
        help: "scan the image itself with a CIS tool; `amicis formats` lists those that can be read",
    },
    Refusal {
        sniff: |head| {
            let json =
                head.json().is_some_and(|json| json.paths().any(|(path, _)| path.ends_with("metadata/oscal-version")));
            json || head.xml().is_some_and(|xml| xml.namespace.starts_with("http://csrc.nist.gov/ns/oscal/"))
        },
        what: "this is an OSCAL document, which refers to results and does not hold them as a scanner writes them",
        help: "give the scanner's own file: XCCDF, ARF, or JSON",
    },
];
