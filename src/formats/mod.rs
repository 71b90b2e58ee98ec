//! What can be read: the [`Format`] trait, the list of formats, detection by content.
//!
//! One file an input format. A new one is added to [`FORMATS`] and documented by its `about`.

mod bottlerocket;
mod build_kit;
mod cis_audit;
mod cis_cat_csv;
mod cis_cat_text;
mod debian_cis;
mod decode;
mod delimited;
mod detect;
mod entries;
mod error;
mod format;
mod head;
mod input;
mod inspec;
mod json_head;
mod json_pages;
mod json_text;
mod lines;
mod refused;
mod run_cis_benchmark;
mod wazuh;

pub(crate) use build_kit::join_logs;
pub use detect::{by_id, candidates, detect};
pub use error::{Position, ReadError, ReadErrorKind};
pub use format::{About, Confidence, Format, Gap, ReadOptions, Reading};
pub use head::{Head, Shape, XmlHead};
pub use input::{Input, MOST_BYTES};
pub use json_head::JsonHead;

/// Every input format, in the order of use.
pub static FORMATS: &[&dyn Format] = &[
    &build_kit::BuildKit,
    &cis_audit::CisAudit,
    &run_cis_benchmark::RunCisBenchmark,
    &debian_cis::DebianCis,
    &cis_cat_text::CisCatText,
    &cis_cat_csv::CisCatCsv,
    &bottlerocket::Bottlerocket,
    &inspec::Inspec,
    &wazuh::Wazuh,
];
