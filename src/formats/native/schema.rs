//! The JSON Schema of native documents and lines, made from the model's types.

use schemars::JsonSchema;
use serde_json::{Map, Value, json};

use super::json::FORMAT;
use super::words::WORDS;
use crate::model::{Check, Scan, Status};
use crate::schema::{identified, settings};

/// The schema, as text with a final newline. A line of JSON Lines is valid by itself.
///
/// Unknown keys are valid, because the reader only warns of them.
pub fn schema() -> String {
    let mut generator = settings().into_generator();
    let (mut scan, mut check) = (Scan::json_schema(&mut generator), Check::json_schema(&mut generator));
    for transform in generator.transforms_mut() {
        transform.transform(&mut scan);
        transform.transform(&mut check);
    }
    let (scan, check) = (scan.to_value(), check.to_value());
    let mut definitions: Map<String, Value> = generator.take_definitions(true);
    let scan = with_short_forms(scan);
    definitions.insert("Check".to_owned(), with_the_readers_words(check));
    let number =
        json!({"type": "integer", "minimum": 1, "description": "The scan's number in the file, on all its lines"});
    let line = |kind: &str| json!({"type": "object", "properties": {"type": {"const": kind}, "scan": number}, "required": ["type"]});
    let format = json!({"type": "object", "properties": {"format": {"const": FORMAT}}, "required": ["format"]});
    definitions.insert("Scan".to_owned(), scan);
    let checks = json!({"type": "object", "properties": {"checks": {}}, "required": ["checks"]});
    let with_checks = json!({"allOf": [{"$ref": "#/definitions/Scan"}, checks]});
    let document = json!({
        "title": "amicis/1",
        "type": "object",
        "description": "A scan or several, or one line of a scan written as JSON Lines",
        "anyOf": [
            {"title": "scans", "allOf": [format], "required": ["scans"],
                "properties": {"scans": {"type": "array", "items": with_checks}}},
            {"title": "one scan", "allOf": [format, with_checks]},
            {"title": "scan line", "allOf": [line("scan"), {"$ref": "#/definitions/Scan"}]},
            {"title": "check line", "allOf": [line("check"), {"$ref": "#/definitions/Check"}]},
            {"title": "end line", "allOf": [line("end")],
                "properties": {"checks": {"type": "integer", "minimum": 0, "description": "How many check lines there were"}}}
        ],
        "definitions": definitions
    });
    identified(document, "amicis:1")
}

/// Where the model has several fields, the reader also takes a text.
fn with_short_forms(mut scan: Value) -> Value {
    for key in ["tool", "benchmark", "profile", "target"] {
        if let Some(field) = scan.pointer_mut(&format!("/properties/{key}")) {
            let described = field.get("description").cloned().unwrap_or_default();
            *field = json!({"description": described, "anyOf": [{"type": "string"}, field.take()]});
        }
    }
    scan
}

fn with_the_readers_words(mut check: Value) -> Value {
    if let Some(properties) = check.get_mut("properties").and_then(Value::as_object_mut) {
        let number = properties.get("number").cloned().unwrap_or_default();
        properties.insert("id".to_owned(), number);
        let words = Status::ALL.iter().map(|status| status.word()).chain(WORDS.iter().map(|(word, _)| *word));
        let words: Vec<_> = words.collect();
        let any_case: Vec<_> = words.iter().map(|word| in_any_case(word)).collect();
        let status = json!({
            "description": "The result, in any case",
            "type": "string",
            "anyOf": [{"enum": words}, {"pattern": format!("^({})$", any_case.join("|"))}]
        });
        properties.insert("status".to_owned(), status);
    }
    let required = |key: &str| json!({"properties": {key: {}}, "required": [key]});
    if let Some(check) = check.as_object_mut() {
        check.insert("anyOf".to_owned(), ["number", "id", "rule", "title"].map(required).into_iter().collect());
    }
    check
}

/// As a pattern; `not applicable` may have a space in it, as some tools write it.
fn in_any_case(word: &str) -> String {
    let letters = |word: &str| word.chars().flat_map(|c| ['[', c, c.to_ascii_uppercase(), ']']).collect::<String>();
    match word.strip_prefix("not") {
        Some(rest) => format!("{}[ _-]?{}", letters("not"), letters(rest)),
        None => letters(word),
    }
}
