//! What changed between two sides, for people.

mod markdown;
mod text;
mod view;

pub use markdown::diff_markdown;
pub use text::diff_text;
pub use view::{ChangeView, DiffView, ImageDiffView, SideView};
