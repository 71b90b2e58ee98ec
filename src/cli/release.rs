//! `amicis release`: the bundle to attach to a release.

use std::fmt::Write;
use std::path::PathBuf;

use anyhow::Context;

use crate::host::{sweep, write_folder};
use crate::release::Redactor;

use super::check::exit_of;
use super::exit::Exit;
use super::making::MakingArgs;
use super::output;

/// Make the bundle to attach to a release: report, exceptions, diff, results, statement, checksums
///
/// The folder is written whole or not at all. Accounts, addresses, host names and instance ids are
/// replaced by pseudonyms. The same inputs give the same bytes; signing is left to your own tool.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  amicis release results.xml -r exceptions.toml -o release/
  amicis release results.xml -r exceptions.toml --baseline ../last-release/ -o release/ --gate
  amicis release results.xml -r exceptions.toml --ami-id ami-0123456789abcdef0 --also hdf,oscal-ar,oscal-poam -o release/
  amicis release results.xml -r exceptions.toml --controls controls.csv -o release/
  (cd release && sha256sum -c SHA256SUMS)

Files: report.html exceptions.md diff.md (with --baseline) release-notes.md results.json
  amicis.predicate.json amicis.intoto.json SHA256SUMS, and results.sarif, results.junit.xml and those of --also when asked")]
pub(super) struct Args {
    #[command(flatten)]
    making: MakingArgs,
    /// The folder to write; it must not be there, or be empty
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// Replace a bundle that stands in the folder
    #[arg(long)]
    force: bool,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let made = args.making.make()?;
    let remains = sweep(&args.output);
    for removed in &remains.removed {
        output::note(&format!("{} was left by a run that was killed, and is removed", removed.display()));
    }
    for kept in &remains.kept {
        let path = kept.display();
        output::note(&format!("{path} holds a bundle that a killed run was replacing; look at it, then remove it"));
    }
    write_folder(&args.output, &made.files, args.force)?;
    said(args, &made.files, &made.redactor)?;
    for violation in made.verdict.iter().flat_map(|verdict| &verdict.violations) {
        output::error(&format!("the gate says no: {}", violation.message));
        output::help(violation.help);
    }
    Ok(made.verdict.as_ref().map_or(Exit::Done, exit_of))
}

fn said(args: &Args, files: &[(String, Vec<u8>)], redactor: &Redactor) -> anyhow::Result<()> {
    let mut text = format!("{}:\n", args.output.display());
    for (name, bytes) in files {
        writeln!(text, "  {:>9}  {name}", bytes.len())?;
    }
    let counts: Vec<String> = redactor.counts().into_iter().map(|(kind, count)| kind.counted(count)).collect();
    if args.making.no_redact {
        text.push_str("nothing was redacted\n");
    } else if !counts.is_empty() {
        writeln!(text, "redacted: {}", counts.join(", "))?;
    } else if args.making.keep.is_empty() {
        text.push_str("nothing to redact was found\n");
    }
    if !args.making.keep.is_empty() {
        let kept: Vec<&str> = args.making.keep.iter().map(|kind| kind.word()).collect();
        writeln!(text, "kept, if there are any: {}", kept.join(", "))?;
    }
    output::print(&crate::diag::safe(&text)).context("the bundle is written")
}
