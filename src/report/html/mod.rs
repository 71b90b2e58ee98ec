//! Pages: HTML with an escape of its own, and nothing fetched.

mod bar;
mod chart;
mod escape;
mod evidence;
mod helpers;
mod lines;
mod matrix;
mod name;
mod page;
mod registry;
mod timeline;
mod waterfall;

pub(crate) use escape::html_text;
pub(super) use helpers::add_helpers;
pub(super) use page::{Page, page, pages, trimmed};
pub use page::{diff_html, exceptions_html, report_html};
