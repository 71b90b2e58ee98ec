//! What is in a bundle.

use std::path::Path;

use super::redact::Redactor;

use super::stored::SUMS;
use crate::assess::Assessment;
use crate::case::Case;
use crate::diff::cap_evidence;
use crate::digest::sha256_hex;
use crate::load::{PREDICATE, RESULTS};
use crate::model::Scan;
use crate::outputs::{Html, Json, Junit, Markdown, OutputError, OutputOptions, Sarif, View, printed};
use crate::report::Templates;
use crate::views::{
    DiffView, DigestedView, ExceptionsView, FindingsView, PredicateView, Released, ReportOptions, ReportView,
    ResultsView, StatementView,
};

/// More items of evidence than this are left out of the results, and said to be.
const MOST_ITEMS: usize = 200;
/// What the text of a release on GitHub may have.
const MOST_NOTES: usize = 125_000;

/// What a bundle is to hold beside what it always holds.
#[derive(Clone, Debug)]
pub struct BundleOptions {
    /// Keep the benchmark's description, rationale and remediation.
    pub benchmark_text: bool,
    /// When the bundle was made, if it should say so.
    pub generated: Option<String>,
    /// The templates.
    pub templates: Templates,
    /// Write SARIF, with failures shown at the file that these name.
    pub sarif: Option<OutputOptions>,
    /// Write JUnit XML.
    pub junit: bool,
    /// Replace accounts, addresses, host names and instance ids.
    pub redact: bool,
}

/// Why a bundle could not be made.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// Files could not be read.
    #[error("a file could not be read; a release is made of whole scans only")]
    Incomplete,
    /// A name cannot be told from the bundle's own words.
    #[error(
        "the name {0:?} is to be redacted, and is a word of the bundle's own files, which that would damage; give the host another name, or --no-redact"
    )]
    Collision(String),
    /// A file could not be written: a template does not fit.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// A digest could not be made.
    #[error(transparent)]
    Digest(#[from] std::io::Error),
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
    only_names(&mut case.assessment);
    case.baseline.as_mut().into_iter().for_each(only_names);
    for doubt in &mut case.doubts {
        doubt.raised.about = only_name(&doubt.raised.about);
    }
    let report = ReportOptions {
        benchmark_text: options.benchmark_text,
        generated: options.generated.clone(),
        ..ReportOptions::of(&case).only_names()
    };
    let (assessment, comparison) = (&case.assessment, case.comparison());
    let redactor = if options.redact {
        Redactor::new(assessment.scans().chain(case.baseline.iter().flat_map(Assessment::scans)))
    } else {
        Redactor::default()
    };
    if let Some(word) = redactor.collision() {
        return Err(BundleError::Collision(word.to_owned()));
    }
    let mut files = Files::new();
    let mut add = |name: &str, text: &str| files.push((name.to_owned(), redactor.text(text).into_bytes()));

    let inputs = inputs(assessment, &report);
    let report = ReportView::new(assessment, &report);
    let usual = OutputOptions::default().with_templates(options.templates.clone());
    add("report.html", &printed(&Html, &View::Report(&report), &usual)?);
    let exceptions = printed(&Markdown, &View::Exceptions(&ExceptionsView::new(assessment)), &usual)?;
    add("exceptions.md", &exceptions);
    let mut notes = format!("## Exceptions\n\n{exceptions}");
    if let Some(comparison) = &comparison {
        let diff = printed(&Markdown, &View::Diff(&DiffView::new(comparison, None)), &usual)?;
        add("diff.md", &diff);
        notes = format!("{diff}\n{notes}");
    }
    if notes.len() > MOST_NOTES {
        let fitting = usual.clone().with_most_bytes(Some(MOST_NOTES));
        notes = printed(&Markdown, &View::Report(&report), &fitting)?;
    }
    add("release-notes.md", &notes);
    add(RESULTS, &results(assessment, options.benchmark_text, &usual)?);
    if options.sarif.is_some() || options.junit {
        let findings = FindingsView::new(assessment, None, &case.mappings);
        if let Some(options) = &options.sarif {
            add("results.sarif", &printed(&Sarif, &View::Findings(&findings), options)?);
        }
        if options.junit {
            add("results.junit.xml", &printed(&Junit, &View::Findings(&findings), &usual)?);
        }
    }
    let predicate = PredicateView::new(&case, &inputs);
    add(PREDICATE, &printed(&Json, &View::Predicate(&predicate), &usual)?);

    let statement = StatementView::new(&predicate, digests(&files)?);
    let text = redactor.text(&printed(&Json, &View::Statement(&statement), &usual)?);
    files.push(("amicis.intoto.json".to_owned(), text.into_bytes()));
    files.sort();
    let digests = digests(&files)?;
    let sums: String = digests.iter().flat_map(|file| [&file.digest.sha256, "  ", &file.name, "\n"]).collect();
    files.push((SUMS.to_owned(), sums.into_bytes()));
    files.sort();
    Ok((files, redactor))
}

/// Leaves the files' names and drops the folders they lay in.
fn only_names(assessment: &mut Assessment) {
    for scan in assessment.scans_mut() {
        scan.source.path = only_name(&scan.source.path);
        scan.source.beside.iter_mut().for_each(|file| file.path = only_name(&file.path));
    }
    for about in assessment.doubts.iter_mut().filter_map(|doubt| doubt.about.as_mut()) {
        *about = only_name(about);
    }
    assessment.registry.path = only_name(&assessment.registry.path);
}

fn only_name(path: &str) -> String {
    Path::new(path).file_name().map_or_else(|| path.to_owned(), |name| name.to_string_lossy().into())
}

fn digests(files: &[(String, Vec<u8>)]) -> std::io::Result<Vec<DigestedView>> {
    let mut digests = files
        .iter()
        .map(|(name, bytes)| Ok(DigestedView::new(name.clone(), sha256_hex(bytes.as_slice())?)))
        .collect::<std::io::Result<Vec<_>>>()?;
    digests.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(digests)
}

/// The scan files and the registry's, with the digests taken when they were read.
fn inputs(assessment: &Assessment, report: &ReportOptions) -> Vec<DigestedView> {
    let scans = assessment.scans().map(|scan| (&scan.source.path, scan.source.sha256.as_ref()));
    let beside = assessment.scans().flat_map(|scan| &scan.source.beside);
    let beside = beside.map(|file| (&file.path, file.sha256.as_ref()));
    let registry = report.registry_files.iter().map(|file| (&file.path, file.sha256.as_ref()));
    let mut inputs: Vec<DigestedView> = scans
        .chain(beside)
        .chain(registry)
        .filter_map(|(path, digest)| Some(DigestedView::new(path.clone(), digest?.clone())))
        .collect();
    inputs.sort();
    inputs.dedup();
    inputs
}

/// The native document with the verdicts that were released.
fn results(assessment: &Assessment, text: bool, options: &OutputOptions) -> Result<String, OutputError> {
    let mut scans: Vec<Scan> = assessment.scans().cloned().collect();
    for (check, target) in scans.iter_mut().flat_map(|scan| scan.checks.iter_mut().map(|check| (check, &scan.target))) {
        cap_evidence(&mut check.evidence, MOST_ITEMS, target);
        if !text {
            (check.description, check.rationale, check.remediation) = (None, None, None);
        }
    }
    printed(&Json, &View::Results(&ResultsView::new(Released::of(assessment), &scans)), options)
}
