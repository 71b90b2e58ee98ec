//! The arguments that replace templates, alike in every command that has some.

use std::path::PathBuf;

use super::output;
use crate::report::Templates;

/// The user's own templates.
#[derive(clap::Args, Debug)]
pub(super) struct TemplateArgs {
    /// Use this file as the template of the output (see `amicis templates export`)
    #[arg(long, value_name = "FILE", help_heading = "Templates")]
    template: Option<PathBuf>,
    /// Use the templates of this folder; what is not there stays built in
    #[arg(long, value_name = "DIR", help_heading = "Templates")]
    template_dir: Option<PathBuf>,
}

impl TemplateArgs {
    /// The templates to use, for an output that `name` makes.
    pub(super) fn load(&self, name: &str) -> anyhow::Result<Templates> {
        output::was_read(&self.template);
        self.template_dir.iter().for_each(|folder| output::was_read_in(folder));
        let mut templates = Templates::default();
        if let Some(folder) = &self.template_dir {
            templates.replace_all(folder)?;
        }
        if let Some(file) = &self.template {
            templates.replace(name, file)?;
        }
        Ok(templates)
    }

    /// Whether something is replaced; for outputs that no template makes.
    pub(super) fn given(&self) -> bool {
        self.template.is_some() || self.template_dir.is_some()
    }
}
