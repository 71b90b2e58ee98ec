//! `amicis formats`: what can be read.

use std::fmt::Write;

use crate::formats::FORMATS;

use super::exit::Exit;
use super::output;

/// List the input formats: which tools write them, how they are recognised, what they cannot tell
#[derive(clap::Args, Debug)]
#[command(after_help = "Example:\n  amicis formats")]
pub(super) struct Args {}

pub(super) fn run(_: &Args) -> anyhow::Result<Exit> {
    let mut text = String::new();
    for format in FORMATS {
        let about = format.about();
        let gaps = about.cannot_tell.iter().map(|gap| gap.word()).collect::<Vec<_>>().join(", ");
        writeln!(text, "{}: {}", format.id(), about.summary)?;
        writeln!(text, "  tools          {}", about.tools.join(", "))?;
        writeln!(text, "  recognised by  {}", about.recognised_by)?;
        writeln!(text, "  cannot tell    {}\n", if gaps.is_empty() { "-" } else { gaps.as_str() })?;
    }
    output::print(&text)?;
    Ok(Exit::Done)
}
