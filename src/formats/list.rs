//! The list of formats, and what is asked of all of them.

use super::aws::{Asff, InspectorCis, InspectorCisCsv, InspectorClassic};
use super::bottlerocket::Bottlerocket;
use super::build_kit::BuildKit;
use super::cis_cat::{CisCatCsv, CisCatJson, CisCatText};
use super::docker_bench::DockerBench;
use super::goss::{Goss, GossJunit};
use super::hardening_kitty::HardeningKitty;
use super::inspec::Inspec;
use super::kube_bench::{KubeBench, KubeBenchJunit};
use super::native::Native;
use super::nessus::{Nessus, NessusCsv};
use super::scap::{Arf, Xccdf};
use super::scripts::{CisAudit, DebianCis, RunCisBenchmark};
use super::stig::{Ckl, Cklb};
use super::wazuh::Wazuh;
use crate::diag::did_you_mean;
use crate::model::Scan;
use crate::read::{self, Confidence, Format, Head, Input, ReadError};

/// Every input format, in the order of use.
pub static FORMATS: &[&dyn Format] = &[
    &Xccdf,
    &Arf,
    &CisCatJson,
    &InspectorClassic,
    &InspectorCis,
    &InspectorCisCsv,
    &Asff,
    &Goss,
    &GossJunit,
    &KubeBench,
    &KubeBenchJunit,
    &DockerBench,
    &CisCatCsv,
    &CisCatText,
    &Native,
    &BuildKit,
    &CisAudit,
    &RunCisBenchmark,
    &DebianCis,
    &Inspec,
    &Bottlerocket,
    &Wazuh,
    &Nessus,
    &NessusCsv,
    &Ckl,
    &Cklb,
    &HardeningKitty,
];

/// Finds a format by its id.
///
/// # Errors
/// The message names the ids there are, and the nearest one.
pub fn by_id(id: &str) -> Result<&'static dyn Format, String> {
    FORMATS.iter().copied().find(|format| format.id() == id).ok_or_else(|| {
        let ids: Vec<_> = FORMATS.iter().map(|format| format.id()).collect();
        let meant = did_you_mean(id, ids.iter().copied()).map(|meant| format!("; did you mean `{meant}`?"));
        format!("no format is called `{id}`{}; there are: {}", meant.unwrap_or_default(), ids.join(", "))
    })
}

/// The format of an input, by its head.
///
/// # Errors
/// As [`read::detect`].
pub fn detect(input: &Input, head: &Head) -> Result<&'static dyn Format, ReadError> {
    read::detect(FORMATS, input, head)
}

/// The formats that a head may be of, as [`read::candidates`] tells them.
pub fn candidates(head: &Head) -> Vec<&'static dyn Format> {
    read::candidates(FORMATS, head)
}

/// Whether a head is certainly of one of the formats.
pub fn is_known(head: &Head) -> bool {
    FORMATS.iter().any(|format| format.sniff(head) >= Confidence::Certain)
}

/// Whether a head is certainly of another format than this one.
pub fn is_anothers(format: &dyn Format, head: &Head) -> bool {
    FORMATS.iter().any(|other| other.id() != format.id() && other.sniff(head) >= Confidence::Certain)
}

/// Lets every format join what belongs together among all scans that were read; the files that are a part of
/// others which are not there are returned as refused.
pub fn finish(scans: &mut Vec<Scan>) -> Vec<ReadError> {
    FORMATS.iter().flat_map(|format| format.finish(scans)).collect()
}
