//! One finding in the AWS Security Finding Format, whoever's it is.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::super::arn::Arn;
use super::super::handled::{Note, Workflow, handled, told};
use crate::diag::Code;
use crate::model::{Moment, Override, Scan, Status};
use crate::read::ReadError;
use crate::read::json::{Item, null_as_default};
use crate::read::repeated::join_repeated;

#[derive(Deserialize)]
pub(super) struct Finding {
    pub(super) id: String,
    pub(super) productarn: String,
    pub(super) awsaccountid: Option<String>,
    pub(super) region: Option<String>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(super) types: Vec<String>,
    pub(super) generatorid: Option<String>,
    pub(super) createdat: Option<String>,
    pub(super) updatedat: Option<String>,
    pub(super) firstobservedat: Option<String>,
    pub(super) lastobservedat: Option<String>,
    pub(super) title: Option<String>,
    pub(super) description: Option<String>,
    pub(super) recordstate: Option<String>,
    pub(super) workflow: Option<Workflow>,
    pub(super) workflowstate: Option<String>,
    pub(super) verificationstate: Option<String>,
    pub(super) note: Option<Note>,
    pub(super) severity: Option<Severity>,
    pub(super) compliance: Option<Compliance>,
    pub(super) remediation: Option<Remediation>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(super) productfields: BTreeMap<String, String>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(super) resources: Vec<Resource>,
}

#[derive(Deserialize)]
pub(super) struct Severity {
    pub(super) label: Option<String>,
    pub(super) original: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Compliance {
    pub(super) status: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Remediation {
    pub(super) recommendation: Option<Recommendation>,
}

#[derive(Deserialize)]
pub(super) struct Recommendation {
    pub(super) text: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Resource {
    pub(super) id: Option<String>,
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
    pub(super) region: Option<String>,
    #[serde(default)]
    pub(super) tags: Option<BTreeMap<String, String>>,
    pub(super) details: Option<Details>,
}

#[derive(Deserialize)]
pub(super) struct Details {
    pub(super) awsec2instance: Option<Instance>,
    pub(super) other: Option<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
pub(super) struct Instance {
    pub(super) imageid: Option<String>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(super) ipv4addresses: Vec<String>,
}

impl Finding {
    pub(super) fn parse(item: &Item) -> Result<Self, ReadError> {
        item.parse().map_err(|error| {
            error.help("every finding needs an Id and a ProductArn; give the answer of `aws securityhub get-findings`")
        })
    }

    pub(super) fn field(&self, name: &str) -> Option<&str> {
        self.productfields.get(name).map(String::as_str).filter(|value| !value.trim().is_empty())
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.field(&format!("attributes/{name}"))
    }

    /// The name of the finding, for people.
    pub(super) fn product(&self) -> String {
        let product = Arn::parse(&self.productarn).map_or(self.productarn.as_str(), |arn| arn.name());
        let kind = self.types.first().and_then(|kind| kind.rsplit('/').next()).unwrap_or("finding");
        format!("{product} ({kind})").chars().take(80).collect()
    }

    /// The instance among the resources, wherever it stands.
    pub(super) fn resource(&self) -> Option<&Resource> {
        let is_instance = |resource: &&Resource| {
            let details = resource.details.as_ref().is_some_and(|details| details.awsec2instance.is_some());
            details || resource.kind.as_deref() == Some("AwsEc2Instance")
        };
        self.resources.iter().find(is_instance).or(self.resources.first())
    }

    pub(super) fn updated(&self) -> Option<Moment> {
        Moment::parse(self.updatedat.as_deref()?)
    }

    pub(super) fn status(&self) -> Status {
        match self.compliance.as_ref().and_then(|compliance| compliance.status.as_deref()) {
            Some("PASSED") => Status::Pass,
            Some("FAILED") => Status::Fail,
            Some(_) => Status::Unknown,
            None if self.archived() => Status::Unknown,
            None => Status::Fail,
        }
    }

    pub(super) fn archived(&self) -> bool {
        self.recordstate.as_deref() == Some("ARCHIVED")
    }

    /// The handling of the finding by people in Security Hub. No result is changed by it.
    pub(super) fn handled(&self) -> Option<Override> {
        let words = [
            self.workflow.as_ref().and_then(|workflow| workflow.status.as_deref()),
            self.workflowstate.as_deref(),
            self.verificationstate.as_deref(),
        ];
        handled(words, self.note.as_ref(), self.status())
    }

    /// The advice that the finding gives.
    pub(super) fn advice(&self) -> Option<String> {
        self.remediation.as_ref().and_then(|remediation| remediation.recommendation.as_ref()?.text.clone())
    }
}

/// Says in a scan what its findings are not: older states, archived ones, and what people did with them.
pub(super) fn finish(scan: &mut Scan, before: usize, findings: &[Finding]) {
    if before > findings.len() {
        scan.warn(Code::OlderFindings, format!("{} older states of findings were left out.", before - findings.len()));
    }
    let archived = findings.iter().filter(|finding| finding.archived()).count();
    if archived > 0 {
        scan.warn(Code::Archived, format!("{archived} findings are archived: whether they still fail is unknown."));
    }
    join_repeated(scan);
    warn_of_handled(scan);
}

/// Shows some of the checks that people dealt with in Security Hub.
fn warn_of_handled(scan: &mut Scan) {
    let told: Vec<String> =
        scan.checks.iter().flat_map(|check| check.overrides.iter().map(|change| told(&check.name(), change))).collect();
    if told.is_empty() {
        return;
    }
    let more = if told.len() > 3 { format!("; and {} more", told.len() - 3) } else { String::new() };
    let shown = told.iter().take(3).map(String::as_str).collect::<Vec<_>>().join("; ");
    scan.warn(
        Code::HandledElsewhere,
        format!("Findings were dealt with in Security Hub, which changes no result here: {shown}{more}."),
    );
}

/// Several states of one finding as one, at the first one's place: the one that was updated last. Where that
/// cannot be told a failure goes before other states.
pub(super) fn newest(findings: Vec<Finding>) -> Vec<Finding> {
    let mut kept: Vec<Finding> = Vec::new();
    let mut index: BTreeMap<String, usize> = BTreeMap::new();
    for finding in findings {
        let known = index.get(&finding.id).and_then(|at| kept.get_mut(*at));
        match known {
            Some(known) if takes_place(&finding, known) => *known = finding,
            Some(_) => {}
            None => {
                index.insert(finding.id.clone(), kept.len());
                kept.push(finding);
            }
        }
    }
    kept
}

/// Whether a state of a finding goes before another one that stands above it.
fn takes_place(finding: &Finding, known: &Finding) -> bool {
    match (finding.updated(), known.updated()) {
        (Some(time), Some(before)) if time != before => time > before,
        _ => finding.status() == Status::Fail && known.status() != Status::Fail,
    }
}
