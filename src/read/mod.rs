//! The engine of reading: inputs and their heads, what a format is, and the kits that formats are made with.
//!
//! No format is known here; [`crate::formats`] has them all.

mod around;
pub(crate) mod cis;
mod decode;
mod detect;
mod error;
mod format;
mod freed;
pub(crate) mod grouped;
mod head;
mod input;
pub(crate) mod json;
pub(crate) mod kubernetes;
mod limits;
mod log;
mod log_prefix;
mod refused;
mod refused_forms;
mod refused_tools;
pub(crate) mod repeated;
pub(crate) mod second;
pub(crate) mod secret;
mod suspect;
pub(crate) mod table;
pub(crate) mod text;
pub(crate) mod xml;
mod yaml;

pub(crate) use around::Aside;
pub use detect::{candidates, detect};
pub use error::{Position, ReadError, ReadErrorKind};
pub use format::{About, Confidence, Format, Gap, ReadOptions, Reading, Redundancy};
pub(crate) use freed::Freed;
pub use head::{Head, Shape, XmlHead};
pub use input::{Input, MOST_BYTES, MOST_HELD};
pub use json::JsonHead;
pub use refused::refusals;
pub(crate) use suspect::damaged_data;
pub use suspect::{is_named_as_data, looks_like_a_scan};
