//! `amicis convert`: any input into the common model.

use std::path::PathBuf;

use crate::formats::native::CsvFor;
use crate::outputs::{OutputOptions, View, ViewKind};

use super::exit::{Exit, Stop};
use super::fleet::{FleetArgs, write_fleet};
use super::input::InputArgs;
use super::output;
use super::to::{Written, to_or_columns};

/// Convert scans of any format into the common model
///
/// Writes every check with its number, rule, title, status, levels, evidence and the rest, whatever
/// tool made the scan. Its output can be read again without loss; a plain CSV cannot. For many scans there are tables of columns:
/// Parquet in a folder, or a stream of Arrow, written folder by folder while the scans are read.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  amicis convert results.xml --to json -o results.json
  amicis convert scans/ --to csv | head
  amicis convert scans/ --to csv --plain --guard -o checks.csv   # for a spreadsheet or pandas
  amicis convert fleet/ --to parquet --errors rows --targets targets.csv -o lake/")]
pub(super) struct Args {
    #[command(flatten)]
    input: InputArgs,
    /// The output format
    #[arg(long, value_parser = to_or_columns(&[ViewKind::Scans]), default_value = "json")]
    to: Written,
    /// CSV with a header and rows alone: no `#` lines, which hold what no column has
    #[arg(long)]
    plain: bool,
    /// An apostrophe before each cell of the CSV that a spreadsheet would run as a formula
    #[arg(long, requires = "plain")]
    guard: bool,
    /// Keep the benchmark's description, rationale and remediation (licensed text)
    #[arg(long)]
    with_benchmark_text: bool,
    #[command(flatten)]
    fleet: FleetArgs,
    /// Write to a file instead of standard output; tables of Parquet go into a folder
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
}

impl Args {
    /// Refuses the options of a CSV where another output is written.
    fn refuse_csv(&self, output: &str) -> anyhow::Result<()> {
        if self.plain && output != "csv" {
            return Err(Stop::new(Exit::Unusable, "--plain and --guard are for --to csv").into());
        }
        Ok(())
    }
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let to = match args.to {
        Written::Output(to) if !args.fleet.unit_by_unit(to) => to,
        to => {
            args.refuse_csv("")?;
            return write_fleet(&args.input, args.with_benchmark_text, &args.fleet, to, None, args.output.as_deref());
        }
    };
    args.fleet.refuse_rows(to)?;
    args.refuse_csv(to.id())?;
    let reader = match (args.plain, args.guard) {
        (false, _) => CsvFor::Reading,
        (true, false) => CsvFor::Rows,
        (true, true) => CsvFor::Spreadsheets,
    };
    let mut loaded = args.input.load(args.with_benchmark_text)?;
    loaded.mark_incomplete();
    for scan in loaded.scans.iter().filter(|scan| args.plain && scan.checks.is_empty()) {
        output::note(&format!("{} has no check, so no row speaks of it", scan.source.path));
    }
    let options = OutputOptions::default().with_csv(reader);
    to.write(&View::Scans(&loaded.scans), &options, args.output.as_deref())?;
    Ok(if loaded.failed.is_empty() { Exit::Done } else { Exit::Unusable })
}
