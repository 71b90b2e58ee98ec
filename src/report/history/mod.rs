//! The history of an image's versions, for people.

mod print;
mod text;

pub use print::{history_html, history_markdown};
pub use text::history_text;
