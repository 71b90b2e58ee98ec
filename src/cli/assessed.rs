//! `amicis assess`: the whole assessment as data, for other programs and systems.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::case::CaseOptions;
use crate::outputs::{OcsfVersion, OutputOptions, View, ViewKind, Waived};
use crate::views::{AssessedView, IdentifiedBy};

use super::assess::{AssessArgs, Keep};
use super::controls::ControlsArgs;
use super::exit::{Exit, Stop};
use super::fleet::{FleetArgs, write_fleet};
use super::older::OlderArgs;
use super::output;
use super::to::{To, Written, to_or_columns};

/// Join scans with a registry, and write every check with its verdict for another program
///
/// One document with every check, its verdict, the entries that cover it or lapsed, digests and scores. A failure that
/// an entry covers stays a failure, with the exception beside it; nothing is ever turned into a pass. Findings keep
/// their ids over all scans of an AMI, and from release to release where the image has a name (--image).
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  amicis assess results.xml -r exceptions.toml | jq '.images[].recommendations[] | select(.disposition == \"open\")'
  amicis assess results.xml -r exceptions.toml --baseline ../last-release/ -o assessment.json
  amicis assess results.xml -r exceptions.toml --controls controls.csv | jq '.images[].controls'
  amicis assess scans/ -r exceptions.toml --to hdf -o heimdall/
  amicis assess results.xml -r exceptions.toml --image eks-node --to ocsf >> findings.ndjson
  amicis assess results.xml -r exceptions.toml --ami-id ami-0123456789abcdef0 --account 111122223333 --region us-west-2 \
    --to asff -o security-hub/
  amicis assess fleet/ -r exceptions.toml --to parquet --errors rows --targets targets.csv -o lake/")]
pub(super) struct Args {
    #[command(flatten)]
    assess: AssessArgs,
    /// The last release, for the class of every change: its bundle, or its scan (a file or a folder)
    #[arg(long, value_name = "OLD")]
    baseline: Option<PathBuf>,
    #[command(flatten)]
    older: OlderArgs,
    #[command(flatten)]
    controls: ControlsArgs,
    /// The output format
    #[arg(long, value_parser = to_or_columns(&[ViewKind::Assessed]), default_value = "json")]
    to: Written,
    /// Keep the benchmark's description, rationale and remediation; CIS licenses them
    #[arg(long)]
    with_benchmark_text: bool,
    /// The name that the image has in the ids of its findings, the same in every release of it (default: its AMI id)
    #[arg(long, value_name = "NAME", value_parser = image_name)]
    image: Option<String>,
    #[command(flatten)]
    others: OthersArgs,
    #[command(flatten)]
    fleet: FleetArgs,
    /// Write to a file, or into a folder (an existing one, or a name that ends in /), instead of standard output
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
}

/// How the formats of other systems are written.
#[derive(clap::Args, Debug)]
struct OthersArgs {
    /// What Heimdall and SAF say of an excepted failure
    #[arg(long, value_enum, default_value_t = WaivedAs::Failed, help_heading = "Formats of other systems")]
    waived_as: WaivedAs,
    /// The version of OCSF
    #[arg(long, value_enum, default_value_t = Ocsf::V1_8, help_heading = "Formats of other systems")]
    ocsf: Ocsf,
}

#[derive(ValueEnum, Clone, Copy, Debug)]
enum WaivedAs {
    /// That it failed, with the waiver's text beside it
    Failed,
    /// That it is not applicable: they count it as waived
    NotApplicable,
}

#[derive(ValueEnum, Clone, Copy, Debug)]
enum Ocsf {
    #[value(name = "1.1.0", help = "One resource a finding")]
    V1_1,
    #[value(name = "1.3.0", help = "What Amazon Security Lake takes")]
    V1_3,
    #[value(name = "1.8.0", help = "The latest")]
    V1_8,
}

impl OthersArgs {
    fn options(&self) -> OutputOptions {
        let waived = match self.waived_as {
            WaivedAs::Failed => Waived::Failed,
            WaivedAs::NotApplicable => Waived::NotApplicable,
        };
        let ocsf = match self.ocsf {
            Ocsf::V1_1 => OcsfVersion::V1_1,
            Ocsf::V1_3 => OcsfVersion::V1_3,
            Ocsf::V1_8 => OcsfVersion::V1_8,
        };
        OutputOptions::default().with_waived(waived).with_ocsf(ocsf)
    }
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let Written::Output(to) = args.to else { return tables(args) };
    args.fleet.refuse_rows(to)?;
    let baseline = args.baseline.as_deref().map(|path| (path, &args.older));
    let options = CaseOptions::default().with_controls(args.controls.load()?);
    let case = args.assess.case(Keep::Digests { text: args.with_benchmark_text }, baseline, options)?;
    if case.incomplete && to.id() != "json" {
        let message =
            "a file could not be read, and what goes to another system is of whole scans; nothing was written";
        return Err(Stop::new(Exit::Unusable, message).into());
    }
    let view = AssessedView::new(&case, args.image.as_deref());
    say_what_will_not_last(&view, to);
    to.write_to(&View::Assessed(&view), &args.others.options(), args.output.as_deref())?;
    Ok(if case.incomplete { Exit::Unusable } else { Exit::Done })
}

/// The tables of columns, with verdicts.
fn tables(args: &Args) -> anyhow::Result<Exit> {
    let given = [
        (args.baseline.is_some(), "--baseline"),
        (args.image.is_some(), "--image"),
        (args.controls.is_given(), "--controls"),
        (args.with_benchmark_text, "--with-benchmark-text"),
        (args.assess.is_each(), "--each"),
    ];
    if let Some((_, option)) = given.iter().find(|(given, _)| *given) {
        let message =
            format!("{option} says nothing of tables of columns, which have every scan as it is; leave it out");
        return Err(Stop::new(Exit::Unusable, message).into());
    }
    args.assess.needs_registry()?;
    let judging = args.assess.judging()?;
    write_fleet(args.assess.input(), false, &args.fleet, args.to, Some(judging), args.output.as_deref())
}

/// The name of an image in ids.
pub(super) fn image_name(text: &str) -> Result<String, String> {
    let name = text.trim();
    if name.is_empty() { Err("is blank".to_owned()) } else { Ok(name.to_owned()) }
}

/// Findings of an image that only a host's name tells have other ids in the next release.
pub(super) fn say_what_will_not_last(view: &AssessedView, to: To) {
    let passing = view.images.iter().find(|image| !image.identified_by.lasts());
    if let Some(image) = passing.filter(|_| to.id() != "json") {
        let known = match image.identified_by {
            IdentifiedBy::Hostname => "by a host's name",
            _ => "by no id",
        };
        let name = &image.name;
        output::note(&format!(
            "{name} is known {known} alone, so its findings have other ids in the next release; --image names it"
        ));
    }
}
