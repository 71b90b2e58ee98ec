//! `amicis check`: the gate of a pipeline.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::case::{Case, CaseOptions, Judgeable};
use crate::controls::RequiredControl;
use crate::diag::Level;
use crate::gate::{GateVerdict, Outcome};
use crate::model::{Benchmark, DoubtCode, Number, NumberPattern, Severity};
use crate::outputs::{OutputOptions, View, ViewKind};
use crate::registry::{AcceptedDoubt, Gate, Registry, Selection};
use crate::views::{FindingsView, GateView};

use super::assess::{AssessArgs, Keep};
use super::controls::ControlsArgs;
use super::exit::Exit;
use super::older::OlderArgs;
use super::output;
use super::to::{To, to};

/// Let a scan pass, or say no: for pipelines
///
/// By default the gate says no to failures that nothing covers, to what is not verified, to results
/// changed inside the scan, to errors in the registry, and it does not judge scans that do not list
/// everything. [gate] in the registry and the options here replace that, key by key. Every broken rule
/// is listed with what breaks it.
///
/// A doubt is a reason why a pass or an absence cannot be trusted: a score that does not fit, rules that
/// did not run, a file that was skipped, another benchmark than declared. With such a doubt the gate cannot
/// judge (exit 3) and lists it first. Clear it; or accept it by its word, with --accept-doubt CODE or with
/// [gate] accept-doubts in the registry, where the reason stands. It is printed all the same.
/// All doubts and their effects: the book, "Doubts".
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  amicis check results.xml -r exceptions.toml
  amicis check results.xml -r exceptions.toml --to junit -o gate.xml
  amicis check results.xml -r exceptions.toml --min-accepted-score 95 --allow-unverified
  amicis check results.xml -r exceptions.toml --baseline ../last-release/ --allow-open
  amicis check results.xml -r exceptions.toml --severity high,critical --section 5.2
  amicis check results.xml -r exceptions.toml --require-control \"CIS Controls v8:3.3\" --controls controls.csv
  amicis check results.xml -r exceptions.toml --to sarif -o results.sarif
  amicis check audit.csv -r exceptions.toml --accept-doubt small-scan

Exit codes: 0 it passes, 1 it does not, 3 it cannot judge (doubts, partial scans), 4 nothing to judge")]
pub(super) struct Args {
    #[command(flatten)]
    assess: AssessArgs,
    /// The output format
    #[arg(long, value_parser = to(&[ViewKind::Gate, ViewKind::Findings]), default_value = "text")]
    to: To,
    #[command(flatten)]
    gate: GateArgs,
    /// The last release, its bundle or its scan: nothing may be worse than there
    #[arg(long, value_name = "OLD", help_heading = "Gate")]
    baseline: Option<PathBuf>,
    #[command(flatten)]
    older: OlderArgs,
    #[command(flatten)]
    sarif: SarifArgs,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// The gate's conditions, over those of the registry.
#[derive(clap::Args, Debug)]
pub(super) struct GateArgs {
    /// The least raw score, in per cent
    #[arg(long, value_name = "PERCENT", value_parser = percent, help_heading = "Gate")]
    min_raw_score: Option<f64>,
    /// The least accepted score, in per cent
    #[arg(long, value_name = "PERCENT", value_parser = percent, help_heading = "Gate")]
    min_accepted_score: Option<f64>,
    /// Judge only recommendations of these levels; --level says which one was scanned
    #[arg(long, value_name = "LEVEL,…", value_delimiter = ',', value_parser = clap::value_parser!(u8).range(1..=9), help_heading = "Gate")]
    levels: Option<Vec<u8>>,
    /// Judge only these numbers and sections, such as "AL2 2.0.0=5.2.*,1.1.22"; may be repeated
    #[arg(long, value_name = "BENCHMARK=NUMBER,…", value_parser = sections, help_heading = "Gate")]
    sections: Option<Vec<Selection>>,
    /// Judge only these sections or numbers of each scan's own benchmark, such as 5.2
    #[arg(long, value_name = "NUMBER,…", value_delimiter = ',', conflicts_with = "sections", help_heading = "Gate")]
    section: Option<Vec<Number>>,
    /// Judge only recommendations of these severities (info, low, medium, high, critical); without one it is judged
    #[arg(long, value_name = "WORD,…", value_delimiter = ',', value_parser = severity, help_heading = "Gate")]
    severity: Option<Vec<Severity>>,
    /// Judge in spite of doubts of this kind; may be repeated (`amicis check --help` says what doubts are)
    #[arg(long, value_name = "CODE", value_parser = doubt, help_heading = "Gate")]
    accept_doubt: Vec<DoubtCode>,
    /// Refuse what is open, lapsed or not verified of these controls, and controls of which nothing was judged; a
    /// control stands for those below it, a group for its controls; may be repeated
    #[arg(long, value_name = "FRAMEWORK:CONTROL,…", value_parser = RequiredControl::parse, help_heading = "Gate")]
    require_control: Vec<RequiredControl>,
    #[command(flatten)]
    controls: ControlsArgs,
    #[command(flatten)]
    allow: AllowArgs,
}

/// The findings that the gate is to let through. `--allow-open=false` takes back what the registry allows.
#[derive(clap::Args, Debug)]
struct AllowArgs {
    /// Let failures through that no entry covers
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", hide_possible_values = true, help_heading = "Gate")]
    allow_open: Option<bool>,
    /// Let failures through whose entry does not apply
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", hide_possible_values = true, help_heading = "Gate")]
    allow_lapsed: Option<bool>,
    /// Let through what could not be verified
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", hide_possible_values = true, help_heading = "Gate")]
    allow_unverified: Option<bool>,
    /// Let results through that were changed inside the scan
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", hide_possible_values = true, help_heading = "Gate")]
    allow_overrides: Option<bool>,
    /// Let errors of the registry through
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", hide_possible_values = true, help_heading = "Gate")]
    allow_lint: Option<bool>,
    /// Judge scans that do not list everything
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", hide_possible_values = true, help_heading = "Gate")]
    allow_partial: Option<bool>,
    /// Whether anything may be worse than in the baseline
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", hide_possible_values = true, help_heading = "Gate")]
    no_regression: Option<bool>,
}

fn percent(text: &str) -> Result<f64, String> {
    let percent = text.trim_end_matches('%').trim_end().parse().ok();
    percent.filter(|percent| (0.0..=100.0).contains(percent)).ok_or_else(|| "is no number from 0 to 100".to_owned())
}

fn sections(text: &str) -> Result<Selection, String> {
    let help = "write the benchmark with its version, and numbers: \"AL2 2.0.0=5.2.*,1.1.22\"";
    let (benchmark, numbers) = text.split_once('=').ok_or(help)?;
    let benchmark = Benchmark::given(benchmark);
    if benchmark.version.is_none() {
        return Err(help.to_owned());
    }
    let numbers: Result<Vec<NumberPattern>, _> = numbers.split(',').map(str::parse).collect();
    Ok(Selection { benchmark, numbers: numbers.map_err(|error| error.to_string())? })
}

/// How SARIF is written.
#[derive(clap::Args, Debug)]
struct SarifArgs {
    /// Accepted failures in SARIF
    #[arg(long, value_enum, default_value_t = Suppressed::Omit, help_heading = "SARIF and GitHub")]
    suppressed: Suppressed,
    /// The file that failures are shown at (default: the registry)
    #[arg(long, value_name = "PATH", help_heading = "SARIF and GitHub")]
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
    /// The conditions that are given.
    pub(super) fn conditions(&self) -> Gate {
        let allow = &self.allow;
        Gate {
            min_raw_score: self.min_raw_score,
            min_accepted_score: self.min_accepted_score,
            levels: self.levels.as_ref().map(|levels| levels.iter().copied().collect()),
            sections: self.sections.clone(),
            own_sections: self.section.clone(),
            severities: self.severity.as_ref().map(|words| words.iter().copied().collect()),
            no_regression: allow.no_regression,
            allow_open: allow.allow_open,
            allow_lapsed: allow.allow_lapsed,
            allow_unverified: allow.allow_unverified,
            allow_overrides: allow.allow_overrides,
            allow_lint: allow.allow_lint,
            allow_partial: allow.allow_partial,
            min_listed: None,
            accept_doubts: self.accepted().collect(),
        }
    }

    /// The controls that are required, and the mapping that says what belongs to them.
    pub(super) fn with_controls(&self, options: CaseOptions) -> anyhow::Result<CaseOptions> {
        Ok(options.with_controls(self.controls.load()?).with_required(self.require_control.clone()))
    }

    /// The doubts that the command line accepts.
    fn accepted(&self) -> impl Iterator<Item = AcceptedDoubt> {
        let accepted =
            |code: &DoubtCode| AcceptedDoubt { code: *code, reason: "--accept-doubt".to_owned(), until: None };
        self.accept_doubt.iter().map(accepted)
    }
}

fn severity(word: &str) -> Result<Severity, String> {
    Severity::of_word(word).ok_or_else(|| format!("known are {}", Severity::ALL.map(Severity::word).join(", ")))
}

fn doubt(word: &str) -> Result<DoubtCode, String> {
    DoubtCode::of_word(word).ok_or_else(|| {
        let all = DoubtCode::ALL.map(DoubtCode::word).join(", ");
        format!("is no doubt's word; there are {all}")
    })
}

/// The exit code that a verdict ends with.
pub(super) fn exit_of(verdict: &GateVerdict) -> Exit {
    match verdict.outcome {
        Outcome::Passes => Exit::Done,
        Outcome::Fails => Exit::GateSaysNo,
        Outcome::CannotJudge => Exit::NotComparable,
        Outcome::NothingToJudge => Exit::NothingToJudge,
        Outcome::Incomplete => Exit::Unusable,
    }
}

/// The file of a registry that is shown for what has no line of its own.
pub(super) fn shown_file(registry: &Registry) -> String {
    let folder = registry.sources.get(&registry.path).is_none();
    let first = registry.sources.paths().next().filter(|_| folder);
    first.unwrap_or(&registry.path).to_owned()
}

/// The folder that SARIF's paths are relative to: where the program was started.
pub(super) fn root() -> String {
    std::env::current_dir().map(|folder| folder.to_string_lossy().into_owned()).unwrap_or_default()
}

#[expect(clippy::expect_used, reason = "a case has a verdict where conditions were given")]
pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    args.assess.needs_registry()?;
    let baseline = args.baseline.as_deref().map(|path| (path, &args.older));
    let options = CaseOptions::default().with_judgeable(Judgeable::Newer).with_gate(Some(args.gate.conditions()));
    let case = args.assess.case(Keep::Results, baseline, args.gate.with_controls(options)?)?;
    let verdict = case.verdict.as_ref().expect("a verdict");
    write(args, &case, verdict)?;
    Ok(exit_of(verdict))
}

fn write(args: &Args, case: &Case, verdict: &GateVerdict) -> anyhow::Result<()> {
    let Case { assessment, lint, .. } = case;
    let location = args.sarif.sarif_location.clone().unwrap_or_else(|| shown_file(&assessment.registry));
    // Errors are in the verdict, and annotations hold everything.
    let said: &[_] = if args.to.id() == "github" { &[] } else { lint };
    said.iter().filter(|diagnostic| diagnostic.level == Level::Warn).for_each(output::diagnostic);
    let suppressed = args.sarif.suppressed == Suppressed::Include;
    let options = OutputOptions::default().with_location(location, root()).with_suppressed(suppressed);
    let file = args.output.as_deref();
    if args.to.prints(ViewKind::Gate) {
        let view = GateView::new(verdict, lint, &assessment.registry.sources);
        return args.to.write(&View::Gate(&view), &options, file);
    }
    let view = FindingsView::new(assessment, Some(verdict), &case.mappings);
    args.to.write(&View::Findings(&view), &options, file)
}
