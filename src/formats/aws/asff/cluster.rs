//! The findings of kube-bench in Security Hub: what fails, and what is left to a person.
//!
//! Both are findings alike, and every finding is of a run of its own: its id ends with the time.

use super::finding::{Finding, finish, newest};
use crate::model::{Check, Coverage, Evidence, Fact, Number, Profile, Scan, Sections, Status, Target, Title, Tool};
use crate::read::{ReadOptions, cis, kubernetes};

/// Time, cluster, benchmark and control set: what makes a scan.
pub(super) type Key = [Option<String>; 4];

/// kube-bench cuts what it found behind so many bytes.
const MOST_FOUND: usize = 1023;
/// The reasons of checks that did not run.
const NOT_RUN: [&str; 2] = ["Test marked as a manual test", "There are no tests"];

impl Finding {
    pub(super) fn is_of_cluster(&self) -> bool {
        self.productarn.ends_with("product/aqua-security/kube-bench")
    }

    pub(super) fn cluster_key(&self) -> Key {
        let benchmark = self.generator().map(|(benchmark, _)| benchmark.to_owned());
        [self.createdat.clone(), self.cluster().map(str::to_owned), benchmark, self.field("Section").map(str::to_owned)]
    }

    fn cluster(&self) -> Option<&str> {
        self.resources.first()?.id.as_deref()
    }

    /// Benchmark and check in `…/cis-kubernetes-benchmark/eks-1.8.0/3.1.2`.
    fn generator(&self) -> Option<(&str, &str)> {
        let (before, id) = self.generatorid.as_deref()?.rsplit_once('/')?;
        Some((before.rsplit('/').next().unwrap_or(before), id))
    }

    fn cluster_check(&self, options: &ReadOptions) -> Check {
        let (_, id) = self.generator().unwrap_or_default();
        let number: Option<Number> = id.parse().ok().filter(Number::is_like_a_benchmarks);
        let title = self.title.as_deref().unwrap_or_default();
        let text = self.description.as_deref().or(title.strip_prefix(id)).unwrap_or_default();
        let reason = self.field("Reason").unwrap_or_default();
        let manual = NOT_RUN.contains(&reason);
        let status = match self.status() {
            Status::Fail if manual => Status::NotChecked,
            status => status,
        };
        let found = self.field("Actual result").unwrap_or_default();
        let evidence: Vec<_> =
            [("", reason), ("expected: ", self.field("Expected result").unwrap_or_default()), ("found: ", found)]
                .iter()
                .filter(|(_, text)| !text.trim().is_empty())
                .map(|(label, text)| format!("{label}{}", text.trim()))
                .collect();
        let rule = if id.is_empty() { self.id.as_str() } else { id };
        Check {
            rule: number.is_none().then(|| rule.to_owned()),
            number,
            title: Title::recommendation(text),
            raw_status: self.archived().then(|| "ARCHIVED".to_owned()),
            assessment: cis::assessment(text),
            evidence: Evidence { truncated: found.len() >= MOST_FOUND, ..Evidence::text(evidence.join("\n")) },
            overrides: self.handled().into_iter().collect(),
            remediation: self.advice().filter(|_| options.text),
            ..Check::new(status)
        }
    }
}

/// The scan of a control set.
pub(super) fn scan([_, cluster, benchmark, section]: Key, findings: Vec<Finding>, options: &ReadOptions) -> Scan {
    let before = findings.len();
    let findings = newest(findings);
    let first = findings.first();
    let section = section.unwrap_or_default();
    let (id, title) = section.split_once(' ').unwrap_or((section.as_str(), ""));
    let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let mut sections = Sections::default();
    for heading in
        findings.iter().flat_map(|finding| ["Section", "Subsection"].map(|name| finding.field(name))).flatten()
    {
        let (number, name) = heading.split_once(' ').unwrap_or_default();
        number.parse().into_iter().for_each(|number| sections.add(number, name));
    }
    let checks: Vec<_> = findings.iter().map(|finding| finding.cluster_check(options)).collect();
    let named = kubernetes::benchmark(benchmark.as_deref().unwrap_or_default());
    let mut scan = Scan {
        tool: Some(Tool::named("kube-bench")),
        benchmark: kubernetes::unless_numberless(named, &checks),
        profile: (!section.is_empty()).then(|| Profile { id: some(id), title: some(title), level: None }),
        target: Target {
            account: first.and_then(|finding| finding.awsaccountid.clone()),
            region: first.and_then(|finding| finding.region.clone()),
            facts: cluster.map(|value| Fact { name: "cluster".to_owned(), value }).into_iter().collect(),
            ..Target::default()
        },
        finished: findings.iter().filter_map(Finding::updated).max(),
        times_approximate: true,
        coverage: Coverage::FailuresOnly,
        sections: sections.list(),
        checks,
        ..Scan::default()
    };
    finish(&mut scan, before, &findings);
    scan
}
