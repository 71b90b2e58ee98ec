//! `--mappings DIR`, alike in every command, and benchmarks named on the command line.

use std::path::PathBuf;

use anyhow::anyhow;

use crate::diag;
use crate::mapping::{BenchmarkList, Edition, Mappings};
use crate::model::{Benchmark, family};

use super::output;

/// A person's own mapping files.
#[derive(clap::Args, Clone, Debug, Default)]
pub(super) struct MappingArgs {
    /// A folder with own benchmarks/, crosswalks/ and rules/, used before the built-in ones
    #[arg(long, value_name = "DIR", help_heading = "Reading")]
    mappings: Option<PathBuf>,
}

impl MappingArgs {
    /// The built-in mappings and the own ones; prints what is to be known about the own ones.
    pub(super) fn load(&self) -> anyhow::Result<Mappings> {
        let mappings = match &self.mappings {
            Some(folder) => {
                let folders = ["benchmarks", "titles", "crosswalks", "rules"].map(|name| folder.join(name));
                folders.iter().for_each(|folder| output::was_read_in(folder));
                Mappings::with_dir(folder)?
            }
            None => Mappings::builtin(),
        };
        mappings.notes().iter().for_each(output::diagnostic);
        Ok(mappings)
    }
}

/// The list of a benchmark version named like `AL2 2.0.0`.
///
/// # Errors
/// When there is none; the message names those that may have been meant.
pub(super) fn named<'m>(mappings: &'m Mappings, text: &str) -> anyhow::Result<&'m BenchmarkList> {
    let given = Benchmark::given(text);
    if let Some(list) = Edition::of(&given).and_then(|edition| mappings.list(&edition)) {
        return Ok(list);
    }
    let name = family(given.title.as_deref().unwrap_or_default());
    let versions = mappings.versions(&Edition::new(&name, ""));
    if !versions.is_empty() {
        let known = versions.iter().map(|list| list.edition.to_string()).collect::<Vec<_>>().join(", ");
        return Err(anyhow!(match given.version {
            Some(version) => format!("no list of version {version}; known are {known}"),
            None => format!("`{text}` needs a version; known are {known}"),
        }));
    }
    Err(unknown_name(mappings, text))
}

/// No benchmark has such a name; the message names those that may have been meant.
pub(super) fn unknown_name(mappings: &Mappings, text: &str) -> anyhow::Error {
    let given = Benchmark::given(text);
    let name = family(given.title.as_deref().unwrap_or_default());
    let mut families: Vec<_> = mappings.lists().iter().map(|list| list.edition.family()).collect();
    families.dedup();
    let near = diag::nearest(&name, families.iter().copied());
    let (word, shown) = if near.is_empty() { ("known are", families) } else { ("did you mean", near) };
    anyhow!("no benchmark is named `{text}`; {word} {}", shown.join(", "))
}
