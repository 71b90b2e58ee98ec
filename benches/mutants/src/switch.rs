//! The switches of the mutants: written into the copy of the project that is tested.

use std::fs::OpenOptions;
use std::io::Write;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether this mutant is on. Where `MUTANTS_REACHED` names a file, the first call of each is written into it.
#[must_use]
pub fn on(mutant: usize) -> bool {
    static ON: OnceLock<usize> = OnceLock::new();
    static REACHED: OnceLock<Option<std::ffi::OsString>> = OnceLock::new();
    static SEEN: [AtomicBool; MUTANTS] = [const { AtomicBool::new(false) }; MUTANTS];
    if let Some(path) = REACHED.get_or_init(|| std::env::var_os("MUTANTS_REACHED"))
        && !SEEN[mutant].swap(true, Ordering::Relaxed)
    {
        let mut file = OpenOptions::new().append(true).create(true).open(path).unwrap();
        file.write_all(format!("{mutant}\n").as_bytes()).unwrap();
    }
    mutant == *ON.get_or_init(|| std::env::var("MUTANTS_ON").ok().and_then(|on| on.parse().ok()).unwrap_or_default())
}

/// One of two iterators: what a function with `impl Iterator` gives, and what a mutant gives instead.
#[derive(Clone)]
pub enum Either<A, B> {
    /// The mutant's.
    Left(A),
    /// The function's own.
    Right(B),
}

impl<A: Iterator, B: Iterator<Item = A::Item>> Iterator for Either<A, B> {
    type Item = A::Item;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Left(left) => left.next(),
            Self::Right(right) => right.next(),
        }
    }
}

impl<A: DoubleEndedIterator, B: DoubleEndedIterator<Item = A::Item>> DoubleEndedIterator for Either<A, B> {
    fn next_back(&mut self) -> Option<Self::Item> {
        match self {
            Self::Left(left) => left.next_back(),
            Self::Right(right) => right.next_back(),
        }
    }
}
