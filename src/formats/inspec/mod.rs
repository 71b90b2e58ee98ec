//! Chef InSpec, CINC Auditor and Heimdall (HDF).

mod format;

pub(super) use format::Inspec;
