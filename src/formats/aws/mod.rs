//! Amazon Inspector: CIS scans, Inspector Classic; and what Security Hub has of Classic and of kube-bench.

mod arn;
mod asff;
mod handled;
mod inspector_cis;
mod inspector_classic;
mod rule;

pub(super) use asff::Asff;
pub(super) use inspector_cis::{InspectorCis, InspectorCisCsv};
pub(super) use inspector_classic::InspectorClassic;
