//! `amicis show`: look at a scan, or at everything known of one recommendation.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::assess;
use crate::model::Number;
use crate::outputs::{OutputOptions, View, ViewKind};
use crate::report;
use crate::views::{ControlsView, RecommendationView, ShowView};

use super::assess::AssessArgs;
use super::controls::ControlsArgs;
use super::exit::{Exit, Stop};
use super::output;
use super::template::TemplateArgs;
use super::to::{To, to};

/// Look at a scan, or at everything known of one recommendation, in the terminal
///
/// Without a registry every failure is open; with one, what entries cover is told apart.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  amicis show results.xml\n  amicis show results.xml -r exceptions.toml --number 1.1.22\n  amicis show cis-cat.xml inspector.json --ami-id ami-0123456789abcdef0 --by-tool\n  amicis show results.xml -r exceptions.toml --by control --controls controls.csv"
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
    /// Show what became of the recommendations of each control of the frameworks that the scans, or --controls, name
    #[arg(long, value_enum, value_name = "WHAT", conflicts_with_all = ["number", "by_tool"])]
    by: Option<By>,
    /// The output format of --by
    #[arg(long, value_parser = to(&[ViewKind::Controls]), default_value = "text")]
    to: To,
    #[command(flatten)]
    controls: ControlsArgs,
    #[command(flatten)]
    templates: TemplateArgs,
    /// Write what --by shows to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(ValueEnum, Clone, Copy, Debug)]
enum By {
    /// By the controls of each framework
    Control,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    if let Some(By::Control) = args.by {
        return by_control(args);
    }
    let of_controls = args.controls.is_given() || args.templates.given() || args.output.is_some();
    if of_controls || args.to.id() != "text" {
        let message = "--to, --output, --controls and templates are for --by control";
        return Err(Stop::new(Exit::Unusable, message).into());
    }
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

fn by_control(args: &Args) -> anyhow::Result<Exit> {
    let templates = args.to.templates(ViewKind::Controls, &args.templates)?;
    let controls = args.controls.load()?;
    let (assessment, exit) = args.assess.run(false)?;
    let view = ControlsView::new(&assessment, &controls, exit != Exit::Done);
    if view.is_empty() {
        let why = match &view.mapping {
            Some(mapping) => format!("no row of {} is of a recommendation of these scans", mapping.file.path),
            None => "give a mapping of your own with --controls".to_owned(),
        };
        return Err(Stop::new(Exit::NothingToJudge, format!("no scan names a control; {why}")).into());
    }
    let options = OutputOptions::default().with_templates(templates);
    args.to.write(&View::Controls(&view), &options, args.output.as_deref())?;
    Ok(exit)
}

/// With `--keep-going` the text may lack what could not be read, and says so in its last line.
fn marked(mut text: String, exit: Exit) -> String {
    if exit != Exit::Done {
        text.push_str("Incomplete: files could not be read.\n");
    }
    text
}
