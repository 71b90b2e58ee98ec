//! The machine: paths and standard input.

mod input;
