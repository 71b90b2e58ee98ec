//! Findings to scans: one for each run and instance.

use std::collections::{BTreeMap, BTreeSet};

use super::finding::{Asset, Finding};
use crate::diag::Code;
use crate::formats::aws::arn::account_and_region;
use crate::formats::aws::rule::{benchmark, profile};
use crate::model::{Coverage, Fact, Scan, Target, Tool};
use crate::read::ReadError;
use crate::read::repeated::join_repeated;

/// The findings of a file, sorted out.
#[derive(Default)]
pub(super) struct Groups {
    found: Vec<Group>,
    places: BTreeMap<(Option<String>, Option<String>), usize>,
    arns: BTreeSet<String>,
}

#[derive(Default)]
struct Group {
    findings: Vec<Finding>,
    others: usize,
    repeated: usize,
    instance: Option<String>,
}

impl Groups {
    /// Nothing was added.
    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Whether a finding of this ARN was added.
    pub(super) fn has(&self, arn: &str) -> bool {
        self.arns.contains(arn)
    }

    /// Adds a finding to the scan of its run and instance; pages that overlap repeat findings.
    pub(super) fn add(&mut self, finding: Finding) {
        let instance = finding.instance().map(str::to_owned);
        let key = (finding.run().map(str::to_owned), instance.clone());
        let place = *self.places.entry(key).or_insert(self.found.len());
        if place == self.found.len() {
            self.found.push(Group { instance, ..Group::default() });
        }
        let Some(group) = self.found.get_mut(place) else { return };
        if finding.arn.as_ref().is_some_and(|arn| !self.arns.insert(arn.clone())) {
            group.repeated += 1;
        } else if finding.is_cis() {
            group.findings.push(finding);
        } else {
            group.others += 1;
        }
    }

    /// The scans, in the order in which their first findings stood.
    ///
    /// # Errors
    /// When no finding is of a CIS rule.
    pub(super) fn scans(self, text: bool) -> Result<Vec<Scan>, ReadError> {
        let total: usize = self.found.iter().map(|group| group.others).sum();
        let (with, without): (Vec<_>, Vec<_>) = self.found.into_iter().partition(|group| !group.findings.is_empty());
        let mut scans: Vec<_> = with.into_iter().flat_map(|group| group.scans(text)).collect();
        let Some(first) = scans.first_mut() else {
            return Err(ReadError::no_checks(format!("no finding is of a CIS rule; findings of other rules packages: {total}"))
                .help("Inspector Classic reports failures only: give the findings of a run with the rules package \"CIS Operating System Security Configuration Benchmarks\""));
        };
        for group in without.iter().filter(|group| group.others > 0) {
            let whose = group.instance.as_deref().unwrap_or("no instance");
            let message = format!("Findings of {whose}, all of other rules packages, left out: {}.", group.others);
            first.warn(Code::OtherFindings, message);
        }
        Ok(scans)
    }
}

impl Group {
    /// One scan, or several when rules of several benchmarks ran on the instance.
    fn scans(self, text: bool) -> Vec<Scan> {
        let names: BTreeSet<_> = self.findings.iter().filter_map(Finding::benchmark).map(str::to_owned).collect();
        let first = self.findings.iter().find_map(Finding::benchmark).map(str::to_owned);
        let mut parts: Vec<(Option<String>, Vec<Finding>)> = Vec::new();
        for finding in self.findings {
            // A finding that names no benchmark is of the one that the others name.
            let name = finding.benchmark().map(str::to_owned).or_else(|| first.clone());
            match parts.iter_mut().find(|(known, _)| *known == name) {
                Some((_, findings)) => findings.push(finding),
                None => parts.push((name, vec![finding])),
            }
        }
        let mut scans: Vec<_> =
            parts.into_iter().map(|(name, findings)| scan(name.as_deref(), findings, text)).collect();
        if let Some(scan) = scans.first_mut() {
            if names.len() > 1 {
                let message = format!("The findings name {} benchmarks; each is a scan of its own.", names.len());
                scan.warn(Code::SeveralBenchmarks, message);
            }
            if self.others > 0 {
                let message = format!("Findings of other rules packages, left out: {}.", self.others);
                scan.warn(Code::OtherFindings, message);
            }
            if self.repeated > 0 {
                let message = format!("Findings that repeat others, counted once: {}.", self.repeated);
                scan.warn(Code::RepeatedFindings, message);
            }
        }
        scans
    }
}

fn scan(benchmark_id: Option<&str>, findings: Vec<Finding>, text: bool) -> Scan {
    let mut scan = Scan {
        tool: Some(Tool::named("amazon-inspector-classic")),
        run: findings.iter().find_map(Finding::run).map(str::to_owned),
        benchmark: benchmark_id.map(benchmark).unwrap_or_default(),
        profile: profile(findings.iter().filter_map(Finding::profile)),
        target: target(&findings),
        coverage: Coverage::FailuresOnly,
        ..Scan::default()
    };
    let mut no_times = Vec::new();
    for finding in &findings {
        match finding.created() {
            Ok(created) => scan.finished = scan.finished.max(created),
            Err(text) => no_times.push(text),
        }
    }
    if let Some(example) = no_times.first() {
        let message = format!("Findings whose createdAt is no time: {}, such as `{example}`.", no_times.len());
        scan.warn(Code::UnreadableTime, message);
    }
    scan.times_approximate = scan.finished.is_some();
    scan.checks = findings.into_iter().map(|finding| finding.check(text)).collect();
    // A rule in the profiles of both levels is found twice.
    join_repeated(&mut scan);
    scan
}

fn target(findings: &[Finding]) -> Target {
    fn first<T>(findings: &[Finding], field: impl Fn(&Asset) -> Option<T>) -> Option<T> {
        findings.iter().filter_map(Finding::asset).find_map(field)
    }
    let (account, region) =
        findings.iter().find_map(|finding| finding.arn.as_deref()).map(account_and_region).unwrap_or_default();
    let tags = first(findings, |asset| {
        asset
            .tags
            .as_ref()
            .map(|tags| tags.iter().map(|tag| (tag.key.clone(), tag.value.clone().unwrap_or_default())).collect())
    });
    let group = first(findings, |asset| asset.auto_scaling_group.clone());
    Target {
        ami_id: first(findings, |asset| asset.ami_id.clone()),
        instance_id: findings.iter().find_map(Finding::instance).map(str::to_owned),
        hostname: first(findings, |asset| asset.hostname.clone()),
        account,
        region,
        addresses: first(findings, |asset| asset.addresses.clone()).unwrap_or_default(),
        tags: tags.unwrap_or_default(),
        facts: group.map(|value| Fact { name: "autoScalingGroup".to_owned(), value }).into_iter().collect(),
        ..Target::default()
    }
}
