//! What can be read: the [`Format`] trait, the list of formats, detection by content.
//!
//! One file an input format. A new one is added to [`FORMATS`] and documented by its `about`.

mod arf;
mod asff;
mod aws;
mod bottlerocket;
mod build_kit;
mod checked;
mod cis_audit;
mod cis_cat_csv;
mod cis_cat_json;
mod cis_cat_text;
mod cis_naming;
mod debian_cis;
mod decode;
mod delimited;
mod detect;
mod entries;
mod error;
mod format;
mod goss;
mod goss_junit;
mod grouped;
mod head;
mod input;
mod inspec;
mod inspector_cis;
mod inspector_cis_csv;
mod inspector_classic;
mod inspector_rule;
mod json_head;
mod json_pages;
mod json_place;
mod json_text;
mod kube_bench;
mod lines;
mod native;
mod refused;
mod repeated;
mod run_cis_benchmark;
mod wazuh;
mod xccdf;
mod xml;

pub(crate) use build_kit::join_logs;
pub use detect::{by_id, candidates, detect};
pub use error::{Position, ReadError, ReadErrorKind};
pub use format::{About, Confidence, Format, Gap, ReadOptions, Reading};
pub use head::{Head, Shape, XmlHead};
pub use input::{Input, MOST_BYTES, MOST_HELD};
pub use json_head::JsonHead;
pub use native::schema as native_schema;

/// Every input format, in the order of use.
pub static FORMATS: &[&dyn Format] = &[
    &xccdf::Xccdf,
    &arf::Arf,
    &cis_cat_json::CisCatJson,
    &inspector_classic::InspectorClassic,
    &inspector_cis::InspectorCis,
    &inspector_cis_csv::InspectorCisCsv,
    &asff::Asff,
    &goss::Goss,
    &goss_junit::GossJunit,
    &kube_bench::KubeBench,
    &cis_cat_csv::CisCatCsv,
    &cis_cat_text::CisCatText,
    &native::Native,
    &build_kit::BuildKit,
    &cis_audit::CisAudit,
    &run_cis_benchmark::RunCisBenchmark,
    &debian_cis::DebianCis,
    &inspec::Inspec,
    &bottlerocket::Bottlerocket,
    &wazuh::Wazuh,
];
