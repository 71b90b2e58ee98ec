//! The template engine: one for each output format, strict, with that format's escape.

use handlebars::{Handlebars, RenderErrorReason};
use serde_json::Value as Json;

use super::helper::{Made, Markup, Parameters, Value, field, plain};
use super::html;
use super::limit::{self, LIMITS, Limited, Limits};
use super::markdown::{registry_cell, scan_text};
use super::templates::Template;
use crate::diag::safe;
use crate::views::Column;

/// A template that cannot be rendered: its own mistake, with file, line and column.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct TemplateError(String);

impl TemplateError {
    pub(crate) fn new(message: String) -> Self {
        Self(message)
    }

    fn at(shown: &str, place: Option<(usize, usize)>, reason: &str) -> Self {
        match place {
            Some((line, column)) => Self(format!("{shown}:{line}:{column}: {reason}")),
            None => Self(format!("{shown}: {reason}")),
        }
    }
}

/// Templates of one output format.
pub(super) struct Engine {
    handlebars: Handlebars<'static>,
    limits: Limits,
}

impl Engine {
    /// Templates that make Markdown: every value is text of a scan unless a helper says otherwise.
    pub(super) fn markdown() -> Self {
        let mut engine = Self::new();
        engine.handlebars.register_escape_fn(scan_text);
        engine.markup("cell", cell);
        engine.markup("registry", |given| Ok(registry_cell(given.text(0)?)));
        engine.markup("code", |given| Ok(visible(&given.text(0)?.replace(['`', '\n', '\r'], " "))));
        engine.markup("fenced", fenced);
        engine.markup("fenced-diff", fenced_diff);
        engine
    }

    /// Templates that make HTML: every value is text unless a helper says otherwise.
    pub(super) fn html() -> Self {
        let mut engine = Self::new();
        engine.handlebars.register_escape_fn(html::html_text);
        html::add_helpers(&mut engine);
        engine
    }

    fn new() -> Self {
        let mut handlebars = Handlebars::new();
        handlebars.set_strict_mode(true);
        limit::count(&mut handlebars, LIMITS);
        let mut engine = Self { handlebars, limits: LIMITS };
        engine.value("join", join);
        engine.value("plural", plural);
        engine.value("sum", |given| Ok(given.counts()?.iter().sum::<u64>().into()));
        engine.value("nonzero", |given| Ok(Some(given.count(0)?).filter(|count| *count > 0).into()));
        engine
    }

    /// Adds a helper that makes a value.
    pub(super) fn value(&mut self, name: &str, make: fn(&Parameters<'_>) -> Made<Json>) {
        self.handlebars.register_helper(name, Box::new(Value(make)));
    }

    /// Adds a helper that makes markup.
    pub(super) fn markup(&mut self, name: &str, make: fn(&Parameters<'_>) -> Made<String>) {
        self.handlebars.register_helper(name, Box::new(Markup(make)));
    }

    /// Makes a template usable inside others: `{{> name data}}`.
    pub(super) fn partial(&mut self, name: &str, template: &Template<'_>) -> Result<(), TemplateError> {
        self.register(name, template)
    }

    /// A person's own template is counted as it runs; ours end.
    fn register(&mut self, name: &str, template: &Template<'_>) -> Result<(), TemplateError> {
        let Template { shown, text, own } = *template;
        if own && let Some(reason) = limit::refusal(text, self.limits) {
            return Err(TemplateError::at(shown, None, &reason));
        }
        let mut parsed = handlebars::Template::compile(text)
            .map_err(|error| TemplateError::at(shown, error.pos(), &error.reason().to_string()))?;
        parsed.name = Some(name.to_owned());
        if own {
            limit::counted(&mut parsed).map_err(|reason| TemplateError::at(shown, None, &reason))?;
        }
        self.handlebars.register_template(name, parsed);
        Ok(())
    }

    /// As [`new`](Self::new), with other limits.
    #[cfg(test)]
    fn within(limits: Limits) -> Self {
        let mut engine = Self { limits, ..Self::markdown() };
        limit::count(&mut engine.handlebars, limits);
        engine
    }

    /// Renders a template.
    pub(super) fn render(
        &mut self,
        template: &Template<'_>,
        data: &impl serde::Serialize,
    ) -> Result<String, TemplateError> {
        let shown = template.shown;
        self.register(shown, template)?;
        let mut rendered = Limited { text: Vec::new(), most: self.limits.bytes };
        self.handlebars.render_to_write(shown, data, &mut rendered).map_err(|error| {
            let reason = match error.reason() {
                RenderErrorReason::MissingVariable(Some(name)) => format!("there is no field `{name}` here"),
                other => other.to_string(),
            };
            TemplateError::at(shown, error.line_no.zip(error.column_no), &reason)
        })?;
        String::from_utf8(rendered.text).map_err(|error| TemplateError::at(shown, None, &error.to_string()))
    }
}

/// `{{join list ", "}}`: the items, with a text between.
fn join(given: &Parameters<'_>) -> Made<Json> {
    let texts: Vec<String> = given.list(0)?.iter().map(plain).collect();
    Ok(texts.join(given.text(1)?).into())
}

/// `{{plural count "failure" "failures"}}`: the count with the word that fits it.
fn plural(given: &Parameters<'_>) -> Made<Json> {
    let count = given.count(0)?;
    Ok(format!("{count} {}", given.text(if count == 1 { 1 } else { 2 })?).into())
}

/// `{{cell row key}}`: a field of a row as a table cell, escaped by where it comes from.
fn cell(given: &Parameters<'_>) -> Made<String> {
    let key = given.text(1)?;
    let text = field(given.value(0)?, key)?;
    Ok(if Column::is_registry_markdown(key) { registry_cell(&text) } else { scan_text(&text) })
}

/// `{{fenced lines}}`: a code block, its fence longer than any run of backticks within.
fn fenced(given: &Parameters<'_>) -> Made<String> {
    Ok(block(&given.list(0)?.iter().map(plain).collect::<Vec<_>>().join("\n"), "text"))
}

/// `{{fenced-diff text}}`: a code block within a list item, for a unified diff.
fn fenced_diff(given: &Parameters<'_>) -> Made<String> {
    let block = block(given.text(0)?, "diff");
    Ok(block.lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n"))
}

fn block(lines: &str, language: &str) -> String {
    let text = visible(lines);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{language}\n{text}\n{fence}")
}

/// Text for code, where nothing is escaped: hostile characters are shown.
fn visible(text: &str) -> String {
    safe(text).into_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const SMALL: Limits = Limits { file: 2000, depth: 100, steps: 5000, bytes: 10_000 };

    fn rendered(text: &str, limits: Limits) -> Result<String, String> {
        let template = Template { shown: "mine.hbs", text, own: true };
        let data = json!({"list": vec![1; 60], "name": "x"});
        Engine::within(limits).render(&template, &data).map_err(|error| error.to_string())
    }

    #[test]
    fn a_template_without_end_is_an_error_that_names_it_and_the_limit() {
        let inline = |name: &str, body: &str| format!("{{{{#*inline \"{name}\"}}}}{body}{{{{/inline}}}}");
        let mut doubled = inline("a0", "");
        (1..40).for_each(|n| doubled += &inline(&format!("a{n}"), &format!("{{{{> a{0}}}}}{{{{> a{0}}}}}", n - 1)));
        doubled += "{{> a39}}";
        let loops = "{{#each list}}".repeat(3) + &"{{/each}}".repeat(3);
        let loops = loops.replace("{{#each list}}{{#each list}}", "{{#each list}}{{#each ../list}}");
        let long = "x".repeat(400) + "{{#each list}}" + &"y".repeat(500) + "{{/each}}";
        for (text, wanted) in [
            (inline("a", "{{> a}}") + "{{> a}}", "more than 100 partials"),
            (inline("a", "{{#if name}}{{> b}}{{/if}}") + &inline("b", "{{> a}}") + "{{> a}}", "more than 100 partials"),
            (doubled, "more than 5000 partials"),
            (loops.replace("../list}}{{#each list", "../list}}{{#each ../../list"), "more than 5000 partials"),
            (long, "more than 10000 bytes are rendered"),
            ("x".repeat(2001), "the most are 2000"),
            ("{{#if name}}".repeat(61), "more than 60 blocks"),
            (format!("{{{{join {}", "(".repeat(61)), "more than 60 blocks or parentheses"),
            ("{{#> a}}x{{/a}}".to_owned(), "a block cannot be given to a partial"),
            ("{{amicis-leave}}".to_owned(), "of the program's own"),
        ] {
            let error = rendered(&text, Limits { file: if text.starts_with("xx") { 2000 } else { 1 << 20 }, ..SMALL })
                .expect_err(&text);
            assert!(error.starts_with("mine.hbs") && error.contains(wanted), "{error}");
        }
    }

    #[test]
    fn what_is_counted_is_rendered_as_it_would_be_uncounted() {
        let text = "a\n{{#*inline \"row\"}}\n- {{this}}{{else}}{{/inline}}\n{{#each list}}\n  {{> row}}\n{{else}}\nnone\n{{/each}}\n{{#if name}}\n{{name}}\n{{else if list}}b\n{{/if}}";
        let text = text.replace("{{else}}{{/inline}}", "{{/inline}}");
        let counted = rendered(&text, SMALL).expect("rendered");
        let template = Template { shown: "mine.hbs", text: &text, own: false };
        let data = json!({"list": vec![1; 60], "name": "x"});
        assert_eq!(counted, Engine::markdown().render(&template, &data).expect("rendered"));
        assert!(counted.contains("- 1") && counted.contains('x'), "{counted}");
    }
}
