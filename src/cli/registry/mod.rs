//! `amicis registry`: keep the exception registry honest. One file a subcommand.

mod add;
mod apply;
mod export;
mod import;
mod lint;
mod migrate;
mod schema;

use clap::Subcommand;

use super::exit::{Exit, Stop};
use super::{assess, mappings, older, output};

/// Keep the exception registry: check it, make one from a table, carry it to a new benchmark
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    Lint(lint::Args),
    Import(import::Args),
    Add(add::Args),
    Migrate(migrate::Args),
    Export(export::Args),
    Apply(apply::Args),
    Schema(schema::Args),
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    match &args.command {
        Command::Lint(args) => lint::run(args),
        Command::Import(args) => import::run(args),
        Command::Add(args) => add::run(args),
        Command::Migrate(args) => migrate::run(args),
        Command::Export(args) => export::run(args),
        Command::Apply(args) => apply::run(args),
        Command::Schema(args) => schema::run(args),
    }
}
