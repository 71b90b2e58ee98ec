//! The CIS findings of Amazon Inspector Classic in Security Hub.

use super::super::arn::Arn;
use super::super::rule::{benchmark, is_rule_title, levels, number_and_title, profile, split_description};
use super::finding::{Finding, finish, newest};
use crate::model::{Check, Coverage, Scan, Target, Tool};
use crate::read::ReadOptions;

/// Run, instance, benchmark: what makes a scan.
pub(super) type Key = (Option<String>, Option<String>, Option<String>);

impl Finding {
    pub(super) fn is_cis(&self) -> bool {
        let named = ["BENCHMARK_RULE_ID", "BENCHMARK_ID", "CIS_BENCHMARK_PROFILE"];
        // The type is used by other products as well.
        let typed = self.types.iter().any(|kind| kind.ends_with("/CIS Host Hardening Benchmarks"));
        let titled = self.title.as_deref().is_some_and(is_rule_title);
        let by_inspector = self.productarn.ends_with(":product/aws/inspector");
        named.iter().any(|name| self.attribute(name).is_some()) || (typed || titled) && by_inspector
    }

    fn instance(&self) -> Option<&str> {
        let id = self.resource().and_then(|resource| resource.id.as_deref());
        id.and_then(Arn::parse).map(|arn| arn.name()).or_else(|| self.attribute("INSTANCE_ID"))
    }

    pub(super) fn key(&self) -> Key {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        (
            owned(self.field("serviceAttributes/assessmentRunArn")),
            owned(self.instance()),
            owned(self.attribute("BENCHMARK_ID")),
        )
    }

    fn check(&self, options: &ReadOptions) -> Check {
        let rule_id = self.attribute("BENCHMARK_RULE_ID");
        let id = self.field("aws/inspector/id");
        let (number, title) = number_and_title(rule_id.unwrap_or_default(), self.title.as_deref(), id);
        let rule = number.is_none().then(|| rule_id.or(id).unwrap_or(&self.id).to_owned());
        let (description, rationale) = match self.description.as_deref().filter(|_| options.text) {
            Some(text) => split_description(text),
            None => (None, None),
        };
        Check {
            number,
            rule,
            title,
            raw_status: self.archived().then(|| "ARCHIVED".to_owned()),
            levels: self.attribute("CIS_BENCHMARK_PROFILE").map(levels).unwrap_or_default(),
            severity: self.severity.as_ref().and_then(|severity| Some(severity.label.as_ref()?.to_lowercase())),
            overrides: self.handled().into_iter().collect(),
            description,
            rationale,
            remediation: self.advice().filter(|_| options.text),
            ..Check::new(self.status())
        }
    }

    fn target(&self) -> Target {
        let resource = self.resource();
        let instance = resource.and_then(|resource| resource.details.as_ref()?.awsec2instance.as_ref());
        Target {
            ami_id: instance.and_then(|instance| instance.imageid.clone()),
            instance_id: self.instance().map(str::to_owned),
            account: self.awsaccountid.clone(),
            region: self.region.clone().or_else(|| resource?.region.clone()),
            addresses: instance.map(|instance| instance.ipv4addresses.clone()).unwrap_or_default(),
            tags: resource.and_then(|resource| resource.tags.clone()).unwrap_or_default(),
            ..Target::default()
        }
    }
}

pub(super) fn scan((run, _, benchmark_id): Key, findings: Vec<Finding>, options: &ReadOptions) -> Scan {
    let before = findings.len();
    let findings = newest(findings);
    let mut scan = Scan {
        tool: Some(Tool::named("amazon-inspector-classic")),
        run,
        benchmark: benchmark_id.as_deref().map(benchmark).unwrap_or_default(),
        profile: profile(findings.iter().filter_map(|finding| finding.attribute("CIS_BENCHMARK_PROFILE"))),
        target: findings.first().map(Finding::target).unwrap_or_default(),
        finished: findings.iter().filter_map(Finding::updated).max(),
        times_approximate: true,
        coverage: Coverage::FailuresOnly,
        checks: findings.iter().map(|finding| finding.check(options)).collect(),
        ..Scan::default()
    };
    finish(&mut scan, before, &findings);
    scan
}
