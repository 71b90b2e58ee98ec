//! STIG Viewer's checklists.

mod ckl;
mod cklb;
mod vuln;

pub(super) use ckl::Ckl;
pub(super) use cklb::Cklb;
