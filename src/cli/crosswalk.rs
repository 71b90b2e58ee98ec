//! `amicis crosswalk`: what a recommendation is called in another benchmark version.

use std::path::PathBuf;

use anyhow::anyhow;

use crate::mapping::{Edition, Mappings, Row};
use crate::model::NumberPattern;
use crate::outputs::{OutputOptions, View, ViewKind};
use crate::views::CrosswalkView;

use super::benchmark_name::BenchmarkName;
use super::exit::{Exit, Stop};
use super::mappings::{MappingArgs, named};
use super::to::{Written, to_or_columns};

/// Say which numbers recommendations have in another benchmark version, and whether they are the same
///
/// Without numbers, prints the whole crosswalk. `same`, `renumbered` and `duplicate` are the same
/// recommendation; `merged`, `split` and `changed` need a person's decision. Where no crosswalk leads
/// there directly, the way over others is shown: what every step carries is carried, and all else needs
/// review. Titles are not printed: they are not part of the mappings. `--to` names the other benchmark here, and `--format` the output.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  amicis crosswalk 1.1.22 2.1.1.2 --from \"AL2 2.0.0\" --to \"AL2023 1.0.0\"
  amicis crosswalk \"5.2.*\" --from \"AL2 2.0.0\" --to \"AL2 3.0.0\" --format md
  amicis crosswalk --all --format parquet -o lake/")]
pub(super) struct Args {
    /// Recommendation numbers, or whole sections such as `5.2.*`
    #[arg(value_name = "NUMBER")]
    numbers: Vec<NumberPattern>,
    /// The benchmark and version of the numbers
    #[arg(long, value_name = "NAME VERSION", value_parser = BenchmarkName, hide_possible_values = true, required_unless_present = "all")]
    from: Option<String>,
    /// The benchmark and version wanted
    #[arg(long, value_name = "NAME VERSION", value_parser = BenchmarkName, hide_possible_values = true, required_unless_present = "all")]
    to: Option<String>,
    /// The output format
    #[arg(long, value_parser = to_or_columns(&[ViewKind::Crosswalk]), default_value = "text")]
    format: Written,
    /// Every crosswalk, for --format parquet: the reviewed ones, and the ways over several versions of one benchmark
    #[arg(long, conflicts_with_all = ["numbers", "from", "to"], requires = "output")]
    all: bool,
    /// The folder of the tables, for --all
    #[arg(short, long, value_name = "FOLDER", requires = "all")]
    output: Option<PathBuf>,
    #[command(flatten)]
    mappings: MappingArgs,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let mappings = args.mappings.load()?;
    let (format, from, to) = match (args.format, &args.from, &args.to) {
        (Written::Output(format), Some(from), Some(to)) => (format, from, to),
        (Written::Parquet, None, None) => return tables(args, &mappings),
        (Written::Output(_), ..) => {
            let message = "every crosswalk is a table for engines: --all goes with --format parquet";
            return Err(Stop::new(Exit::Unusable, message).into());
        }
        _ => {
            let message = "a table for engines has every crosswalk: --format parquet goes with --all -o FOLDER/";
            return Err(Stop::new(Exit::Unusable, message).into());
        }
    };
    let (from, to) = (&named(&mappings, from)?.edition, &named(&mappings, to)?.edition);
    let walk = mappings.crosswalk(from, to).ok_or_else(|| no_crosswalk(&mappings, from, to))?;
    let mut rows: Vec<&Row> = Vec::new();
    for pattern in &args.numbers {
        let found = walk.rows().iter().filter(|row| row.from.as_ref().is_some_and(|n| pattern.matches(n)));
        let before = rows.len();
        rows.extend(found);
        if rows.len() == before {
            return Err(unknown(&mappings, from, pattern));
        }
    }
    if args.numbers.is_empty() {
        rows = walk.rows().iter().collect();
    }
    let view = CrosswalkView::new(walk, rows);
    format.write(&View::Crosswalk(&view), &OutputOptions::default(), None)?;
    Ok(Exit::Done)
}

#[cfg(feature = "parquet")]
fn tables(args: &Args, mappings: &Mappings) -> anyhow::Result<Exit> {
    let rows = crate::outputs::fleet::crosswalk_rows(mappings);
    // The rows are of the program's own files, and of a person's over them: named by what they are, they replace themselves.
    super::tables::write_table(&crate::outputs::fleet::CROSSWALKS, &rows, "crosswalks", args.output.as_deref())?;
    Ok(Exit::Done)
}

#[cfg(not(feature = "parquet"))]
fn tables(_: &Args, _: &Mappings) -> anyhow::Result<Exit> {
    Err(crate::outputs::fleet::missing("parquet").into())
}

fn no_crosswalk(mappings: &Mappings, from: &Edition, to: &Edition) -> anyhow::Error {
    if from == to {
        return anyhow!("{from} is on both sides");
    }
    let known = mappings.crosswalks_from(from);
    let known = known.iter().map(|walk| walk.to.to_string()).collect::<Vec<_>>().join(", ");
    let known = if known.is_empty() { "nothing".to_owned() } else { known };
    anyhow!("no crosswalk leads from {from} to {to} (from there to {known}); `--mappings` adds your own")
}

fn unknown(mappings: &Mappings, from: &Edition, pattern: &NumberPattern) -> anyhow::Error {
    let versions = match pattern {
        NumberPattern::Exact(number) => mappings.versions_with(from, number),
        NumberPattern::Section(_) => Vec::new(),
    };
    let elsewhere = versions.iter().map(|list| list.edition.to_string()).collect::<Vec<_>>().join(", ");
    let elsewhere = if elsewhere.is_empty() { String::new() } else { format!("; it is in {elsewhere}") };
    anyhow!("{from} has no {pattern}{elsewhere}")
}
