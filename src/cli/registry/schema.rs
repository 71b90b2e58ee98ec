//! `amicis registry schema`: the registry file's JSON Schema.

use std::path::PathBuf;

use crate::registry;

use super::{Exit, output};

/// Print the JSON Schema of registry files, for completion and checks in editors
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Editors that know TOML schemas (Even Better TOML, taplo) take it from the file's first line:
  #:schema ./registry.schema.json

Example:
  amicis registry schema -o registry.schema.json")]
pub(super) struct Args {
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    output::write(&registry::schema(), args.output.as_deref())?;
    Ok(Exit::Done)
}
