//! The `applies-to` of an entry.

use std::collections::BTreeMap;

use toml::de::DeValue;

use super::super::applies_to::AppliesTo;
use super::super::pattern::Pattern;
use super::fields::{Fields, Problems, Value, as_text};
use super::values::{levels, pattern, patterns};
use crate::diag::Code;

pub(in crate::registry) const APPLIES_TO_KEYS: [&str; 4] = ["level", "ami", "tags", "tool"];

pub(super) fn applies_to(fields: &Fields<'_>, problems: &mut Problems) -> AppliesTo {
    let Some(value) = fields.value("applies-to") else { return AppliesTo::default() };
    let Some(fields) = Fields::open_value("applies-to", value, &APPLIES_TO_KEYS, problems) else {
        return AppliesTo::default();
    };
    AppliesTo {
        level: levels("level", &fields, problems),
        ami: patterns("ami", &fields, Pattern::name, problems),
        tags: fields.value("tags").and_then(|value| tags(value, problems)),
        tool: patterns("tool", &fields, Pattern::tool, problems),
    }
}

fn tags(value: &Value<'_>, problems: &mut Problems) -> Option<BTreeMap<String, Pattern>> {
    let DeValue::Table(table) = value.get_ref() else {
        let help = "write tags = { role = \"node\" }";
        problems.deny(Code::WrongType, value.span(), "`tags` must be a table of texts", help);
        return None;
    };
    let mut tags = BTreeMap::new();
    for (key, value) in table {
        let text = as_text(format_args!("`{}`", key.get_ref()), value, problems);
        if let Some(pattern) = text.and_then(|text| pattern(&text, Pattern::name, problems)) {
            tags.insert(key.get_ref().to_string(), pattern);
        }
    }
    Some(tags)
}
