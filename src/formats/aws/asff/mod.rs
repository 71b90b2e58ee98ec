//! AWS Security Hub.

mod cluster;
mod finding;
mod format;
mod inspector;
mod own;

pub(in crate::formats) use format::Asff;
