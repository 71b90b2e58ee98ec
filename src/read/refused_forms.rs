//! Files of tools that can be read, in a form that cannot: refused with the form to give instead.

use super::refused::Refusal;
use super::yaml::ANSWERS;
use super::{Head, Shape};

fn aws_as_text(head: &Head) -> bool {
    head.lines().any(|line| {
        line.split_once('\t').is_some_and(|(name, _)| ANSWERS.iter().any(|answer| answer.to_uppercase() == name))
    })
}

fn aws_as_table(head: &Head) -> bool {
    let commands = ["GetCisScanResultDetails", "ListCisScan", "DescribeFindings", "GetFindings"];
    head.lines().take(3).any(|line| {
        let title = line.trim_matches(['|', ' ']);
        line.starts_with('|') && commands.iter().any(|command| title.starts_with(command))
    })
}

/// `[]`, `{}`, `{"findings": []}`: nothing but empty lists.
fn empty_answer(head: &Head) -> bool {
    if !head.whole || !matches!(head.shape, Shape::Json(_)) {
        return false;
    }
    let Ok(value) = serde_json::from_str::<serde_json::Value>(&head.text) else { return false };
    match value {
        serde_json::Value::Array(items) => items.is_empty(),
        serde_json::Value::Object(members) => members.iter().all(|(key, value)| match value {
            serde_json::Value::Array(items) => items.is_empty(),
            serde_json::Value::Null => true,
            _ => key.eq_ignore_ascii_case("nextToken"),
        }),
        _ => false,
    }
}

pub(super) static FORMS: &[Refusal] = &[
    Refusal {
        sniff: empty_answer,
        what: "this is an empty answer: the scan found nothing, or has not ended",
        help: "wait until the scan has ended, ask again without a filter, and give the answer that lists the checks",
    },
    Refusal {
        sniff: |head| aws_as_text(head) || aws_as_table(head),
        what: "this is an answer of the AWS CLI as text or table, in which names and line breaks are lost",
        help: "run the command again with `--output json` and give that output",
    },
    Refusal {
        sniff: |head| {
            head.xml()
                .is_some_and(|xml| xml.namespace.is_empty() && matches!(xml.root.as_str(), "TestResult" | "Benchmark"))
        },
        what: "this looks like XCCDF without its namespace, so that nothing in it says what its elements are",
        help: "give the file as the scanner wrote it; XCCDF 1.2 has xmlns=\"http://checklists.nist.gov/xccdf/1.2\"",
    },
    Refusal {
        sniff: |head| head.xml().is_some_and(|xml| xml.root == "Tailoring" || xml.root == "tailoring"),
        what: "this is a tailoring file: it selects rules and holds no result",
        help: "evaluate it with `oscap xccdf eval --tailoring-file … --results FILE …` and give that file",
    },
    Refusal {
        sniff: |head| {
            let keys = ["expiration_date:", "justification:", "run:"];
            let found =
                |key: &&str| head.lines().any(|line| line.starts_with(' ') && line.trim_start().starts_with(*key));
            let mutes = |line: &str| matches!(line.trim_end(), "Mutelist:" | "Allowlist:");
            keys.iter().filter(|key| found(key)).count() >= 2 || head.lines().any(mutes)
        },
        what: "this is a list of waivers, not a scan",
        help: "the results of a run with waivers name them; for exceptions of one's own see `amicis registry`",
    },
    Refusal {
        sniff: |head| {
            let status = |line: &str| {
                let rest = line.strip_prefix("GOSS ");
                rest.is_some_and(|rest| ["OK", "CRITICAL"].iter().any(|word| rest.starts_with(word)))
            };
            head.lines().any(|line| status(line) || line.starts_with("goss_tests_"))
        },
        what: "these are goss's totals for a monitor (nagios or prometheus), and no result of any test",
        help: "run goss with `--format json` (or `junit`) and give that output",
    },
    Refusal {
        sniff: |head| head.lines().any(|line| line.contains("Completed file can be found at ")),
        what: "this is what `run_audit.sh` prints on the terminal: totals, and where the results stand",
        help: "give the JSON file that it names behind `Completed file can be found at`",
    },
];
