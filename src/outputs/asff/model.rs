//! The AWS Security Finding Format, the keys that are written here.

use std::collections::BTreeMap;

use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Finding {
    pub(super) schema_version: &'static str,
    pub(super) id: String,
    pub(super) product_arn: String,
    pub(super) generator_id: String,
    pub(super) aws_account_id: String,
    pub(super) types: Vec<&'static str>,
    pub(super) first_observed_at: String,
    pub(super) last_observed_at: String,
    pub(super) created_at: String,
    pub(super) updated_at: String,
    pub(super) severity: Severity,
    pub(super) title: String,
    pub(super) description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) remediation: Option<Remediation>,
    pub(super) product_fields: BTreeMap<&'static str, String>,
    pub(super) resources: Vec<Resource>,
    pub(super) compliance: Compliance,
    pub(super) workflow: Workflow,
    pub(super) record_state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) note: Option<ImportNote>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Severity {
    pub(super) label: &'static str,
    pub(super) original: String,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Remediation {
    pub(super) recommendation: Recommendation,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Recommendation {
    pub(super) text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Resource {
    #[serde(rename = "Type")]
    pub(super) kind: &'static str,
    pub(super) id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) partition: Option<String>,
    pub(super) region: String,
    pub(super) details: Details,
}

#[derive(Clone, Debug, Serialize)]
pub(super) enum Details {
    AwsEc2Instance {
        #[serde(rename = "ImageId", skip_serializing_if = "Option::is_none")]
        image_id: Option<String>,
    },
    Other(BTreeMap<&'static str, String>),
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Compliance {
    pub(super) status: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) related_requirements: Vec<String>,
    pub(super) status_reasons: Vec<StatusReason>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct StatusReason {
    pub(super) reason_code: String,
    pub(super) description: String,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Workflow {
    pub(super) status: &'static str,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ImportNote {
    pub(super) text: String,
    pub(super) updated_by: String,
    pub(super) updated_at: String,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct UpdateNote {
    pub(super) text: String,
    pub(super) updated_by: String,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Update {
    pub(super) finding_identifiers: Vec<Identifier>,
    pub(super) workflow: Workflow,
    pub(super) note: UpdateNote,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Identifier {
    pub(super) id: String,
    pub(super) product_arn: String,
}
