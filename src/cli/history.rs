//! `amicis history`: what became of every recommendation over the versions of an image.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::history::{History, ImageBy, versions};
use crate::host::today;
use crate::outputs::{OutputOptions, View, ViewKind};
use crate::views::HistoryView;

use super::exit::{Exit, Stop};
use super::fleet::MostImages;
use super::input::InputArgs;
use super::older::{load_registry, note_bundles};
use super::template::TemplateArgs;
use super::to::{To, to};

/// Show the history of an image: every recommendation over its versions, and both scores
///
/// Scans of one AMI are one version, and so are files or folders given side by side; below one folder a host is
/// a version, or each file where a tool scanned the host twice. Versions are put in order of time, each judged as
/// of the day it was scanned. Numbers are those of the newest benchmark version.
#[derive(clap::Args, Debug)]
// With one name for all versions, it would be the history of one image.
#[command(mut_arg("ami_id", |arg| arg.hide(true)), mut_arg("ami_name", |arg| arg.hide(true)))]
#[command(after_help = "Examples:
  amicis history release-1.xml release-2.xml release-3.xml -r exceptions.toml
  amicis history scans/ -r exceptions.toml --to html -o history.html")]
pub(super) struct Args {
    /// The exception registry: a TOML file, or a folder of them
    #[arg(short, long, value_name = "REGISTRY")]
    registry: Option<PathBuf>,
    /// The output format
    #[arg(long, value_parser = to(&[ViewKind::History]), default_value = "text")]
    to: To,
    /// The name that the scans of one version share (default: the AMI, else the file or folder given)
    #[arg(long, value_enum, value_name = "NAME")]
    image_by: Option<By>,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    most: MostImages,
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    templates: TemplateArgs,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    /// The host's name
    Host,
    /// The AMI id
    Ami,
    /// The AMI's name
    Name,
    /// The file
    File,
}

impl From<By> for ImageBy {
    fn from(by: By) -> Self {
        match by {
            By::Host => Self::Host,
            By::Ami => Self::Ami,
            By::Name => Self::Name,
            By::File => Self::File,
        }
    }
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let templates = args.to.templates(ViewKind::History, &args.templates)?;
    if args.input.how.names_the_ami() {
        let message = "--ami-id and --ami-name would make all scans those of one image; give each scan its own with amicis convert";
        return Err(Stop::new(Exit::Unusable, message).into());
    }
    let registry = load_registry(args.registry.as_deref())?;
    note_bundles(&args.input.scans, args.registry.as_deref());
    let mappings = args.input.how.mappings.load()?;
    let loaded = args.input.load(false)?;
    let exit = if loaded.failed.is_empty() { Exit::Done } else { Exit::Unusable };
    let given: Vec<String> = args.input.scans.iter().map(|path| path.display().to_string()).collect();
    let by = args.image_by.map_or_else(ImageBy::default, ImageBy::from);
    let versions = versions(loaded.scans, &given, by, &registry, today(), &mappings);
    args.most.hold(versions.len(), "versions")?;
    if !versions.iter().any(|version| version.assessment.can_judge()) {
        let message = "nothing to judge: no check passed, failed or ended in an error";
        return Err(Stop::new(Exit::NothingToJudge, message).into());
    }
    let history =
        History::new(&versions, &mappings).map_err(|error| Stop::new(Exit::NotComparable, error.to_string()))?;
    let view = HistoryView { incomplete: exit != Exit::Done, ..HistoryView::new(&history) };
    let options = OutputOptions::default().with_templates(templates);
    args.to.write(&View::History(&view), &options, args.output.as_deref())?;
    Ok(exit)
}
