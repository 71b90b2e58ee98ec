//! Evidence of a check, and the offenders that it names.

mod collected;
mod columns;
mod listing;
mod offender;
mod paths;
mod shape;
mod stat;
mod suspect;

pub use collected::Evidence;
pub use offender::{FoundPath, Offender};
pub use shape::{Block, blocks};
