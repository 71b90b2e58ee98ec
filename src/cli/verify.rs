//! `amicis verify`: whether a bundle is the one that was released.

use std::path::PathBuf;

use crate::diag::safe;
use crate::host::{read_bundle, results_of};
use crate::load::Loader;
use crate::release::{ReleasedError, StoredBundle, parse_digest};

use super::exit::{Exit, Stop};
use super::making::MakingArgs;
use super::older::folder_of;
use super::output;

/// Say whether a bundle is whole and unchanged since its release
///
/// Holds every file against the checksums, the statement against the files and the results, and the
/// result against what is in it. That proves that nothing was changed by accident or in one place alone;
/// who changes every file and makes the checksums anew is found by a signature, by --digest, or by
/// --rebuild: it makes the bundle again from the scans and the registry, and every byte has to be the same.
/// Give the options the bundle was made with; its day, and whether it has SARIF, JUnit and the registry,
/// are taken from the bundle.
///
/// Exits with 0 when the bundle is whole, with 1 when it is not, with 2 when it is no bundle.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  amicis verify release/
  amicis verify release/ --digest sha256:3b1f…   # as `sha256sum release/SHA256SUMS` printed it
  amicis verify release/ --rebuild results.xml -r exceptions.toml --baseline ../last-release/")]
#[command(mut_args(only_to_rebuild))]
pub(super) struct Args {
    /// The bundle's folder
    #[arg(value_name = "DIR")]
    bundle: PathBuf,
    /// The digest that SHA256SUMS must have
    #[arg(long, value_name = "sha256:…", value_parser = parse_digest)]
    digest: Option<String>,
    /// Make the bundle again from these scans, and say what differs
    #[arg(long, requires = "scans")]
    rebuild: bool,
    #[command(flatten)]
    making: MakingArgs,
}

/// The scans and the options of a release are of no use to the other ways of verifying.
fn only_to_rebuild(arg: clap::Arg) -> clap::Arg {
    match arg.get_id().as_str() {
        "bundle" | "digest" | "rebuild" => arg,
        "scans" => arg.required(false).requires("rebuild").help("With --rebuild: the scans that the bundle is of"),
        _ => arg.requires("rebuild"),
    }
}

pub(super) fn run(mut args: Args) -> anyhow::Result<Exit> {
    let shown = args.bundle.display().to_string();
    let no_bundle = || Stop::new(Exit::Unusable, format!("{shown} is no bundle that `amicis release` wrote"));
    let results = results_of(&args.bundle).ok_or_else(no_bundle)?;
    let stored = read_bundle(&folder_of(&results))?;
    if let Some(wanted) = &args.digest {
        let digest = stored.digest()?;
        if digest != *wanted {
            output::error(&format!("{shown}: SHA256SUMS has the digest sha256:{digest}, not sha256:{wanted}"));
            output::help("it is another bundle, or was made anew: get it from where it was released");
            return Ok(Exit::GateSaysNo);
        }
    }
    let is_whole = whole(&shown, &stored, results)?;
    let mut rebuilt = "";
    if args.rebuild {
        args.making.as_in(&stored, stored.day());
        if !same(&shown, &stored, &args.making)? {
            return Ok(Exit::GateSaysNo);
        }
        rebuilt = "; the inputs make the same bytes";
    }
    match is_whole {
        Some(text) => {
            output::print(&safe(&format!("{text}{rebuilt}\n")))?;
            Ok(Exit::Done)
        }
        None => Ok(Exit::GateSaysNo),
    }
}

/// A line about a bundle that is whole; for another it is said what is wrong.
fn whole(shown: &str, stored: &StoredBundle, results: PathBuf) -> anyhow::Result<Option<String>> {
    let changed = |error: ReleasedError| {
        output::error(&format!("{shown}: {error}"));
        output::help(error.help());
        Ok(None)
    };
    if let Err(error) = stored.verify() {
        return changed(error);
    }
    let loaded = Loader::default().load(&[results])?;
    if let Some(error) = loaded.failed.first() {
        anyhow::bail!("{error}");
    }
    match stored.verified(loaded.scans, shown) {
        Ok(verified) => Ok(Some(format!("{shown}: {verified}"))),
        Err(error) => changed(error),
    }
}

/// Whether the inputs make the bundle; what differs is said.
fn same(shown: &str, stored: &StoredBundle, making: &MakingArgs) -> anyhow::Result<bool> {
    let differences = stored.differences(&making.make()?.files);
    for (name, what) in &differences {
        output::error(&format!("{shown}: {name} {what}"));
    }
    if !differences.is_empty() {
        output::help(
            "give the inputs and options that the bundle was made with, --baseline and SOURCE_DATE_EPOCH among them, \
             to the version of amicis that its amicis.predicate.json names; else it was changed after the release",
        );
    }
    Ok(differences.is_empty())
}
