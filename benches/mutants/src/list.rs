//! The mutants, as `cargo mutants --list --json` has them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::Result;

/// One mutant.
pub struct Mutant {
    /// What turns it on.
    pub id: usize,
    /// The file, from the root of the project.
    pub file: String,
    /// Its name without line and column, `#2` after it where a function has it twice: what stays while lines move.
    pub key: String,
    /// The name with its place.
    pub name: String,
    /// The function that it is in, with its type.
    pub function: String,
    /// What kind of change it is.
    pub genre: Genre,
    /// The text that stands in the place of `span`.
    pub replacement: String,
    /// Where it is.
    pub span: Span,
}

/// cargo-mutants' kinds of mutants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Genre {
    FnValue,
    BinaryOperator,
    UnaryOperator,
    MatchArm,
    MatchArmGuard,
    StructField,
}

/// A part of a file; lines and columns begin with 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct Span {
    pub start: Place,
    pub end: Place,
}

/// A place in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

#[derive(Deserialize)]
struct Listed {
    file: String,
    function: Option<Function>,
    genre: Genre,
    name: String,
    replacement: String,
    span: Span,
}

#[derive(Deserialize)]
struct Function {
    function_name: String,
}

/// Reads the list; ids are places in it, from 1.
pub fn read(path: &Path) -> Result<Vec<Mutant>> {
    let listed: Vec<Listed> = serde_json::from_str(&fs::read_to_string(path)?)?;
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mutants = listed.into_iter().zip(1..).map(|(Listed { file, function, genre, name, replacement, span }, id)| {
        let change = name.split_once(": ").map_or(name.as_str(), |(_, change)| change);
        let mut key = format!("{file}: {change}");
        let times = seen.entry(key.clone()).or_default();
        *times += 1;
        if *times > 1 {
            key = format!("{key} #{times}");
        }
        let function = function.map(|function| function.function_name).unwrap_or_default();
        Mutant { id, file, key, name, function, genre, replacement, span }
    });
    Ok(mutants.collect())
}
