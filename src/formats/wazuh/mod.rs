//! Wazuh.

mod answer;
mod format;

pub(super) use format::Wazuh;
