//! Scan + registry + date → assessment: a disposition for every check, and both scores.
//!
//! The raw status is never rewritten; an exception never hides a result, it stands beside it.

mod assessment;
mod by_tool;
mod disposition;
mod explain;
mod findings;
mod identity;
mod instances;
mod lapse;
mod matching;
mod numbering;
mod outcome;
mod past;
mod scope;
mod scope_pattern;

pub use assessment::{Assessment, Image, Part, Recommendation, ToolRun};
pub use by_tool::{ByTool, ToolColumn, ToolRow, by_tool};
pub use disposition::Disposition;
pub use instances::GroupError;
pub use lapse::Lapse;
pub(crate) use lapse::lapsed_entry;
pub use matching::{Judgement, Matcher};
pub use outcome::{EntryOutcome, OutcomeKind};
pub use scope_pattern::compile as compile_pattern;

#[cfg(test)]
mod rules_test;
#[cfg(test)]
mod scope_properties_test;
