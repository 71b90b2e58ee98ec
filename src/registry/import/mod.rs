//! Import of people's own lists into a registry: tables, CSV, waivers, exclusion lists. No row and no
//! cell is lost: a doubtful row makes a draft, and the draft's note quotes it.

mod cell;
mod csv;
mod exclusion_list;
mod fill;
mod header;
mod id;
mod kind;
mod markdown;
mod row;
mod table;
mod waiver;
mod write;

pub use id::Ids;
pub use kind::{ImportError, Imported, Kind, import};
pub use row::Row;
pub(super) use write::entry;
pub use write::write;

#[cfg(test)]
mod tests;
