//! The older side of a comparison, alike in `diff` and `release`: assessed as it was released.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::assess::Assessment;
use crate::digest::sha256_hex;
use crate::formats::{Input, ReadErrorKind};
use crate::host::results_of;
use crate::load::RESULTS;
use crate::mapping::Mappings;
use crate::model::Scan;
use crate::registry::Registry;
use crate::release::{Released, ReleasedError};

use super::assess::{AssessArgs, parse_day};
use super::exit::{Exit, Stop};
use super::input::{HowArgs, parse_ami_id, take_stdin};
use super::output;

/// What is known of the older side alone.
#[derive(clap::Args, Debug)]
#[expect(clippy::struct_field_names, reason = "the fields are the options' names")]
pub(super) struct OlderArgs {
    /// The registry as it was for the older side
    #[arg(long, value_name = "REGISTRY", help_heading = "Older side")]
    old_registry: Option<PathBuf>,
    /// The date that decides for the older side
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_day, help_heading = "Older side")]
    old_as_of: Option<Date>,
    /// As --benchmark, for the older side
    #[arg(long, value_name = "NAME VERSION", help_heading = "Older side")]
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
    /// Reads and judges the older side: a bundle by the verdicts stored in it, anything else with
    /// its own registry or `registry`, on its own day.
    pub(super) fn side(
        &self,
        paths: &[PathBuf],
        how: &HowArgs,
        registry: Option<&Path>,
        newer_day: Date,
        mappings: &Mappings,
    ) -> anyhow::Result<(Assessment, Exit)> {
        let how = how.for_older(
            self.old_benchmark.as_deref(),
            self.old_ami_id.as_deref(),
            self.old_ami_name.as_deref(),
            self.old_level,
        );
        if self.old_registry.is_none()
            && self.old_as_of.is_none()
            && let Some(released) = as_released(paths, &how)?
        {
            return Ok((released, Exit::Done));
        }
        let loaded = how.load(paths, false)?;
        let registry = load_registry(self.old_registry.as_deref().or(registry))?;
        let exit = if loaded.failed.is_empty() { Exit::Done } else { Exit::Unusable };
        let day = self.old_as_of.or_else(|| loaded.scans.iter().filter_map(Scan::day).max());
        let mut assessment = Assessment::new(loaded.scans, registry, day.unwrap_or(newer_day), false, mappings);
        if day.is_none() {
            let note = "the older side does not say when it finished; the newer side's date decides what was in force";
            assessment.notes.push(note.to_owned());
        }
        Ok((assessment, exit))
    }
}

impl OlderArgs {
    /// The older side as the baseline of a newer one: whole, or not at all.
    pub(super) fn baseline(&self, path: &Path, newer: &AssessArgs, mappings: &Mappings) -> anyhow::Result<Assessment> {
        let paths = [path.to_owned()];
        let (older, exit) = self.side(&paths, newer.how(), newer.registry(), newer.date(), mappings)?;
        if exit != Exit::Done {
            return Err(Stop::new(Exit::Unusable, "a file of the baseline could not be read").into());
        }
        Ok(older)
    }
}

/// A side that is one bundle, with the verdicts stored in it.
pub(super) fn as_released(paths: &[PathBuf], how: &HowArgs) -> anyhow::Result<Option<Assessment>> {
    let [path] = paths else { return Ok(None) };
    let Some(results) = results_of(path) else { return Ok(None) };
    let loaded = how.load(std::slice::from_ref(&results), false)?;
    let input = how.input(&results)?;
    untouched(&input, &results)?;
    let name = format!("the bundle {}", path.display());
    let released = Released::read(&input.text()?).and_then(|released| released.assess(loaded.scans, &name));
    let damaged = |error: ReleasedError| {
        input.error(ReadErrorKind::Content(error.to_string())).help(
            "get the bundle anew from where it was released; or have its results judged anew, \
             with the registry they were released with: --old-registry, on the newer side --registry",
        )
    };
    Ok(Some(released.map_err(damaged)?))
}

/// Holds a bundle's results against the checksums beside them, where there are any.
fn untouched(input: &Input, results: &Path) -> anyhow::Result<()> {
    let Ok(sums) = fs::read_to_string(results.with_file_name("SHA256SUMS")) else { return Ok(()) };
    let is_results = |line: &&str| line.split_once("  ").is_some_and(|(_, name)| name == RESULTS);
    let Some((sum, _)) = sums.lines().find(is_results).and_then(|line| line.split_once("  ")) else { return Ok(()) };
    let digest = sha256_hex(input.bytes()?).map_err(|error| input.io_error(error))?;
    if digest == sum {
        return Ok(());
    }
    let error = input.error(ReadErrorKind::Content("the results are not those of the bundle's SHA256SUMS".to_owned()));
    Err(error.help("they were changed after the release: get the bundle anew from where it was released").into())
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
