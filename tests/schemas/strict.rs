//! The rules of ajv's strict mode, as far as schemas of ours could break them.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// Keywords that say nothing of a value.
const NOTES: [&str; 7] = ["$schema", "$id", "$ref", "title", "description", "default", "definitions"];
/// Keywords for every type.
const ANY: [&str; 6] = ["type", "enum", "const", "anyOf", "oneOf", "allOf"];
/// Keywords that need a type beside them, or around them.
const OF_TYPES: [(&str, &[&str]); 5] = [
    ("object", &["properties", "required", "additionalProperties", "propertyNames", "minProperties"]),
    ("array", &["items", "minItems", "maxItems", "uniqueItems"]),
    ("string", &["pattern", "minLength", "maxLength", "format"]),
    ("number", &["minimum", "maximum"]),
    ("integer", &["minimum", "maximum"]),
];
/// Formats that ajv-formats knows, as far as ours use them.
const FORMATS: [&str; 3] = ["date", "date-time", "uri"];

/// The types that the schemas around a schema allow for the same value.
type Around = BTreeSet<String>;

/// Every place of a schema that breaks a rule.
pub(crate) fn broken(schema: &Value) -> Vec<String> {
    let mut found = Vec::new();
    look(schema, "#", &Around::new(), &mut found);
    found
}

fn look(schema: &Value, place: &str, around: &Around, found: &mut Vec<String>) {
    let Value::Object(schema) = schema else {
        if !schema.is_boolean() {
            found.push(format!("{place}: no schema"));
        }
        return;
    };
    let own = types(schema);
    if own.len() > 2 || (own.len() == 2 && !own.contains("null")) {
        found.push(format!("{place}: several types"));
    }
    let here = if own.is_empty() { around.clone() } else { own };
    for (key, value) in schema {
        let wanted: Vec<&str> =
            OF_TYPES.iter().filter(|(_, keys)| keys.contains(&key.as_str())).map(|(kind, _)| *kind).collect();
        if wanted.is_empty() && !NOTES.contains(&key.as_str()) && !ANY.contains(&key.as_str()) {
            found.push(format!("{place}: the keyword `{key}` is not known"));
        }
        if !wanted.is_empty() && !wanted.iter().any(|kind| here.contains(*kind)) {
            found.push(format!("{place}: no type {wanted:?} for `{key}`"));
        }
        if key == "format" && !FORMATS.iter().any(|format| value == format) {
            found.push(format!("{place}: the format {value} is not known"));
        }
        if key == "required" {
            let names = value.as_array().into_iter().flatten().filter_map(Value::as_str);
            let properties = schema.get("properties");
            let unknown = names.filter(|name| properties.is_none_or(|all| all.get(name).is_none()));
            found.extend(unknown.map(|name| format!("{place}: `{name}` is required and no property")));
        }
        if key == "items" && value.is_array() {
            found.push(format!("{place}: a tuple"));
        }
        let below = format!("{place}/{key}");
        match key.as_str() {
            "properties" | "definitions" => value.as_object().into_iter().flatten().for_each(|(name, schema)| {
                look(schema, &format!("{below}/{name}"), &Around::new(), found);
            }),
            "items" | "additionalProperties" | "propertyNames" => look(value, &below, &Around::new(), found),
            "anyOf" | "oneOf" | "allOf" => value.as_array().into_iter().flatten().enumerate().for_each(|(at, one)| {
                look(one, &format!("{below}/{at}"), &here, found);
            }),
            _ => {}
        }
    }
}

fn types(schema: &Map<String, Value>) -> BTreeSet<String> {
    match schema.get("type") {
        Some(Value::String(one)) => BTreeSet::from([one.clone()]),
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => BTreeSet::new(),
    }
}

#[test]
fn each_rule_finds_its_own_break() {
    use serde_json::json;
    let good = json!({"type": "object", "properties": {"a": {"type": ["string", "null"], "format": "date"}},
        "anyOf": [{"properties": {"a": {}}, "required": ["a"]}], "additionalProperties": {"type": "array", "items": {"type": "integer", "minimum": 0}}});
    assert_eq!(broken(&good), Vec::<String>::new());
    for (place, value, message) in [
        ("/typo", json!(1), "`typo` is not known"),
        ("/type", json!("array"), "for `properties`"),
        ("/properties/a/type", json!(["string", "number"]), "several types"),
        ("/properties/a/format", json!("uint"), "\"uint\" is not known"),
        ("/properties/a/minItems", json!(1), "for `minItems`"),
        ("/anyOf/0/required", json!(["b"]), "`b` is required"),
        ("/additionalProperties/items", json!([true]), "a tuple"),
        ("/properties/a", json!("string"), "no schema"),
    ] {
        let mut bad = good.clone();
        let (parent, key) = place.rsplit_once('/').expect("a parent");
        bad.pointer_mut(parent).expect("a place")[key] = value;
        let found = broken(&bad).join("\n");
        assert!(found.contains(message), "{place}: {found}");
    }
}
