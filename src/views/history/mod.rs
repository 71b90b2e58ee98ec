//! The history of an image's versions, as data.

mod cells;
mod scores;
mod view;

pub(crate) use cells::LETTERS;
pub use cells::{CellView, TrackView};
pub use scores::{PointView, ScoresView};
pub use view::{ChainView, HistoryView, StepView, VersionView};
