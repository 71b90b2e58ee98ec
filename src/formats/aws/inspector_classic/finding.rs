//! One finding: AWS's wire form, and the check in it.

use serde::Deserialize;
use serde_json::Value;

use crate::formats::aws::arn::moment;
use crate::formats::aws::rule::{is_rule_title, levels, number_and_title, split_description};
use crate::model::{Check, Ident, Moment, Status};
use crate::read::ReadError;
use crate::read::json::Item;

/// A finding as AWS's API model describes it, keys folded; only `arn` and `attributes` are sure.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Finding {
    pub(super) arn: Option<String>,
    id: Option<String>,
    title: Option<String>,
    description: Option<String>,
    recommendation: Option<String>,
    severity: Option<String>,
    #[serde(rename = "createdat")]
    created_at: Option<Value>,
    attributes: Option<Vec<KeyValue>>,
    #[serde(rename = "assetattributes")]
    asset: Option<Asset>,
    #[serde(rename = "serviceattributes")]
    service: Option<Service>,
}

/// A key and a value, as attributes, tags and scopes are written.
#[derive(Debug, Deserialize)]
pub(super) struct KeyValue {
    pub(super) key: String,
    pub(super) value: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asset {
    #[serde(rename = "agentid")]
    pub(super) agent_id: Option<String>,
    #[serde(rename = "amiid")]
    pub(super) ami_id: Option<String>,
    pub(super) hostname: Option<String>,
    #[serde(rename = "autoscalinggroup")]
    pub(super) auto_scaling_group: Option<String>,
    #[serde(rename = "ipv4addresses")]
    pub(super) addresses: Option<Vec<String>>,
    pub(super) tags: Option<Vec<KeyValue>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Service {
    #[serde(rename = "assessmentrunarn")]
    run: Option<String>,
    #[serde(rename = "rulespackagearn")]
    package: Option<String>,
}

impl Finding {
    /// Reads an item as a finding.
    ///
    /// # Errors
    /// When it is none, or a field has another type than AWS's.
    pub(super) fn read(item: &Item) -> Result<Self, ReadError> {
        let finding: Self = item.parse()?;
        if finding.service.is_none() && !finding.arn.as_deref().is_some_and(|arn| arn.contains("/finding/")) {
            return Err(item.error("this is no finding: it has neither serviceAttributes nor a finding's arn"));
        }
        Ok(finding)
    }

    fn attribute(&self, key: &str) -> Option<&str> {
        let attributes = self.attributes.as_deref().unwrap_or_default();
        let value = attributes.iter().find(|attribute| attribute.key.eq_ignore_ascii_case(key))?.value.as_deref()?;
        Some(value.trim()).filter(|value| !value.is_empty())
    }

    /// Whether a rule of a CIS benchmark made it.
    pub(super) fn is_cis(&self) -> bool {
        ["BENCHMARK_RULE_ID", "BENCHMARK_ID", "CIS_BENCHMARK_PROFILE"].iter().any(|key| self.attribute(key).is_some())
            || self.title.as_deref().is_some_and(is_rule_title)
    }

    /// The run's ARN; without one, what the finding's own ARN says of it.
    pub(super) fn run(&self) -> Option<&str> {
        let stated = self.service.as_ref().and_then(|service| service.run.as_deref());
        stated.or_else(|| self.arn.as_deref()?.split_once("/finding/").map(|(run, _)| run))
    }

    /// The instance's id.
    pub(super) fn instance(&self) -> Option<&str> {
        let agent = self.asset.as_ref().and_then(|asset| asset.agent_id.as_deref()).filter(|id| !id.is_empty());
        agent.or_else(|| self.attribute("INSTANCE_ID"))
    }

    pub(super) fn asset(&self) -> Option<&Asset> {
        self.asset.as_ref()
    }

    /// The benchmark, in an unknown form that holds its name.
    pub(super) fn benchmark(&self) -> Option<&str> {
        self.attribute("BENCHMARK_ID")
    }

    pub(super) fn profile(&self) -> Option<&str> {
        self.attribute("CIS_BENCHMARK_PROFILE")
    }

    /// When it was made; `Err` with the text when that is no time.
    pub(super) fn created(&self) -> Result<Option<Moment>, String> {
        moment(self.created_at.as_ref())
    }

    /// The check that failed.
    pub(super) fn check(self, text: bool) -> Check {
        let rule_id = self.attribute("BENCHMARK_RULE_ID").unwrap_or_default();
        let (number, title) = number_and_title(rule_id, self.title.as_deref(), self.id.as_deref());
        let rule_id = self.attribute("BENCHMARK_RULE_ID").map(str::to_owned);
        let levels = self.profile().map(levels).unwrap_or_default();
        let package = self.service.and_then(|service| service.package);
        let idents = [("finding", self.arn), ("rules-package", package)];
        let (description, rationale) = self.description.as_deref().map(split_description).unwrap_or_default();
        Check {
            number,
            rule: rule_id.clone().filter(|id| id.starts_with("xccdf_")).or(self.id).or(rule_id),
            title,
            levels,
            severity: self.severity.map(|word| word.to_lowercase()).filter(|word| word != "undefined"),
            idents: idents.into_iter().filter_map(|(system, value)| ident(system, value)).collect(),
            description: description.filter(|_| text),
            rationale: rationale.filter(|_| text),
            remediation: self.recommendation.filter(|text| !text.trim().is_empty()).filter(|_| text),
            ..Check::new(Status::Fail)
        }
    }
}

fn ident(system: &str, value: Option<String>) -> Option<Ident> {
    Some(Ident { system: format!("amazon-inspector:{system}"), value: value?.trim().to_owned() })
}
