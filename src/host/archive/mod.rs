//! Archives, unpacked into a temporary folder of their own and read as a folder is.

mod budget;
mod kind;
mod tar;
mod unpack;
mod zip;

pub(super) use kind::may_be_archive;
pub(super) use unpack::unpack;
