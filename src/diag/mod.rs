//! Diagnostics: what a person should know, with a code, a level, a place and what to do.

mod cell;
mod code;
mod diagnostic;
mod github;
mod message_code;
mod safe;
mod similar;
mod source;
mod text;
mod unified;

pub use cell::{guarded_cell, unguarded_cell};
pub use code::{Code, CodeError};
pub use diagnostic::{Diagnostic, Level};
pub use github::render_github;
pub use message_code::MessageCode;
pub use safe::{is_hostile, safe};
pub use similar::{did_you_mean, nearest};
pub use source::{Source, Sources};
pub use text::render_text;
pub use unified::unified_diff;
