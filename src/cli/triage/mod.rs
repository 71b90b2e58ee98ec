//! `amicis triage`: what fails and is not covered, one by one in the terminal.

mod detail;
mod draw;
#[cfg(test)]
mod drawn_test;
mod panels;
mod terminal;
mod theme;

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use crate::assess::Assessment;
use crate::registry::Registry;
use crate::triage::{End, Session, Start, items};

use super::assess::AsOfArgs;
use super::exit::{Exit, Stop};
use super::input::InputArgs;
use super::output;

/// Decide in the terminal what is open, one by one
///
/// Shows every failure that nothing covers and everything that is not verified, with its evidence, the reason why it
/// is open and what entries near it say. Each is accepted with a reason, joined to an entry, marked as planned,
/// attested or skipped; several at once, too. `?` lists the keys. Nothing is written before its diff is agreed to;
/// comments and order of the file stay. Without a terminal, use `registry export --to csv` and `registry apply`, or
/// `registry add`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  amicis triage results.xml -r exceptions.toml
  amicis triage results.xml -r exceptions.toml --approve \"A. Reviewer\"")]
pub(super) struct Args {
    #[command(flatten)]
    input: InputArgs,
    /// The registry: a file, or a folder, which gets a new file for each entry
    #[arg(short, long, value_name = "PATH", default_value = "exceptions.toml")]
    registry: PathBuf,
    /// Who approves, as of today, what is accepted and joined; forms begin with it
    #[arg(long, value_name = "NAME")]
    approve: Option<String>,
    #[command(flatten)]
    as_of: AsOfArgs,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    if !is_terminal() {
        say_what_else(&args.registry);
        return Ok(Exit::Unusable);
    }
    let folder = args.registry.is_dir();
    let registry = load(&args.registry)?;
    let mappings = args.input.how.mappings.load()?;
    let loaded = args.input.load(false)?;
    let exit = if loaded.failed.is_empty() { Exit::Done } else { Exit::Unusable };
    let as_of = args.as_of.date();
    let assess = |registry: &Registry| Assessment::new(loaded.scans.clone(), registry.clone(), as_of, false, &mappings);
    let judge = |registry: &Registry| items(&assess(registry), &mappings);
    output::done(&assess(&registry).account()?.to_string());
    let names = args.input.scans.iter().filter_map(|path| path.file_name()).map(|name| name.to_string_lossy());
    let start = Start {
        items: judge(&registry),
        registry,
        folder,
        from: names.collect::<Vec<_>>().join(", "),
        as_of,
        approve: args.approve.clone().filter(|name| !name.trim().is_empty()),
        judge: &judge,
    };
    if start.items.is_empty() {
        output::note("nothing to decide: every failure is covered, and everything was verified");
        return Ok(exit);
    }
    let mut session = Session::new(start);
    match terminal::run(&mut session)? {
        End::Write => write(args, &session)?,
        End::Leave => output::note("nothing was written"),
        End::Stopped => return Err(Stop::new(Exit::Unusable, "stopped with Ctrl-C; nothing was written").into()),
    }
    Ok(exit)
}

/// The registry at a path; a folder without a file is an empty one.
fn load(path: &Path) -> anyhow::Result<Registry> {
    let empty = path.read_dir().is_ok_and(|mut files| files.next().is_none());
    if empty {
        return Ok(Registry { path: path.display().to_string(), ..Registry::default() });
    }
    Ok(Registry::load(path)?)
}

fn is_terminal() -> bool {
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    io::stdin().is_terminal() && io::stdout().is_terminal() && !dumb
}

fn say_what_else(registry: &Path) {
    output::error("triage needs a terminal for its keys and its screen, and there is none here");
    let registry = registry.display();
    output::help(&format!(
        "fill reasons in as a sheet, with `amicis registry export --to csv -r {registry} -o reasons.csv` and \
         `amicis registry apply reasons.csv -r {registry}`, or add entries with `amicis registry add`"
    ));
}

/// Writes what was decided, unless somebody else wrote in the meantime.
fn write(args: &Args, session: &Session<'_>) -> anyhow::Result<()> {
    let edits = session.edits();
    let now = load(&args.registry).map(|now| now.sources);
    let taken = |path: &str| session.first().sources.get(path).is_none() && Path::new(path).exists();
    if !now.is_ok_and(|now| now == session.first().sources) || edits.iter().any(|(path, ..)| taken(path)) {
        let message = format!(
            "{} was changed while the triage ran; nothing was written: look at the change, and run it again",
            args.registry.display()
        );
        return Err(Stop::new(Exit::Unusable, message).into());
    }
    output::write_files(edits.iter().map(|(path, _, new)| (Path::new(path), new.as_bytes())))?;
    let tally: Vec<String> = session.tally().iter().map(|(verb, count)| format!("{count} {}", verb.word())).collect();
    output::note(&format!("written: {}", tally.join(", ")));
    Ok(())
}
