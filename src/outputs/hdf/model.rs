//! HDF's exec-json, the keys that are written here.

#![expect(clippy::struct_field_names, reason = "the keys are those of the format")]

use serde::Serialize;
use serde_json::{Map, Value};

#[derive(Debug, Serialize)]
pub(super) struct ExecJson {
    pub(super) platform: Platform,
    pub(super) profiles: Vec<Profile>,
    pub(super) statistics: Statistics,
    pub(super) version: String,
    pub(super) passthrough: Passthrough,
}

#[derive(Debug, Serialize)]
pub(super) struct Platform {
    pub(super) name: String,
    pub(super) release: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) target_id: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Statistics {}

#[derive(Debug, Serialize)]
pub(super) struct Profile {
    pub(super) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) version: Option<String>,
    pub(super) sha256: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) summary: Option<String>,
    pub(super) status: &'static str,
    pub(super) supports: Vec<Value>,
    pub(super) attributes: Vec<Value>,
    pub(super) groups: Vec<Value>,
    pub(super) controls: Vec<Control>,
}

#[derive(Debug, Serialize)]
pub(super) struct Control {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) desc: String,
    pub(super) descriptions: Vec<Description>,
    pub(super) impact: f64,
    pub(super) refs: Vec<Value>,
    pub(super) tags: Map<String, Value>,
    pub(super) code: &'static str,
    pub(super) source_location: SourceLocation,
    pub(super) results: Vec<Outcome>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) waiver_data: Option<Waiver>,
}

#[derive(Debug, Serialize)]
pub(super) struct SourceLocation {}

#[derive(Debug, Serialize)]
pub(super) struct Description {
    pub(super) label: &'static str,
    pub(super) data: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Outcome {
    pub(super) status: &'static str,
    pub(super) code_desc: String,
    pub(super) start_time: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) skip_message: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Waiver {
    pub(super) justification: String,
    pub(super) run: bool,
    pub(super) skipped_due_to_waiver: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) expiration_date: Option<String>,
    pub(super) message: String,
}

impl Waiver {
    /// All of it in one text, for a person.
    pub(super) fn text(&self) -> String {
        format!("{}\n{}", self.justification, self.message)
    }
}

#[derive(Debug, Serialize)]
pub(super) struct Passthrough {
    pub(super) auxiliary_data: Vec<Auxiliary>,
}

#[derive(Debug, Serialize)]
pub(super) struct Auxiliary {
    pub(super) name: &'static str,
    pub(super) data: Map<String, Value>,
}
