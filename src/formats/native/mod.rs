//! The native format `amicis/1`, read and written.

mod cells;
mod format;
mod json;
mod rows;
mod schema;
mod words;

pub(super) use format::Native;
pub use schema::schema;
