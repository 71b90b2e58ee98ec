//! `amicis crosswalk`: what a recommendation is called in another benchmark version.

use std::fmt::Write;

use anyhow::{Context, anyhow};
use clap::ValueEnum;
use serde_json::json;

use crate::mapping::{Crosswalk, Edition, Mappings, Mark, Reading, Relation, Row};
use crate::model::NumberPattern;

use super::exit::Exit;
use super::mappings::{MappingArgs, named};
use super::output;

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
  amicis crosswalk \"5.2.*\" --from \"AL2 2.0.0\" --to \"AL2 3.0.0\" --format md")]
pub(super) struct Args {
    /// Recommendation numbers, or whole sections such as `5.2.*`
    #[arg(value_name = "NUMBER")]
    numbers: Vec<NumberPattern>,
    /// The benchmark and version of the numbers
    #[arg(long, value_name = "NAME VERSION")]
    from: String,
    /// The benchmark and version wanted
    #[arg(long, value_name = "NAME VERSION")]
    to: String,
    /// The output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    mappings: MappingArgs,
}

#[derive(ValueEnum, Clone, Copy, Debug)]
enum Format {
    /// A table for people
    Text,
    /// One document
    Json,
    /// The form of the mapping files
    Csv,
    /// A Markdown table
    Md,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let mappings = args.mappings.load()?;
    let (from, to) = (&named(&mappings, &args.from)?.edition, &named(&mappings, &args.to)?.edition);
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
    match args.format {
        Format::Text => output::print(&text(walk, &rows)?)?,
        Format::Json => {
            let over = walk.over.iter().map(side).collect::<Vec<_>>();
            let document = json!({ "from": side(from), "to": side(to), "over": over, "read": walk.read, "rows": rows });
            output::write(&format!("{document:#}\n"), None)?;
        }
        Format::Csv => output::write(&csv(&rows)?, None)?,
        Format::Md => output::write(&markdown(walk, &rows)?, None)?,
    }
    Ok(Exit::Done)
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

fn side(edition: &Edition) -> serde_json::Value {
    json!({ "title": edition.title(), "version": edition.version() })
}

/// A row's meaning, in words; over several versions also each step.
fn meaning(walk: &Crosswalk, row: &Row) -> String {
    let words = words(row);
    if row.class.carries() || row.steps.is_empty() {
        return words.to_owned();
    }
    let versions = walk.over.iter().chain([&walk.to]);
    let step = |(step, edition): (&crate::mapping::Step, &Edition)| match &step.to {
        Some(number) => format!("{} {number} in {}", step.class, short(edition)),
        None => format!("{} in {}", step.class, short(edition)),
    };
    let steps = row.steps.iter().zip(versions).map(step).collect::<Vec<_>>().join(", ");
    format!("{words} ({steps})")
}

/// A version in the middle of a sentence.
fn short(edition: &Edition) -> String {
    format!("{} v{}", edition.family(), edition.version())
}

fn words(row: &Row) -> &'static str {
    if row.marks.contains(&Mark::NeedsReview) {
        match row.class {
            Relation::Removed => return "needs review: no counterpart was found",
            Relation::Added => return "is new, or was not found before",
            Relation::Changed => return "needs review: may check something else",
            _ => {}
        }
    }
    match (row.class, row.retitled, row.other_content) {
        (Relation::Same | Relation::Renumbered, false, _) => "the same",
        (Relation::Same | Relation::Renumbered, true, _) => "the same, retitled",
        (Relation::Duplicate, ..) => "the same, printed more than once",
        (Relation::Removed, ..) => "has no counterpart",
        (Relation::Added, ..) => "is new",
        (Relation::Merged, ..) => "needs review: covers more",
        (Relation::Split, ..) => "needs review: covers a part",
        (Relation::Changed, ..) => "needs review: checks something else",
    }
}

/// The cells of a row for people.
fn cells(walk: &Crosswalk, row: &Row) -> [String; 4] {
    let number =
        |number: &Option<crate::model::Number>| number.as_ref().map_or_else(|| "-".into(), ToString::to_string);
    [number(&row.from), number(&row.to), row.class.to_string(), meaning(walk, row)]
}

fn text(walk: &Crosswalk, rows: &[&Row]) -> Result<String, std::fmt::Error> {
    let mut text = format!("{}\n", walk.from);
    for edition in walk.over.iter().chain([&walk.to]) {
        writeln!(text, "  -> {edition}")?;
    }
    match walk.read {
        Reading::Once | Reading::OnceAndAHalf => writeln!(text, "  read {}: look twice\n", walk.read.words())?,
        Reading::EqualEditions => text.push_str("  not read: equal numbers with equal titles of two products\n\n"),
        Reading::NotStated | Reading::Twice => text.push('\n'),
    }
    let heads = ["from", "to"].map(str::to_owned);
    let cells: Vec<_> = rows.iter().map(|row| cells(walk, row)).collect();
    let width = |pick: fn(&[String; 4]) -> &String, head: &str| {
        cells.iter().map(|cells| pick(cells).len()).max().unwrap_or_default().max(head.len())
    };
    let [from_head, to_head] = &heads;
    let (first, second) = (width(|[from, ..]| from, from_head), width(|[_, to, ..]| to, to_head));
    writeln!(text, "{from_head:<first$}  {to_head:<second$}  class")?;
    for [from, to, class, meaning] in &cells {
        writeln!(text, "{from:<first$}  {to:<second$}  {class:<10}  {meaning}")?;
    }
    Ok(crate::diag::safe(&text).into_owned())
}

fn csv(rows: &[&Row]) -> anyhow::Result<String> {
    let mut text = String::from("from,to,class,flags\n");
    for row in rows {
        let number =
            |number: &Option<crate::model::Number>| number.as_ref().map(ToString::to_string).unwrap_or_default();
        writeln!(text, "{},{},{},{}", number(&row.from), number(&row.to), row.class, row.flags())
            .context("cannot write CSV")?;
    }
    Ok(text)
}

fn markdown(walk: &Crosswalk, rows: &[&Row]) -> Result<String, std::fmt::Error> {
    let mut text = format!("| {} | {} | Class | Meaning |\n|---|---|---|---|\n", walk.from, walk.to);
    for row in rows {
        writeln!(text, "| {} |", cells(walk, row).join(" | "))?;
    }
    Ok(text)
}
