//! `amicis convert`: any input into the common model.

use std::path::PathBuf;

use crate::outputs::{OutputOptions, View, ViewKind};

use super::exit::Exit;
use super::input::InputArgs;
use super::to::{To, to};

/// Convert scans of any format into the common model
///
/// Writes every check with its number, rule, title, status, levels, evidence and the rest, whatever
/// tool made the scan. Its output can be read again without loss.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Example:\n  amicis convert results.xml --to json -o results.json\n  amicis convert scans/ --to csv | head"
)]
pub(super) struct Args {
    #[command(flatten)]
    input: InputArgs,
    /// The output format
    #[arg(long, value_parser = to(&[ViewKind::Scans]), default_value = "json")]
    to: To,
    /// Keep the benchmark's description, rationale and remediation (licensed text)
    #[arg(long)]
    with_benchmark_text: bool,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let mut loaded = args.input.load(args.with_benchmark_text)?;
    loaded.mark_incomplete();
    args.to.write(&View::Scans(&loaded.scans), &OutputOptions::default(), args.output.as_deref())?;
    Ok(if loaded.failed.is_empty() { Exit::Done } else { Exit::Unusable })
}
