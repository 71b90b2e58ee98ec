//! The history of an image's versions, for people.

mod cells;
mod print;
mod scores;
mod text;
mod view;

pub use cells::{CellView, TrackView};
pub use print::{history_html, history_markdown};
pub use scores::{PointView, ScoresView};
pub use text::history_text;
pub use view::{ChainView, HistoryView, StepView, VersionView};
