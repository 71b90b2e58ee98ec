//! Tables of Parquet in a folder: every file whole, and all of them or none.

use std::path::Path;

use crate::host::StagedFolder;
use crate::outputs::fleet::columns::{MOST_ROWS, Part, Store, table_part};
use crate::outputs::fleet::{ENTRIES, REGISTRY_VERSIONS, RegistryVersionRow, Table, entry_rows};
use crate::registry::Registry;
use crate::views::{ErrorRow, FleetDay, FleetView};

use super::exit::{Exit, Stop};
use super::output;

/// The tables of scans, which are written while these are read.
pub(super) struct Tables {
    store: Store,
    folder: StagedFolder,
}

impl Tables {
    /// Tables in a folder.
    pub(super) fn new(path: Option<&Path>, judged: Option<FleetDay>) -> anyhow::Result<Self> {
        Ok(Self { store: Store::new(judged, MOST_ROWS), folder: folder(path)? })
    }

    pub(super) fn errors(&mut self, rows: impl IntoIterator<Item = ErrorRow>) {
        self.store.push_errors(rows);
    }

    pub(super) fn push(&mut self, view: &FleetView) -> anyhow::Result<()> {
        let full = self.store.push(view)?;
        put(&mut self.folder, &full)
    }

    pub(super) fn finish(self, registry: &Registry, judged: Option<&FleetDay>) -> anyhow::Result<()> {
        let Self { store, mut folder } = self;
        put(&mut folder, &store.finish()?)?;
        if let Some(judged) = judged {
            put(&mut folder, &registry_parts(registry, &judged.registry_sha256)?)?;
        }
        moved(folder)
    }
}

/// The tables of a registry.
fn registry_parts(registry: &Registry, sha256: &str) -> anyhow::Result<Vec<Part>> {
    let version = RegistryVersionRow {
        registry_sha256: sha256.to_owned(),
        path: registry.path.clone(),
        entries: i32::try_from(registry.entries.len()).unwrap_or(i32::MAX),
    };
    let versions = table_part(&REGISTRY_VERSIONS, &[version], sha256)?;
    Ok(table_part(&ENTRIES, &entry_rows(registry, sha256), sha256)?.into_iter().chain(versions).collect())
}

/// Writes the tables of a registry into a folder.
pub(super) fn write_registry(registry: &Registry, path: Option<&Path>) -> anyhow::Result<()> {
    let mut folder = folder(path)?;
    put(&mut folder, &registry_parts(registry, &registry.sha256().unwrap_or_default())?)?;
    moved(folder)
}

/// Writes a table without days into a folder; `of` is what its content is of.
pub(super) fn write_table<R: 'static>(
    table: &'static Table<R>,
    rows: &[R],
    of: &str,
    path: Option<&Path>,
) -> anyhow::Result<()> {
    let mut folder = folder(path)?;
    put(&mut folder, table_part(table, rows, of)?.as_slice())?;
    moved(folder)
}

fn folder(path: Option<&Path>) -> anyhow::Result<StagedFolder> {
    let Some(path) = path else {
        let message = "tables of Parquet go into a folder: name it with -o FOLDER/";
        return Err(Stop::new(Exit::Unusable, message).into());
    };
    if path.exists() && !path.is_dir() {
        let message = format!("{} is a file, and tables of Parquet go into a folder", path.display());
        return Err(Stop::new(Exit::Unusable, message).into());
    }
    Ok(StagedFolder::new(path)?)
}

fn put(folder: &mut StagedFolder, parts: &[Part]) -> anyhow::Result<()> {
    for part in parts {
        folder.put(&part.path, &part.bytes)?;
    }
    Ok(())
}

fn moved(folder: StagedFolder) -> anyhow::Result<()> {
    for path in folder.finish()? {
        output::done(&format!("{} written", path.display()));
    }
    Ok(())
}
