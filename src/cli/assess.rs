//! The arguments that join scans with a registry, alike in every command that does.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::assess::Assessment;
use crate::case::{Case, CaseOptions};
use crate::host::today;
use crate::load::Loaded;
use crate::mapping::Mappings;

use super::exit::{Exit, Stop};
use super::fleet::Judging;
use super::input::InputArgs;
use super::older::{OlderArgs, load_registry, note_bundles};
use super::output;

/// The parts of scans that are kept beside their results.
#[derive(Clone, Copy, Debug)]
pub(super) enum Keep {
    /// Nothing.
    Results,
    /// The files' digests, and with `text` the benchmark's prose.
    Digests {
        /// Keep the prose.
        text: bool,
    },
}

/// Scans, a registry and a date.
#[derive(clap::Args, Debug)]
pub(super) struct AssessArgs {
    #[command(flatten)]
    input: InputArgs,
    /// The exception registry: a TOML file, or a folder of them
    #[arg(short, long, value_name = "REGISTRY")]
    registry: Option<PathBuf>,
    #[command(flatten)]
    as_of: AsOfArgs,
    /// Keep the instances of one image apart
    #[arg(long)]
    each: bool,
}

/// The date that decides what is in force.
#[derive(clap::Args, Debug)]
pub(super) struct AsOfArgs {
    /// Decide by this date what is in force (default: today in UTC)
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_day)]
    as_of: Option<Date>,
}

/// A day as the command line has it.
pub(super) fn parse_day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "write the day as year, month and day, such as 2026-11-23".to_owned())
}

impl AsOfArgs {
    /// Whether a date was given.
    pub(super) fn is_given(&self) -> bool {
        self.as_of.is_some()
    }

    pub(super) fn date(&self) -> Date {
        self.as_of.unwrap_or_else(today)
    }
}

impl AssessArgs {
    /// Reads and judges; the exit code is that of a run in which nothing else goes wrong.
    pub(super) fn run(&self, text: bool) -> anyhow::Result<(Assessment, Exit)> {
        self.judge(|| self.input.load(text))
    }

    fn judge(&self, load: impl FnOnce() -> anyhow::Result<Loaded>) -> anyhow::Result<(Assessment, Exit)> {
        let registry = load_registry(self.registry.as_deref())?;
        note_bundles(&self.input.scans, self.registry.as_deref());
        let mappings = self.mappings()?;
        let loaded = load()?;
        let exit = if loaded.failed.is_empty() { Exit::Done } else { Exit::Unusable };
        let mut assessment = Assessment::new(loaded.scans, registry, self.as_of.date(), self.each, &mappings);
        assessment.doubts.extend(loaded.doubts);
        output::done(&assessment.account()?.to_string());
        Ok((assessment, exit))
    }

    /// Reads everything that a case is of, and makes it.
    pub(super) fn case(
        &self,
        keep: Keep,
        baseline: Option<(&Path, &OlderArgs)>,
        options: CaseOptions,
    ) -> anyhow::Result<Case> {
        let registry = load_registry(self.registry.as_deref())?;
        note_bundles(&self.input.scans, self.registry.as_deref());
        let mappings = self.mappings()?;
        let mut loaded = match keep {
            Keep::Results => self.input.load(false)?,
            Keep::Digests { text } => self.input.load_with_digests(text)?,
        };
        if !matches!(keep, Keep::Digests { text: true }) {
            // Our own format holds it where it was once asked for.
            for check in loaded.scans.iter_mut().flat_map(|scan| &mut scan.checks) {
                (check.description, check.rationale, check.remediation) = (None, None, None);
            }
        }
        let older = baseline.map(|(path, older)| older.baseline(path, &self.input.how));
        let options = options.with_mappings(mappings).with_each(self.each).with_baseline(older.transpose()?);
        let options = options.with_incomplete(!loaded.failed.is_empty()).with_doubts(loaded.doubts);
        let case = Case::new(loaded.scans, registry, self.as_of.date(), options);
        let case = case.map_err(|error| Stop::of(&error))?;
        output::done(&case.account.to_string());
        Ok(case)
    }

    /// Says once how an image gets its name that nothing but a file names.
    pub(super) fn suggest_name(&self, assessment: &Assessment) {
        let unnamed = assessment.images.iter().find(|image| image.is_named_by_file());
        if let Some(image) = unnamed.filter(|_| !self.input.how.names_the_ami()) {
            let label = &image.label;
            output::note(&format!("no scan says of which AMI it is, so it is called `{label}`; --ami-name names it"));
        }
    }

    /// The scans to read.
    pub(super) fn input(&self) -> &InputArgs {
        &self.input
    }

    /// Whether the instances of one image are kept apart.
    pub(super) fn is_each(&self) -> bool {
        self.each
    }

    /// The registry and the day to judge many scans with.
    pub(super) fn judging(&self) -> anyhow::Result<Judging> {
        Ok(Judging { registry: load_registry(self.registry.as_deref())?, as_of: self.as_of.date() })
    }

    /// Refuses to judge without a registry.
    pub(super) fn needs_registry(&self) -> anyhow::Result<()> {
        if self.registry.is_none() {
            let message = "no registry was given: name it with -r (amicis registry import makes one from a table)";
            return Err(Stop::new(Exit::Unusable, message).into());
        }
        Ok(())
    }

    /// Decides by a day where the command line names none.
    pub(super) fn decide_by(&mut self, day: Option<Date>) {
        self.as_of.as_of = self.as_of.as_of.or(day);
    }

    /// The mappings the scans are judged with.
    pub(super) fn mappings(&self) -> anyhow::Result<Mappings> {
        self.input.how.mappings.load()
    }

    /// As [`run`](Self::run), for commands that need a registry and a check that can be judged.
    pub(super) fn run_to_judge(&self) -> anyhow::Result<(Assessment, Exit)> {
        self.needs_registry()?;
        let (assessment, exit) = self.run(false)?;
        if !assessment.can_judge() {
            let message = "nothing to judge: no check passed, failed or ended in an error";
            return Err(Stop::new(Exit::NothingToJudge, message).into());
        }
        Ok((assessment, exit))
    }
}
