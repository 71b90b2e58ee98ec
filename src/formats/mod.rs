//! The input formats, a folder a family.
//!
//! A new format is added to [`FORMATS`] and documented by its `about`.

mod aws;
mod bottlerocket;
mod build_kit;
mod cis_cat;
mod docker_bench;
mod goss;
mod hardening_kitty;
mod inspec;
mod kube_bench;
mod list;
pub mod native;
mod nessus;
mod scap;
mod scripts;
mod stig;
#[cfg(test)]
mod tests;
mod wazuh;

pub use list::{FORMATS, by_id, candidates, detect, finish, is_anothers, is_known};
pub use native::{FORMAT as NATIVE_FORMAT, schema as native_schema};
