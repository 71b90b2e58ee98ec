//! Views printed for people: data, then a template with the escape of its format.

mod benchmarks;
mod block;
mod controls;
mod crosswalk;
mod diff;
mod engine;
mod fit;
mod formats;
mod gate;
mod helper;
mod history;
mod html;
mod limit;
mod lint;
mod markdown;
mod show;
mod table;
mod templates;
mod terminal;

pub use benchmarks::benchmarks_text;
pub use block::{
    BEGIN, BlockError, Checked, END, check as check_block, mark as mark_block, replace as replace_block,
    rows as block_rows,
};
pub use controls::{controls_html, controls_markdown, controls_text};
pub use crosswalk::{crosswalk_csv, crosswalk_markdown, crosswalk_text};
pub use diff::{diff_markdown, diff_text};
pub use engine::TemplateError;
pub use fit::report_markdown;
pub use formats::{formats_markdown, formats_text, outputs_markdown, outputs_text, refusals_markdown, refusals_text};
pub use gate::{gate_github, gate_markdown, gate_text};
pub use history::{history_html, history_markdown, history_text};
pub use html::{diff_html, exceptions_html, report_html};
pub use lint::lint_text;
pub use markdown::{registry_cell, scan_text};
pub use show::{by_tool, overview, recommendation};
pub use table::{exceptions_markdown, exceptions_markdown_with};
pub use templates::Templates;
#[cfg(feature = "triage")]
pub(crate) use terminal::{fit, plain, wrap};
