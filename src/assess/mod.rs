//! Scan + registry + date → assessment: a disposition for every check, and both scores.
//!
//! The raw status is never rewritten; an exception never hides a result, it stands beside it.

mod account;
mod amis;
mod apart;
mod assessment;
mod attested;
mod begun;
mod by_tool;
mod disposition;
mod explain;
mod findings;
mod fold;
mod grouping;
mod identity;
mod idle;
mod image;
mod instance;
mod lapse;
mod listed;
mod matching;
mod numbering;
mod outcome;
mod past;
mod raised;
mod references;
mod runs;
mod scope;
mod spans;
mod texts;
mod unit;
mod wanted;

pub use account::{Account, AccountError};
pub use assessment::{Assessment, ImageId};
pub(crate) use attested::can_attest;
pub use begun::{BeginError, Begun, Given};
pub use by_tool::{ByTool, ToolColumn, ToolRow, by_tool};
pub use disposition::Disposition;
pub use grouping::{GivenScan, Group, Grouping, LeftOut, Order, WhyLeftOut};
pub use image::{CheckId, Image, Part, Recommendation, RecommendationId, ScanId, ToolRun};
pub use instance::Instance;
pub use lapse::Lapse;
pub(crate) use lapse::lapsed_entry;
pub use listed::MIN_LISTED;
pub use matching::{Judgement, Matcher};
pub use outcome::{EntryOutcome, OutcomeKind};
pub use raised::Raised;
pub(crate) use references::references;
pub use spans::Span;
pub use unit::Unit;
pub use wanted::{Chosen, Wanted};

#[cfg(test)]
mod rules_test;
#[cfg(test)]
mod scope_properties_test;
#[cfg(test)]
mod versions_test;
