//! `amicis exceptions`: the workshop's table.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::report::{Column, ExceptionsView, exceptions_markdown};

use super::assess::AssessArgs;
use super::exit::Exit;
use super::output;

/// Print the exceptions table: what the image fails on purpose, why, and what to do
///
/// After the table: what fails and is not covered, what is not verified, and entries that match
/// nothing. Whether an entry is in force is decided by --as-of, else by today's date in UTC.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  amicis exceptions results.xml -r exceptions.toml
  amicis exceptions results.xml -r exceptions.toml --only excepted --columns id,title,reason,workaround,expires")]
pub(super) struct Args {
    #[command(flatten)]
    assess: AssessArgs,
    /// The output format
    #[arg(long, value_enum, default_value_t = To::Md)]
    to: To,
    /// The table's columns, as KEY or KEY=HEADING, separated by commas
    #[arg(long, value_name = "KEY,…", value_delimiter = ',')]
    columns: Option<Vec<Column>>,
    /// Print the bare table alone
    #[arg(long, value_enum)]
    only: Option<Only>,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
enum To {
    /// A Markdown table and lists
    Md,
    /// The same as data
    Json,
}

#[derive(ValueEnum, Clone, Copy, Debug)]
enum Only {
    /// Failures that entries in force cover
    Excepted,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let (assessment, exit) = args.assess.run_to_judge()?;
    let mut view = ExceptionsView::new(&assessment);
    view.incomplete = exit != Exit::Done;
    let text = match args.to {
        To::Json => serde_json::to_string_pretty(&view)? + "\n",
        To::Md => {
            let columns = args.columns.clone().unwrap_or_else(Column::workshop);
            exceptions_markdown(&view, &columns, args.only.is_none())?
        }
    };
    output::write(&text, args.output.as_deref())?;
    Ok(exit)
}
