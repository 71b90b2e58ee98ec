//! JSON Schemas in one form: of one draft, with an id, valid in ajv's strict mode.
//!
//! The draft is 7: editors read the registry's schema, and Taplo's older versions and the JSON support of VS Code do
//! not know all words of later drafts.

use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use serde_json::Value;

/// The settings that every schema is made with.
pub(crate) fn settings() -> SchemaSettings {
    SchemaSettings::draft07().with_transform(RecursiveTransform(without_widths))
}

/// A schema as text with a final newline, with the id of its subject, such as `registry:1`.
pub(crate) fn identified(mut schema: Value, name: &str) -> String {
    if let Some(root) = schema.as_object_mut() {
        root.insert("$schema".to_owned(), "http://json-schema.org/draft-07/schema#".into());
        root.insert("$id".to_owned(), format!("urn:amicis:schema:{name}").into());
    }
    format!("{schema:#}\n")
}

/// `uint` and its like are no formats of JSON Schema: a strict validator refuses them.
fn without_widths(schema: &mut Schema) {
    let numeric = |kind: &Value| matches!(kind.as_str(), Some("integer" | "number"));
    let kinds = schema.get("type");
    if kinds.is_some_and(|kinds| numeric(kinds) || kinds.as_array().is_some_and(|all| all.iter().any(numeric))) {
        schema.remove("format");
    }
}
