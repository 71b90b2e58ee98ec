//! `amicis registry migrate`: carry the registry to another benchmark version.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};

use crate::diag;
use crate::load::Loader;
use crate::mapping::{Edition, Mappings};
use crate::model::{Number, TitleKind};
use crate::registry::{Move, Plan, Registry, migrated};

use super::super::benchmark_name::BenchmarkName;
use super::assess::AsOfArgs;
use super::mappings::{MappingArgs, named};
use super::{Exit, output};

/// Carry the registry to another benchmark version
///
/// An entry that the crosswalk carries moves, and keeps its old number in `was`. An entry whose
/// recommendation was merged, split or changed stays, and gets a note with the candidates. An entry
/// whose recommendation is gone is withdrawn. Comments and order of the file
/// stay. Without --write a diff is printed and nothing is changed.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  amicis registry migrate -r exceptions.toml --to \"CIS Amazon Linux 2 Benchmark 3.0.0\"
  amicis registry migrate -r exceptions.toml --to \"AL2023 1.0.0\" --titles-from new-scan.xml --write")]
pub(super) struct Args {
    /// The registry: a file, or a folder of files read as one
    #[arg(short, long, value_name = "PATH", default_value = "exceptions.toml")]
    registry: PathBuf,
    /// The benchmark version to reach, such as "AL2 3.0.0"
    #[arg(long, value_name = "NAME VERSION", value_parser = BenchmarkName, hide_possible_values = true)]
    to: String,
    /// A scan of the new version, for its titles
    #[arg(long, value_name = "SCAN")]
    titles_from: Option<PathBuf>,
    /// Write the files instead of printing a diff
    #[arg(long)]
    write: bool,
    #[command(flatten)]
    as_of: AsOfArgs,
    #[command(flatten)]
    mappings: MappingArgs,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let mappings = args.mappings.load()?;
    let registry = Registry::load(&args.registry)?;
    let to = named(&mappings, &args.to)?.edition.clone();
    let plan = Plan::new(&registry, &to, &mappings)?;
    let titles = titles(args, &to, &mappings)?;
    let mut edited = Vec::new();
    for path in registry.sources.paths() {
        let old = fs::read_to_string(path).with_context(|| format!("cannot read {path}"))?;
        let new = migrated(&old, &registry, &plan, &titles, args.as_of.date()).with_context(|| path.to_owned())?;
        edited.push((path.to_owned(), old, new));
    }
    summary(&registry, &plan);
    edited.retain(|(_, old, new)| old != new);
    if args.write {
        return output::write_files(edited.iter().map(|(path, _, new)| (Path::new(path), new.as_bytes())))
            .map(|()| Exit::Done);
    }
    for (path, old, new) in &edited {
        let diff = diag::unified_diff(old, new, (path, path), 3);
        output::print(&diag::safe(&diff))?;
    }
    Ok(Exit::Done)
}

/// The new version's own titles by number.
fn titles(args: &Args, to: &Edition, mappings: &Mappings) -> anyhow::Result<BTreeMap<Number, String>> {
    let Some(path) = &args.titles_from else { return Ok(BTreeMap::new()) };
    let loaded = Loader { mappings: mappings.clone(), ..Loader::default() }.load(std::slice::from_ref(path))?;
    let scans = loaded.scans.iter().filter(|scan| Edition::of(&scan.benchmark).is_some_and(|edition| edition == *to));
    let mut titles = BTreeMap::new();
    for check in scans.flat_map(|scan| &scan.checks) {
        let title = check.title.as_ref().filter(|title| title.kind == TitleKind::Recommendation);
        if let (Some(number), Some(title)) = (&check.number, title) {
            titles.entry(number.clone()).or_insert_with(|| title.text().to_owned());
        }
    }
    if titles.is_empty() {
        return Err(anyhow!("{} has no titles of {to}", path.display()));
    }
    Ok(titles)
}

fn summary(registry: &Registry, plan: &Plan) {
    let [carried, review, removed, stay] = plan.counts();
    let over = plan.over.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let over = if over.is_empty() { over } else { format!(" over {over}") };
    output::note(&format!(
        "{}{over} to {}: {carried} carried, {review} to review, {removed} withdrawn, {stay} not of that version",
        plan.from, plan.to
    ));
    for (entry, found) in registry.entries.iter().zip(&plan.moves) {
        let rules = entry.rules.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        match found {
            Move::Review { class, candidates } => {
                let candidates = candidates.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
                let as_what = if candidates.is_empty() { String::new() } else { format!(": {candidates}") };
                output::note(&format!("review {} ({rules}): {class}{as_what}", entry.id));
            }
            Move::Removed => output::note(&format!("withdrawn {} ({rules}): not in {}", entry.id, plan.to)),
            Move::Carried { .. } | Move::Stays => {}
        }
    }
    if !registry.policy.never_except.is_empty() || registry.gate.sections.is_some() {
        output::note("numbers in [policy] and [gate] keep their version: they are carried when a scan is judged");
    }
}
