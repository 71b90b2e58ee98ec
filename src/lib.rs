//! Reads CIS benchmark scans of machine images from every scanner that image builders use, joins
//! them with one exception registry, and says what an image fails on purpose, and why.
//!
//! ```text
//!  bytes ─formats→ Scan ─assess(registry, date)→ Assessment ─report/export→ table, page, file
//!                    two of them ─diff(crosswalk)→ Comparison ─report/export→ …
//! ```
//!
//! Bytes in, text out: the exceptions table of one scan.
//!
//! ```
//! use amicis::{Assessment, ExceptionsView, Input, Loader, Mappings, Registry, Templates};
//! use amicis::{Column, exceptions_markdown_with};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let scan = r#"{"format": "amicis/1", "scans": [{
//!   "benchmark": {"title": "CIS Example Linux 9 Benchmark", "version": "1.0.0"},
//!   "coverage": "full",
//!   "checks": [
//!     {"number": "1.1.1", "title": "Ensure cramfs is disabled", "status": "pass"},
//!     {"number": "1.1.2", "title": "Ensure /tmp is a partition of its own", "status": "fail"}
//!   ]}]}"#;
//! let registry = r#"
//! schema = 1
//! [[exception]]
//! id = "tmp"
//! benchmark = "CIS Example Linux 9 Benchmark"
//! version = "1.0.0"
//! rules = ["1.1.2"]
//! title = "Ensure /tmp is a partition of its own"
//! reason = "Instances live for a day."
//! "#;
//!
//! let loaded = Loader::default().load_inputs(&[Input::from_bytes("scan.json", scan)])?;
//! let registry = Registry::parse("exceptions.toml", registry)?;
//! let today = "2026-11-23".parse()?;
//! let assessment = Assessment::new(loaded.scans, registry, today, false, &Mappings::builtin());
//! let view = ExceptionsView::new(&assessment);
//! let table = exceptions_markdown_with(&Templates::default(), &view, &Column::workshop(), false)?;
//! println!("{table}");
//! assert!(table.contains("| 1.1.2 "));
//! assert!(table.contains("Instances live for a day."));
//! # Ok(())
//! # }
//! ```
//!
//! # Features
//!
//! - `triage` (default): `amicis triage` in the terminal; brings `cli`.
//! - `cli` (default): the program, with all that its command line needs; brings `host`.
//! - `host`: paths, folders, standard input, threads, the clock, files written whole or not at all.
//! - `xlsx` (default): the registry's sheet as a workbook, there and back.
//! - `parquet`: tables of columns for fleets, as Parquet and Arrow: [`outputs::fleet`].
//! - Without features nothing touches the machine: the library takes bytes and gives text, and compiles for
//!   `wasm32-unknown-unknown`.

/// The version of the program and the library.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

pub mod assess;
pub mod case;
#[cfg(feature = "cli")]
pub mod cli;
pub mod controls;
pub mod diag;
pub mod diff;
pub mod digest;
pub mod formats;
pub mod gate;
pub mod history;
#[cfg(feature = "host")]
pub mod host;
pub mod load;
pub mod mapping;
pub mod model;
pub mod outputs;
mod quotes;
pub mod read;
pub mod redact;
pub mod registry;
pub mod release;
pub mod report;
mod schema;
pub mod triage;
pub mod views;

pub use assess::Assessment;
pub use case::{Case, CaseOptions};
pub use diag::Diagnostic;
pub use diff::Comparison;
pub use gate::GateVerdict;
pub use load::{Loaded, Loader};
pub use mapping::Mappings;
pub use model::Scan;
pub use read::{Input, ReadError};
pub use registry::Registry;
pub use report::{Templates, exceptions_markdown_with};
pub use views::{Column, ExceptionsView};
