//! The older side of a comparison, alike in `diff` and `release`: assessed as it was released.

use std::path::{Path, PathBuf};

use anyhow::Context;
use jiff::civil::Date;

use crate::assess::Assessment;
use crate::formats::ReadErrorKind;
use crate::load::results_of;
use crate::mapping::Mappings;
use crate::model::Scan;
use crate::registry::Registry;
use crate::release::{Released, ReleasedError};

use super::assess::AssessArgs;
use super::exit::{Exit, Stop};
use super::input::HowArgs;

/// What is known of the older side alone.
#[derive(clap::Args, Debug)]
#[expect(clippy::struct_field_names, reason = "the fields are the options' names")]
pub(super) struct OlderArgs {
    /// The registry as it was for the older side
    #[arg(long, value_name = "REGISTRY", help_heading = "Older side")]
    old_registry: Option<PathBuf>,
    /// The date that decides for the older side
    #[arg(long, value_name = "YYYY-MM-DD", help_heading = "Older side")]
    old_as_of: Option<Date>,
    /// As --benchmark, for the older side
    #[arg(long, value_name = "NAME VERSION", help_heading = "Older side")]
    old_benchmark: Option<String>,
    /// As --ami-id, for the older side
    #[arg(long, value_name = "ami-…", help_heading = "Older side")]
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
        let mut assessment = judge(loaded.scans, registry, day.unwrap_or(newer_day), mappings)?;
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

/// The registry at a path; an empty one without.
pub(super) fn load_registry(path: Option<&Path>) -> anyhow::Result<Registry> {
    Ok(path.map(Registry::load).transpose()?.unwrap_or_default())
}

/// Judges one side.
pub(super) fn judge(
    scans: Vec<Scan>,
    registry: Registry,
    as_of: Date,
    mappings: &Mappings,
) -> anyhow::Result<Assessment> {
    Assessment::new(scans, registry, as_of, false, mappings).context("the scans cannot be put together")
}
