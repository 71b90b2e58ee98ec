//! Pages: HTML with an escape of its own, and nothing fetched.

mod bar;
mod escape;
mod helpers;
mod page;
mod registry;

pub(crate) use escape::html_text;
pub(super) use helpers::add_helpers;
pub use page::{diff_html, exceptions_html, report_html};
