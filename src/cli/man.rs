//! `amicis man`: the manual pages, one a command.

use std::path::PathBuf;

use clap::CommandFactory;
use clap_mangen::Man;

use super::exit::Exit;
use super::output;

/// Write the manual pages into a folder, one a command
#[derive(clap::Args, Debug)]
#[command(after_help = "Example:\n  amicis man ~/.local/share/man/man1")]
pub(super) struct Args {
    /// The folder; it is made when it is not there
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let mut command = super::Cli::command();
    command.build();
    let mut pages = Vec::new();
    page(&command, "amicis", &mut pages)?;
    output::write_into(&args.folder, &pages)?;
    Ok(Exit::Done)
}

/// Adds the page of a command, and those of its subcommands: `amicis-registry-lint.1`.
fn page(command: &clap::Command, name: &str, pages: &mut Vec<(String, Vec<u8>)>) -> anyhow::Result<()> {
    let mut text = Vec::new();
    Man::new(command.clone()).title(name).render(&mut text)?;
    pages.push((format!("{name}.1"), text));
    let subcommands = command.get_subcommands().filter(|command| command.get_name() != "help");
    for subcommand in subcommands {
        page(subcommand, &format!("{name}-{}", subcommand.get_name()), pages)?;
    }
    Ok(())
}
