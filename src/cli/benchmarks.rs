//! `amicis benchmarks`: which benchmark versions are known, and what is known of them.

use std::fmt::Write;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::ValueEnum;
use serde_json::{Value, json};

use crate::mapping::{BenchmarkList, Edition, Mappings, check, hash_titles};

use super::exit::Exit;
use super::mappings::MappingArgs;
use super::output;

/// List the benchmark versions whose numbers are known, with their crosswalks and rule ids
///
/// The lists hold numbers, levels and hashes of titles; never a title or a text of a benchmark.
/// `--hash` makes such a list from a CSV with the columns number and title, which `amicis convert
/// --to csv` writes.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  amicis benchmarks
  amicis benchmarks --mappings own/ --check
  amicis benchmarks --hash titles.csv --benchmark \"CIS Amazon Linux 2023 Benchmark 1.1.0\"")]
pub(super) struct Args {
    #[command(flatten)]
    mappings: MappingArgs,
    /// The output format
    #[arg(long, value_enum, default_value_t = To::Text)]
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

#[derive(ValueEnum, Clone, Copy, Debug)]
enum To {
    /// For people
    Text,
    /// One document
    Json,
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
    match args.to {
        To::Text => output::print(&text(&mappings)?)?,
        To::Json => output::write(&format!("{:#}\n", document(&mappings)), None)?,
    }
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

/// How many recommendations there are, and of how many level, assessment and title are known.
fn counts(list: &BenchmarkList) -> [usize; 4] {
    let count = |known: fn(&crate::mapping::Item) -> bool| list.items.iter().filter(|item| known(item)).count();
    [
        list.items.len(),
        count(|item| item.level.is_some()),
        count(|item| item.assessment.is_some()),
        count(|item| item.hash.is_some()),
    ]
}

fn text(mappings: &Mappings) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    for list in mappings.lists() {
        let [numbers, levels, assessments, titles] = counts(list);
        let date = if list.date.is_empty() { "unknown" } else { &list.date };
        writeln!(text, "{}", list.edition)?;
        writeln!(text, "  date         {date}")?;
        writeln!(
            text,
            "  numbers      {numbers}; known: {levels} levels, {assessments} assessments, {titles} title hashes"
        )?;
        let walks = mappings.crosswalks_from(&list.edition);
        if !walks.is_empty() {
            let targets = walks.iter().map(|walk| walk.to.to_string()).collect::<Vec<_>>();
            writeln!(text, "  crosswalks   {}", targets.join(", "))?;
        }
        for table in mappings.rules(&list.edition) {
            writeln!(text, "  rules        {}: {} pairs of rule and number", table.tool, table.rows().len())?;
        }
        for (key, value) in [("source", &list.source), ("weak", &list.weak)] {
            if !value.is_empty() {
                writeln!(text, "  {key:<11}  {value}")?;
            }
        }
        text.push('\n');
    }
    Ok(crate::diag::safe(&text).into_owned())
}

fn document(mappings: &Mappings) -> Value {
    let lists = mappings.lists();
    let benchmarks = lists.iter().map(|list| {
        let [numbers, levels, assessments, titles] = counts(list);
        let walks = mappings.crosswalks_from(&list.edition);
        let rules = mappings.rules(&list.edition);
        json!({
            "title": list.edition.title(),
            "version": list.edition.version(),
            "date": list.date,
            "numbers": numbers,
            "levels": levels,
            "assessments": assessments,
            "title_hashes": titles,
            "crosswalks": walks.iter().map(|walk| walk.to.to_string()).collect::<Vec<_>>(),
            "rules": rules.iter().map(|table| json!({"tool": table.tool, "pairs": table.rows().len()})).collect::<Vec<_>>(),
            "source": list.source,
            "licence": list.licence,
            "weak": list.weak,
        })
    });
    json!({ "benchmarks": benchmarks.collect::<Vec<_>>() })
}
