//! An entry's `rules` and the `titles` that guard them.

use toml::de::DeValue;

use super::super::rule::Rule;
use super::fields::{Fields, Problems, Span, Text, Value, as_text, shortened};
use super::values::rule;
use crate::diag::Code;
use crate::model::Number;

pub(in crate::registry) const RULE_KEYS: [&str; 2] = ["tool", "id"];

pub(super) fn rules(fields: &Fields<'_>, problems: &mut Problems) -> Vec<Rule> {
    if fields.value("rules").is_none() {
        fields.missing("rules", "list what it excepts: rules = [\"1.1.22\"]", problems);
    }
    let mut rules = Vec::new();
    for value in fields.list("rules", "texts", problems).unwrap_or_default() {
        let Some(rule) = one(value, problems) else { continue };
        if rules.contains(&rule) {
            let message = format!("`{}` stands here twice", shortened(&rule.to_string()));
            problems.warn(Code::RepeatedRule, value.span(), message, "take one out");
        } else {
            rules.push(rule);
        }
    }
    rules
}

/// A number or a rule id as a text, or `{ tool, id }`.
fn one(value: &Value<'_>, problems: &mut Problems) -> Option<Rule> {
    if let DeValue::Table(_) = value.get_ref() {
        return tool_rule(value, problems);
    }
    let text = as_text(format_args!("an item of `rules`"), value, problems)?;
    if text.text.trim().is_empty() {
        problems.deny(Code::Blank, text.span, "`rules` holds a blank text", "write it, or take it out");
        return None;
    }
    rule(&Text { text: text.text.trim(), span: text.span }, problems)
}

fn tool_rule(value: &Value<'_>, problems: &mut Problems) -> Option<Rule> {
    let fields = Fields::open_value("a rule", value, &RULE_KEYS, problems)?;
    for (key, help) in [("tool", "name the tool, such as tool = \"openscap\""), ("id", "write the tool's rule id")] {
        if fields.value(key).is_none() {
            fields.missing(key, help, problems);
        }
    }
    let (tool, id) = (fields.filled("tool", problems), fields.filled("id", problems)?);
    match rule(&id, problems)? {
        Rule::Tool(_) => Some(Rule::of_tool(tool?.text, id.text)),
        Rule::Number(_) => {
            let message = format!("`{}` is a recommendation's number, not a tool's rule id", shortened(id.text));
            problems.deny(Code::BadNumber, id.span, message, "write it as a text of its own: rules = [\"1.1.22\"]");
            None
        }
    }
}

/// A number as the key of a table.
pub(super) struct NumberKey {
    pub(super) number: Number,
    pub(super) span: Span,
}

/// Titles by number: `titles = { "1.1.22" = "…" }`.
pub(super) fn titles(fields: &Fields<'_>, problems: &mut Problems) -> Vec<(NumberKey, String)> {
    let Some(value) = fields.value("titles") else { return Vec::new() };
    let DeValue::Table(table) = value.get_ref() else {
        let help = "write titles = { \"1.1.22\" = \"Ensure …\" }";
        problems.deny(Code::WrongType, value.span(), "`titles` must be a table of texts", help);
        return Vec::new();
    };
    let mut titles = Vec::new();
    for (key, value) in table {
        let word = Text { text: key.get_ref().as_ref(), span: key.span() };
        let number = number(&word, problems);
        let Some(title) = as_text(format_args!("the title of `{}`", shortened(word.text)), value, problems) else {
            continue;
        };
        if title.text.trim().is_empty() {
            let message = format!("the title of `{}` is blank", shortened(word.text));
            problems.deny(Code::Blank, title.span, message, "write it, or take it out");
        } else if let Some(number) = number {
            titles.push((NumberKey { number, span: word.span }, title.text.trim().to_owned()));
        }
    }
    titles
}

/// A recommendation's number.
pub(super) fn number(text: &Text<'_>, problems: &mut Problems) -> Option<Number> {
    match text.text.parse::<Number>() {
        Ok(number) => Some(number),
        Err(error) => {
            problems.deny(Code::BadNumber, text.span.clone(), error.to_string(), "write it as in \"1.1.22\"");
            None
        }
    }
}
