//! Many assessments → one history: every recommendation over all versions of an image. Never sees a
//! format, and compares neighbours by [`crate::diff`] alone.

mod chain;
mod image_by;
mod versions;

pub use chain::{Cell, Chain, History, NotComparable, Track};
pub use image_by::ImageBy;
pub use versions::{Version, versions};
