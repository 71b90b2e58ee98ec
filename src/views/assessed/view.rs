//! The document: images with their scans and recommendations, the registry's entries, and what is doubted.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::check::{AssessedCheck, AssessedRecommendation};
use super::entry::EntryRecord;
use super::keys::IdentifiedBy;
use super::target::TargetView;
use crate::assess::{Account, Disposition, Raised};
use crate::model::{Established, Moment, Score};
use crate::views::FileView;
use crate::views::controls::{ControlsFileView, RollupsView};
use crate::views::diff::DiffView;

/// Scans joined with a registry on a day: every result, verdict and entry, once.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AssessedView {
    /// `amicis-assessment/1`.
    pub format: &'static str,
    /// The program and its version.
    pub generator: String,
    /// The day that decided what is in force.
    #[schemars(with = "String")]
    pub as_of: Date,
    /// The registry, when one was given.
    pub registry: Option<RegistryRecord>,
    /// The registry's entries, whole, in its order.
    pub entries: Vec<EntryRecord>,
    /// A person's own mapping of recommendations to controls, when one was given.
    pub controls_file: Option<ControlsFileView>,
    /// The images, each held against a benchmark.
    pub images: Vec<AssessedImage>,
    /// The scans that were not judged, each with the reason.
    pub set_aside: Vec<SetAsideView>,
    /// The changes since an older release, when one was given: the data of `amicis diff --to json`.
    pub changes: Option<DiffView>,
    /// Reasons why a pass or an absence cannot be trusted; those that keep the gate from judging first.
    pub doubts: Vec<Raised>,
    /// The account of all results.
    pub account: Account,
    /// Notes on how scans were put together.
    pub notes: Vec<String>,
    /// Files could not be read: nothing here is about what is in them.
    pub incomplete: bool,
}

/// The registry.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RegistryRecord {
    /// Its path as given.
    pub path: String,
    /// Its files.
    pub files: Vec<FileView>,
    /// The SHA-256 of its one file; of a folder, that of the lines `SHA-256  NAME` of its files.
    pub sha256: Option<String>,
}

/// An image held against a benchmark.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AssessedImage {
    /// A UUID of the key: the same in every release of one image, where `identified_by` lasts.
    pub uid: String,
    /// The AMI's id, else the instance, the AMI's name, the host, or the name below.
    pub key: String,
    /// How the image is told from others.
    pub identified_by: IdentifiedBy,
    /// The baseline's image has the same key, so that its findings have the same ids.
    pub follows_baseline: bool,
    /// The name that people read.
    pub name: String,
    /// What all its scans agree about.
    pub target: TargetView,
    /// The benchmark.
    pub benchmark: BenchmarkRecord,
    /// How many instances were scanned, over all tools.
    pub instances: usize,
    /// The scans, tool by tool.
    pub scans: Vec<AssessedScan>,
    /// The recommendations, by number.
    pub recommendations: Vec<AssessedRecommendation>,
    /// The controls of frameworks that the recommendations belong to, with what became of those of each.
    pub controls: RollupsView,
}

/// A benchmark, and how that is known.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct BenchmarkRecord {
    /// Title and version in one line.
    pub name: String,
    /// The benchmark's id in the scan.
    pub id: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// Its name in keys, without a version: `amazon-linux-2`.
    pub slug: String,
    /// How title and version are known.
    pub established: Established,
    /// A note on that.
    pub note: Option<String>,
}

/// One scan.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AssessedScan {
    /// The file, with its digest where it was taken.
    pub file: FileView,
    /// Further files that decided on its results.
    pub beside: Vec<FileView>,
    /// The id of the format it was read as.
    pub input_format: String,
    /// The tool.
    pub tool: Option<ToolView>,
    /// The run's own id.
    pub run: Option<String>,
    /// The profile that was run.
    pub profile: Option<ProfileView>,
    /// The machine that was scanned.
    pub target: TargetView,
    /// When it started.
    #[schemars(with = "Option<String>")]
    pub started: Option<Moment>,
    /// When it finished.
    #[schemars(with = "Option<String>")]
    pub finished: Option<Moment>,
    /// The times are the nearest that the source has.
    pub times_approximate: bool,
    /// The meaning of a check's absence.
    pub coverage: CoverageView,
    /// The score of its tool on the image.
    pub raw: ScoreNumbers,
    /// The same, with what is excepted left out.
    pub accepted: ScoreNumbers,
    /// The checks, in the source's order.
    pub checks: Vec<AssessedCheck>,
}

/// A tool.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ToolView {
    /// Its name.
    pub name: String,
    /// Its version, when the scan states it.
    pub version: Option<String>,
}

/// A profile.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ProfileView {
    /// Its id in the scan.
    pub id: Option<String>,
    /// Its title as the scan has it.
    pub title: Option<String>,
    /// The level it stands for.
    pub level: Option<u8>,
}

/// The meaning of a check's absence from a scan.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CoverageView {
    /// The meaning.
    pub kind: CoverageWord,
    /// The same in a few words, for a person.
    pub meaning: String,
}

/// The meaning of absence in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CoverageWord {
    /// Every check of the profile is listed.
    Full,
    /// Failures only.
    FailuresOnly,
    /// Something is missing.
    Partial,
    /// Counts over many targets.
    CountsOnly,
}

/// A score in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ScoreNumbers {
    /// Weight that passed.
    pub earned: f64,
    /// Weight that counted.
    pub possible: f64,
    /// In per cent, with two decimals; null where nothing counted.
    pub percent: Option<f64>,
}

/// A scan that was not judged.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SetAsideView {
    /// Its file.
    pub file: FileView,
    /// The image that it is of.
    pub image: String,
    /// How many results it has.
    pub results: usize,
    /// The reason, as a sentence.
    pub why: String,
}

impl ScoreNumbers {
    /// Of a score.
    #[expect(clippy::cast_precision_loss, reason = "weights are at most 1e15, which f64 holds exactly")]
    pub(super) fn of(score: Score) -> Self {
        let decimal = |micros: u64| micros as f64 / 1e6;
        let percent = score.percent().map(|percent| (percent * 100.0).round() / 100.0);
        Self { earned: decimal(score.earned), possible: decimal(score.possible), percent }
    }
}

impl AssessedImage {
    /// The checks of one of its recommendations, each with its scan.
    pub fn checks_of<'i>(
        &'i self,
        recommendation: &'i AssessedRecommendation,
    ) -> impl Iterator<Item = (&'i AssessedScan, &'i AssessedCheck)> {
        recommendation.checks.iter().filter_map(|place| {
            let scan = self.scans.get(place.scan)?;
            Some((scan, scan.checks.get(place.check)?))
        })
    }

    /// Those of them that decide its disposition.
    pub fn deciding<'i>(
        &'i self,
        recommendation: &'i AssessedRecommendation,
    ) -> impl Iterator<Item = (&'i AssessedScan, &'i AssessedCheck)> {
        self.checks_of(recommendation).filter(|(_, check)| check.disposition == recommendation.disposition)
    }

    /// How many of its recommendations have a disposition.
    pub fn count(&self, disposition: Disposition) -> usize {
        self.recommendations.iter().filter(|one| one.disposition == disposition).count()
    }
}

impl AssessedView {
    /// The entry with an id.
    pub fn entry(&self, id: &str) -> Option<&EntryRecord> {
        self.entries.iter().find(|entry| entry.id == id)
    }
}
