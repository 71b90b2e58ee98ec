//! The one build: mutants whose text the compiler refuses are left out until it takes the rest.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;

use crate::Result;
use crate::list::Mutant;
use crate::place;
use crate::render::Rendered;

/// A module of the program that its sources speak of, but that is only in the copy.
const SWITCH: &str = include_str!("switch.rs");

/// What came of it.
pub struct Built {
    /// The tests: the name, and the program.
    pub binaries: Vec<(String, PathBuf)>,
    /// Mutants that do not compile.
    pub unviable: BTreeSet<usize>,
    /// Mutants that may compile, but not behind a switch.
    pub unswitched: BTreeSet<usize>,
}

/// Writes the mutants that are wanted into the tree and builds its tests.
pub fn build(tree: &Path, mutants: &[Mutant], wanted: &BTreeSet<usize>, tests: &[String]) -> Result<Built> {
    let mut by_file: BTreeMap<&str, Vec<&Mutant>> = BTreeMap::new();
    for mutant in mutants.iter().filter(|mutant| wanted.contains(&mutant.id)) {
        by_file.entry(&mutant.file).or_default().push(mutant);
    }
    let originals: BTreeMap<&str, String> =
        by_file.keys().map(|file| Ok((*file, fs::read_to_string(tree.join(file))?))).collect::<Result<_>>()?;
    add_switch(tree, mutants.len() + 1)?;

    let (mut unviable, mut unswitched) = (BTreeSet::new(), BTreeSet::new());
    loop {
        let mut rendered = BTreeMap::new();
        for (file, mutants) in &by_file {
            let left: Vec<&Mutant> = mutants
                .iter()
                .filter(|mutant| !unviable.contains(&mutant.id) && !unswitched.contains(&mutant.id))
                .copied()
                .collect();
            let (parts, never) = place::parts(&originals[file], &left).map_err(|error| format!("{file}: {error}"))?;
            unviable.extend(never);
            let one = Rendered::new(&originals[file], &parts);
            fs::write(tree.join(file), &one.text)?;
            rendered.insert(*file, one);
        }
        let errors = errors(tree)?;
        if errors.is_empty() {
            break;
        }
        eprintln!("{} errors of the compiler", errors.len());
        let before = unviable.len() + unswitched.len();
        for error in &errors {
            blame(error, &rendered, &mut unviable, &mut unswitched);
            // A switch is no constant: what a constant needs has none.
            let constant = error.message.strip_prefix("cannot call non-const").and_then(|what| what.split('`').nth(1));
            let needed = mutants.iter().filter(|mutant| {
                constant.is_some_and(|path| !mutant.function.is_empty() && path.ends_with(&mutant.function))
            });
            unswitched
                .extend(needed.map(|mutant| mutant.id).filter(|id| wanted.contains(id) && !unviable.contains(id)));
        }
        if unviable.len() + unswitched.len() == before {
            let first = errors.iter().map(|error| error.rendered.as_str()).take(5).collect::<String>();
            return Err(format!("errors that no mutant makes:\n{first}").into());
        }
    }
    Ok(Built { binaries: binaries(tree, tests)?, unviable, unswitched })
}

fn add_switch(tree: &Path, count: usize) -> Result<()> {
    fs::write(tree.join("src/mutant.rs"), format!("{SWITCH}\nconst MUTANTS: usize = {count};\n"))?;
    let library = tree.join("src/lib.rs");
    let text = fs::read_to_string(&library)?;
    if !text.contains("mod mutant;") {
        fs::write(library, format!("{text}\npub mod mutant;\n"))?;
    }
    Ok(())
}

#[derive(Deserialize)]
struct Message {
    #[serde(rename = "message")]
    diagnostic: Option<Diagnostic>,
    executable: Option<PathBuf>,
    target: Option<Target>,
    profile: Option<Profile>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

#[derive(Deserialize)]
struct Profile {
    test: bool,
}

#[derive(Deserialize)]
struct Diagnostic {
    level: String,
    message: String,
    spans: Vec<At>,
    rendered: String,
}

#[derive(Deserialize)]
struct At {
    file_name: String,
    byte_start: usize,
    byte_end: usize,
    is_primary: bool,
}

fn cargo(tree: &Path, arguments: &[&str]) -> Result<Vec<Message>> {
    let output = Command::new("cargo")
        .args(arguments)
        .args(["--locked", "--quiet", "--message-format=json"])
        .current_dir(tree)
        .stderr(Stdio::inherit())
        .output()?;
    let text = String::from_utf8(output.stdout)?;
    Ok(text.lines().map(serde_json::from_str).collect::<std::result::Result<_, _>>()?)
}

/// What the compiler has against the unit tests; where it has nothing, they are built.
fn errors(tree: &Path) -> Result<Vec<Diagnostic>> {
    let messages = cargo(tree, &["test", "--no-run", "--lib"])?;
    let errors =
        messages.into_iter().filter_map(|message| message.diagnostic).filter(|message| message.level == "error");
    Ok(errors.filter(|error| !error.spans.is_empty()).collect())
}

/// An error in the text of a mutant is that mutant's; one that only speaks of it as well. One in the original text
/// is of the switches around it.
fn blame(
    error: &Diagnostic,
    rendered: &BTreeMap<&str, Rendered>,
    unviable: &mut BTreeSet<usize>,
    unswitched: &mut BTreeSet<usize>,
) {
    let places: Vec<(&Rendered, Range<usize>, bool)> = error
        .spans
        .iter()
        .filter_map(|at| Some((rendered.get(at.file_name.as_str())?, at.byte_start..at.byte_end, at.is_primary)))
        .collect();
    let mut own: Vec<usize> = Vec::new();
    for wanted in [true, false] {
        if own.is_empty() {
            let of = places.iter().filter(|(_, _, primary)| *primary == wanted);
            own.extend(of.filter_map(|(file, bytes, _)| file.mutant_at(bytes)));
        }
    }
    if own.is_empty() {
        let around = places.iter().filter(|(_, _, primary)| *primary);
        unswitched.extend(around.flat_map(|(file, bytes, _)| file.mutants_around(bytes)));
    }
    unviable.extend(own);
}

fn binaries(tree: &Path, tests: &[String]) -> Result<Vec<(String, PathBuf)>> {
    let mut arguments = vec!["test", "--no-run", "--lib"];
    tests.iter().for_each(|test| arguments.extend(["--test", test]));
    let messages = cargo(tree, &arguments)?;
    let mut binaries: Vec<(String, PathBuf)> = messages
        .into_iter()
        .filter(|message| message.profile.as_ref().is_some_and(|profile| profile.test))
        .filter_map(|message| {
            let Target { name, kind } = message.target?;
            let name = if kind.iter().any(|kind| kind == "lib") { "lib".to_owned() } else { name };
            Some((name, message.executable?))
        })
        .collect();
    // In the order in which they were asked for, the unit tests first.
    binaries.sort_by_key(|(name, _)| tests.iter().position(|test| test == name).map_or(0, |at| at + 1));
    match binaries.len() {
        found if found == tests.len() + 1 => Ok(binaries),
        found => Err(format!("{found} programs were built of {} that were wanted", tests.len() + 1).into()),
    }
}
