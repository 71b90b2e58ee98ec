//! What changed between two sides, for people.

mod evidence;
mod markdown;
mod text;
mod view;

pub use evidence::EvidenceChanges;
pub use markdown::diff_markdown;
pub use text::diff_text;
pub use view::{AttributionView, ChangeView, ClassCount, ClassList, DiffView, ImageDiffView, SideView};
pub(super) use view::{percent, side_view};
