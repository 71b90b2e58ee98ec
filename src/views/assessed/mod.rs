//! The whole assessment as data: every check with its verdict and the entries beside it, once. What outputs for other
//! systems are made from, and what `amicis assess --to json` prints.

mod check;
mod entry;
mod keys;
mod make;
mod target;
mod view;

pub use check::{AssessedCheck, AssessedRecommendation, CheckPlace, NamedEntry, OverriddenView, ReferenceIdent};
pub use entry::{EntryRecord, EventRecord, OutcomeRecord, WasRecord};
pub use keys::{IdentifiedBy, stable_id};
pub(crate) use keys::{benchmark_slug, lineage, lineages, slug};
pub use target::{TagView, TargetView};
pub use view::{
    AssessedImage, AssessedScan, AssessedView, BenchmarkRecord, CoverageView, CoverageWord, ProfileView,
    RegistryRecord, ScoreNumbers, SetAsideView, ToolView,
};
