//! The exception registry: file (with spans) → validated → matched; lint, import, migrate.

mod add;
mod document;
mod entry;
mod export;
mod fields;
mod file;
mod fold;
mod gate;
pub mod import;
mod life;
mod lint;
mod listed;
mod migrate;
mod overlap;
mod pattern;
mod policy;
mod schema;
mod selection;
mod state;

pub use add::{add, draft, names};
pub use document::EditError;
pub use entry::{AppliesTo, Approval, Entry, EntryId, Event, Place, Policy, Registry, Rule, Was};
pub use export::{ExclusionList, exclusion_list};
pub use fields::Require;
pub use file::{CATEGORIES, RegistryError};
pub use fold::{fold, same};
pub use gate::Gate;
pub use life::{Life, NotInForce};
pub use lint::{Finding, lint};
pub use listed::listed;
pub use migrate::{MigrateError, Move, Plan, edit as migrated};
pub use pattern::{Pattern, PatternError};
pub use schema::schema;
pub use selection::Selection;
pub use state::{Lint, LintLevel, State, WordError};
