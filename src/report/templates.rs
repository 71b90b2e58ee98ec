//! The templates: compiled in, and replaceable by the user's own files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::engine::TemplateError;

/// Every file under templates/ that can be replaced, or is of use to who does so.
const BUILT_IN: [(&str, &str); 13] = [
    ("README.md", include_str!("../../templates/README.md")),
    ("changes.html.hbs", include_str!("../../templates/changes.html.hbs")),
    ("diff.html.hbs", include_str!("../../templates/diff.html.hbs")),
    ("diff.md.hbs", include_str!("../../templates/diff.md.hbs")),
    ("exceptions.html.hbs", include_str!("../../templates/exceptions.html.hbs")),
    ("exceptions.md.hbs", include_str!("../../templates/exceptions.md.hbs")),
    ("history.html.hbs", include_str!("../../templates/history.html.hbs")),
    ("history.md.hbs", include_str!("../../templates/history.md.hbs")),
    ("report.css", include_str!("../../templates/report.css")),
    ("report.html.hbs", include_str!("../../templates/report.html.hbs")),
    ("report.js", include_str!("../../templates/report.js")),
    ("report.md.hbs", include_str!("../../templates/report.md.hbs")),
    ("report.schema.json", include_str!("../../templates/schema/report.schema.json")),
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
}

impl Templates {
    /// Name and text of every built-in file, sorted by name.
    pub fn built_in() -> impl Iterator<Item = (&'static str, &'static str)> {
        BUILT_IN.into_iter()
    }

    /// Uses a file for a template.
    ///
    /// # Errors
    /// When the file cannot be read as text.
    pub fn replace(&mut self, name: &str, file: &Path) -> Result<(), TemplateError> {
        let shown = file.display().to_string();
        let text = std::fs::read_to_string(file)
            .map_err(|error| TemplateError::new(format!("the template {shown} cannot be read: {error}")))?;
        self.replaced.insert(name.to_owned(), (shown, text));
        Ok(())
    }

    /// Uses every file of a folder that has a template's name; the others stay the built-in ones.
    ///
    /// # Errors
    /// When the folder or a file cannot be read, when a file ends in `.hbs` and is no template's,
    /// and when nothing in the folder is a template.
    pub fn replace_all(&mut self, folder: &Path) -> Result<(), TemplateError> {
        let shown = folder.display();
        let failed = |error| TemplateError::new(format!("the templates in {shown} cannot be read: {error}"));
        let entries: Result<Vec<PathBuf>, _> =
            std::fs::read_dir(folder).map_err(failed)?.map(|entry| entry.map(|entry| entry.path())).collect();
        let mut files = entries.map_err(failed)?;
        files.sort();
        let mut used = 0;
        for file in files {
            let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let known = BUILT_IN.iter().any(|(known, _)| *known == name);
            if known {
                self.replace(&name, &file)?;
                used += 1;
            } else if is_template(&name) {
                let names: Vec<&str> =
                    BUILT_IN.iter().map(|(name, _)| *name).filter(|name| is_template(name)).collect();
                let names = names.join(", ");
                return Err(TemplateError::new(format!("{shown}: {name} is no template's name; there are: {names}")));
            }
        }
        if used == 0 {
            return Err(TemplateError::new(format!(
                "{shown} holds no template; `amicis templates export DIR` writes the built-in ones"
            )));
        }
        Ok(())
    }

    /// A template by name; an unknown name is an empty one.
    pub(super) fn get(&self, name: &'static str) -> Template<'_> {
        if let Some((shown, text)) = self.replaced.get(name) {
            return Template { shown, text };
        }
        let text = BUILT_IN.iter().find(|(known, _)| *known == name).map(|(_, text)| *text).unwrap_or_default();
        Template { shown: name, text }
    }
}

fn is_template(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "hbs")
}
