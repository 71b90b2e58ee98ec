//! `amicis exceptions`: the workshop's table.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::ValueEnum;

use crate::diag;
use crate::outputs::{OutputOptions, View, ViewKind};
use crate::report::{Checked, block_rows, check_block, exceptions_markdown_with, replace_block};
use crate::views::{Column, ExceptionsView};

use super::assess::AssessArgs;
use super::exit::{Exit, Stop};
use super::output;
use super::template::TemplateArgs;
use super::to::{To, to};

/// Print the exceptions table: what the image fails on purpose, why, and what to do
///
/// After the table: what fails and is not covered, what is not verified, and entries that match
/// nothing. Whether an entry is in force is decided by --as-of, else by today's date in UTC.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  amicis exceptions results.xml -r exceptions.toml
  amicis exceptions results.xml -r exceptions.toml --only excepted --columns id,title,reason,workaround,expires
  amicis exceptions results.xml -r exceptions.toml --group reason
  amicis exceptions results.xml -r exceptions.toml --write README.md
  amicis exceptions results.xml -r exceptions.toml --check README.md

The markers, each on a line of its own:
  <!-- amicis:begin exceptions -->
  <!-- amicis:end exceptions -->")]
pub(super) struct Args {
    #[command(flatten)]
    assess: AssessArgs,
    /// The output format
    #[arg(long, value_parser = to(&[ViewKind::Exceptions]), default_value = "md", conflicts_with_all = ["check", "write"])]
    to: To,
    /// The table's columns, as KEY or KEY=HEADING, separated by commas
    #[arg(long, value_name = "KEY,…", value_delimiter = ',')]
    columns: Option<Vec<Column>>,
    /// Print exceptions with the same reason and workaround as one row, with all their numbers
    #[arg(long, value_enum, default_value = "number")]
    group: Group,
    /// Print the bare table alone
    #[arg(long, value_enum)]
    only: Option<Only>,
    #[command(flatten)]
    templates: TemplateArgs,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Compare with the block between the markers of a Markdown file, or with its only such table;
    /// exit with 1 and a diff when it is stale. The as-of date alone makes no difference
    #[arg(long, value_name = "FILE", conflicts_with_all = ["output", "write"])]
    check: Option<PathBuf>,
    /// Put the table between the markers of a Markdown file
    #[arg(long, value_name = "FILE", conflicts_with = "output")]
    write: Option<PathBuf>,
    /// Let --write put an empty table in the place of one with rows
    #[arg(long, requires = "write")]
    allow_empty: bool,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
enum Group {
    /// A row for each recommendation
    Number,
    /// A row for each reason; pages have both, and begin with this one
    Reason,
}

#[derive(ValueEnum, Clone, Copy, Debug)]
enum Only {
    /// Failures that entries in force cover
    Excepted,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let templates = args.to.templates(ViewKind::Exceptions, &args.templates)?;
    let (assessment, exit) = args.assess.run_to_judge()?;
    args.assess.suggest_name(&assessment);
    let mut view = ExceptionsView::new(&assessment);
    view.incomplete = exit != Exit::Done;
    view.by_reason = args.group == Group::Reason;
    if view.by_reason && !matches!(args.to.id(), "md" | "html") {
        let why =
            format!("--group reason is for --to md and --to html; {} has a row for each recommendation", args.to.id());
        return Err(Stop::new(Exit::Unusable, why).into());
    }
    let usual = if args.to.id() == "html" { Column::page } else { Column::workshop };
    let columns = args.columns.clone().unwrap_or_else(usual);
    let full = args.only.is_none();
    if let Some(file) = args.check.as_deref().or(args.write.as_deref()) {
        let text = exceptions_markdown_with(&templates, &view, &columns, full)?;
        let table = exceptions_markdown_with(&templates, &view, &columns, false)?;
        if args.write.is_some() && !args.allow_empty && view.rows() == 0 {
            refuse_to_empty(file)?;
        }
        let checked = in_file(file, &text, &table, &columns, args.check.is_some())?;
        return Ok(if exit == Exit::Done { checked } else { exit });
    }
    let options = OutputOptions::default().with_templates(templates).with_columns(columns, full);
    args.to.write(&View::Exceptions(&view), &options, args.output.as_deref())?;
    Ok(exit)
}

/// A table without a row in the place of one that has some is most likely another scan, or the wrong registry.
fn refuse_to_empty(file: &Path) -> anyhow::Result<()> {
    let shown = file.display();
    let old = fs::read_to_string(file).with_context(|| format!("cannot read {shown}"))?;
    match block_rows(&old).with_context(|| format!("cannot write {shown}"))? {
        0 => Ok(()),
        rows => {
            let rows = if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") };
            let message = format!(
                "the table would be empty, and that of {shown} has {rows}; see that scan and registry are the right \
                 ones, or say --allow-empty"
            );
            Err(Stop::new(Exit::Unusable, message).into())
        }
    }
}

/// Compares the table with a file's, or puts it there.
fn in_file(file: &Path, text: &str, table: &str, columns: &[Column], check: bool) -> anyhow::Result<Exit> {
    let shown = file.display();
    let old = fs::read_to_string(file).with_context(|| format!("cannot read {shown}"))?;
    if check {
        return match check_block(&old, text, table, columns).with_context(|| format!("cannot check {shown}"))? {
            Checked::Holds => Ok(Exit::Done),
            Checked::Differs(diff) => {
                output::print(&diag::safe(&diff))?;
                output::error(&format!("{shown} is stale; `amicis exceptions … --write {shown}` brings it up to date"));
                Ok(Exit::GateSaysNo)
            }
        };
    }
    let new = replace_block(&old, text).with_context(|| format!("cannot write {shown}"))?;
    if new != old {
        output::write_file(file, new.as_bytes())?;
    }
    Ok(Exit::Done)
}
