//! What can be read: the [`Format`] trait, the list of formats, detection by content.
//!
//! One file an input format. A new one is added to [`FORMATS`] and documented by its `about`.

mod arf;
mod cis_cat_json;
mod cis_naming;
mod decode;
mod detect;
mod error;
mod format;
mod head;
mod input;
mod inspector_classic;
mod json_head;
mod json_pages;
mod json_place;
mod json_text;
mod native;
mod refused;
mod xccdf;
mod xml;

pub use detect::{by_id, candidates, detect};
pub use error::{Position, ReadError, ReadErrorKind};
pub use format::{About, Confidence, Format, Gap, ReadOptions, Reading};
pub use head::{Head, Shape, XmlHead};
pub use input::{Input, MOST_BYTES};
pub use json_head::JsonHead;
pub use native::schema as native_schema;

/// Every input format, in the order of use.
pub static FORMATS: &[&dyn Format] = &[&xccdf::Xccdf, &arf::Arf];
pub static FORMATS: &[&dyn Format] =
    &[&native::Native, &cis_cat_json::CisCatJson, &inspector_classic::InspectorClassic];
