//! Files and folders of a person's own templates.

use std::fs;
use std::path::{Path, PathBuf};

use crate::report::{TemplateError, Templates};

impl Templates {
    /// Uses a file for a template.
    ///
    /// # Errors
    /// When the file cannot be read as text.
    pub fn replace(&mut self, name: &str, file: &Path) -> Result<(), TemplateError> {
        let shown = file.display().to_string();
        let text = fs::read_to_string(file)
            .map_err(|error| TemplateError::new(format!("the template {shown} cannot be read: {error}")))?;
        self.replace_text(name, &shown, &text);
        Ok(())
    }

    /// Uses every file of a folder that has a template's name; the others stay the built-in ones.
    ///
    /// # Errors
    /// When the folder or a file cannot be read, when a file ends in `.hbs` and is no template's,
    /// and when nothing in the folder is a template.
    pub fn replace_all(&mut self, folder: &Path) -> Result<(), TemplateError> {
        let shown = folder.display().to_string();
        let failed = |error| TemplateError::new(format!("the templates in {shown} cannot be read: {error}"));
        let entries: Result<Vec<PathBuf>, _> =
            fs::read_dir(folder).map_err(failed)?.map(|entry| entry.map(|entry| entry.path())).collect();
        let mut files = entries.map_err(failed)?;
        files.sort();
        let mut used = 0;
        for file in files {
            let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            if Self::has(&name, &shown)? {
                self.replace(&name, &file)?;
                used += 1;
            }
        }
        if used == 0 { Err(Self::none_in(&shown)) } else { Ok(()) }
    }
}
