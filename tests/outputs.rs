//! The list of outputs: each prints every view that it says it prints, from samples, and refuses every other; what it
//! writes to a writer that fails is an error.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod common;

use std::io::{self, Write};

use amicis::case::{Case, CaseOptions, Older};
use amicis::controls::Controls;
use amicis::diff::Comparison;
use amicis::gate::{GateVerdict, Inputs, RequiredControls};
use amicis::history::{History, ImageBy, versions};
use amicis::mapping::{Edition, Mappings};
use amicis::model::Scan;
use amicis::outputs::{OUTPUTS, OutputError, OutputOptions, View, ViewKind, outputs_view, printed};
use amicis::registry::lint;
use amicis::release::Released;
use amicis::views::{
    AssessedView, BenchmarksView, ControlsView, CrosswalkView, DiffView, ExceptionsView, FindingsView, FormatsView,
    GateView, HistoryView, LintView, PredicateView, RefusalsView, ReportOptions, ReportView, ResultsView,
    StatementView, SummaryView,
};

/// Hands a view of every kind, made from the workshop's scan, to a test.
fn with_every_view(mut test: impl FnMut(&View<'_>)) {
    let mappings = Mappings::builtin();
    let new = common::workshop(&["cis-cat.xml"]);
    let scans: Vec<Scan> = new.scans().cloned().collect();
    let found = lint(&new.registry, common::DAY, &new.findings());
    let inputs = Inputs {
        gate: &new.registry.gate,
        mappings: &mappings,
        lint: &found,
        baseline: None,
        required: &RequiredControls::default(),
    };
    let verdict = GateVerdict::new(&new, &inputs);
    let edition = |version: &str| Edition::parse(&format!("AL2 {version}")).expect("an edition");
    let walk = mappings.crosswalk(&edition("2.0.0"), &edition("3.0.0")).expect("a crosswalk");
    let comparison = Comparison::new(&new, &new, &mappings).expect("comparable");
    let versions = versions(scans.clone(), &[], ImageBy::default(), &new.registry, common::DAY, &mappings);
    let older = Older::Scans { scans: scans.clone(), registry: None, as_of: None, doubts: Vec::new() };
    let options = CaseOptions::default().with_mappings(mappings.clone()).with_baseline(Some(older));
    let case = Case::new(scans.clone(), new.registry.clone(), common::DAY, options).expect("a case");
    let predicate = PredicateView::new(&case, &[]);
    let results = ResultsView::new(Released::of(&new), &scans);

    test(&View::Assessed(&assessed(&case)));
    test(&View::Benchmarks(&BenchmarksView::new(&mappings, &mappings.lists(), false)));
    test(&View::Controls(&ControlsView::new(&new, &Controls::default(), false)));
    test(&View::Crosswalk(&CrosswalkView::new(walk, walk.rows().iter().collect())));
    test(&View::Diff(&DiffView::new(&comparison, None)));
    test(&View::Exceptions(&ExceptionsView::new(&new)));
    test(&View::Findings(&FindingsView::new(&new, Some(&verdict), &mappings)));
    test(&View::Formats(&FormatsView::new()));
    test(&View::Gate(&GateView::new(&verdict, &found, &new.registry.sources)));
    test(&View::History(&HistoryView::new(&History::new(&versions, &mappings).expect("a history"))));
    test(&View::Lint(&LintView::new(&found, &new.registry.sources, "the end\n".to_owned())));
    test(&View::Outputs(&outputs_view()));
    test(&View::Predicate(&predicate));
    test(&View::Refusals(&RefusalsView::new()));
    test(&View::Report(&ReportView::new(&new, &ReportOptions::default())));
    test(&View::Results(&results));
    test(&View::Scans(&scans));
    test(&View::Statement(&StatementView::new(&predicate, Vec::new())));
    test(&View::Summary(&SummaryView::new(&case, &predicate, &[], &[], ("results.json", "predicate.json"))));
}

/// The workshop's scan states no account and region, which Security Hub cannot be without.
fn assessed(case: &Case) -> AssessedView {
    let mut view = AssessedView::new(case, None);
    for image in &mut view.images {
        (image.target.account, image.target.region) = (Some("111122223333".to_owned()), Some("us-west-2".to_owned()));
    }
    view
}

#[test]
fn an_output_prints_the_views_that_it_names_and_refuses_the_others() {
    let options = OutputOptions::default();
    let mut kinds = Vec::new();
    with_every_view(|view| {
        kinds.push(view.kind());
        for output in OUTPUTS {
            let about = output.about();
            let name = format!("{} as {}", view.kind().word(), about.id);
            match (about.of(view.kind()), printed(*output, view, &options)) {
                (Some(_), Ok(text)) => {
                    assert!(text.ends_with('\n') && text.len() > 20, "{name}: {text:?}");
                    assert!(about.coloured || !text.contains('\u{1b}'), "{name} has colours");
                }
                (Some(_), Err(OutputError::NoText { .. })) => {
                    let files = output.files(view, &options).expect("files");
                    assert!(about.binary && files.len() == 1 && files[0].1.starts_with(b"PK"), "{name}");
                }
                // A document for each call of Security Hub: they go into a folder.
                (Some(_), Err(OutputError::Several { .. })) => {
                    let files = output.files(view, &options).expect("files");
                    assert!(files.len() > 1 && files.iter().all(|(_, bytes)| bytes.ends_with(b"\n")), "{name}");
                }
                (None, Err(error @ OutputError::NoSuchView { .. })) => {
                    assert!(error.to_string().contains(about.id), "{name}: {error}");
                    assert_eq!(output.template(view.kind()), None, "{name} has a template and is not printed");
                }
                (says, other) => {
                    panic!("{name}: the list says {says:?}, and it gave {:?}", other.map(|text| text.len()))
                }
            }
        }
    });
    assert_eq!(kinds, ViewKind::ALL, "a view is not tried");
}

#[test]
fn whatever_was_scanned_is_printed() {
    let (mappings, options) = (Mappings::builtin(), OutputOptions::default());
    for assessment in [common::empty(), common::several(), common::hostile(), common::large(200)] {
        let found = lint(&assessment.registry, assessment.as_of, &assessment.findings());
        let inputs = Inputs {
            gate: &assessment.registry.gate,
            mappings: &mappings,
            lint: &found,
            baseline: None,
            required: &RequiredControls::default(),
        };
        let verdict = GateVerdict::new(&assessment, &inputs);
        let scans: Vec<Scan> = assessment.scans().cloned().collect();
        let findings = FindingsView::new(&assessment, None, &mappings);
        let recommendations: usize = findings.images.iter().map(|image| image.findings.len()).sum();
        assert_eq!(recommendations, assessment.images.iter().map(|image| image.recommendations.len()).sum::<usize>());
        let exceptions = ExceptionsView::new(&assessment);
        let report = ReportView::new(&assessment, &ReportOptions::default());
        for view in [
            View::Exceptions(&exceptions),
            View::Findings(&findings),
            View::Gate(&GateView::new(&verdict, &found, &assessment.registry.sources)),
            View::Report(&report),
            View::Scans(&scans),
        ] {
            for output in OUTPUTS.iter().filter(|output| output.about().of(view.kind()).is_some()) {
                printed(*output, &view, &options).expect("it is printed");
            }
        }
    }
}

/// A disk that is full after some bytes.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(self.0);
        self.0 -= taken;
        if taken == 0 { Err(io::Error::from(io::ErrorKind::StorageFull)) } else { Ok(taken) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_writer_that_fails_is_an_error_of_every_output() {
    let options = OutputOptions::default();
    with_every_view(|view| {
        for output in OUTPUTS.iter().filter(|output| output.about().of(view.kind()).is_some()) {
            for room in [0, 10] {
                let written = output.write(view, &options, &mut Full(room));
                if matches!(written, Err(OutputError::Several { .. })) {
                    continue;
                }
                let full =
                    matches!(&written, Err(OutputError::Write(error)) if error.kind() == io::ErrorKind::StorageFull);
                assert!(full, "{} as {}: {written:?}", view.kind().word(), output.about().id);
            }
        }
    });
}
