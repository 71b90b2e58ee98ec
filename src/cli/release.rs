//! `amicis release`: the bundle to attach to a release.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::case::{CaseOptions, Judgeable};
use crate::host::write_folder;
use crate::outputs::OutputOptions;
use crate::release::{BundleOptions, Kind, Redaction, Redactor, bundle};

use super::assess::{AssessArgs, Keep};
use super::check::{GateArgs, exit_of, root, shown_file};
use super::exit::Exit;
use super::older::OlderArgs;
use super::output;
use super::report::generated;
use super::template::TemplateArgs;

/// Make the bundle to attach to a release: report, exceptions, diff, results, statement, checksums
///
/// The folder is written whole or not at all. Accounts, addresses, host names and instance ids are
/// replaced by pseudonyms. The same inputs give the same bytes; signing is left to your own tool.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  amicis release results.xml -r exceptions.toml -o release/
  amicis release results.xml -r exceptions.toml --baseline ../last-release/ -o release/ --gate
  (cd release && sha256sum -c SHA256SUMS)

Files: report.html exceptions.md diff.md (with --baseline) release-notes.md results.json
  amicis.predicate.json amicis.intoto.json SHA256SUMS, and results.sarif and results.junit.xml when asked")]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(super) struct Args {
    #[command(flatten)]
    assess: AssessArgs,
    /// The last release: its bundle, or its scan (a file or a folder)
    #[arg(long, value_name = "OLD")]
    baseline: Option<PathBuf>,
    #[command(flatten)]
    older: OlderArgs,
    /// The folder to write; it must not be there, or be empty
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// Replace a bundle that stands in the folder
    #[arg(long)]
    force: bool,
    /// Exit as `amicis check` would, after the bundle was written
    #[arg(long)]
    gate: bool,
    #[command(flatten)]
    conditions: GateArgs,
    /// Write results.sarif, with failures shown at this file (default: the registry)
    #[arg(long, value_name = "PATH", num_args = 0..=1, default_missing_value = "")]
    sarif: Option<String>,
    /// Write results.junit.xml
    #[arg(long)]
    junit: bool,
    /// Keep accounts, addresses, ids, names of hosts and users; secrets are replaced all the same
    #[arg(long)]
    no_redact: bool,
    /// Keep values of these kinds
    #[arg(long, value_name = "KIND,…", value_delimiter = ',', value_parser = kind, conflicts_with = "no_redact")]
    keep: Vec<Kind>,
    /// Redact the words of this file, too: one a line
    #[arg(long, value_name = "FILE", conflicts_with = "no_redact")]
    redact_also: Option<PathBuf>,
    /// Leave the registry out of the bundle
    #[arg(long)]
    no_registry: bool,
    /// Keep the benchmark's description, rationale and remediation; CIS licenses them
    #[arg(long)]
    with_benchmark_text: bool,
    #[command(flatten)]
    templates: TemplateArgs,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    args.assess.needs_registry()?;
    let baseline = args.baseline.as_deref().map(|path| (path, &args.older));
    let gate = args.gate.then(|| args.conditions.conditions());
    let options = CaseOptions::default().with_judgeable(Judgeable::Newer).with_gate(gate);
    let case = args.assess.case(Keep::Digests { text: args.with_benchmark_text }, baseline, options)?;
    let options = BundleOptions {
        benchmark_text: args.with_benchmark_text,
        generated: generated()?,
        templates: args.templates.load("report.html.hbs")?,
        sarif: args.sarif.as_ref().map(|location| {
            let own = || shown_file(&case.assessment.registry);
            let location = if location.is_empty() { own() } else { location.clone() };
            OutputOptions::default().with_location(location, root())
        }),
        junit: args.junit,
        redaction: redaction(args)?,
        registry: !args.no_registry,
    };
    let verdict = case.verdict.clone();
    let (files, redactor) = bundle(case, &options)?;
    write_folder(&args.output, &files, args.force)?;
    said(args, &files, &redactor)?;
    for violation in verdict.iter().flat_map(|verdict| &verdict.violations) {
        output::error(&format!("the gate says no: {}", violation.message));
        output::help(violation.help);
    }
    Ok(verdict.as_ref().map_or(Exit::Done, exit_of))
}

fn said(args: &Args, files: &[(String, Vec<u8>)], redactor: &Redactor) -> anyhow::Result<()> {
    let mut text = format!("{}:\n", args.output.display());
    for (name, bytes) in files {
        writeln!(text, "  {:>9}  {name}", bytes.len())?;
    }
    let counts: Vec<String> = redactor.counts().into_iter().map(|(kind, count)| kind.counted(count)).collect();
    if args.no_redact {
        text.push_str("nothing was redacted\n");
    } else if !counts.is_empty() {
        writeln!(text, "redacted: {}", counts.join(", "))?;
    } else if args.keep.is_empty() {
        text.push_str("nothing to redact was found\n");
    }
    if !args.keep.is_empty() {
        let kept: Vec<&str> = args.keep.iter().map(|kind| kind.word()).collect();
        writeln!(text, "kept, if there are any: {}", kept.join(", "))?;
    }
    output::print(&crate::diag::safe(&text)).context("the bundle is written")
}

fn redaction(args: &Args) -> anyhow::Result<Redaction> {
    if args.no_redact {
        return Ok(Redaction::none());
    }
    let also = args.redact_also.as_deref().map(own_words).transpose()?.unwrap_or_default();
    Ok(Redaction { keep: args.keep.iter().copied().collect(), also })
}

fn kind(word: &str) -> Result<Kind, String> {
    Kind::of_word(word).ok_or_else(|| format!("known are {}", Kind::ALL.map(Kind::word).join(", ")))
}

/// A person's own words to redact, without blank lines and comments.
fn own_words(path: &Path) -> anyhow::Result<Vec<String>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let words = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    Ok(words.map(str::to_owned).collect())
}
