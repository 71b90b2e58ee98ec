//! The changes between two sides, for people.

mod markdown;
mod text;

pub use markdown::diff_markdown;
pub use text::diff_text;
