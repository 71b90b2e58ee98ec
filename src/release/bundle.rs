//! A bundle's files.

use super::layout::{
    DIFF, EXCEPTIONS, IN_TOTO, JUNIT, NOTES, PREDICATE, REGISTRY, REPORT, RESULTS, SARIF, SUMMARY, SUMS,
};
use super::redact::{Redaction, Redactor, only_name};
use crate::assess::Assessment;
use crate::case::Case;
use crate::diff::cap_evidence;
use crate::digest::sha256_hex;
use crate::model::Scan;
use crate::outputs::{Html, Json, Junit, Markdown, OUTPUTS, OutputError, OutputOptions, Sarif, View, printed};
use crate::report::Templates;
use crate::views::{
    AssessedView, DiffView, DigestedView, ExceptionsView, FileView, FindingsView, PredicateView, Released,
    ReportOptions, ReportView, ResultsView, StatementView, SummaryView,
};

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
    /// Write SARIF, with failures shown at the file that these name.
    pub sarif: Option<OutputOptions>,
    /// Write JUnit XML.
    pub junit: bool,
    /// Write the assessment for other systems, too: the ids of outputs that print it.
    pub also: Vec<&'static str>,
    /// The name that the image has in the ids of findings for other systems.
    pub image: Option<String>,
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
    case.controls.path = only_name(&case.controls.path);
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
    let mut inputs: Vec<DigestedView> =
        inputs.into_iter().map(|file| DigestedView { name: redactor.text(file.name), ..file }).collect();
    inputs.sort();
    let policy = report.registry_files.iter();
    let policy = policy.filter_map(|file| Some(DigestedView::new(file.path.clone(), file.sha256.clone()?)));
    let policy: Vec<DigestedView> = policy.collect();
    let (assessment, comparison) = (&case.assessment, case.comparison());
    let mut files = Files::new();
    let mut add = |name: &str, text: &str| files.push((name.to_owned(), text.as_bytes().to_vec()));

    let report = ReportView::new(assessment, &report);
    let usual = OutputOptions::default().with_templates(options.templates.clone());
    add(REPORT, &printed(&Html, &View::Report(&report), &usual)?);
    let exceptions = printed(&Markdown, &View::Exceptions(&ExceptionsView::new(assessment)), &usual)?;
    add(EXCEPTIONS, &exceptions);
    let mut notes = format!("## Exceptions\n\n{exceptions}");
    if let Some(comparison) = &comparison {
        let diff = printed(&Markdown, &View::Diff(&DiffView::new(comparison, None)), &usual)?;
        add(DIFF, &diff);
        notes = format!("{diff}\n{notes}");
    }
    if notes.len() > MOST_NOTES {
        let fitting = usual.clone().with_most_bytes(Some(MOST_NOTES));
        notes = printed(&Markdown, &View::Report(&report), &fitting)?;
    }
    add(NOTES, &notes);
    add(RESULTS, &results(assessment, options.benchmark_text, &usual)?);
    if options.sarif.is_some() || options.junit {
        let findings = FindingsView::new(assessment, None, &case.mappings);
        if let Some(options) = &options.sarif {
            add(SARIF, &printed(&Sarif, &View::Findings(&findings), options)?);
        }
        if options.junit {
            add(JUNIT, &printed(&Junit, &View::Findings(&findings), &usual)?);
        }
    }
    if options.registry {
        registry(assessment, &mut add);
    }
    let assessed = AssessedView::new(&case, options.image.as_deref());
    for output in OUTPUTS.iter().filter(|output| options.also.contains(&output.about().id)) {
        files.extend(output.files(&View::Assessed(&assessed), &OutputOptions::default())?);
    }
    let mut add = |name: &str, text: &str| files.push((name.to_owned(), text.as_bytes().to_vec()));
    let predicate = PredicateView::new(&case, &inputs);
    add(PREDICATE, &printed(&Json, &View::Predicate(&predicate), &usual)?);

    let subjects = digests(&files)?;
    let summary = SummaryView::new(&case, &predicate, &subjects, &policy, (RESULTS, PREDICATE));
    let summary = printed(&Json, &View::Summary(&summary), &usual)?;
    let statement = printed(&Json, &View::Statement(&StatementView::new(&predicate, subjects)), &usual)?;
    files.push((IN_TOTO.to_owned(), statement.into_bytes()));
    files.push((SUMMARY.to_owned(), summary.into_bytes()));
    files.sort();
    let digests = digests(&files)?;
    let sums: String = digests.iter().flat_map(|file| [&file.digest.sha256, "  ", &file.name, "\n"]).collect();
    files.push((SUMS.to_owned(), sums.into_bytes()));
    files.sort();
    Ok((files, redactor))
}

fn digests(files: &[(String, Vec<u8>)]) -> std::io::Result<Vec<DigestedView>> {
    let mut digests = files
        .iter()
        .map(|(name, bytes)| Ok(DigestedView::new(name.clone(), sha256_hex(bytes.as_slice())?)))
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

/// The scan files, the registry's and that of the controls, with the digests taken when they were read.
fn inputs(assessment: &Assessment, report: &ReportOptions) -> Vec<DigestedView> {
    let scans = assessment.scans().map(|scan| (&scan.source.path, scan.source.sha256.as_ref()));
    let beside = assessment.scans().flat_map(|scan| &scan.source.beside);
    let beside = beside.map(|file| (&file.path, file.sha256.as_ref()));
    let registry = report.registry_files.iter().map(|file| (&file.path, file.sha256.as_ref()));
    let controls = [(&report.controls.path, report.controls.sha256.as_ref())];
    let mut inputs: Vec<DigestedView> = scans
        .chain(beside)
        .chain(registry)
        .chain(controls)
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
