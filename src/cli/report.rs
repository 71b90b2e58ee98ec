//! `amicis report`: the full report.

use std::path::PathBuf;

use anyhow::anyhow;
use clap::ValueEnum;
use jiff::Timestamp;

use crate::case::CaseOptions;
use crate::outputs::{OutputOptions, View, ViewKind};
use crate::views::{AssessedView, ReportOptions, ReportView};

use super::assess::{AssessArgs, Keep};
use super::controls::ControlsArgs;
use super::exit::{Exit, Stop};
use super::fleet::MostImages;
use super::older::OlderArgs;
use super::template::TemplateArgs;
use super::to::{To, to_with};

/// Make the full report: what fails beside why it is accepted, scores, sections, where it comes from
///
/// The page is one file that fetches nothing and can be opened, mailed and printed as it is. Without
/// a registry every failure is open. The benchmark's own text, which CIS licenses, is left out.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  amicis report results.xml -r exceptions.toml -o report.html
  amicis report results.xml -r exceptions.toml --baseline ../last-release/ -o report.html
  amicis report results.xml -r exceptions.toml --controls controls.csv -o report.html
  amicis report results.xml -r exceptions.toml --baseline ../last-release/ --to xlsx -o report.xlsx
  amicis report results.xml -r exceptions.toml --to md --fit pr-comment")]
pub(super) struct Args {
    #[command(flatten)]
    assess: AssessArgs,
    /// The last release, for what changed: its bundle, or its scan (a file or a folder)
    #[arg(long, value_name = "OLD")]
    baseline: Option<PathBuf>,
    #[command(flatten)]
    older: OlderArgs,
    #[command(flatten)]
    controls: ControlsArgs,
    /// The output format
    #[arg(long, value_parser = to_with(&[ViewKind::Report], &["xlsx"]), default_value = "html")]
    to: To,
    /// Keep the benchmark's description, rationale and remediation; CIS licenses them
    #[arg(long)]
    with_benchmark_text: bool,
    /// The most bytes the Markdown may have; detail goes in steps, and what is left out is said
    #[arg(long, value_name = "BYTES", conflicts_with = "fit")]
    max_bytes: Option<usize>,
    /// The place that the Markdown has to fit into
    #[arg(long, value_enum)]
    fit: Option<Fit>,
    #[command(flatten)]
    most: MostImages,
    #[command(flatten)]
    templates: TemplateArgs,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(ValueEnum, Clone, Copy, Debug)]
enum Fit {
    /// The text of a release on GitHub: 125,000 bytes
    GithubRelease,
    /// The summary of a GitHub Actions step: 1 MiB
    StepSummary,
    /// A comment on a pull request: 65,000 bytes
    PrComment,
}

impl Fit {
    fn bytes(self) -> usize {
        match self {
            Self::GithubRelease => 125_000,
            Self::StepSummary => 1 << 20,
            Self::PrComment => 65_000,
        }
    }
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let most_bytes = args.max_bytes.or(args.fit.map(Fit::bytes));
    if most_bytes.is_some() && args.to.id() != "md" {
        return Err(Stop::new(Exit::Unusable, "--max-bytes and --fit are for --to md").into());
    }
    let templates = args.to.templates(ViewKind::Report, &args.templates)?;
    let baseline = args.baseline.as_deref().map(|path| (path, &args.older));
    let options = CaseOptions::default().with_controls(args.controls.load()?);
    let case = args.assess.case(Keep::Digests { text: args.with_benchmark_text }, baseline, options)?;
    args.most.hold(case.assessment.images.len(), "images")?;
    args.assess.suggest_name(&case.assessment);
    let printing = OutputOptions::default().with_templates(templates).with_most_bytes(most_bytes);
    let file = args.output.as_deref();
    if args.to.prints(ViewKind::Report) {
        let (benchmark_text, generated) = (args.with_benchmark_text, generated()?);
        let options = ReportOptions { benchmark_text, generated, ..ReportOptions::of(&case) };
        args.to.write(&View::Report(&ReportView::new(&case.assessment, &options)), &printing, file)?;
    } else {
        args.to.write(&View::Assessed(&AssessedView::new(&case, None)), &printing, file)?;
    }
    Ok(if case.incomplete { Exit::Unusable } else { Exit::Done })
}

/// `SOURCE_DATE_EPOCH` as a time. Without it a report does not say when it was made, so that the same
/// inputs make the same bytes.
pub(super) fn generated() -> anyhow::Result<Option<String>> {
    let Some(given) = std::env::var_os("SOURCE_DATE_EPOCH") else { return Ok(None) };
    let given = given.to_string_lossy();
    let time = given.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    let time = time.ok_or_else(|| anyhow!("SOURCE_DATE_EPOCH is `{given}`, not a number of seconds since 1970"))?;
    Ok(Some(time.to_string()))
}
