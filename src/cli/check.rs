//! `amicis check`: the gate of a pipeline.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::assess::Assessment;
use crate::diff::Comparison;
use crate::export::{SarifOptions, junit, sarif};
use crate::gate::{GateVerdict, Outcome};
use crate::mapping::Mappings;
use crate::registry::{Gate, lint, listed};
use crate::report::{gate_github, gate_markdown, gate_text};

use super::assess::AssessArgs;
use super::exit::{Exit, Stop};
use super::older::OlderArgs;
use super::output;

/// Let a scan pass, or say no: for pipelines
///
/// By default the gate says no to failures that nothing covers, to what is not verified, to results
/// changed inside the scan, to errors in the registry, and it does not judge scans that do not list
/// everything. [gate] in the registry and the options here replace that, key by key.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  amicis check results.xml -r exceptions.toml
  amicis check results.xml -r exceptions.toml --to junit -o gate.xml
  amicis check results.xml -r exceptions.toml --min-accepted-score 95 --allow-unverified

Exit codes: 0 it passes, 1 it does not, 3 the scans do not list enough to judge, 4 nothing to judge")]
pub(super) struct Args {
    #[command(flatten)]
    assess: AssessArgs,
    /// The output format
    #[arg(long, value_enum, default_value_t = To::Text)]
    to: To,
    /// The last release, for [gate] no-regression: its bundle, or its scan (a file or a folder)
    #[arg(long, value_name = "OLD")]
    baseline: Option<PathBuf>,
    #[command(flatten)]
    older: OlderArgs,
    #[command(flatten)]
    gate: GateArgs,
    #[command(flatten)]
    sarif: SarifArgs,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
enum To {
    /// For the terminal
    Text,
    /// Markdown
    Md,
    /// As data
    Json,
    /// JUnit XML, a case for each recommendation
    Junit,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations in GitHub's pull requests
    Github,
}

/// The gate's conditions, over those of the registry.
#[derive(clap::Args, Debug)]
#[command(next_help_heading = "Gate")]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(super) struct GateArgs {
    /// The least raw score, in per cent
    #[arg(long, value_name = "PERCENT")]
    min_raw_score: Option<f64>,
    /// The least accepted score, in per cent
    #[arg(long, value_name = "PERCENT")]
    min_accepted_score: Option<f64>,
    /// Judge only recommendations of these levels
    #[arg(long, value_name = "LEVEL,…", value_delimiter = ',')]
    levels: Option<Vec<u8>>,
    /// Say no to what is worse than in the baseline
    #[arg(long)]
    no_regression: bool,
    /// Let failures through that no entry covers
    #[arg(long)]
    allow_open: bool,
    /// Let failures through whose entry does not apply
    #[arg(long)]
    allow_lapsed: bool,
    /// Let through what could not be verified
    #[arg(long)]
    allow_unverified: bool,
    /// Let results through that were changed inside the scan
    #[arg(long)]
    allow_overrides: bool,
    /// Let errors of the registry through
    #[arg(long)]
    allow_lint: bool,
    /// Judge scans that do not list everything
    #[arg(long)]
    allow_partial: bool,
}

/// How SARIF is written.
#[derive(clap::Args, Debug)]
#[command(next_help_heading = "SARIF and GitHub")]
struct SarifArgs {
    /// Accepted failures in SARIF
    #[arg(long, value_enum, default_value_t = Suppressed::Omit)]
    suppressed: Suppressed,
    /// The file that failures are shown at (default: the registry)
    #[arg(long, value_name = "PATH")]
    sarif_location: Option<String>,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
enum Suppressed {
    /// Leave them out: code scanning would show them as open
    Omit,
    /// Write them with a suppression
    Include,
}

impl GateArgs {
    /// The registry's gate with the options over it.
    pub(super) fn over(&self, registry: &Gate) -> Gate {
        let flag = |given: bool, known: Option<bool>| if given { Some(true) } else { known };
        Gate {
            min_raw_score: self.min_raw_score.or(registry.min_raw_score),
            min_accepted_score: self.min_accepted_score.or(registry.min_accepted_score),
            levels: self.levels.as_ref().map(|levels| levels.iter().copied().collect()).or(registry.levels.clone()),
            sections: registry.sections.clone(),
            no_regression: flag(self.no_regression, registry.no_regression),
            allow_open: flag(self.allow_open, registry.allow_open),
            allow_lapsed: flag(self.allow_lapsed, registry.allow_lapsed),
            allow_unverified: flag(self.allow_unverified, registry.allow_unverified),
            allow_overrides: flag(self.allow_overrides, registry.allow_overrides),
            allow_lint: flag(self.allow_lint, registry.allow_lint),
            allow_partial: flag(self.allow_partial, registry.allow_partial),
        }
    }
}

/// The exit code that a verdict ends with.
pub(super) fn exit_of(verdict: &GateVerdict) -> Exit {
    match verdict.outcome {
        Outcome::Passes => Exit::Done,
        Outcome::Fails => Exit::GateSaysNo,
        Outcome::CoverageTooSmall => Exit::NotComparable,
    }
}

/// The gate's verdict over an assessment, lint of its registry included.
pub(super) fn judge(
    assessment: &Assessment,
    gate: &Gate,
    mappings: &Mappings,
    baseline: Option<&Comparison<'_>>,
) -> GateVerdict {
    let mut found = assessment.findings();
    found.extend(listed(&assessment.registry, mappings));
    let diagnostics = lint(&assessment.registry, assessment.as_of, &found);
    GateVerdict::new(assessment, gate, &diagnostics, baseline)
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let (assessment, exit) = args.assess.run_to_judge()?;
    let mappings = args.assess.mappings()?;
    let gate = args.gate.over(&assessment.registry.gate);
    if gate.no_regression == Some(true) && args.baseline.is_none() {
        let message = "[gate] no-regression needs the last release: name it with --baseline";
        return Err(Stop::new(Exit::Unusable, message).into());
    }
    let older = args.baseline.as_deref().map(|path| args.older.baseline(path, &args.assess, &mappings)).transpose()?;
    let comparison = older.as_ref().map(|older| Comparison::new(older, &assessment, &mappings)).transpose();
    let comparison = comparison.map_err(|error| Stop::new(Exit::NotComparable, error.to_string()))?;
    let verdict = judge(&assessment, &gate, &mappings, comparison.as_ref());
    let location = args.sarif.sarif_location.clone().unwrap_or_else(|| assessment.registry.path.clone());
    let text = match args.to {
        To::Text => gate_text(&verdict),
        To::Md => gate_markdown(&verdict),
        To::Json => serde_json::to_string_pretty(&verdict)? + "\n",
        To::Junit => junit(&assessment)?,
        To::Sarif => {
            let include_suppressed = args.sarif.suppressed == Suppressed::Include;
            serde_json::to_string_pretty(&sarif(&assessment, &SarifOptions { location, include_suppressed }))? + "\n"
        }
        To::Github => gate_github(&verdict, &location),
    };
    match (&args.output, args.to) {
        (None, To::Text) => output::print(&text)?,
        (file, _) => output::write(&anstream::adapter::strip_str(&text).to_string(), file.as_deref())?,
    }
    Ok(if exit == Exit::Done { exit_of(&verdict) } else { exit })
}
