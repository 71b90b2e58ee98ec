//! Audit scripts that people publish.

mod cis_audit;
mod debian_cis;
mod run_cis_benchmark;

pub(super) use cis_audit::CisAudit;
pub(super) use debian_cis::DebianCis;
pub(super) use run_cis_benchmark::RunCisBenchmark;
