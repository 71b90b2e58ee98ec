//! `amicis benchmarks`: which benchmark versions are known, and what is known of them.

use std::fmt::Write;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::ValueEnum;
use serde_json::{Value, json};

use crate::mapping::{BenchmarkList, Crosswalk, Edition, Mappings, Reading, check, hash_titles};
use crate::model::family;

use super::exit::Exit;
use super::mappings::{MappingArgs, unknown_name};
use super::output;

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
    let lists = wanted(&mappings, args.family.as_deref())?;
    match (args.to, &args.family) {
        (To::Text, None) => output::print(&table(&mappings, &lists)?)?,
        (To::Text, Some(_)) => output::print(&text(&mappings, &lists)?)?,
        (To::Json, _) => output::write(&format!("{:#}\n", document(&mappings, &lists)), None)?,
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

/// How a way leads to another version.
struct Way<'m> {
    to: &'m Edition,
    /// The versions in between.
    over: Vec<&'m Edition>,
    /// How well its crosswalks were read: the least of them.
    read: Reading,
}

/// All ways from a version to the others of a selection, and to those of other benchmarks that have a
/// crosswalk with it.
fn ways<'m>(mappings: &'m Mappings, from: &'m Edition) -> Vec<Way<'m>> {
    let reviewed = |left: &Edition, right: &Edition| mappings.reviewed(left, right).map(|walk: &Crosswalk| walk.read);
    let ends = mappings.lists().into_iter().map(|list| &list.edition);
    let ways = ends.filter_map(|to| {
        let path = mappings.way(from, to)?;
        let steps = path.iter().zip(path.iter().skip(1));
        let read = steps.filter_map(|(left, right)| reviewed(left, right)).min().unwrap_or_default();
        let between = path.len().saturating_sub(2);
        let over = path.into_iter().skip(1).take(between).collect();
        Some(Way { to, over, read })
    });
    ways.collect()
}

/// A version of the same benchmark by its version alone.
fn brief(edition: &Edition, from: &Edition) -> String {
    if edition.family() == from.family() { format!("v{}", edition.version()) } else { edition.to_string() }
}

fn table(mappings: &Mappings, lists: &[&BenchmarkList]) -> Result<String, std::fmt::Error> {
    let width = lists.iter().map(|list| list.edition.to_string().chars().count()).max().unwrap_or_default();
    let mut text = format!("{:<width$}  numbers  sources  ways read  ways over others\n", "benchmark");
    let mut lists = lists.iter().peekable();
    while let Some(list) = lists.next() {
        let ways = ways(mappings, &list.edition);
        let direct = ways.iter().filter(|way| way.over.is_empty()).count();
        writeln!(
            text,
            "{:<width$}  {:>7}  {:>7}  {direct:>9}  {:>16}",
            list.edition.to_string(),
            list.items.len(),
            list.sources,
            ways.len() - direct,
        )?;
        let last = lists.peek().is_none_or(|next| next.edition.family() != list.edition.family());
        if let Some(newer) = mappings.newer(list.edition.family()).filter(|_| last) {
            writeln!(text, "  {newer} exists; no list here")?;
        }
    }
    Ok(crate::diag::safe(&text).into_owned())
}

fn text(mappings: &Mappings, lists: &[&BenchmarkList]) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    let mut lists = lists.iter().peekable();
    while let Some(list) = lists.next() {
        let [numbers, levels, assessments, titles] = counts(list);
        let date = if list.date.is_empty() { "unknown" } else { &list.date };
        let sources = if list.sources == 1 { "one source".to_owned() } else { format!("{} sources", list.sources) };
        writeln!(text, "{}", list.edition)?;
        writeln!(text, "  date         {date}")?;
        writeln!(
            text,
            "  numbers      {numbers} from {sources}; known: {levels} levels, {assessments} assessments, {titles} title hashes"
        )?;
        if list.further_titles() > 0 {
            writeln!(text, "  titles       {} hashes of further wordings", list.further_titles())?;
        }
        for way in ways(mappings, &list.edition) {
            let over = way.over.iter().map(|edition| brief(edition, &list.edition)).collect::<Vec<_>>().join(", ");
            let over = if over.is_empty() { String::new() } else { format!(", over {over}") };
            let read = way.read.words();
            let read = match way.read {
                Reading::NotStated => String::new(),
                Reading::EqualEditions => format!(" ({read})"),
                _ => format!(" (read {read})"),
            };
            writeln!(text, "  way to       {}{over}{read}", brief(way.to, &list.edition))?;
        }
        for table in mappings.rules(&list.edition) {
            writeln!(text, "  rules        {}: {} pairs of rule and number", table.tool, table.rows().len())?;
        }
        for (key, value) in [("source", &list.source), ("weak", &list.weak)] {
            if !value.is_empty() {
                writeln!(text, "  {key:<11}  {value}")?;
            }
        }
        let last = lists.peek().is_none_or(|next| next.edition.family() != list.edition.family());
        if let Some(newer) = mappings.newer(list.edition.family()).filter(|_| last) {
            writeln!(text, "  newer        {newer} exists; no list here")?;
        }
        text.push('\n');
    }
    Ok(crate::diag::safe(&text).into_owned())
}

fn document(mappings: &Mappings, lists: &[&BenchmarkList]) -> Value {
    let benchmarks = lists.iter().map(|list| {
        let [numbers, levels, assessments, titles] = counts(list);
        let walks = mappings.crosswalks_from(&list.edition);
        let rules = mappings.rules(&list.edition);
        let ways = ways(mappings, &list.edition);
        let way = |way: &Way<'_>| {
            let over = way.over.iter().map(ToString::to_string).collect::<Vec<_>>();
            json!({"to": way.to.to_string(), "over": over, "read": way.read})
        };
        json!({
            "title": list.edition.title(),
            "version": list.edition.version(),
            "date": list.date,
            "numbers": numbers,
            "sources": list.sources,
            "levels": levels,
            "assessments": assessments,
            "title_hashes": titles,
            "further_title_hashes": list.further_titles(),
            "crosswalks": walks.iter().map(|walk| walk.to.to_string()).collect::<Vec<_>>(),
            "ways": ways.iter().map(way).collect::<Vec<_>>(),
            "rules": rules.iter().map(|table| json!({"tool": table.tool, "pairs": table.rows().len()})).collect::<Vec<_>>(),
            "newer": mappings.newer(list.edition.family()).map(ToString::to_string),
            "source": list.source,
            "licence": list.licence,
            "weak": list.weak,
        })
    });
    json!({ "benchmarks": benchmarks.collect::<Vec<_>>() })
}
