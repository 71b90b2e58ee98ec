//! Reads CIS benchmark scans of machine images from every scanner that image builders use, joins
//! them with one exception registry, and says what an image fails on purpose, and why.
//!
//! ```text
//!  bytes ─formats→ Scan ─assess(registry, date)→ Assessment ─report/export→ table, page, file
//!                    two of them ─diff(crosswalk)→ Comparison ─report/export→ …
//! ```

pub mod assess;
pub mod cli;
pub mod diag;
pub mod diff;
pub mod digest;
pub mod export;
pub mod folder;
pub mod formats;
pub mod gate;
pub mod history;
pub mod load;
pub mod mapping;
pub mod model;
pub mod read;
pub mod registry;
pub mod release;
pub mod report;
