//! HDF v3, the keys that are written here.

#![expect(clippy::struct_field_names, reason = "the keys are those of the format")]

use serde::Serialize;
use serde_json::{Map, Value};

#[derive(Debug, Serialize)]
pub(super) struct Results {
    pub(super) id: String,
    pub(super) timestamp: String,
    pub(super) components: Vec<Component>,
    pub(super) baselines: Vec<Baseline>,
    pub(super) generator: Generator,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tool: Option<Tool>,
}

#[derive(Debug, Serialize)]
pub(super) struct Generator {
    pub(super) name: &'static str,
    pub(super) version: &'static str,
}

impl Generator {
    pub(super) const OURS: Self = Self { name: "amicis", version: env!("CARGO_PKG_VERSION") };
}

#[derive(Debug, Serialize)]
pub(super) struct Tool {
    pub(super) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) version: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Component {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) component_id: String,
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub(super) external_ids: Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) os_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) provider: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) resource_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) resource_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) region: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Baseline {
    pub(super) name: String,
    pub(super) title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) summary: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) results_checksum: Option<Checksum>,
    pub(super) requirements: Vec<Requirement>,
}

#[derive(Debug, Serialize)]
pub(super) struct Checksum {
    pub(super) algorithm: &'static str,
    pub(super) value: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Requirement {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) impact: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) severity: Option<&'static str>,
    pub(super) tags: Map<String, Value>,
    pub(super) descriptions: Vec<Description>,
    pub(super) results: Vec<Outcome>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) status_overrides: Vec<Override>,
    pub(super) effective_status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) disposition: Option<&'static str>,
}

#[derive(Debug, Serialize)]
pub(super) struct Description {
    pub(super) label: &'static str,
    pub(super) data: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Outcome {
    pub(super) status: &'static str,
    pub(super) code_desc: String,
    pub(super) start_time: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) message: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Override {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) requirement_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) baseline_ref: Option<String>,
    pub(super) status: &'static str,
    pub(super) reason: String,
    pub(super) applied_by: Identity,
    pub(super) applied_at: String,
    pub(super) expires_at: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) evidence: Vec<Evidence>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) component_ref: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Identity {
    pub(super) identifier: String,
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Evidence {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) data: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Amendments {
    pub(super) name: String,
    pub(super) amendment_id: String,
    pub(super) overrides: Vec<Override>,
    pub(super) generator: Generator,
}
