//! Whether an assessment may pass: every rule of the gate, with what breaks it. Decides, never prints.

mod required;
mod rules;
mod scope;
mod verdict;

pub use required::RequiredControls;
pub use rules::RULES;
pub use verdict::{Concerned, GateVerdict, Inputs, JudgedDoubt, Outcome, Violation};

#[cfg(test)]
mod rules_test;
mod texts;
