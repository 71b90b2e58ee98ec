//! Damaged and hostile input: every sample damaged in every way, and inputs made to do harm.
//!
//! The outcome is a result or a clear error: never a panic, never unbounded memory, and a cut file is
//! never read as a smaller scan. The slow part is `#[ignore]`d; `.ci/run` runs it with `--ignored`.

#![expect(clippy::expect_used, clippy::print_stderr, reason = "a test fails by panicking and says what it read")]

mod damage;
mod hostile;
mod known;
mod matrix;
mod samples;
mod structured;
mod subjects;
mod tree;
