//! `amicis man`: the manual pages, one a command.

use std::path::PathBuf;

use clap::CommandFactory;
use clap_mangen::Man;
use jiff::civil::Date;

use super::exit::Exit;
use super::output;

/// What every page says of the codes that a command ends with, in the language of manual pages.
const EXIT_STATUS: &str = "\
.SH \"EXIT STATUS\"
.TP
.B 0
Done.
.TP
.B 1
A gate says no.
.TP
.B 2
Wrong usage, or a scan or registry that cannot be read.
.TP
.B 3
Not comparable, or too little was scanned to judge.
.TP
.B 4
Nothing to judge.
";

/// Write the manual pages into a folder, one a command
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  amicis man ~/.local/share/man/man1
  amicis man man --date 2026-11-29")]
pub(super) struct Args {
    /// The folder; it is made when it is not there
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    /// The date that the pages bear, such as that of a release (default: none)
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<Date>,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    // `amicis help` has no page: it prints what the others say.
    let mut command = super::Cli::command().disable_help_subcommand(true);
    command.build();
    let date = args.date.map(|date| date.to_string()).unwrap_or_default();
    let mut pages = Vec::new();
    page(&command, "amicis", &date, &mut pages)?;
    output::write_into(&args.folder, &pages)?;
    Ok(Exit::Done)
}

/// Adds the page of a command, and those of its subcommands: `amicis-registry-lint.1`.
fn page(command: &clap::Command, name: &str, date: &str, pages: &mut Vec<(String, Vec<u8>)>) -> anyhow::Result<()> {
    // The usage line of `--help`: a list of forty options in brackets is no synopsis.
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:").trim().to_owned();
    let man = Man::new(command.clone().override_usage(usage))
        .title(name)
        .date(date)
        .source(concat!("amicis ", env!("CARGO_PKG_VERSION")))
        .manual("amicis manual");
    let mut text = Vec::new();
    man.render_title(&mut text)?;
    man.render_name_section(&mut text)?;
    man.render_synopsis_section(&mut text)?;
    man.render_description_section(&mut text)?;
    if command.get_arguments().any(|argument| !argument.is_hide_set()) {
        man.render_options_section(&mut text)?;
    }
    if command.has_subcommands() {
        man.render_subcommands_section(&mut text)?;
    }
    let mut end = Vec::new();
    if command.get_after_long_help().is_some() || command.get_after_help().is_some() {
        man.render_extra_section(&mut end)?;
    }
    text.extend(EXIT_STATUS.bytes());
    text.extend(with_heading(&String::from_utf8(end)?).bytes());
    pages.push((format!("{name}.1"), text));
    for subcommand in command.get_subcommands() {
        page(subcommand, &format!("{name}-{}", subcommand.get_name()), date, pages)?;
    }
    Ok(())
}

/// What stands below a command's help, under the heading that it has there, its lines as they are.
fn with_heading(extra: &str) -> String {
    let Some((_, extra)) = extra.split_once(".SH EXTRA\n") else { return String::new() };
    let examples = ["Example:\n", "Examples:\n"].into_iter().find_map(|heading| extra.strip_prefix(heading));
    let (heading, lines) = examples.map_or(("NOTES", extra), |lines| ("EXAMPLES", lines));
    format!(".SH {heading}\n.nf\n{lines}\n.fi\n")
}
