//! A template's helper: a function from its parameters to a value, or to finished markup.

use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext, RenderError, RenderErrorReason,
    ScopedJson,
};
use serde_json::Value as Json;

/// The value that a helper's function returns.
pub(super) type Made<T> = Result<T, RenderErrorReason>;

/// A helper that makes a value; printed, it is escaped like any other.
pub(super) struct Value(pub(super) fn(&Parameters<'_>) -> Made<Json>);

/// A helper that makes markup, escaped by itself: it is never escaped again.
pub(super) struct Markup(pub(super) fn(&Parameters<'_>) -> Made<String>);

/// A helper's parameters.
pub(super) struct Parameters<'h>(&'h Helper<'h>);

impl HelperDef for Value {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        Ok(ScopedJson::Derived((self.0)(&Parameters(helper))?))
    }
}

impl HelperDef for Markup {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        Ok(out.write(&(self.0)(&Parameters(helper))?)?)
    }
}

impl<'h> Parameters<'h> {
    /// A parameter that names something in the data.
    pub(super) fn value(&self, index: usize) -> Made<&'h Json> {
        let found = self
            .0
            .param(index)
            .ok_or_else(|| RenderErrorReason::Other(format!("`{}` needs {} parameters", self.0.name(), index + 1)))?;
        if found.is_value_missing() {
            return Err(RenderErrorReason::MissingVariable(found.relative_path().cloned()));
        }
        Ok(found.value())
    }

    /// A parameter that is text; null is empty.
    pub(super) fn text(&self, index: usize) -> Made<&'h str> {
        Ok(self.value(index)?.as_str().unwrap_or_default())
    }

    /// A parameter that is a list.
    pub(super) fn list(&self, index: usize) -> Made<&'h [Json]> {
        Ok(self.value(index)?.as_array().map(Vec::as_slice).unwrap_or_default())
    }

    /// A parameter that counts; a list counts its items.
    pub(super) fn count(&self, index: usize) -> Made<u64> {
        Ok(match self.value(index)? {
            Json::Array(items) => items.len() as u64,
            other => other.as_u64().unwrap_or(0),
        })
    }

    /// All parameters, as counts.
    pub(super) fn counts(&self) -> Made<Vec<u64>> {
        (0..self.0.params().len()).map(|index| self.count(index)).collect()
    }
}

/// A value as text; null is empty.
pub(super) fn plain(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A field of a row as text; lists are joined.
pub(super) fn field(row: &Json, key: &str) -> Made<String> {
    match row.get(key) {
        Some(Json::Array(texts)) => Ok(texts.iter().map(plain).collect::<Vec<_>>().join(", ")),
        Some(value) => Ok(plain(value)),
        None => Err(RenderErrorReason::Other(format!("a row has no field `{key}`"))),
    }
}
