//! What can be read: the [`Format`] trait, the list of formats, detection by content.
//!
//! One file an input format. A new one is added to [`FORMATS`] and documented by its `about`.

mod asff;
mod aws;
mod cis_cat_json;
mod cis_naming;
mod decode;
mod detect;
mod error;
mod format;
mod goss;
mod head;
mod input;
mod inspector_cis;
mod inspector_classic;
mod inspector_rule;
mod json_head;
mod json_pages;
mod json_place;
mod json_text;
mod kube_bench;
mod refused;
mod repeated;

pub use detect::{by_id, candidates, detect};
pub use error::{Position, ReadError, ReadErrorKind};
pub use format::{About, Confidence, Format, Gap, ReadOptions, Reading};
pub use head::{Head, Shape, XmlHead};
pub use input::{Input, MOST_BYTES};
pub use json_head::JsonHead;

/// Every input format, in the order of use.
pub static FORMATS: &[&dyn Format] = &[
    &cis_cat_json::CisCatJson,
    &inspector_classic::InspectorClassic,
    &inspector_cis::InspectorCis,
    &asff::Asff,
    &goss::Goss,
    &kube_bench::KubeBench,
];
