//! The changes between two sides, as data.

mod evidence;
mod view;

pub use evidence::EvidenceChanges;
pub use view::{AttributionView, ChangeView, ClassCount, ClassList, DiffView, ImageDiffView, SideView};
pub(super) use view::{percent, side_view};
