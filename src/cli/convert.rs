//! `amicis convert`: any input into the common model.

use std::path::PathBuf;

use crate::formats::native::CsvFor;
use crate::outputs::{OutputOptions, View, ViewKind};

use super::exit::{Exit, Stop};
use super::input::InputArgs;
use super::output;
use super::to::{To, to};

/// Convert scans of any format into the common model
///
/// Writes every check with its number, rule, title, status, levels, evidence and the rest, whatever
/// tool made the scan. Its output can be read again without loss; a plain CSV cannot.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  amicis convert results.xml --to json -o results.json
  amicis convert scans/ --to csv | head
  amicis convert scans/ --to csv --plain --guard -o checks.csv   # for a spreadsheet or pandas")]
pub(super) struct Args {
    #[command(flatten)]
    input: InputArgs,
    /// The output format
    #[arg(long, value_parser = to(&[ViewKind::Scans]), default_value = "json")]
    to: To,
    /// CSV with a header and rows alone: no `#` lines, which hold what no column has
    #[arg(long)]
    plain: bool,
    /// An apostrophe before each cell of the CSV that a spreadsheet would run as a formula
    #[arg(long, requires = "plain")]
    guard: bool,
    /// Keep the benchmark's description, rationale and remediation (licensed text)
    #[arg(long)]
    with_benchmark_text: bool,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let reader = match (args.plain, args.guard) {
        (false, _) => CsvFor::Reading,
        (true, false) => CsvFor::Rows,
        (true, true) => CsvFor::Spreadsheets,
    };
    if args.plain && args.to.id() != "csv" {
        return Err(Stop::new(Exit::Unusable, "--plain and --guard are for --to csv").into());
    }
    let mut loaded = args.input.load(args.with_benchmark_text)?;
    loaded.mark_incomplete();
    for scan in loaded.scans.iter().filter(|scan| args.plain && scan.checks.is_empty()) {
        output::note(&format!("{} has no check, so no row speaks of it", scan.source.path));
    }
    let options = OutputOptions::default().with_csv(reader);
    args.to.write(&View::Scans(&loaded.scans), &options, args.output.as_deref())?;
    Ok(if loaded.failed.is_empty() { Exit::Done } else { Exit::Unusable })
}
