//! The older side of a comparison, alike in `diff` and `release`: assessed as it was released.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::assess::Assessment;
use crate::case::Older;
use crate::host::{read_bundle, results_of};
use crate::read::ReadErrorKind;
use crate::registry::Registry;
use crate::release::parse_digest;

use super::assess::parse_day;
use super::benchmark_name::BenchmarkName;
use super::exit::{Exit, Stop};
use super::input::{HowArgs, parse_ami_id, take_stdin};
use super::output;

/// Facts about the older side alone.
#[derive(clap::Args, Debug)]
pub(super) struct OlderArgs {
    /// The digest that SHA256SUMS of the older bundle must have
    #[arg(long, value_name = "sha256:…", value_parser = parse_digest, help_heading = "Older side")]
    baseline_digest: Option<String>,
    /// The registry as it was for the older side
    #[arg(long, value_name = "REGISTRY", help_heading = "Older side")]
    old_registry: Option<PathBuf>,
    /// The date that decides for the older side
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_day, help_heading = "Older side")]
    old_as_of: Option<Date>,
    /// As --benchmark, for the older side
    #[arg(long, value_name = "NAME VERSION", value_parser = BenchmarkName, hide_possible_values = true, help_heading = "Older side")]
    old_benchmark: Option<String>,
    /// As --ami-id, for the older side
    #[arg(long, value_name = "ami-…", value_parser = parse_ami_id, help_heading = "Older side")]
    old_ami_id: Option<String>,
    /// As --ami-name, for the older side
    #[arg(long, value_name = "NAME", help_heading = "Older side")]
    old_ami_name: Option<String>,
    /// As --level, for the older side
    #[arg(long, value_name = "1|2", value_parser = clap::value_parser!(u8).range(1..=9), help_heading = "Older side")]
    old_level: Option<u8>,
}

impl OlderArgs {
    /// Reads the older side: a bundle with the verdicts stored in it, anything else with its own registry, where
    /// one is given. Says also whether all of it could be read.
    pub(super) fn side(&self, paths: &[PathBuf], how: &HowArgs) -> anyhow::Result<(Older, bool)> {
        let how = how.for_older(
            self.old_benchmark.as_deref(),
            self.old_ami_id.as_deref(),
            self.old_ami_name.as_deref(),
            self.old_level,
        );
        if let Some(wanted) = &self.baseline_digest {
            pinned(paths, wanted)?;
        }
        if self.old_registry.is_none()
            && self.old_as_of.is_none()
            && let Some(released) = as_released(paths, &how)?
        {
            return Ok((Older::Released(Box::new(released)), true));
        }
        let loaded = how.load(paths, false)?;
        let registry = self.old_registry.as_deref().map(|path| load_registry(Some(path)).map(Box::new)).transpose()?;
        let whole = loaded.failed.is_empty();
        let (scans, doubts, as_of) = (loaded.scans, loaded.doubts, self.old_as_of);
        Ok((Older::Scans { scans, registry, as_of, doubts }, whole))
    }

    /// The older side as the baseline of a newer one: whole, or not at all.
    pub(super) fn baseline(&self, path: &Path, how: &HowArgs) -> anyhow::Result<Older> {
        let (older, whole) = self.side(&[path.to_owned()], how)?;
        if !whole {
            return Err(Stop::new(Exit::Unusable, "a file of the baseline could not be read").into());
        }
        Ok(older)
    }
}

/// Refuses an older side that is not the bundle with a digest.
fn pinned(paths: &[PathBuf], wanted: &str) -> anyhow::Result<()> {
    let stop = |message: String| Stop::new(Exit::Unusable, message);
    let no_bundle = || stop("--baseline-digest is of a bundle, and the older side is none".to_owned());
    let [path] = paths else { return Err(no_bundle().into()) };
    let results = results_of(path).ok_or_else(no_bundle)?;
    let digest = read_bundle(&folder_of(&results))?.digest()?;
    if digest != wanted {
        let message = format!("the bundle {} has the digest sha256:{digest}, not sha256:{wanted}", path.display());
        return Err(stop(message).into());
    }
    Ok(())
}

/// The folder of a bundle's results.
pub(super) fn folder_of(results: &Path) -> PathBuf {
    let folder = results.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new(".")).to_owned()
}

/// A side that is one bundle, with the verdicts stored in it.
pub(super) fn as_released(paths: &[PathBuf], how: &HowArgs) -> anyhow::Result<Option<Assessment>> {
    let [path] = paths else { return Ok(None) };
    let Some(results) = results_of(path) else { return Ok(None) };
    let loaded = how.load(std::slice::from_ref(&results), false)?;
    let input = how.input(&results)?;
    let stored = read_bundle(&folder_of(&results)).map_err(|error| input.io_error(error))?;
    let released = stored.assess(loaded.scans, &format!("the bundle {}", path.display()));
    Ok(Some(released.map_err(|error| input.error(ReadErrorKind::Content(error.to_string())).help(error.help()))?))
}

/// Says that a bundle's own verdicts are not asked where no registry is given: only a comparison has them.
pub(super) fn note_bundles(paths: &[PathBuf], registry: Option<&Path>) {
    if registry.is_none() && paths.iter().any(|path| results_of(path).is_some()) {
        output::note("what the bundle excepts is left out: give the registry with -r, or compare with `amicis diff`");
    }
}

/// The registry at a path; an empty one without.
pub(super) fn load_registry(path: Option<&Path>) -> anyhow::Result<Registry> {
    path.map_or(Ok(()), take_stdin)?;
    let registry = path.map(Registry::load).transpose()?.unwrap_or_default();
    output::was_read(registry.sources.paths());
    Ok(registry)
}
