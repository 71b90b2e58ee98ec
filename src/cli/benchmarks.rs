//! `amicis benchmarks`: which benchmark versions are known, and what is known of them.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::mapping::{BenchmarkList, Edition, Mappings, check, hash_titles};
use crate::model::family;
use crate::outputs::{OutputOptions, View, ViewKind};
use crate::views::BenchmarksView;

use super::exit::Exit;
use super::mappings::{MappingArgs, unknown_name};
use super::output;
use super::to::{To, to};

/// List the benchmark versions whose numbers are known, with the ways between them and rule ids
///
/// Without a name, one line for each version; with one, such as `rhel 9` or `ubuntu`, all that is known
/// of its versions. A way is read by one or two people, or leads over several such crosswalks: then
/// only what every step carries is carried, and the rest needs review. The lists hold numbers, levels and hashes of titles; never a title or a text of a benchmark.
/// `--hash` makes such a list from a CSV with the columns number and title, which `amicis convert
/// --to csv` writes.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  amicis benchmarks
  amicis benchmarks \"ubuntu 24.04\"
  amicis benchmarks --mappings own/ --check
  amicis benchmarks --hash titles.csv --benchmark \"CIS Amazon Linux 2023 Benchmark 1.1.0\"")]
pub(super) struct Args {
    /// A benchmark, or a part of its name; all versions of it are shown
    #[arg(value_name = "FAMILY", conflicts_with_all = ["check", "hash"])]
    family: Option<String>,
    #[command(flatten)]
    mappings: MappingArgs,
    /// The output format
    #[arg(long, value_parser = to(&[ViewKind::Benchmarks]), default_value = "text")]
    to: To,
    /// Check that lists, crosswalks and rules agree with one another; exit code 1 when they do not
    #[arg(long, conflicts_with = "hash")]
    check: bool,
    /// Print the list that a CSV of numbers and titles makes; `-` is standard input
    #[arg(long, value_name = "FILE", requires = "benchmark")]
    hash: Option<PathBuf>,
    /// The benchmark and version of that CSV
    #[arg(long, value_name = "NAME VERSION", requires = "hash", value_parser = parse_edition)]
    benchmark: Option<Edition>,
}

fn parse_edition(text: &str) -> Result<Edition, String> {
    Edition::parse(text).ok_or_else(|| "needs a name and a version, such as \"AL2 2.0.0\"".to_owned())
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    if let (Some(path), Some(edition)) = (&args.hash, &args.benchmark) {
        output::write(&hash_titles(&path.display().to_string(), &read(path)?, edition)?, None)?;
        return Ok(Exit::Done);
    }
    let mappings = args.mappings.load()?;
    if args.check {
        let found = check(&mappings);
        found.iter().for_each(output::diagnostic);
        if found.is_empty() {
            output::print("lists, crosswalks and rules agree\n")?;
        }
        return Ok(if found.is_empty() { Exit::Done } else { Exit::GateSaysNo });
    }
    let lists = wanted(&mappings, args.family.as_deref())?;
    let view = BenchmarksView::new(&mappings, &lists, args.family.is_some());
    args.to.write(&View::Benchmarks(&view), &OutputOptions::default(), None)?;
    Ok(Exit::Done)
}

fn read(path: &Path) -> anyhow::Result<String> {
    if path != Path::new("-") {
        return std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()));
    }
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).context("cannot read standard input")?;
    Ok(text)
}

/// The lists whose benchmark has a name in it, or all.
fn wanted<'m>(mappings: &'m Mappings, name: Option<&str>) -> anyhow::Result<Vec<&'m BenchmarkList>> {
    let mut lists = mappings.lists();
    if let Some(name) = name {
        let words = family(name);
        lists.retain(|list| format!(" {} ", list.edition.family()).contains(&format!(" {words} ")));
        // Half a word will do where no whole one fits: `windows` and `amazon`, but also `alma`.
        if lists.is_empty() {
            lists = mappings.lists();
            lists.retain(|list| list.edition.family().contains(&words) && !words.is_empty());
        }
        if lists.is_empty() {
            return Err(unknown_name(mappings, name));
        }
    }
    Ok(lists)
}
