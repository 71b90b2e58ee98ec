//! Triage: what fails or is not verified, one by one, and what a person decides of it.
//!
//! The session is a state machine: keys in, decisions out. It knows neither a terminal nor a file; drawing it and
//! writing what was decided is up to the caller.

mod carry;
mod decide;
mod decision;
mod form;
mod input;
mod item;
mod key;
mod neighbour;
mod review;
mod session;
mod verbs;

pub use decision::{Decision, Verb, Words};
pub use form::{Field, Form};
pub use input::Input;
pub use item::{Item, Nearly, items};
pub use key::Key;
pub use neighbour::{Near, Neighbour};
pub use review::Review;
pub use session::{End, Joining, Mode, Session, Start};

#[cfg(test)]
mod tests;
