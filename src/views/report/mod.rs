//! The full report as data.

mod build;
mod disagreement;
mod evidence;
mod recommendation;
mod scans;
mod view;

pub use build::ReportOptions;
pub use recommendation::evidence_of;
pub use view::*;
