//! `amicis formats`: what can be read, and what is written.

use clap::builder::PossibleValuesParser;

use crate::outputs::{OutputOptions, SCHEMAS, Schema, View, ViewKind, outputs_view};
use crate::views::{FormatsView, RefusalsView};

use super::exit::Exit;
use super::output;
use super::to::{To, to};

/// List the input formats: which tools write them, how they are recognised, what they cannot tell, and what shows that results are missing
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  amicis formats\n  amicis formats --outputs\n  amicis formats --refused\n  amicis formats --schema > amicis-1.schema.json\n  amicis formats --schema gate > gate.schema.json"
)]
pub(super) struct Args {
    /// Print a JSON Schema instead: that of the native format `amicis/1`, or the one with this name
    #[arg(long, value_name = "NAME", num_args = 0..=1, require_equals = false, default_missing_value = "amicis-1",
        value_parser = PossibleValuesParser::new(SCHEMAS.map(|schema| schema.name)))]
    schema: Option<String>,
    /// List the outputs instead: what `--to` of the commands takes, and what each prints
    #[arg(long, conflicts_with = "schema")]
    outputs: bool,
    /// List the files that are refused by name instead, and the command that gives one that can be read
    #[arg(long, conflicts_with_all = ["schema", "outputs"])]
    refused: bool,
    /// The output format
    #[arg(long, value_parser = to(&[ViewKind::Formats, ViewKind::Outputs, ViewKind::Refusals]), default_value = "text", conflicts_with = "schema")]
    to: To,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    if let Some(schema) = args.schema.as_deref().and_then(Schema::named) {
        output::write(&schema.text(), None)?;
    } else if args.outputs {
        args.to.write(&View::Outputs(&outputs_view()), &OutputOptions::default(), None)?;
    } else if args.refused {
        args.to.write(&View::Refusals(&RefusalsView::new()), &OutputOptions::default(), None)?;
    } else {
        args.to.write(&View::Formats(&FormatsView::new()), &OutputOptions::default(), None)?;
    }
    Ok(Exit::Done)
}
