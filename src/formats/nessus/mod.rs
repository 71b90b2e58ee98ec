//! Nessus.

mod file;
mod item;

pub(super) use file::Nessus;
