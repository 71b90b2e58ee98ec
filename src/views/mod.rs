//! Views: the data of every output, plain and versioned. Rendering takes a view and nothing else.

mod columns;
mod diff;
mod exceptions;
mod history;
mod report;
mod schema;

pub use columns::Column;
pub use diff::{
    AttributionView, ChangeView, ClassCount, ClassList, DiffView, EvidenceChanges, ImageDiffView, SideView,
};
pub use exceptions::{EntryView, ExceptionsView, ImageView, MOST_UNVERIFIED, OverrideView, Row};
pub(crate) use history::LETTERS;
pub use history::{CellView, ChainView, HistoryView, PointView, ScoresView, StepView, TrackView, VersionView};
pub use report::*;
pub use schema::report_schema;
