//! Diagnostics: what a person should know, with a code, a level, a place and what to do.

mod diagnostic;

pub use diagnostic::{Diagnostic, Level};
