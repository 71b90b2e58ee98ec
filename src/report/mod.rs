//! Views for people: data, then a template with the escape of its format.

mod block;
mod columns;
mod diff;
mod engine;
mod exceptions;
mod fit;
mod full;
mod gate;
mod helper;
mod history;
mod html;
mod markdown;
mod show;
mod table;
mod templates;
mod terminal;

pub use block::{BEGIN, BlockError, Checked, END, check as check_block, replace as replace_block};
pub use columns::Column;
pub use diff::{
    AttributionView, ChangeView, ClassCount, ClassList, DiffView, EvidenceChanges, ImageDiffView, SideView,
    diff_markdown, diff_text,
};
pub use engine::TemplateError;
pub use exceptions::{EntryView, ExceptionsView, ImageView, MOST_UNVERIFIED, OverrideView, Row};
pub use fit::report_markdown;
pub use full::*;
pub use gate::{gate_github, gate_markdown, gate_text};
pub use history::*;
pub use html::{diff_html, exceptions_html, report_html};
pub use markdown::{registry_cell, scan_text};
pub use show::{by_tool, overview, recommendation};
pub use table::{exceptions_markdown, exceptions_markdown_with};
pub use templates::Templates;
