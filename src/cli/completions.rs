//! `amicis completions`: what a shell needs to complete commands and options.

use clap::CommandFactory;
use clap_complete::Shell;

use super::exit::Exit;
use super::output;

/// Print the completions for a shell
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  amicis completions bash > ~/.local/share/bash-completion/completions/amicis
  amicis completions zsh > ~/.zfunc/_amicis
  amicis completions fish > ~/.config/fish/completions/amicis.fish")]
pub(super) struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::Cli::command(), "amicis", &mut script);
    output::write(&String::from_utf8_lossy(&script), None)?;
    Ok(Exit::Done)
}
