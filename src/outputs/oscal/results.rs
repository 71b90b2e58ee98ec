//! Assessment results: a result for each image.

use super::finding::OfImage;
use super::metadata::{definitions, metadata, prop, resources};
use super::model::{
    AssessmentResults, BackMatter, BackResource, Href, IncludeAll, Outcome, ResultsDocument, ReviewedControls,
    Selection,
};
use crate::outputs::joined::{each_once, latest_times, one_line};
use crate::outputs::output::OutputError;
use crate::views::{AssessedImage, AssessedView, stable_id};

const OUTPUT: &str = "oscal-ar";

/// The document.
pub(super) fn document(view: &AssessedView) -> Result<ResultsDocument, OutputError> {
    let images: Vec<&str> = view.images.iter().map(|image| image.name.as_str()).collect();
    let title = one_line(&format!("CIS assessment of {}", images.join(", ")));
    let metadata = metadata(OUTPUT, view, title)?;
    let mut back = resources(view);
    let digests: Vec<String> = back.iter().map(|resource| resource.uuid.clone()).collect();
    let mut parts = vec!["assessment-results", &metadata.version];
    parts.extend(digests.iter().map(String::as_str));
    let uuid = stable_id(&parts);
    let plan = stable_id(&["assessment-plan", &uuid]);
    back.push(BackResource {
        uuid: plan.clone(),
        title: "No assessment plan".to_owned(),
        description: Some(
            "The scans were made without an OSCAL assessment plan; their profiles are in the results.".to_owned(),
        ),
        rlinks: Vec::new(),
    });
    let results = view.images.iter().map(|image| result(view, image, &uuid)).collect::<Result<Vec<_>, _>>()?;
    Ok(ResultsDocument {
        assessment_results: AssessmentResults {
            uuid,
            metadata,
            import_ap: Href { href: format!("#{plan}") },
            results,
            back_matter: BackMatter { resources: back },
        },
    })
}

fn result(view: &AssessedView, image: &AssessedImage, document: &str) -> Result<Outcome, OutputError> {
    let of = OfImage { output: OUTPUT, view, image };
    let (mut observations, mut risks, mut findings) = (Vec::new(), Vec::new(), Vec::new());
    for recommendation in &image.recommendations {
        let judged = of.judged(recommendation)?;
        observations.extend(judged.observations);
        risks.extend(judged.risk);
        findings.extend(judged.finding);
    }
    let times = latest_times(OUTPUT, image)?;
    let profiles = image.scans.iter().filter_map(|scan| scan.profile.as_ref()?.title.as_deref());
    let profiles = each_once(profiles).join(", ");
    let title = if profiles.is_empty() { image.benchmark.name.clone() } else { profiles };
    let coverage = each_once(image.scans.iter().map(|scan| scan.coverage.meaning.as_str())).join("; ");
    let score = |of: fn(&crate::views::AssessedScan) -> &crate::views::ScoreNumbers| {
        let all: Vec<String> =
            image.scans.iter().filter_map(|scan| of(scan).percent).map(|one| format!("{one:.2}")).collect();
        each_once(all.iter().map(String::as_str)).join(", ")
    };
    let doubts: Vec<String> = view.doubts.iter().map(|doubt| format!("{}: {}", doubt.code, doubt.line())).collect();
    let props = [
        prop("benchmark", &image.benchmark.name),
        prop("coverage", &coverage),
        prop("raw-score", &score(|scan| &scan.raw)),
        prop("accepted-score", &score(|scan| &scan.accepted)),
        prop("as-of", &view.as_of.to_string()),
    ];
    Ok(Outcome {
        uuid: stable_id(&["oscal-result", document, &image.uid]),
        title: one_line(&title),
        description: one_line(&format!("{} on {}, coverage: {coverage}", image.benchmark.name, image.name)),
        start: times.started.to_string(),
        end: times.finished.to_string(),
        props: props.into_iter().flatten().chain(doubts.iter().filter_map(|doubt| prop("doubt", doubt))).collect(),
        local_definitions: definitions(image),
        reviewed_controls: ReviewedControls { control_selections: vec![Selection { include_all: IncludeAll {} }] },
        observations,
        risks,
        findings,
    })
}
