//! kube-bench: JSON (`{"Controls":…}`, a bare array, single control sets) and text.
//!
//! Each control set is a scan of its own, held against its own benchmark: the numbers of a cluster's
//! benchmark overlap those of the host's and must never be joined with them.
//! Source: <https://github.com/aquasecurity/kube-bench>; samples: `samples/formats/kube-bench`.

mod json;
mod text;

use super::{About, Confidence, Format, Gap, Head, Input, ReadError, ReadOptions, Reading};
use crate::model::{Assessment, Benchmark, Check, Established, Evidence, Status, Title, Tool, Version, Weight};

/// The format.
pub(super) struct KubeBench;

impl Format for KubeBench {
    fn id(&self) -> &'static str {
        "kube-bench"
    }

    fn about(&self) -> About {
        About {
            summary: "kube-bench: JSON and text, one scan per control set",
            tools: &["kube-bench"],
            recognised_by: "JSON with `Controls` and their `tests` (or the bare list), or lines such as `[PASS] 3.1.1 …`",
            cannot_tell: &[Gap::Target, Gap::Ami, Gap::Time, Gap::Levels],
        }
    }

    fn sniff(&self, head: &Head) -> Confidence {
        let json = head.json().is_some_and(|json| {
            ["controls/[]/", "[]/", ""]
                .iter()
                .any(|at| json.has(&format!("{at}nodetype")) && json.has(&format!("{at}tests")))
                || json.has("controls") && json.has("totals/totalpass")
        });
        Confidence::certain_if(json || text::looks_like(head))
    }

    fn read(&self, input: &Input, options: &ReadOptions) -> Result<Reading, ReadError> {
        let head = input.head()?;
        let scans = if head.json().is_some() { json::read(input, options)? } else { text::read(input, options)? };
        if scans.is_empty() {
            return Err(ReadError::no_checks("kube-bench ran no check")
                .help("see which targets it ran (`kube-bench run --targets node`), and run it without --noresults"));
        }
        Ok(scans.into())
    }
}

fn tool() -> Tool {
    Tool::named("kube-bench")
}

/// kube-bench names its benchmarks by short words: `eks-1.8.0`, `cis-1.9`.
const BENCHMARKS: &[(&str, &str)] = &[
    ("eks-", "CIS Amazon EKS Benchmark"),
    ("gke-", "CIS Google Kubernetes Engine Benchmark"),
    ("aks-", "CIS Azure Kubernetes Service Benchmark"),
    ("ack-", "CIS Alibaba Cloud Container Service for Kubernetes Benchmark"),
    ("rh-", "CIS Red Hat OpenShift Container Platform Benchmark"),
    ("rke2-cis-", "CIS RKE2 Kubernetes Benchmark"),
    ("rke-cis-", "CIS RKE Kubernetes Benchmark"),
    ("k3s-cis-", "CIS K3s Kubernetes Benchmark"),
    ("cis-", KUBERNETES),
];

const KUBERNETES: &str = "CIS Kubernetes Benchmark";

/// The benchmark that a control set's `version` names.
fn benchmark(named: &str) -> Benchmark {
    let named = named.trim();
    let lower = named.to_lowercase();
    let known = BENCHMARKS.iter().find_map(|(prefix, title)| Some((*title, lower.strip_prefix(prefix)?)));
    let id = (!named.is_empty()).then(|| named.to_owned());
    if let Some((title, version)) = known
        && Version::parse(version).is_some()
    {
        return Benchmark { id, ..Benchmark::declared(Some(title.to_owned()), Some(version.to_owned())) };
    }
    let (established, note) = match Version::parse(named) {
        Some(_) => (Established::Declared, "older releases of kube-bench give the Kubernetes version here"),
        None if named.contains("stig") => {
            let note = Some("kube-bench ran a STIG, which has no CIS numbers".to_owned());
            return Benchmark { id, established: Established::Declared, note, ..Benchmark::default() };
        }
        None => (Established::Assumed, "kube-bench does not state a benchmark that is known here"),
    };
    let version = Version::parse(named).map(|_| named.to_owned());
    Benchmark { id, title: Some(KUBERNETES.to_owned()), version, established, note: Some(note.to_owned()) }
}

/// One result, from JSON or text.
#[derive(Default)]
struct Row<'a> {
    id: &'a str,
    title: &'a str,
    word: &'a str,
    kind: &'a str,
    scored: Option<bool>,
    reason: &'a str,
    expected: &'a str,
    actual: &'a str,
    remediation: &'a str,
}

impl Row<'_> {
    /// `None` when the word is none of kube-bench's.
    fn check(&self, options: &ReadOptions) -> Option<Check> {
        let manual = self.kind.eq_ignore_ascii_case("manual");
        // An unscored check that ran and did not pass is a WARN, as is one that never ran.
        let ran_unscored = self.scored == Some(false) && !manual && !self.actual.trim().is_empty();
        let status = match self.word {
            "PASS" => Status::Pass,
            "FAIL" => Status::Fail,
            "WARN" if ran_unscored => Status::Fail,
            "WARN" | "MANU" | "SKIP" => Status::NotChecked,
            "INFO" => Status::Informational,
            "ERRO" => Status::Error,
            _ => return None,
        };
        let number = self.id.parse().ok();
        let evidence = [("", self.reason), ("expected: ", self.expected), ("found: ", self.actual)]
            .iter()
            .filter(|(_, text)| !text.trim().is_empty())
            .map(|(label, text)| format!("{label}{}", text.trim()))
            .collect::<Vec<_>>()
            .join("\n");
        Some(Check {
            rule: number.is_none().then(|| self.id.to_owned()),
            number,
            title: Title::recommendation(self.title),
            raw_status: Some(self.word.to_owned()),
            assessment: if manual { Some(Assessment::Manual) } else { assessment(self.title) },
            weight: (self.scored == Some(false)).then_some(Weight::ZERO),
            evidence: Evidence::text(evidence),
            remediation: (options.text && !self.remediation.trim().is_empty())
                .then(|| self.remediation.trim().to_owned()),
            ..Check::new(status)
        })
    }
}

/// kube-bench's titles end with the benchmark's own word for it.
fn assessment(title: &str) -> Option<Assessment> {
    let title = title.trim_end();
    if title.ends_with("(Manual)") {
        Some(Assessment::Manual)
    } else {
        title.ends_with("(Automated)").then_some(Assessment::Automated)
    }
}

/// How many checks have each of kube-bench's words, as its totals count them.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Totals {
    pass: u64,
    fail: u64,
    warn: u64,
    info: u64,
}

impl Totals {
    fn of(checks: &[Check]) -> Self {
        let mut totals = Self::default();
        for check in checks {
            if let Some(count) = check.raw_status.as_deref().and_then(|word| totals.count(word)) {
                *count += 1;
            }
        }
        totals
    }

    fn count(&mut self, word: &str) -> Option<&mut u64> {
        match word {
            "PASS" => Some(&mut self.pass),
            "FAIL" => Some(&mut self.fail),
            "WARN" => Some(&mut self.warn),
            "INFO" => Some(&mut self.info),
            _ => None,
        }
    }
}

impl std::fmt::Display for Totals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} PASS, {} FAIL, {} WARN, {} INFO", self.pass, self.fail, self.warn, self.info)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(row: &Row) -> Status {
        row.check(&ReadOptions::default()).expect("a known word").status
    }

    #[test]
    fn a_warning_of_an_unscored_check_that_ran_is_a_failure_without_weight() {
        let ran = Row { word: "WARN", scored: Some(false), actual: "x=1", ..Row::default() };
        let check = ran.check(&ReadOptions::default()).expect("a known word");
        assert_eq!((check.status, check.weight), (Status::Fail, Some(Weight::ZERO)));
        assert_eq!(check.raw_status.as_deref(), Some("WARN"));
        assert_eq!(status(&Row { kind: "manual", ..ran }), Status::NotChecked);
        assert_eq!(
            status(&Row { word: "WARN", scored: Some(true), actual: "x", ..Row::default() }),
            Status::NotChecked
        );
    }

    #[test]
    fn the_benchmark_is_read_from_the_short_name() {
        assert_eq!(benchmark("eks-1.8.0").to_string(), "CIS Amazon EKS Benchmark v1.8.0");
        assert_eq!(benchmark("cis-1.9").to_string(), "CIS Kubernetes Benchmark v1.9");
        assert!(benchmark("1.15").note.is_some());
        assert_eq!(benchmark("eks-stig-kubernetes-v1r6").title, None);
        assert_eq!(benchmark("").established, Established::Assumed);
    }
}
