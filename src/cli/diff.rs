//! `amicis diff`: what changed between two AMIs.

use std::path::PathBuf;

use anyhow::Context;
use clap::ValueEnum;
use jiff::civil::Date;

use crate::assess::Assessment;
use crate::diff::{Class, CompareError, Comparison, Verdict};
use crate::mapping::Mappings;
use crate::model::Scan;
use crate::registry::Registry;
use crate::report::{DiffView, diff_markdown, diff_text};

use super::assess::AsOfArgs;
use super::exit::{Exit, Stop};
use super::input::HowArgs;
use super::output;
use super::template::TemplateArgs;

/// Compare the scans of two AMIs: what regressed, what was resolved, what the registry changed
///
/// A side is a file or a folder; several files a side are given with --old and --new. The older side
/// is assessed as it was released: with --old-registry, else with the registry, on --old-as-of, else
/// on the day its scan finished.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  amicis diff release-1/ release-2/ -r exceptions.toml
  amicis diff --old a.xml --old b.json --new c.xml -r exceptions.toml --to md
  amicis diff old.xml new.xml -r exceptions.toml --fail-on regressed,worse

Exit codes: 1 when there is something to object to (see --fail-on), 3 when the sides are not comparable")]
pub(super) struct Args {
    /// The older and the newer side, each a file or a folder
    #[arg(value_names = ["OLD", "NEW"], num_args = 2, required_unless_present_all = ["old", "new"], conflicts_with_all = ["old", "new"])]
    sides: Vec<PathBuf>,
    /// A file of the older side, may be repeated
    #[arg(long, value_name = "FILE", requires = "new")]
    old: Vec<PathBuf>,
    /// A file of the newer side, may be repeated
    #[arg(long, value_name = "FILE", requires = "old")]
    new: Vec<PathBuf>,
    /// The exception registry: a TOML file, or a folder of them
    #[arg(short, long, value_name = "REGISTRY")]
    registry: Option<PathBuf>,
    #[command(flatten)]
    as_of: AsOfArgs,
    #[command(flatten)]
    older: OlderArgs,
    /// The output format
    #[arg(long, value_enum, default_value_t = To::Text)]
    to: To,
    /// List only these classes, separated by commas
    #[arg(long, value_name = "CLASS,…", value_delimiter = ',')]
    only: Option<Vec<Class>>,
    /// Exit with 1 when one of these classes has a change, instead of the usual objections; `none`
    /// never does
    #[arg(long, value_name = "CLASS,…", value_delimiter = ',', value_parser = fail_on)]
    fail_on: Option<Vec<FailOn>>,
    #[command(flatten)]
    templates: TemplateArgs,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    how: HowArgs,
}

/// What is known of the older side alone.
#[derive(clap::Args, Debug)]
#[command(next_help_heading = "Older side")]
#[expect(clippy::struct_field_names, reason = "the fields are the options' names")]
struct OlderArgs {
    /// The registry as it was for the older side
    #[arg(long, value_name = "REGISTRY")]
    old_registry: Option<PathBuf>,
    /// The date that decides for the older side
    #[arg(long, value_name = "YYYY-MM-DD")]
    old_as_of: Option<Date>,
    /// As --benchmark, for the older side
    #[arg(long, value_name = "NAME VERSION")]
    old_benchmark: Option<String>,
    /// As --ami-id, for the older side
    #[arg(long, value_name = "ami-…")]
    old_ami_id: Option<String>,
    /// As --ami-name, for the older side
    #[arg(long, value_name = "NAME")]
    old_ami_name: Option<String>,
    /// As --level, for the older side
    #[arg(long, value_name = "1|2", value_parser = clap::value_parser!(u8).range(1..=9))]
    old_level: Option<u8>,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
enum To {
    /// For the terminal
    Text,
    /// Markdown, for a pull request
    Md,
    /// As data
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FailOn {
    None,
    Class(Class),
}

fn fail_on(word: &str) -> Result<FailOn, String> {
    if word == "none" { Ok(FailOn::None) } else { word.parse().map(FailOn::Class) }
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let mappings = args.how.mappings.load()?;
    let ((old, old_exit), (new, new_exit)) = (args.older_side(&mappings)?, args.newer_side(&mappings)?);
    for (name, side) in [("older", &old), ("newer", &new)] {
        if !side.can_judge() {
            let message = format!("nothing to judge on the {name} side: no check passed, failed or ended in an error");
            return Err(Stop::new(Exit::NothingToJudge, message).into());
        }
    }
    let comparison = Comparison::new(&old, &new, &mappings).map_err(|error| match &error {
        CompareError::OtherBenchmark { .. } => anyhow::Error::from(Stop::new(Exit::NotComparable, error.to_string())),
        CompareError::SeveralImages { .. } => anyhow::Error::from(error),
    })?;
    let mut view = DiffView::new(&comparison, args.only.as_deref());
    let incomplete = old_exit != Exit::Done || new_exit != Exit::Done;
    view.incomplete = incomplete;
    match args.to {
        To::Text if args.output.is_none() => output::print(&diff_text(&view))?,
        To::Text => {
            output::write(&anstream::adapter::strip_str(&diff_text(&view)).to_string(), args.output.as_deref())?;
        }
        To::Md => output::write(&diff_markdown(&args.templates.load("diff.md.hbs")?, &view)?, args.output.as_deref())?,
        To::Json => output::write(&(serde_json::to_string_pretty(&view)? + "\n"), args.output.as_deref())?,
    }
    if incomplete {
        return Ok(Exit::Unusable);
    }
    Ok(if objects(args.fail_on.as_deref(), &comparison) { Exit::GateSaysNo } else { Exit::Done })
}

fn objects(fail_on: Option<&[FailOn]>, comparison: &Comparison<'_>) -> bool {
    comparison.changes().any(|change| match fail_on {
        None => change.verdict() == Verdict::Objects,
        Some(classes) => classes.contains(&FailOn::Class(change.class)),
    })
}

impl Args {
    fn paths(&self) -> (Vec<PathBuf>, Vec<PathBuf>) {
        match self.sides.as_slice() {
            [old, new] => (vec![old.clone()], vec![new.clone()]),
            _ => (self.old.clone(), self.new.clone()),
        }
    }

    fn newer_side(&self, mappings: &Mappings) -> anyhow::Result<(Assessment, Exit)> {
        let registry = load(self.registry.as_ref())?;
        let loaded = self.how.load(&self.paths().1, false)?;
        let exit = if loaded.failed.is_empty() { Exit::Done } else { Exit::Unusable };
        Ok((judge(loaded.scans, registry, self.as_of.date(), mappings)?, exit))
    }

    fn older_side(&self, mappings: &Mappings) -> anyhow::Result<(Assessment, Exit)> {
        let older = &self.older;
        let registry = load(older.old_registry.as_ref().or(self.registry.as_ref()))?;
        let how = self.how.for_older(
            older.old_benchmark.as_deref(),
            older.old_ami_id.as_deref(),
            older.old_ami_name.as_deref(),
            older.old_level,
        );
        let loaded = how.load(&self.paths().0, false)?;
        let exit = if loaded.failed.is_empty() { Exit::Done } else { Exit::Unusable };
        let day = older.old_as_of.or_else(|| loaded.scans.iter().filter_map(Scan::day).max());
        let mut assessment = judge(loaded.scans, registry, day.unwrap_or_else(|| self.as_of.date()), mappings)?;
        if day.is_none() {
            let note = "the older side does not say when it finished; the newer side's date decides what was in force";
            assessment.notes.push(note.to_owned());
        }
        Ok((assessment, exit))
    }
}

fn load(path: Option<&PathBuf>) -> anyhow::Result<Registry> {
    Ok(path.map(|path| Registry::load(path)).transpose()?.unwrap_or_default())
}

fn judge(scans: Vec<Scan>, registry: Registry, as_of: Date, mappings: &Mappings) -> anyhow::Result<Assessment> {
    Assessment::new(scans, registry, as_of, false, mappings).context("the scans cannot be put together")
}
