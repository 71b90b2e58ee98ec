//! The arguments that decide the bytes of a bundle, alike where it is made and where it is made again.

use std::path::{Path, PathBuf};

use anyhow::Context;
use jiff::civil::Date;

use crate::case::{Case, CaseOptions, Judgeable};
use crate::gate::GateVerdict;
use crate::outputs::{OutputOptions, ViewKind};
use crate::release::{BundleOptions, Files, Kind, Redaction, Redactor, StoredBundle, bundle};

use crate::views::AssessedView;

use super::assess::{AssessArgs, Keep};
use super::assessed::{image_name, say_what_will_not_last};
use super::check::{GateArgs, root, shown_file};
use super::exit::{Exit, Stop};
use super::older::OlderArgs;
use super::report::generated;
use super::template::TemplateArgs;
use super::to::{To, to};

/// Inputs and choices of a bundle.
#[derive(clap::Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(super) struct MakingArgs {
    #[command(flatten)]
    assess: AssessArgs,
    /// The last release: its bundle, or its scan (a file or a folder)
    #[arg(long, value_name = "OLD")]
    baseline: Option<PathBuf>,
    #[command(flatten)]
    older: OlderArgs,
    /// Exit as `amicis check` would, after the bundle was written
    #[arg(long)]
    gate: bool,
    #[command(flatten)]
    conditions: GateArgs,
    /// Write results.sarif, with failures shown at this file (default: the registry)
    #[arg(long, value_name = "PATH", num_args = 0..=1, default_missing_value = "")]
    sarif: Option<String>,
    /// Write results.junit.xml
    #[arg(long)]
    junit: bool,
    /// Write the assessment for other systems, too, redacted as everything else: hdf, oscal-ar, ocsf and others
    #[arg(long, value_name = "FORMAT,…", value_delimiter = ',', value_parser = to(&[ViewKind::Assessed]))]
    also: Vec<To>,
    /// The name that the image has in the ids of their findings, the same in every release (default: its AMI id)
    #[arg(long, value_name = "NAME", requires = "also", value_parser = image_name)]
    image: Option<String>,
    /// Keep accounts, addresses, ids, names of hosts and users; secrets are replaced all the same
    #[arg(long)]
    pub(super) no_redact: bool,
    /// Keep values of these kinds
    #[arg(long, value_name = "KIND,…", value_delimiter = ',', value_parser = kind, conflicts_with = "no_redact")]
    pub(super) keep: Vec<Kind>,
    /// Redact the words of this file, too: one a line
    #[arg(long, value_name = "FILE", conflicts_with = "no_redact")]
    redact_also: Option<PathBuf>,
    /// Leave the registry out of the bundle
    #[arg(long)]
    no_registry: bool,
    /// Keep the benchmark's description, rationale and remediation; CIS licenses them
    #[arg(long)]
    with_benchmark_text: bool,
    #[command(flatten)]
    templates: TemplateArgs,
}

/// A bundle that is made and not yet written.
pub(super) struct Made {
    pub(super) files: Files,
    pub(super) redactor: Redactor,
    /// The gate's verdict, where it was asked for.
    pub(super) verdict: Option<GateVerdict>,
}

impl MakingArgs {
    /// Reads, judges and renders.
    pub(super) fn make(&self) -> anyhow::Result<Made> {
        self.assess.needs_registry()?;
        let baseline = self.baseline.as_deref().map(|path| (path, &self.older));
        let gate = self.gate.then(|| self.conditions.conditions());
        let options = CaseOptions::default().with_judgeable(Judgeable::Newer).with_gate(gate);
        let options = self.conditions.with_controls(options)?;
        let case = self.assess.case(Keep::Digests { text: self.with_benchmark_text }, baseline, options)?;
        let options = BundleOptions {
            benchmark_text: self.with_benchmark_text,
            generated: generated()?,
            templates: self.templates.load("report.html.hbs")?,
            sarif: self.sarif.as_ref().map(|location| {
                let own = || shown_file(&case.assessment.registry);
                let location = if location.is_empty() { own() } else { location.clone() };
                OutputOptions::default().with_location(location, root())
            }),
            junit: self.junit,
            also: self.also(&case)?,
            image: self.image.clone(),
            redaction: self.redaction()?,
            registry: !self.no_registry,
        };
        let verdict = case.verdict.clone();
        let (files, redactor) = bundle(case, &options)?;
        Ok(Made { files, redactor, verdict })
    }

    /// Chooses as a bundle tells that it was made: on its day, with the files that it holds.
    pub(super) fn as_in(&mut self, stored: &StoredBundle, day: Option<Date>) {
        self.assess.decide_by(day);
        if stored.has_sarif() && self.sarif.is_none() {
            self.sarif = Some(String::new());
        }
        self.junit |= stored.has_junit();
        let held = stored.also().into_iter().filter_map(To::of).collect::<Vec<_>>();
        self.also.extend(held);
        self.no_registry |= !stored.has_registry();
    }

    /// The outputs beside the bundle's own. Security Hub goes by the account, which the bundle replaces.
    fn also(&self, case: &Case) -> anyhow::Result<Vec<&'static str>> {
        let also: Vec<&'static str> = self.also.iter().map(|to| to.id()).collect();
        let kept = self.no_redact || self.keep.contains(&Kind::Account);
        if also.contains(&"asff") && !kept {
            let message = "--also asff names the AWS account, which the bundle replaces: give --keep account, too";
            return Err(Stop::new(Exit::Unusable, message).into());
        }
        if let Some(to) = self.also.first() {
            say_what_will_not_last(&AssessedView::new(case, self.image.as_deref()), *to);
        }
        Ok(also)
    }

    fn redaction(&self) -> anyhow::Result<Redaction> {
        if self.no_redact {
            return Ok(Redaction::none());
        }
        let also = self.redact_also.as_deref().map(own_words).transpose()?.unwrap_or_default();
        Ok(Redaction { keep: self.keep.iter().copied().collect(), also })
    }
}

fn kind(word: &str) -> Result<Kind, String> {
    Kind::of_word(word).ok_or_else(|| format!("known are {}", Kind::ALL.map(Kind::word).join(", ")))
}

/// A person's own words to redact, without blank lines and comments.
fn own_words(path: &Path) -> anyhow::Result<Vec<String>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let words = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    Ok(words.map(str::to_owned).collect())
}
