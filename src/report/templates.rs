//! The templates: compiled in, and replaceable by the user's own files.

use std::collections::BTreeMap;
use std::path::Path;

use super::engine::TemplateError;

/// Every file under templates/ that can be replaced, or is of use to who does so.
const BUILT_IN: [(&str, &str); 20] = [
    ("README.md", include_str!("../../templates/README.md")),
    ("changes.html.hbs", include_str!("../../templates/changes.html.hbs")),
    ("controls.html.hbs", include_str!("../../templates/controls.html.hbs")),
    ("controls.md.hbs", include_str!("../../templates/controls.md.hbs")),
    ("diff.html.hbs", include_str!("../../templates/diff.html.hbs")),
    ("diff.md.hbs", include_str!("../../templates/diff.md.hbs")),
    ("exceptions.html.hbs", include_str!("../../templates/exceptions.html.hbs")),
    ("exceptions.md.hbs", include_str!("../../templates/exceptions.md.hbs")),
    ("filters.html.hbs", include_str!("../../templates/filters.html.hbs")),
    ("head.html.hbs", include_str!("../../templates/head.html.hbs")),
    ("history.html.hbs", include_str!("../../templates/history.html.hbs")),
    ("history.md.hbs", include_str!("../../templates/history.md.hbs")),
    ("identity.html.hbs", include_str!("../../templates/identity.html.hbs")),
    ("report.css", include_str!("../../templates/report.css")),
    ("report.html.hbs", include_str!("../../templates/report.html.hbs")),
    ("report.js", include_str!("../../templates/report.js")),
    ("report.md.hbs", include_str!("../../templates/report.md.hbs")),
    ("report.schema.json", include_str!("../../templates/schema/report.schema.json")),
    ("rollups.html.hbs", include_str!("../../templates/rollups.html.hbs")),
    ("rollups.md.hbs", include_str!("../../templates/rollups.md.hbs")),
];

/// The templates in use.
#[derive(Clone, Debug, Default)]
pub struct Templates {
    replaced: BTreeMap<String, (String, String)>,
}

/// One template.
pub(super) struct Template<'t> {
    /// Its file, for messages.
    pub(super) shown: &'t str,
    pub(super) text: &'t str,
    /// It is a person's own, and may never end.
    pub(super) own: bool,
}

impl Templates {
    /// Name and text of every built-in file, sorted by name.
    pub fn built_in() -> impl Iterator<Item = (&'static str, &'static str)> {
        BUILT_IN.into_iter()
    }

    /// Uses every text that has a template's name; the others stay the built-in ones.
    ///
    /// # Errors
    /// When a name ends in `.hbs` and is no template's, and when no name is a template's.
    pub fn from_texts<'t>(files: impl IntoIterator<Item = (&'t str, &'t str)>) -> Result<Self, TemplateError> {
        const SHOWN: &str = "what was given";
        let mut templates = Self::default();
        for (name, text) in files {
            if Self::has(name, SHOWN)? {
                templates.replace_text(name, name, text);
            }
        }
        if templates.replaced.is_empty() { Err(Self::none_in(SHOWN)) } else { Ok(templates) }
    }

    /// Uses a text for a template; `shown` names it in messages.
    pub fn replace_text(&mut self, name: &str, shown: &str, text: &str) {
        self.replaced.insert(name.to_owned(), (shown.to_owned(), text.to_owned()));
    }

    /// Whether a file's name is that of a built-in one; in a folder, a template of another name is a mistake.
    pub(crate) fn has(name: &str, folder: &str) -> Result<bool, TemplateError> {
        let known = BUILT_IN.iter().any(|(known, _)| *known == name);
        if !known && is_template(name) {
            let names: Vec<&str> = BUILT_IN.iter().map(|(name, _)| *name).filter(|name| is_template(name)).collect();
            let names = names.join(", ");
            return Err(TemplateError::new(format!("{folder}: {name} is no template's name; there are: {names}")));
        }
        Ok(known)
    }

    /// The error about a folder without a template.
    pub(crate) fn none_in(folder: &str) -> TemplateError {
        TemplateError::new(format!(
            "{folder} holds no template; `amicis templates export DIR` writes the built-in ones"
        ))
    }

    /// A template by name; an unknown name is an empty one.
    pub(super) fn get(&self, name: &'static str) -> Template<'_> {
        if let Some((shown, text)) = self.replaced.get(name) {
            return Template { shown, text, own: true };
        }
        let text = BUILT_IN.iter().find(|(known, _)| *known == name).map(|(_, text)| *text).unwrap_or_default();
        Template { shown: name, text, own: false }
    }
}

fn is_template(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "hbs")
}
