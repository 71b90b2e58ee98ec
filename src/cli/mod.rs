//! The program: one file a subcommand. The only place for clap and anyhow.

mod assess;
mod assessed;
mod benchmark_name;
mod benchmarks;
mod check;
mod completions;
mod controls;
mod convert;
mod crosswalk;
mod diff;
mod edits;
mod exceptions;
mod exit;
mod fleet;
mod formats;
mod history;
mod init;
mod input;
mod making;
mod man;
mod mappings;
mod older;
mod output;
mod progress;
mod registry;
mod release;
mod report;
mod show;
#[cfg(feature = "parquet")]
mod tables;
mod template;
mod templates;
mod to;
#[cfg(feature = "triage")]
mod triage;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use exit::Exit;
use output::Loudness;

/// CIS benchmark scans of machine images, joined with one exception registry.
#[derive(Parser)]
#[command(name = "amicis", version, max_term_width = 100, arg_required_else_help = true, after_help = AFTER_HELP)]
struct Cli {
    /// Print no warnings and notes, only errors and doubts
    #[arg(short, long, global = true, display_order = 900, conflicts_with = "verbose")]
    quiet: bool,
    /// Print what was read as what, and how long it took
    #[arg(short, long, global = true, display_order = 900)]
    verbose: bool,
    /// Columns that text takes [default: the terminal's or those of COLUMNS, else 80]
    #[arg(long, global = true, display_order = 900, value_name = "COLUMNS")]
    width: Option<u16>,
    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "\
To begin with:
  amicis init SCAN --from-table README.md                           the registry, of what is there

The three jobs:
  amicis exceptions SCAN -r exceptions.toml                         the exceptions table
  amicis diff OLD NEW -r exceptions.toml                            what changed between two AMIs
  amicis release SCAN -r exceptions.toml --baseline OLD -o DIR      what to attach to the release

Exit codes: 0 done, 1 the gate says no, 2 unusable input or usage, 3 not comparable, 4 nothing to judge";

#[derive(Subcommand)]
enum Command {
    Init(init::Args),
    Exceptions(exceptions::Args),
    Diff(diff::Args),
    Release(release::Args),
    Check(check::Args),
    Report(report::Args),
    Assess(assessed::Args),
    Show(show::Args),
    Benchmarks(benchmarks::Args),
    Convert(convert::Args),
    Crosswalk(crosswalk::Args),
    Formats(formats::Args),
    History(history::Args),
    Registry(registry::Args),
    #[cfg(feature = "triage")]
    Triage(triage::Args),
    Completions(completions::Args),
    Man(man::Args),
    Templates(templates::Args),
    Verify(verify::Args),
}

/// Runs the program with the process's arguments.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let error = if error.use_stderr() { shown_safely(error) } else { error };
            // clap's own printing: help and version go to standard output with 0, the rest is usage.
            let failed = error.print().is_err();
            let exit = if error.use_stderr() || failed { Exit::Unusable } else { Exit::Done };
            return exit.into();
        }
    };
    output::set_loudness(match (cli.quiet, cli.verbose) {
        (true, _) => Loudness::Quiet,
        (_, true) => Loudness::Verbose,
        _ => Loudness::Usual,
    });
    output::set_width(cli.width);
    let outcome = match cli.command {
        Command::Init(args) => init::run(&args),
        Command::Exceptions(args) => exceptions::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Release(args) => release::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Assess(args) => assessed::run(&args),
        Command::Show(args) => show::run(&args),
        Command::Benchmarks(args) => benchmarks::run(&args),
        Command::Crosswalk(args) => crosswalk::run(&args),
        Command::Convert(args) => convert::run(&args),
        Command::Formats(args) => formats::run(&args),
        Command::History(args) => history::run(&args),
        Command::Registry(args) => registry::run(&args),
        #[cfg(feature = "triage")]
        Command::Triage(args) => triage::run(&args),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args),
        Command::Templates(args) => templates::run(&args),
        Command::Verify(args) => verify::run(args),
    };
    exit::finish(outcome)
}

/// The same error about arguments that a terminal or a build server does not act on: clap prints them as they are.
fn shown_safely(error: clap::Error) -> clap::Error {
    let arguments = std::env::args_os().map(|argument| argument.to_string_lossy().into_owned());
    let harmless = arguments.map(|argument| output::safe(&argument.replace(['\n', '\r'], " ")).into_owned());
    Cli::try_parse_from(harmless).err().unwrap_or(error)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Cli;

    /// A heading that clap carries on to what follows would hide these under "Reading" or "Templates".
    #[test]
    fn what_every_command_has_stands_first_in_its_help() {
        fn look(command: &clap::Command) -> usize {
            let own = |arg: &&clap::Arg| {
                matches!(arg.get_id().as_str(), "scans" | "registry" | "as_of" | "each" | "to" | "output")
            };
            for arg in command.get_arguments().filter(own) {
                assert_eq!(arg.get_help_heading(), None, "{} {}", command.get_name(), arg.get_id());
            }
            command.get_arguments().filter(own).count() + command.get_subcommands().map(look).sum::<usize>()
        }
        let cli = Cli::command();
        assert!(look(&cli) > 30);
        cli.debug_assert();
    }
}
