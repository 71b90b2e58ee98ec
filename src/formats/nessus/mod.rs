//! Nessus.

mod csv;
mod file;
mod item;

pub(super) use csv::NessusCsv;
pub(super) use file::Nessus;
