//! Diagnostics: what a person should know, with a code, a level, a place and what to do.

mod codes;
mod diagnostic;
mod github;
mod json;
mod safe;
mod similar;
mod source;
mod text;

pub use codes::{CODES, describe};
pub use diagnostic::{Diagnostic, Level};
pub use github::render_github;
pub use json::render_json;
pub use safe::safe;
pub use similar::did_you_mean;
pub use source::{Source, Sources};
pub use text::render_text;
