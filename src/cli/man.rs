//! `amicis man`: the manual pages, one a command.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
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
    let folder = &args.folder;
    fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let mut command = super::Cli::command();
    command.build();
    page(&command, "amicis", folder)?;
    Ok(Exit::Done)
}

/// Writes the page of a command, and those of its subcommands: `amicis-registry-lint.1`.
fn page(command: &clap::Command, name: &str, folder: &Path) -> anyhow::Result<()> {
    let mut text = Vec::new();
    Man::new(command.clone()).title(name).render(&mut text)?;
    output::write_file(&folder.join(format!("{name}.1")), &text)?;
    let subcommands = command.get_subcommands().filter(|command| command.get_name() != "help");
    for subcommand in subcommands {
        page(subcommand, &format!("{name}-{}", subcommand.get_name()), folder)?;
    }
    Ok(())
}
