//! The exception registry: file (with spans) → validated → matched; lint, import, migrate.

mod entry;
mod policy;

pub use entry::{AppliesTo, Approval, Entry, Event, NeverExcept, Place, Policy, Registry, Rule, Was};
