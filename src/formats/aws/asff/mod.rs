//! AWS Security Hub.

mod cluster;
mod finding;
mod format;
mod inspector;

pub(in crate::formats) use format::Asff;
