//! Controls: which recommendations belong to which control of a framework, and what became of those of each.
//!
//! A control is named by the scan itself, or by a person's own file; nothing is derived, and no table of a
//! framework is part of the program. Decides, never prints.

mod control;
mod file;
mod framework;
mod required;
mod rollup;

pub use control::Control;
pub use file::{Controls, ControlsError};
pub use framework::Framework;
pub use required::{NotKnown, RequiredControl};
pub use rollup::{Mapped, Rollup};
