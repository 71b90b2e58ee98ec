//! Wazuh.

mod format;

pub(super) use format::Wazuh;
