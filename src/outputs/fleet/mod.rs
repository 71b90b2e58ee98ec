//! Tables of columns for engines that ask many scans at once: Parquet in a folder, and a stream of Arrow.
//!
//! They are no [`Output`](super::Output): a fleet is written unit by unit, while it is read. The tables are described
//! here in every build; `columns` makes them, with the feature `parquet`.

mod cell;
#[cfg(feature = "parquet")]
pub mod columns;
mod findings;
mod others;
mod scans;
mod table;

pub use cell::{Cell, Kind};
pub use findings::{FINDINGS, VERDICTS};
pub use others::{
    CROSSWALKS, CrosswalkRow, ENTRIES, ERRORS, EntryRow, REGISTRY_VERSIONS, RegistryVersionRow, crosswalk_rows,
    entry_rows,
};
pub use scans::SCANS;
pub use table::{COLUMNAR, Column, Described, SCHEMA, Table, UNDATED, described, missing};
