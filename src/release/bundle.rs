//! A bundle's files.

use serde::Serialize;

use super::layout::{
    DIFF, EXCEPTIONS, IN_TOTO, JUNIT, NOTES, PREDICATE, REGISTRY, REPORT, RESULTS, SARIF, SUMMARY, SUMS,
};
use super::redact::{Redaction, Redactor, only_name};
use super::released::Released;
use super::statement::{Digested, predicate, statement, summary};
use crate::assess::Assessment;
use crate::case::Case;
use crate::diff::cap_evidence;
use crate::digest::sha256_hex;
use crate::export::{SarifOptions, junit, sarif};
use crate::model::Scan;
use crate::report::{TemplateError, Templates, diff_markdown, exceptions_markdown_with, report_html, report_markdown};
use crate::views::{Column, DiffView, ExceptionsView, FileView, ReportOptions, ReportView};

/// More items of evidence than this are left out of the results, and said to be.
const MOST_ITEMS: usize = 200;
/// The most characters that the text of a release on GitHub may have.
const MOST_NOTES: usize = 125_000;

/// The choices for a bundle: the files beside those that it always holds.
#[derive(Clone, Debug)]
pub struct BundleOptions {
    /// Keep the benchmark's description, rationale and remediation.
    pub benchmark_text: bool,
    /// When the bundle was made, if it should say so.
    pub generated: Option<String>,
    /// The templates.
    pub templates: Templates,
    /// Write SARIF, with failures shown at this file.
    pub sarif: Option<SarifOptions>,
    /// Write JUnit XML.
    pub junit: bool,
    /// Replace accounts, addresses, names of hosts and users, ids of instances. Secrets are never written.
    pub redaction: Redaction,
    /// Put the registry into the bundle, redacted as everything else.
    pub registry: bool,
}

/// Why a bundle could not be made.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// Files could not be read.
    #[error("a file could not be read; a release is made of whole scans only")]
    Incomplete,
    /// A template does not fit.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// The JSON could not be written.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// The XML could not be written.
    #[error(transparent)]
    Xml(#[from] std::io::Error),
}

/// Names and contents.
pub type Files = Vec<(String, Vec<u8>)>;

/// The files of a case's bundle, sorted by name, and what was redacted in them. The same inputs give the
/// same bytes. Files are named without the folders they lay in: those are the builder's affair.
///
/// # Errors
/// When files of the case could not be read, or a template does not fit the data.
pub fn bundle(mut case: Case, options: &BundleOptions) -> Result<(Files, Redactor), BundleError> {
    if case.incomplete {
        return Err(BundleError::Incomplete);
    }
    let report = ReportOptions::of(&case).only_names();
    // Digests are those of the files as they were read, and so taken before anything is replaced.
    let inputs = inputs(&case.assessment, &report);
    let redactor = Redactor::new(&mut case, &options.redaction);
    redactor.redact(&mut case);
    let report = ReportOptions {
        benchmark_text: options.benchmark_text,
        generated: options.generated.clone(),
        registry_files: report
            .registry_files
            .into_iter()
            .map(|file| FileView { path: redactor.text(file.path), ..file })
            .collect(),
        ..ReportOptions::of(&case)
    };
    let mut inputs: Vec<Digested> =
        inputs.into_iter().map(|file| Digested { name: redactor.text(file.name), ..file }).collect();
    inputs.sort_by(|a, b| (&a.name, &a.sha256).cmp(&(&b.name, &b.sha256)));
    let policy = report.registry_files.iter();
    let policy = policy.filter_map(|file| Some(Digested { name: file.path.clone(), sha256: file.sha256.clone()? }));
    let policy: Vec<Digested> = policy.collect();
    let (assessment, comparison) = (&case.assessment, case.comparison());
    let mut files = Files::new();
    let mut add = |name: &str, text: &str| files.push((name.to_owned(), text.as_bytes().to_vec()));

    let report = ReportView::new(assessment, &report);
    add(REPORT, &report_html(&options.templates, &report)?);
    let exceptions = ExceptionsView::new(assessment);
    let exceptions = exceptions_markdown_with(&options.templates, &exceptions, &Column::workshop(), true)?;
    add(EXCEPTIONS, &exceptions);
    let mut notes = format!("## Exceptions\n\n{exceptions}");
    if let Some(comparison) = &comparison {
        let diff = diff_markdown(&options.templates, &DiffView::new(comparison, None))?;
        add(DIFF, &diff);
        notes = format!("{diff}\n{notes}");
    }
    if notes.len() > MOST_NOTES {
        notes = report_markdown(&options.templates, &report, Some(MOST_NOTES))?;
    }
    add(NOTES, &notes);
    add(RESULTS, &results(assessment, options.benchmark_text)?);
    if let Some(sarif_options) = &options.sarif {
        add(SARIF, &(serde_json::to_string_pretty(&sarif(assessment, None, sarif_options))? + "\n"));
    }
    if options.junit {
        add(JUNIT, &junit(assessment, None)?);
    }
    if options.registry {
        registry(assessment, &mut add);
    }
    let predicate = predicate(&case, &inputs);
    add(PREDICATE, &(serde_json::to_string_pretty(&predicate)? + "\n"));

    let subjects = digests(&files)?;
    let summary = summary(&case, &predicate, &subjects, &policy);
    for (name, statement) in [(IN_TOTO, statement(&predicate, &subjects)), (SUMMARY, summary)] {
        files.push((name.to_owned(), (serde_json::to_string_pretty(&statement)? + "\n").into_bytes()));
    }
    files.sort();
    let digests = digests(&files)?;
    let sums: String = digests.iter().flat_map(|file| [&file.sha256, "  ", &file.name, "\n"]).collect();
    files.push((SUMS.to_owned(), sums.into_bytes()));
    files.sort();
    Ok((files, redactor))
}

fn digests(files: &[(String, Vec<u8>)]) -> std::io::Result<Vec<Digested>> {
    let mut digests = files
        .iter()
        .map(|(name, bytes)| Ok(Digested { name: name.clone(), sha256: sha256_hex(bytes.as_slice())? }))
        .collect::<std::io::Result<Vec<_>>>()?;
    digests.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(digests)
}

/// The files of the registry as they were read, but for what is redacted: with their digests in the
/// statement, a reader sees which text decided.
fn registry(assessment: &Assessment, add: &mut dyn FnMut(&str, &str)) {
    let files: Vec<_> = assessment.registry.sources.iter().collect();
    for (path, source) in &files {
        let name = if files.len() == 1 { REGISTRY.to_owned() } else { format!("registry.{}", only_name(path)) };
        add(&name, source.text());
    }
}

/// The scan files and the registry's, with the digests taken when they were read.
fn inputs(assessment: &Assessment, report: &ReportOptions) -> Vec<Digested> {
    let scans = assessment.scans().map(|scan| (&scan.source.path, scan.source.sha256.as_ref()));
    let beside = assessment.scans().flat_map(|scan| &scan.source.beside);
    let beside = beside.map(|file| (&file.path, file.sha256.as_ref()));
    let registry = report.registry_files.iter().map(|file| (&file.path, file.sha256.as_ref()));
    let mut inputs: Vec<Digested> = scans
        .chain(beside)
        .chain(registry)
        .filter_map(|(path, digest)| Some(Digested { name: path.clone(), sha256: digest?.clone() }))
        .collect();
    inputs.sort_by(|a, b| (&a.name, &a.sha256).cmp(&(&b.name, &b.sha256)));
    inputs.dedup_by(|a, b| a.name == b.name && a.sha256 == b.sha256);
    inputs
}

/// The native document with the verdicts that were released.
fn results(assessment: &Assessment, text: bool) -> serde_json::Result<String> {
    #[derive(Serialize)]
    struct Document<'a> {
        format: &'static str,
        released: Released,
        scans: &'a [Scan],
    }
    let mut scans: Vec<Scan> = assessment.scans().cloned().collect();
    for (check, target) in scans.iter_mut().flat_map(|scan| scan.checks.iter_mut().map(|check| (check, &scan.target))) {
        cap_evidence(&mut check.evidence, MOST_ITEMS, target);
        if !text {
            (check.description, check.rationale, check.remediation) = (None, None, None);
        }
    }
    let document = Document { format: "amicis/1", released: Released::of(assessment), scans: &scans };
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}
