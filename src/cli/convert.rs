//! `amicis convert`: any input into the common model.

use std::path::PathBuf;

use crate::outputs::{OutputOptions, View, ViewKind};

use super::exit::Exit;
use super::fleet::{FleetArgs, write_fleet};
use super::input::InputArgs;
use super::to::{Written, to_or_columns};

/// Convert scans of any format into the common model
///
/// Writes every check with its number, rule, title, status, levels, evidence and the rest, whatever
/// tool made the scan. Its output can be read again without loss. For many scans there are tables of columns:
/// Parquet in a folder, or a stream of Arrow, written folder by folder while the scans are read.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  amicis convert results.xml --to json -o results.json
  amicis convert scans/ --to csv | head
  amicis convert fleet/ --to parquet --errors rows --targets targets.csv -o lake/")]
pub(super) struct Args {
    #[command(flatten)]
    input: InputArgs,
    /// The output format
    #[arg(long, value_parser = to_or_columns(&[ViewKind::Scans]), default_value = "json")]
    to: Written,
    /// Keep the benchmark's description, rationale and remediation (licensed text)
    #[arg(long)]
    with_benchmark_text: bool,
    #[command(flatten)]
    fleet: FleetArgs,
    /// Write to a file instead of standard output; tables of Parquet go into a folder
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let to = match args.to {
        Written::Output(to) if !args.fleet.unit_by_unit(to) => to,
        to => return write_fleet(&args.input, args.with_benchmark_text, &args.fleet, to, None, args.output.as_deref()),
    };
    args.fleet.refuse_rows(to)?;
    let mut loaded = args.input.load(args.with_benchmark_text)?;
    loaded.mark_incomplete();
    to.write(&View::Scans(&loaded.scans), &OutputOptions::default(), args.output.as_deref())?;
    Ok(if loaded.failed.is_empty() { Exit::Done } else { Exit::Unusable })
}
