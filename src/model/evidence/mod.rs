//! Evidence of a check, and the offenders that it names.

mod collected;
mod columns;
mod offender;
mod paths;
mod stat;
mod suspect;

pub use collected::Evidence;
pub use offender::{FoundPath, Offender};
