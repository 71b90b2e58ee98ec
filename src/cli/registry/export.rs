//! `amicis registry export`: the registry as other tools' lists.

use std::path::PathBuf;

use anyhow::anyhow;
use clap::ValueEnum;

use crate::mapping::Edition;
#[cfg(feature = "xlsx")]
use crate::outputs::xlsx::{Cell, Table, workbook};
use crate::registry::{Registry, exclusion_list, sheet};

use super::super::benchmark_name::BenchmarkName;
use super::assess::AsOfArgs;
use super::mappings::{MappingArgs, named};
use super::older::load_registry;
use super::{Exit, Stop, output};

/// Write the entries as another tool's list, or as a sheet to fill in
///
/// A sheet (--to csv, --to xlsx) has every entry, drafts too; it is filled in with a spreadsheet and comes back with
/// `amicis registry apply`. The build kit's `exclusion_list.txt` has the entries in force, and takes numbers of its own benchmark version; entries of another
/// version go through the crosswalk. An entry that cannot be exported is said on standard error.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  amicis registry export --to csv -r exceptions.toml -o reasons.csv
  amicis registry export --to xlsx -r exceptions.toml -o reasons.xlsx
  amicis registry export --to parquet -r exceptions.toml -o lake/
  amicis registry export --to build-kit -r exceptions.toml --benchmark \"AL2 3.0.0\" -o exclusion_list.txt")]
pub(super) struct Args {
    /// The registry: a file, or a folder of files read as one
    #[arg(short, long, value_name = "PATH", default_value = "exceptions.toml")]
    registry: PathBuf,
    /// The list's format
    #[arg(long, value_enum)]
    to: To,
    /// The benchmark version of the list (default: that of the first entry)
    #[arg(long, value_name = "NAME VERSION", value_parser = BenchmarkName, hide_possible_values = true)]
    benchmark: Option<String>,
    #[command(flatten)]
    as_of: AsOfArgs,
    #[command(flatten)]
    mappings: MappingArgs,
    /// Write to a file instead of standard output; tables of Parquet go into a folder
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Replace a sheet that exists
    #[arg(long, requires = "output")]
    force: bool,
}

#[derive(ValueEnum, Clone, Copy, Debug)]
enum To {
    /// The CIS build kit's `exclusion_list.txt`
    BuildKit,
    /// Every entry as a sheet, to be filled in a spreadsheet; `amicis registry apply` brings it back
    Csv,
    /// The same as a workbook, whose cells are all texts
    #[cfg(feature = "xlsx")]
    Xlsx,
    /// The tables `entries` and `registry_versions` of a fleet, in a folder
    Parquet,
}

impl Args {
    /// The registry, unless its sheet would replace one that somebody may have filled in.
    fn registry_of_sheet(&self) -> anyhow::Result<Registry> {
        let registry = load_registry(Some(&self.registry))?;
        if let Some(path) = self.output.as_ref().filter(|path| path.exists() && !self.force) {
            let message = format!("{} exists and may be filled in; --force replaces it", path.display());
            return Err(Stop::new(Exit::Unusable, message).into());
        }
        Ok(registry)
    }
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    match args.to {
        To::Csv => {
            let registry = args.registry_of_sheet()?;
            output::write(&sheet::export(&registry), args.output.as_deref())?;
            return Ok(Exit::Done);
        }
        #[cfg(feature = "xlsx")]
        To::Xlsx => {
            let Some(path) = &args.output else {
                return Err(Stop::new(Exit::Unusable, "a workbook is no text: name its file with -o").into());
            };
            let registry = args.registry_of_sheet()?;
            let columns = sheet::columns().map(|(heading, width)| (heading.to_owned(), width)).collect();
            let cells = |record: Vec<String>| record.iter().map(|cell| Cell::text(cell)).collect();
            let rows = sheet::records(&registry).map(cells).collect();
            let table = Table { name: sheet::SHEET_NAME.to_owned(), columns, rows };
            let bytes = workbook(&[table], None)
                .map_err(|error| Stop::new(Exit::Unusable, format!("{error}; --to csv takes it")))?;
            output::write_bytes(&bytes, path)?;
            return Ok(Exit::Done);
        }
        To::Parquet => return tables(args),
        To::BuildKit => {}
    }
    let mappings = args.mappings.load()?;
    let registry = load_registry(Some(&args.registry))?;
    let edition = match &args.benchmark {
        Some(text) => named(&mappings, text)?.edition.clone(),
        None => registry.entries.iter().find_map(|entry| Edition::of(&entry.benchmark)).ok_or_else(|| {
            anyhow!("no entry states its benchmark version; name the list's with --benchmark \"AL2 3.0.0\"")
        })?,
    };
    let list = exclusion_list(&registry, &edition, args.as_of.date(), &mappings);
    for left_out in &list.left_out {
        output::note(&format!("left out {left_out}"));
    }
    for widened in &list.widened {
        output::note(widened);
    }
    output::write(&list.text, args.output.as_deref())?;
    Ok(Exit::Done)
}

#[cfg(feature = "parquet")]
fn tables(args: &Args) -> anyhow::Result<Exit> {
    let registry = load_registry(Some(&args.registry))?;
    crate::cli::tables::write_registry(&registry, args.output.as_deref())?;
    Ok(Exit::Done)
}

#[cfg(not(feature = "parquet"))]
fn tables(_: &Args) -> anyhow::Result<Exit> {
    Err(crate::outputs::fleet::missing("parquet").into())
}
