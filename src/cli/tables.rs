//! Tables of Parquet in a folder: every file whole, and all of them or none.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::host::StagedFolder;
use crate::outputs::fleet::columns::{MOST_ROWS, Part, Store, scan_ids, table_part};
use crate::outputs::fleet::{ENTRIES, REGISTRY_VERSIONS, RegistryVersionRow, Table, entry_rows};
use crate::registry::Registry;
use crate::views::{ErrorRow, FleetDay, FleetView};

use super::exit::{Exit, Stop};
use super::output;

/// The tables of scans, which are written while these are read.
pub(super) struct Tables {
    store: Store,
    folder: StagedFolder,
    path: PathBuf,
    /// The files of the table `scans`, each with its scans.
    scans: BTreeMap<String, Vec<String>>,
}

impl Tables {
    /// Tables in a folder.
    pub(super) fn new(path: Option<&Path>, judged: Option<FleetDay>) -> anyhow::Result<Self> {
        let folder = folder(path)?;
        let path = path.unwrap_or(Path::new("")).to_owned();
        Ok(Self { store: Store::new(judged, MOST_ROWS), folder, path, scans: BTreeMap::new() })
    }

    pub(super) fn errors(&mut self, rows: impl IntoIterator<Item = ErrorRow>) {
        self.store.push_errors(rows);
    }

    pub(super) fn push(&mut self, view: &FleetView) -> anyhow::Result<()> {
        let full = self.store.push(view)?;
        self.put(full)
    }

    fn put(&mut self, parts: Vec<Part>) -> anyhow::Result<()> {
        put(&mut self.folder, &parts)?;
        let scans = parts.into_iter().filter(|part| !part.scan_ids.is_empty());
        self.scans.extend(scans.map(|part| (part.path, part.scan_ids)));
        Ok(())
    }

    pub(super) fn finish(mut self, registry: &Registry, judged: Option<&FleetDay>) -> anyhow::Result<()> {
        let store = std::mem::replace(&mut self.store, Store::new(None, MOST_ROWS));
        self.put(store.finish()?)?;
        self.refuse_doubles()?;
        let Self { mut folder, .. } = self;
        if let Some(judged) = judged {
            put(&mut folder, &registry_parts(registry, &judged.registry_sha256)?)?;
        }
        moved(folder)
    }
}

impl Tables {
    /// Refuses scans that another file of their day has: every row of theirs would be there twice.
    fn refuse_doubles(&self) -> anyhow::Result<()> {
        let days: BTreeSet<&Path> = self.scans.keys().filter_map(|name| Path::new(name).parent()).collect();
        for day in days {
            let here = self.scans.iter().filter(|(name, _)| Path::new(name).starts_with(day));
            let ours: BTreeSet<&String> = here.flat_map(|(_, ids)| ids).collect();
            let mut others: Vec<PathBuf> =
                fs::read_dir(self.path.join(day)).into_iter().flatten().flatten().map(|file| file.path()).collect();
            others.sort();
            let is_other = |file: &PathBuf| {
                let replaced = self.scans.keys().any(|name| self.path.join(name) == *file);
                !replaced && file.extension().is_some_and(|end| end == "parquet")
            };
            for other in others.into_iter().filter(is_other) {
                let file = fs::File::open(&other).with_context(|| format!("cannot read {}", other.display()))?;
                let ids = scan_ids(file).with_context(|| format!("cannot read {}", other.display()))?;
                let twice = ids.iter().filter(|id| ours.contains(id)).count();
                if twice > 0 {
                    let message = format!(
                        "{} has {twice} of these scans, and they would be there twice: remove the files of that name in every \
                         table, or write into another folder; nothing was written",
                        other.display()
                    );
                    return Err(Stop::new(Exit::Unusable, message).into());
                }
            }
        }
        Ok(())
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
