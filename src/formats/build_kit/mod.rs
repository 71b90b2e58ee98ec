//! The CIS Build Kit for Linux.

mod extract;
mod folder;
mod format;
mod summary;
mod verbose;

pub(super) use format::BuildKit;
