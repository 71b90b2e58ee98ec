//! Amazon Inspector: CIS scans, Inspector Classic, and Classic's findings in Security Hub.

mod arn;
mod asff;
mod handled;
mod inspector_cis;
mod inspector_classic;
mod rule;

pub(super) use asff::Asff;
pub(super) use inspector_cis::{InspectorCis, InspectorCisCsv};
pub(super) use inspector_classic::InspectorClassic;
