//! Amazon Inspector Classic.

mod finding;
mod format;
mod group;
mod side;

pub(in crate::formats) use format::InspectorClassic;
