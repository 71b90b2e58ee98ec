//! `amicis formats`: what can be read.

use std::fmt::Write;

use clap::ValueEnum;

use crate::formats::{FORMATS, native_schema};

use super::exit::Exit;
use super::output;

/// List the input formats: which tools write them, how they are recognised, what they cannot tell, and what shows that results are missing
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  amicis formats\n  amicis formats --schema > amicis-1.schema.json")]
pub(super) struct Args {
    /// Print the JSON Schema of the native format `amicis/1` instead
    #[arg(long)]
    schema: bool,
    /// The output format
    #[arg(long, value_enum, default_value_t = To::Text, conflicts_with = "schema")]
    to: To,
}

#[derive(ValueEnum, Clone, Copy, Debug)]
enum To {
    /// For the terminal
    Text,
    /// A Markdown table
    Md,
}

/// The table that the README shows.
fn markdown() -> String {
    let mut text = "| format | made by | what it is | cannot tell |\n|---|---|---|---|\n".to_owned();
    for format in FORMATS {
        let about = format.about();
        let gaps = about.gaps();
        let cells = [about.tools.join(", "), about.summary.to_owned(), gaps].map(|cell| cell.replace('|', "\\|"));
        let id = format.id();
        text.extend(["| [`", id, "`](book/src/formats/", id, ".md) | ", &cells.join(" | "), " |\n"]);
    }
    text
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    if args.schema {
        output::write(&native_schema(), None)?;
        return Ok(Exit::Done);
    }
    if let To::Md = args.to {
        output::write(&markdown(), None)?;
        return Ok(Exit::Done);
    }
    let mut text = String::new();
    for format in FORMATS {
        let about = format.about();
        let gaps = about.gaps();
        writeln!(text, "{}", format.id())?;
        row(&mut text, "what", about.summary)?;
        row(&mut text, "tools", &about.tools.join(", "))?;
        row(&mut text, "recognised by", about.recognised_by)?;
        row(&mut text, "cannot tell", if gaps.is_empty() { "-" } else { &gaps })?;
        row(&mut text, "loss shows by", &about.shown_by())?;
        text.push('\n');
    }
    output::print(text.trim_end_matches('\n'))?;
    output::print("\n")?;
    Ok(Exit::Done)
}

const WIDTH: usize = 80;
const INDENT: usize = 17;

/// A name and its text, broken at spaces so that lines stay within 80 columns.
fn row(text: &mut String, name: &str, value: &str) -> std::fmt::Result {
    let mut line = format!("  {name:<width$}", width = INDENT - 2);
    let mut first = true;
    for word in value.split(' ') {
        if !first && line.chars().count() + 1 + word.chars().count() > WIDTH {
            writeln!(text, "{line}")?;
            line = " ".repeat(INDENT);
        } else if !first {
            line.push(' ');
        }
        line.push_str(word);
        first = false;
    }
    writeln!(text, "{line}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_broken_and_stay_aligned() {
        let mut text = String::new();
        row(&mut text, "tools", &"word ".repeat(40)).expect("memory");
        assert!(text.lines().count() > 2 && text.lines().all(|line| line.chars().count() <= WIDTH));
        assert!(text.lines().skip(1).all(|line| line.starts_with(&" ".repeat(INDENT))));
    }
}
