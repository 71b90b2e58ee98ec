//! Bottlerocket's CIS reports.

mod format;

pub(super) use format::Bottlerocket;
