//! `amicis show`: look at a scan, or at everything known of one recommendation.

use crate::assess;
use crate::model::Number;
use crate::report;
use crate::views::{RecommendationView, ShowView};

use super::assess::AssessArgs;
use super::exit::{Exit, Stop};
use super::output;

/// Look at a scan, or at everything known of one recommendation, in the terminal
///
/// Without a registry every failure is open; with one, what entries cover is told apart.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  amicis show results.xml\n  amicis show results.xml -r exceptions.toml --number 1.1.22\n  amicis show cis-cat.xml inspector.json --ami-id ami-0123456789abcdef0 --by-tool"
)]
pub(super) struct Args {
    #[command(flatten)]
    assess: AssessArgs,
    /// Show everything known of one recommendation
    #[arg(long, value_name = "NUMBER")]
    number: Option<Number>,
    /// Show what different tools say about one image where they do not agree
    #[arg(long, conflicts_with = "number")]
    by_tool: bool,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let (assessment, exit) = args.assess.run(args.number.is_some())?;
    let width = output::width(false);
    if args.by_tool {
        let tables = assess::by_tool(&assessment, &args.assess.mappings()?);
        output::print(&marked(report::by_tool(&tables, width), exit))?;
        return Ok(exit);
    }
    let text = match &args.number {
        None => report::overview(&ShowView::of(&assessment), width),
        Some(number) => {
            let known = RecommendationView::of(&assessment, number);
            if known.is_empty() {
                let message = format!("no scan speaks of {number}; `amicis show` without --number lists what there is");
                return Err(Stop::new(Exit::NothingToJudge, message).into());
            }
            report::recommendation(&known, width)
        }
    };
    output::print(&marked(text, exit))?;
    Ok(exit)
}

/// With `--keep-going` the text may lack what could not be read, and says so in its last line.
fn marked(mut text: String, exit: Exit) -> String {
    if exit != Exit::Done {
        text.push_str("Incomplete: files could not be read.\n");
    }
    text
}
