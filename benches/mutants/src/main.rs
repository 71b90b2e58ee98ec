//! How well the tests would notice a fault: every mutant that cargo-mutants lists, judged by the tests.
//!
//! cargo-mutants builds the tests once for each mutant. Here all mutants are in one build, each behind a switch
//! (mutation schemata): `a == b` becomes `(if on(7) { a != b } else { a == b })`, and a run of the tests turns one
//! on. Each test is run once to see which mutants it reaches, so that a mutant meets only the tests that can notice it.
//!
//! `benches/mutants/run.sh` does everything; the arguments are `TREE LIST EXPLAINED [--only FILE] [--file PREFIX]…
//! [--test NAME]…`: a copy of the project that may be rewritten, what `cargo mutants --list --json` says of it, and
//! the survivors that are explained. It ends with 1 where a mutant survives that is not explained.

mod build;
mod explained;
mod list;
mod place;
mod render;
mod report;
mod run;
mod tests;

use std::collections::BTreeSet;
use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use std::{env, fs};

use explained::Explained;
use list::Mutant;

/// Whatever goes wrong; this is a tool for the people who maintain the program.
type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// What the command line says.
#[derive(Default)]
struct Arguments {
    tree: PathBuf,
    list: PathBuf,
    explained: PathBuf,
    /// A file with the mutants to judge, lines of results or only keys; else all of them.
    only: Option<PathBuf>,
    /// Beginnings of paths: only mutants of these files are judged, in this order.
    files: Vec<String>,
    /// The integration tests that run after the unit tests.
    tests: Vec<String>,
}

impl Arguments {
    fn parse() -> Result<Self> {
        let (mut parsed, mut positional) = (Self::default(), Vec::new());
        let mut arguments = env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
            match argument.as_str() {
                "--only" => parsed.only = Some(value()?.into()),
                "--file" => parsed.files.push(value()?),
                "--test" => parsed.tests.push(value()?),
                _ => positional.push(PathBuf::from(argument)),
            }
        }
        let [tree, list, explained] = <[PathBuf; 3]>::try_from(positional)
            .map_err(|_| "usage: mutants TREE LIST EXPLAINED [--only FILE] [--file PREFIX]… [--test NAME]…")?;
        Ok(Self { tree, list, explained, ..parsed })
    }

    fn wanted(&self, mutants: &[Mutant]) -> Result<BTreeSet<usize>> {
        let only = self.only.as_ref().map(fs::read_to_string).transpose()?;
        let only: Option<BTreeSet<&str>> = only.as_ref().map(|lines| lines.lines().map(key).collect());
        Ok(mutants
            .iter()
            .filter(|mutant| only.as_ref().is_none_or(|keys| keys.contains(mutant.key.as_str())))
            .filter(|mutant| self.files.is_empty() || self.files.iter().any(|file| mutant.file.starts_with(file)))
            .map(|mutant| mutant.id)
            .collect())
    }
}

/// The key that a line of the results has, or that it is.
fn key(line: &str) -> &str {
    line.split('\t').nth(1).unwrap_or(line).trim()
}

fn main() -> Result<ExitCode> {
    let arguments = Arguments::parse()?;
    let mutants = list::read(&arguments.list)?;
    let explained = Explained::read(&arguments.explained)?;
    let wanted = arguments.wanted(&mutants)?;
    eprintln!("{} mutants, {} of them to judge", mutants.len(), wanted.len());

    let built = build::build(&arguments.tree, &mutants, &wanted, &arguments.tests)?;
    eprintln!("{} unviable, {} not behind a switch", built.unviable.len(), built.unswitched.len());
    let tests = tests::all(&arguments.tree, &built.binaries)?;
    let mut results = Vec::new();
    let mut in_order: Vec<&Mutant> = mutants.iter().filter(|mutant| wanted.contains(&mutant.id)).collect();
    in_order.sort_by_key(|mutant| arguments.files.iter().position(|file| mutant.file.starts_with(file)));
    for mutant in in_order {
        let verdict = if built.unviable.contains(&mutant.id) {
            run::Verdict::Unviable
        } else if built.unswitched.contains(&mutant.id) {
            run::Verdict::Unswitched
        } else {
            run::judge(&arguments.tree, mutant, &tests)?
        };
        report::line(mutant, &verdict, &explained);
        results.push((mutant, verdict));
    }
    Ok(if report::totals(&results, &explained) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
