//! Views: the data of every output, plain and versioned. Rendering takes a view and nothing else.

mod anchors;
mod assessed;
mod benchmarks;
mod columns;
mod controls;
mod crosswalk;
mod diff;
mod ends;
mod exceptions;
mod facts;
mod findings;
mod fleet;
mod formats;
mod gate;
mod history;
mod last_days;
mod lint;
mod outputs;
mod reasons;
mod refusals;
mod released;
mod report;
mod sections;
mod show;
mod statement;
mod summary;

pub use crate::assess::{ByTool, Disposition, Raised};
pub use assessed::*;
pub use benchmarks::{BenchmarkView, BenchmarksView, RulesView, WayView};
pub use columns::Column;
pub use controls::{ControlView, ControlsFileView, ControlsImage, ControlsView, FrameworkView, RollupsView};
pub use crosswalk::{CrosswalkView, EditionView};
pub use diff::{
    AttributionView, ChangeView, ClassCount, ClassList, DiffView, EvidenceChanges, ImageDiffView, SideView,
};
pub use ends::{EndKind, EndView};
pub(crate) use exceptions::each_once;
pub use exceptions::{EntryView, ExceptionsView, ImageView, MOST_UNVERIFIED, OverrideView, Row};
pub use facts::Fact;
pub use findings::{EntryRef, Finding, FindingsView, GateFindings, ImageFindings, Opinion};
pub use fleet::*;
pub use formats::{FormatView, FormatsView};
pub use gate::GateView;
pub(crate) use history::LETTERS;
pub use history::{CellView, ChainView, HistoryView, PointView, ScoresView, StepView, TrackView, VersionView};
pub use last_days::{LastDayView, last_days_of_entries, last_days_of_rows};
pub use lint::{DiagnosticView, LevelWord, LintView};
pub use outputs::{OutputView, OutputsView, PrintedView};
pub use reasons::{Covered, ReasonView, by_reason};
pub use refusals::{RefusalView, RefusalsView};
pub use released::{Released, ReleasedCheck, ReleasedEntry, ResultsView};
pub use report::*;
pub use sections::{SectionChanges, SectionCounts};
pub use show::{Labelled, PartView, RecommendationView, ShowView, ShownImage, ShownRow};
pub(crate) use statement::images;
pub use statement::{
    ConfigurationView, DigestView, DigestedView, NarrowedView, PredicateView, StatementView, TestLists, TestResult,
};
pub use summary::{ReferenceView, SummaryView, VerificationView, VerifierView};
