//! The content of `mappings/`: the numbers of benchmark versions with hashes of their titles,
//! crosswalks between versions, and tools' rule ids. Facts only: no title, no prose of a benchmark.
//!
//! Knows the model and nothing of formats, registries or reports.

mod benchmarks;
mod builtin;
mod check;
mod crosswalk;
mod edition;
mod establish;
mod evidence;
mod files;
mod hash;
mod lineage;
mod published;
mod rules;
mod sections;
mod store;
mod table;
mod titles;

pub use benchmarks::{BenchmarkList, Item};
#[cfg(feature = "cli")]
pub(crate) use builtin::{builtin_lists, builtin_named};
pub use check::check;
pub use crosswalk::{Crosswalk, Mark, Reading, Relation, Row, Step};
pub use edition::Edition;
pub use establish::{confirmed, establish};
pub use hash::TitleHash;
pub use published::Published;
pub use rules::RuleTable;
pub use sections::section_name;
pub use store::Mappings;
pub use table::{MappingError, hash_titles};
pub use titles::Wording;
