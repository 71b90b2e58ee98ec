//! goss, with the metadata and titles of ansible-lockdown's CIS audits.

mod json;
mod junit;
mod metadata;
mod titles;

pub(super) use json::Goss;
pub(super) use junit::GossJunit;
