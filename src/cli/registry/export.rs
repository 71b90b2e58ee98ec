//! `amicis registry export`: the registry as other tools' lists.

use std::path::PathBuf;

use anyhow::anyhow;
use clap::ValueEnum;

use crate::mapping::Edition;
use crate::registry::{exclusion_list, sheet};

use super::assess::AsOfArgs;
use super::mappings::{MappingArgs, named};
use super::older::load_registry;
use super::{Exit, Stop, output};

/// Write the entries as another tool's list, or as a sheet to fill in
///
/// A sheet (--to csv) has every entry, drafts too; it is filled in with a spreadsheet and comes back with
/// `amicis registry apply`. The build kit's `exclusion_list.txt` has the entries in force, and takes numbers of its own benchmark version; entries of another
/// version go through the crosswalk. An entry that cannot be exported is said on standard error.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  amicis registry export --to csv -r exceptions.toml -o reasons.csv
  amicis registry export --to build-kit -r exceptions.toml --benchmark \"AL2 3.0.0\" -o exclusion_list.txt")]
pub(super) struct Args {
    /// The registry: a file, or a folder of files read as one
    #[arg(short, long, value_name = "PATH", default_value = "exceptions.toml")]
    registry: PathBuf,
    /// The list's format
    #[arg(long, value_enum)]
    to: To,
    /// The benchmark version of the list (default: that of the first entry)
    #[arg(long, value_name = "NAME VERSION")]
    benchmark: Option<String>,
    #[command(flatten)]
    as_of: AsOfArgs,
    #[command(flatten)]
    mappings: MappingArgs,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
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
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    if matches!(args.to, To::Csv) {
        let registry = load_registry(Some(&args.registry))?;
        // It may be the sheet that somebody has filled in.
        if let Some(path) = args.output.as_ref().filter(|path| path.exists() && !args.force) {
            let message = format!("{} exists and may be filled in; --force replaces it", path.display());
            return Err(Stop::new(Exit::Unusable, message).into());
        }
        output::write(&sheet::export(&registry), args.output.as_deref())?;
        return Ok(Exit::Done);
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
