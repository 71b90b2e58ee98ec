//! The exception registry: file (with spans) → validated → matched; lint, import, migrate.

mod add;
mod entry;
mod export;
mod file;
mod gate;
pub mod import;
mod lint;
mod listed;
mod migrate;
mod overlap;
mod policy;
mod schema;
mod state;

pub use add::{add, draft, names};
pub use entry::{AppliesTo, Approval, Entry, EntryId, Event, NeverExcept, Place, Policy, Registry, Rule, Was};
pub use export::{ExclusionList, exclusion_list};
pub use file::{CATEGORIES, RegistryError};
pub use gate::Gate;
pub use lint::{Finding, lint};
pub use listed::listed;
pub use migrate::{MigrateError, Move, Plan, edit as migrated};
pub use schema::schema;
pub use state::{Lint, LintLevel, State, WordError};
