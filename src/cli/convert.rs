//! `amicis convert`: any input into the common model.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::formats::native;

use super::exit::Exit;
use super::input::InputArgs;
use super::output;

/// Convert scans of any format into the common model
///
/// Writes every check with its number, rule, title, status, levels, evidence and the rest, whatever
/// tool made the scan. What it writes can be read again without loss.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Example:\n  amicis convert results.xml --to json -o results.json\n  amicis convert scans/ --to csv | head"
)]
pub(super) struct Args {
    #[command(flatten)]
    input: InputArgs,
    /// The output format
    #[arg(long, value_enum, default_value_t = To::Json)]
    to: To,
    /// Keep the benchmark's description, rationale and remediation (licensed text)
    #[arg(long)]
    with_benchmark_text: bool,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(ValueEnum, Clone, Copy, Debug)]
enum To {
    /// One document: {"format":"amicis/1","scans":[…]}
    Json,
    /// One line a check
    Ndjson,
    /// One row a check
    Csv,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let mut loaded = args.input.load(args.with_benchmark_text)?;
    loaded.mark_incomplete();
    let text = match args.to {
        To::Json => native::document(&loaded.scans)?,
        To::Ndjson => native::ndjson(&loaded.scans)?,
        To::Csv => native::csv(&loaded.scans)?,
    };
    output::write(&text, args.output.as_deref())?;
    Ok(if loaded.failed.is_empty() { Exit::Done } else { Exit::Unusable })
}
