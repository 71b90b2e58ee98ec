//! Whether an assessment may pass: every rule of the gate, with what breaks it. Decides, never prints.

mod verdict;

pub use verdict::{Concerned, GateVerdict, Outcome, Violation};
