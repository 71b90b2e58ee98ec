//! `amicis exceptions`: the workshop's table.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::export::exceptions_csv;
use crate::report::{Column, ExceptionsView, exceptions_html, exceptions_markdown_with};

use super::assess::AssessArgs;
use super::exit::{Exit, Stop};
use super::output;
use super::template::TemplateArgs;

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
    #[command(flatten)]
    templates: TemplateArgs,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
enum To {
    /// A Markdown table and lists
    Md,
    /// The same as one page
    Html,
    /// The table alone, for spreadsheets; cells that one would run as a formula are guarded
    Csv,
    /// The same as data
    Json,
}

#[derive(ValueEnum, Clone, Copy, Debug)]
enum Only {
    /// Failures that entries in force cover
    Excepted,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    if matches!(args.to, To::Csv | To::Json) && args.templates.given() {
        return Err(Stop::new(Exit::Unusable, "no template makes --to csv or --to json").into());
    }
    let (assessment, exit) = args.assess.run_to_judge()?;
    let mut view = ExceptionsView::new(&assessment);
    view.incomplete = exit != Exit::Done;
    let columns = args.columns.clone().unwrap_or_else(Column::workshop);
    let full = args.only.is_none();
    let text = match args.to {
        To::Json => serde_json::to_string_pretty(&view)? + "\n",
        To::Csv => exceptions_csv(&view, &columns)?,
        To::Html => exceptions_html(&args.templates.load("exceptions.html.hbs")?, &view, &columns, full)?,
        To::Md => exceptions_markdown_with(&args.templates.load("exceptions.md.hbs")?, &view, &columns, full)?,
    };
    output::write(&text, args.output.as_deref())?;
    Ok(exit)
}
