//! `amicis registry lint`: what has to be put right in a registry.

use std::path::PathBuf;

use jiff::civil::Date;

use crate::assess::Assessment;
use crate::cli::input::HowArgs;
use crate::cli::to::{To, to};
use crate::diag::{Code, Diagnostic, Level};
use crate::outputs::{OutputOptions, View, ViewKind};
use crate::registry::{Registry, RegistryError, lint, lint_by_lists};
use crate::views::LintView;

use super::assess::AsOfArgs;
use super::{Exit, output};

/// Check the exception registry: mistakes in its files, and entries that need a person
///
/// Prints like a compiler: the line, what is wrong, what to do. With scans it also tells entries
/// that have become stale, whole or in part, match nothing, or need a review. Exits with 1 when
/// anything is an error, and with 2 when a file cannot be read at all.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Levels are set in the registry:
  [lint]
  expiring = \"deny\"       # allow, note, warn or deny

Examples:
  amicis registry lint -r exceptions.toml
  amicis registry lint -r exceptions.toml --as-of 2027-01-31     what breaks by then
  amicis registry lint -r exceptions/ results.xml --to github    annotations in a pull request
  amicis registry lint -r exceptions.toml --to ics -o ends.ics   a calendar of what ends")]
pub(super) struct Args {
    /// Scans to hold the entries against
    #[arg(value_name = "SCAN")]
    scans: Vec<PathBuf>,
    /// The registry: a file, or a folder of files read as one
    #[arg(short, long, value_name = "PATH", default_value = "exceptions.toml")]
    registry: PathBuf,
    #[command(flatten)]
    as_of: AsOfArgs,
    /// The output format
    #[arg(long, value_parser = to(&[ViewKind::Lint]), default_value = "text")]
    to: To,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    how: HowArgs,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let as_of = args.as_of.date();
    let registry = match Registry::load(&args.registry) {
        Ok(registry) => registry,
        // A calendar that lacks entries would take them out of somebody's.
        Err(error) if args.to.id() == "ics" => return Err(error.into()),
        Err(error) => return unusable(args, error, as_of),
    };
    let mut incomplete = false;
    let mappings = args.how.mappings.load()?;
    let (registry, found) = if args.scans.is_empty() {
        (registry, Vec::new())
    } else {
        let loaded = args.how.load(&args.scans, false)?;
        incomplete = !loaded.failed.is_empty();
        let assessment = Assessment::new(loaded.scans, registry, as_of, false, &mappings);
        let found = assessment.findings();
        (assessment.registry, found)
    };
    let exit = print(args, &registry, as_of, &lint_by_lists(&registry, as_of, found, &mappings))?;
    Ok(if incomplete { Exit::Unusable } else { exit })
}

fn print(args: &Args, registry: &Registry, as_of: Date, diagnostics: &[Diagnostic]) -> anyhow::Result<Exit> {
    // A calendar says what ends, and nothing of what is wrong.
    if args.to.id() == "ics" {
        output::diagnostics(diagnostics, &registry.sources);
    }
    let view = LintView::new(diagnostics, &registry.sources, summary(registry, diagnostics, as_of));
    let view = view.with_ends(registry, as_of);
    args.to.write(&View::Lint(&view), &OutputOptions::default(), args.output.as_deref())?;
    let denied = diagnostics.iter().any(|one| one.level == Level::Deny);
    Ok(if denied { Exit::GateSaysNo } else { Exit::Done })
}

/// A registry that cannot be used: with its mistakes everything else that has to be done. Programs
/// get that in their own format, too.
fn unusable(args: &Args, mut error: RegistryError, as_of: Date) -> anyhow::Result<Exit> {
    // Entries that hang on a value that could not be read are not known.
    if error.diagnostics.iter().all(|one| one.code == Code::MissingKey || one.level != Level::Deny) {
        error.diagnostics.extend(lint(&error.rest, as_of, &[]));
    }
    let unread =
        |one: &Diagnostic| [Code::RegistryMissing, Code::RegistryUnreadable].iter().any(|code| one.code == *code);
    // There is nothing to lint where nothing could be read.
    if error.diagnostics.iter().any(unread) {
        if args.to.id() == "text" {
            return Err(error.into());
        }
        let view = LintView::new(&error.diagnostics, &error.sources, String::new());
        args.to.write(&View::Lint(&view), &OutputOptions::default(), args.output.as_deref())?;
        return Ok(Exit::Unusable);
    }
    let summary = summary(&error.rest, &error.diagnostics, as_of);
    let view = LintView::new(&error.diagnostics, &error.sources, summary).with_ends(&error.rest, as_of);
    args.to.write(&View::Lint(&view), &OutputOptions::default(), args.output.as_deref())?;
    Ok(Exit::GateSaysNo)
}

fn summary(registry: &Registry, diagnostics: &[Diagnostic], as_of: Date) -> String {
    let count = |level: Level, one: &str, more: &str| {
        let count = diagnostics.iter().filter(|diagnostic| diagnostic.level == level).count();
        format!("{count} {}", if count == 1 { one } else { more })
    };
    let entries = match registry.entries.len() {
        1 => "1 entry".to_owned(),
        several => format!("{several} entries"),
    };
    let (errors, warnings) = (count(Level::Deny, "error", "errors"), count(Level::Warn, "warning", "warnings"));
    let notes = count(Level::Note, "note", "notes");
    format!("{}: {entries}, {errors}, {warnings}, {notes}, as of {as_of}\n", output::safe(&registry.path))
}
