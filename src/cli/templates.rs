//! `amicis templates`: the templates as files, and the schema of what they are given.

use std::path::PathBuf;

use clap::Subcommand;

use crate::outputs::report_schema;
use crate::report::Templates;

use super::exit::{Exit, Stop};
use super::output;

/// Write the built-in templates out, or print the JSON Schema of what they are given
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  amicis templates export my-templates
  amicis report results.xml --template-dir my-templates -o report.html
  amicis templates schema -o report.schema.json")]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Write the built-in templates, their style, script, schema and description into a folder
    Export {
        /// The folder; it is made where there is none
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// Replace files that are already there
        #[arg(long)]
        force: bool,
    },
    /// Print the JSON Schema of the report's data
    Schema {
        /// Write to a file instead of standard output
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    match &args.command {
        Command::Schema { output } => output::write(&report_schema(), output.as_deref())?,
        Command::Export { folder, force } => {
            let there: Vec<&str> =
                Templates::built_in().map(|(name, _)| name).filter(|name| folder.join(name).exists()).collect();
            if !there.is_empty() && !force {
                let message = format!("{} holds {} already: --force replaces them", folder.display(), there.join(", "));
                return Err(Stop::new(Exit::Unusable, message).into());
            }
            let files = Templates::built_in().map(|(name, text)| (name.to_owned(), text.into()));
            output::write_into(folder, &files.collect::<Vec<_>>())?;
        }
    }
    Ok(Exit::Done)
}
