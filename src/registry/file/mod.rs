//! The registry's TOML files: read with the place of every value, all problems at once.

mod applies_to;
mod attested;
mod category;
mod entry;
mod fields;
mod load;
mod rules;
mod settings;
#[cfg(test)]
mod tests;
mod values;

pub use category::CATEGORIES;
pub use load::RegistryError;
pub(super) use values::is_link;

/// The keys and words that the files may hold.
#[cfg(test)]
pub(super) mod keys {
    pub(in crate::registry) use super::applies_to::APPLIES_TO_KEYS;
    pub(in crate::registry) use super::attested::ATTESTED_KEYS;
    pub(in crate::registry) use super::entry::{EVENT_KEYS, WAS_KEYS};
    pub(in crate::registry) use super::load::ROOT_KEYS;
    pub(in crate::registry) use super::rules::RULE_KEYS;
    pub(in crate::registry) use super::settings::{DOUBT_KEYS, EVIDENCE_WORDS, GATE_KEYS, NUMBERS_KEYS, POLICY_KEYS};
}
