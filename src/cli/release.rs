//! `amicis release`: the bundle to attach to a release.

use std::fmt::Write;
use std::path::PathBuf;

use anyhow::Context;

use crate::case::{CaseOptions, Judgeable};
use crate::host::write_folder;
use crate::outputs::OutputOptions;
use crate::release::{BundleOptions, bundle};

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
    /// Keep accounts, addresses, host names and instance ids
    #[arg(long)]
    no_redact: bool,
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
        redact: !args.no_redact,
    };
    let verdict = case.verdict.clone();
    let (files, redactor) = bundle(case, &options)?;
    write_folder(&args.output, &files, args.force)?;
    let redacted: Vec<&str> = redactor.list().into_iter().map(|redacted| redacted.pseudonym.as_str()).collect();
    said(args, &files, &redacted)?;
    for violation in verdict.iter().flat_map(|verdict| &verdict.violations) {
        output::error(&format!("the gate says no: {}", violation.message));
        output::help(violation.help);
    }
    Ok(verdict.as_ref().map_or(Exit::Done, exit_of))
}

fn said(args: &Args, files: &[(String, Vec<u8>)], redacted: &[&str]) -> anyhow::Result<()> {
    let mut text = format!("{}:\n", args.output.display());
    for (name, bytes) in files {
        writeln!(text, "  {:>9}  {name}", bytes.len())?;
    }
    if args.no_redact {
        text.push_str("nothing was redacted\n");
    } else if redacted.is_empty() {
        text.push_str("nothing to redact was found\n");
    } else {
        writeln!(text, "redacted: {}", redacted.join(", "))?;
    }
    output::print(&crate::diag::safe(&text)).context("the bundle is written")
}
