//! `amicis diff`: what changed between two AMIs.

use std::path::PathBuf;

use crate::case::{Case, CaseError, CaseOptions, Judgeable};
use crate::diff::{Change, Class, CompareError, Comparison, Verdict};
use crate::host::results_of;
use crate::outputs::{OutputOptions, View, ViewKind};
use crate::views::DiffView;

use super::assess::AsOfArgs;
use super::exit::{Exit, Stop};
use super::input::HowArgs;
use super::older::{OlderArgs, as_released, load_registry};
use super::template::TemplateArgs;
use super::to::{To, to};

/// Compare the scans of two AMIs: what regressed, what was resolved, what the registry changed
///
/// A side is a file, a folder or a release bundle; several files a side are given with --old and --new. The older side
/// is assessed as it was released: with --old-registry, else with the registry, on --old-as-of, else
/// on the day its scan finished. A bundle has its own verdicts; on the newer side they count where no
/// registry is given, and a date without one is refused.
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
    #[arg(long, value_parser = to(&[ViewKind::Diff]), default_value = "text")]
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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FailOn {
    None,
    Class(Class),
}

fn fail_on(word: &str) -> Result<FailOn, String> {
    if word == "none" { Ok(FailOn::None) } else { word.parse().map(FailOn::Class) }
}

#[expect(clippy::expect_used, reason = "a case with an older side has a comparison")]
pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let templates = args.to.templates(ViewKind::Diff, &args.templates)?;
    let case = args.case()?;
    let comparison = case.comparison().expect("a comparison");
    let mut view = DiffView::new(&comparison, args.only.as_deref());
    view.incomplete = case.incomplete;
    let failing = failing(args.fail_on.as_deref(), &comparison);
    if args.fail_on.is_some() {
        view.notes.push(format!("--fail-on decides the exit code: {failing} changes of the classes it names"));
    }
    let options = OutputOptions::default().with_templates(templates);
    args.to.write(&View::Diff(&view), &options, args.output.as_deref())?;
    if case.incomplete {
        return Ok(Exit::Unusable);
    }
    Ok(if failing > 0 { Exit::GateSaysNo } else { Exit::Done })
}

/// How many changes make the exit code 1.
fn failing(fail_on: Option<&[FailOn]>, comparison: &Comparison<'_>) -> usize {
    let fails = |change: &&Change| match fail_on {
        None => change.verdict() == Verdict::Objects,
        Some(classes) => classes.contains(&FailOn::Class(change.class)),
    };
    let gone = if fail_on.is_none() { comparison.doubts.len() } else { 0 };
    gone + comparison.changes().filter(fails).count()
}

impl Args {
    fn paths(&self) -> (Vec<PathBuf>, Vec<PathBuf>) {
        match self.sides.as_slice() {
            [old, new] => (vec![old.clone()], vec![new.clone()]),
            _ => (self.old.clone(), self.new.clone()),
        }
    }

    /// Both sides; a newer side that is a bundle as it was released, unless a registry or a date is given.
    fn case(&self) -> anyhow::Result<Case> {
        let mappings = self.how.mappings.load()?;
        let (old, new) = self.paths();
        let (older, whole) = self.older.side(&old, &self.how)?;
        let options = CaseOptions::default().with_mappings(mappings).with_baseline(Some(older));
        let options = options.with_judgeable(Judgeable::Both).with_incomplete(!whole);
        let own = self.registry.is_none() && !self.as_of.is_given();
        let released = if own { as_released(&new, &self.how)? } else { None };
        if released.is_none()
            && self.registry.is_none()
            && let Some(bundle) = new.iter().find(|path| results_of(path).is_some())
        {
            let why = if self.as_of.is_given() { "on another day" } else { "together with other scans" };
            let message = format!(
                "{}: what the bundle excepts was decided when it was released, and cannot be decided {why} without its \
                 registry; give that with -r, or leave out {}",
                bundle.display(),
                if self.as_of.is_given() { "--as-of" } else { "the other scans" }
            );
            return Err(Stop::new(Exit::Unusable, message).into());
        }
        let case = if let Some(released) = released {
            // The entries of the newer bundle are no registry for other scans.
            Case::of(released, options.with_own_registries())
        } else {
            let registry = load_registry(self.registry.as_deref())?;
            let loaded = self.how.load(&new, false)?;
            let options = options.with_incomplete(!whole || !loaded.failed.is_empty()).with_doubts(loaded.doubts);
            Case::new(loaded.scans, registry, self.as_of.date(), options)
        };
        case.map_err(|error| match error {
            CaseError::Compare(error @ CompareError::SeveralImages { .. }) => error.into(),
            error => Stop::of(&error).into(),
        })
    }
}
