//! What goes into other systems, over generated scans and registries: no document has a pass that the scan has not,
//! every failure that nothing covers is there once as a failure, and every accepted one is marked, and still a failure.

use std::collections::BTreeMap;

use amicis::assess::Disposition;
use amicis::case::{Case, CaseOptions};
use amicis::model::{Moment, Scan, Status};
use amicis::outputs::{OUTPUTS, OutputOptions, View, Waived};
use amicis::registry::Registry;
use amicis::views::{AssessedRecommendation, AssessedView};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;

use crate::{MAPPINGS, runner, world};

type Outcome = Result<(), TestCaseError>;

/// The files of an output, by name.
fn files(view: &AssessedView, id: &str, waived: Waived) -> Vec<String> {
    let output = OUTPUTS.iter().find(|output| output.about().id == id).expect("an output");
    let files = output.files(&View::Assessed(view), &OutputOptions::default().with_waived(waived));
    files.expect("it is written").into_iter().map(|(_, bytes)| String::from_utf8(bytes).expect("UTF-8")).collect()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

fn is_pass(status: Option<Status>) -> bool {
    matches!(status, Some(Status::Pass | Status::Fixed))
}

/// The recommendations by their ids; an id is there once.
fn by_uid(view: &AssessedView) -> BTreeMap<String, &AssessedRecommendation> {
    let all: Vec<_> = view.images.iter().flat_map(|image| &image.recommendations).collect();
    let by: BTreeMap<_, _> = all.iter().map(|one| (one.uid.clone(), *one)).collect();
    assert_eq!(by.len(), all.len(), "two recommendations have one id");
    by
}

fn hdf(view: &AssessedView) -> Outcome {
    for waived in [Waived::Failed, Waived::NotApplicable] {
        let documents = files(view, "hdf", waived);
        let scans: Vec<_> = view.images.iter().flat_map(|image| &image.scans).collect();
        prop_assert_eq!(documents.len(), scans.len());
        for (document, scan) in documents.iter().zip(scans) {
            let document = json(document);
            let controls = document["profiles"][0]["controls"].as_array().expect("controls");
            prop_assert_eq!(controls.len(), scan.checks.len());
            let mut ids: Vec<_> = controls.iter().map(|control| control["id"].as_str()).collect();
            ids.sort_unstable();
            ids.dedup();
            prop_assert_eq!(ids.len(), controls.len());
            for (control, check) in controls.iter().zip(&scan.checks) {
                let status = control["results"][0]["status"].as_str().unwrap_or_default();
                prop_assert_eq!(status == "passed", is_pass(Some(check.status)));
                prop_assert_eq!(status == "failed", check.status == Status::Fail);
                let waiver = control.get("waiver_data");
                prop_assert_eq!(waiver.is_some(), check.disposition == Disposition::Excepted);
                let skipped = waiver.is_some_and(|waiver| waiver["skipped_due_to_waiver"] == true);
                prop_assert_eq!(skipped, waiver.is_some() && waived == Waived::NotApplicable);
                prop_assert!(control.get("attestation_data").is_none());
                let none = matches!(check.status, Status::NotApplicable | Status::NotSelected);
                prop_assert_eq!(control["impact"] == 0.0, none, "only what does not apply has no impact");
            }
        }
    }
    Ok(())
}

fn ocsf(view: &AssessedView) -> Outcome {
    let mut all = by_uid(view);
    for line in files(view, "ocsf", Waived::Failed)[0].lines() {
        let event = json(line);
        let uid = event["finding_info"]["uid"].as_str().unwrap_or_default();
        let one = all.remove(uid).expect("a recommendation, once");
        let (compliance, state) = (&event["compliance"]["status_id"], &event["status_id"]);
        prop_assert_eq!(compliance == 1, is_pass(one.status));
        prop_assert_eq!(compliance == 3, one.status == Some(Status::Fail));
        let suppressed = one.disposition == Disposition::Excepted || one.accepted_unverified;
        prop_assert_eq!(state == 3, suppressed);
        prop_assert_eq!(state == 4, one.disposition == Disposition::Passed);
        prop_assert_eq!(event["comment"].is_string(), suppressed, "who accepts it is said");
    }
    prop_assert!(all.is_empty());
    Ok(())
}

fn asff(view: &AssessedView) -> Outcome {
    let all = by_uid(view);
    let (mut findings, mut workflows) = (BTreeMap::new(), BTreeMap::new());
    for file in files(view, "asff", Waived::Failed) {
        match json(&file) {
            Value::Array(batch) => {
                prop_assert!(batch.len() <= 100);
                for finding in batch {
                    let id = finding["Id"].as_str().unwrap_or_default().to_owned();
                    prop_assert!(findings.insert(id, finding).is_none(), "a finding is there once");
                }
            }
            update => {
                for identifier in update["FindingIdentifiers"].as_array().into_iter().flatten() {
                    let id = identifier["Id"].as_str().unwrap_or_default().to_owned();
                    let state = update["Workflow"]["Status"].as_str().unwrap_or_default().to_owned();
                    prop_assert!(workflows.insert(id, state).is_none(), "a finding is updated once");
                }
            }
        }
    }
    for (uid, one) in all {
        let Some((id, finding)) = findings.iter().find(|(id, _)| id.ends_with(&uid)) else {
            prop_assert_eq!(one.disposition, Disposition::NotSelected);
            continue;
        };
        let status = finding["Compliance"]["Status"].as_str().unwrap_or_default();
        prop_assert_eq!(status == "PASSED", is_pass(one.status));
        prop_assert_eq!(status == "FAILED", one.status == Some(Status::Fail));
        let accepted = matches!(one.disposition, Disposition::Excepted | Disposition::Attested);
        let suppressed = finding["Workflow"]["Status"] == "SUPPRESSED";
        prop_assert_eq!(suppressed, accepted || one.accepted_unverified);
        prop_assert_eq!(suppressed, finding.get("Note").is_some());
        if one.disposition.uncovered() {
            prop_assert_eq!(workflows.get(id).map(String::as_str), Some("NEW"), "what is open is opened again");
        }
        if one.disposition == Disposition::Excepted {
            prop_assert_eq!(workflows.get(id).map(String::as_str), Some("SUPPRESSED"));
        }
    }
    Ok(())
}

fn oscal(view: &AssessedView) -> Outcome {
    let document = json(&files(view, "oscal-ar", Waived::Failed)[0]);
    let results = document["assessment-results"]["results"].as_array().expect("results");
    let list = |result: &Value, key: &str| result[key].as_array().cloned().unwrap_or_default();
    for (result, image) in results.iter().zip(&view.images) {
        let count = |wanted: &dyn Fn(&AssessedRecommendation) -> bool| {
            image.recommendations.iter().filter(|one| wanted(one)).count()
        };
        let findings = list(result, "findings");
        let state = |wanted: &str| findings.iter().filter(|one| one["target"]["status"]["state"] == wanted).count();
        prop_assert_eq!(state("satisfied"), count(&|one| is_pass(one.status)));
        let reason = |wanted: &str| findings.iter().filter(|one| one["target"]["status"]["reason"] == wanted).count();
        prop_assert_eq!(reason("fail"), count(&|one| one.status == Some(Status::Fail)));
        let risks = list(result, "risks");
        let status = |wanted: &str| risks.iter().filter(|risk| risk["status"] == wanted).count();
        prop_assert_eq!(status("deviation-approved"), count(&|one| one.disposition == Disposition::Excepted));
        let uncovered = count(&|one| one.disposition.uncovered());
        prop_assert_eq!(status("open") + status("deviation-requested"), uncovered);
        prop_assert_eq!(
            list(result, "observations").len(),
            image.scans.iter().map(|scan| scan.checks.len()).sum::<usize>()
        );
    }
    let failing = view.images.iter().flat_map(|image| &image.recommendations);
    let failing = failing.filter(|one| one.disposition.uncovered() || one.disposition == Disposition::Excepted).count();
    let plan = files(view, "oscal-poam", Waived::Failed);
    let items = plan
        .first()
        .map_or(0, |plan| json(plan)["plan-of-action-and-milestones"]["poam-items"].as_array().map_or(0, Vec::len));
    prop_assert_eq!((items, plan.len()), (failing, usize::from(failing > 0)));
    Ok(())
}

fn xccdf(view: &AssessedView) -> Outcome {
    let scans = view.images.iter().flat_map(|image| &image.scans);
    for (document, scan) in files(view, "xccdf", Waived::Failed).iter().zip(scans) {
        let results: Vec<&str> = document.split("<rule-result ").skip(1).collect();
        prop_assert_eq!(results.len(), scan.checks.len());
        for (result, check) in results.iter().zip(&scan.checks) {
            let word = format!("<result>{}</result>", check.status.word());
            prop_assert!(result.contains(&word), "{result}");
            let same = format!("<new-result>{}</new-result>", check.status.word());
            prop_assert_eq!(result.matches("<override ").count(), result.matches(&same).count());
            let marked = result.contains("<override ") || result.contains(">exception entry-");
            prop_assert!(marked || check.disposition != Disposition::Excepted, "{result}");
        }
    }
    Ok(())
}

#[test]
fn other_systems_get_no_pass_that_the_scan_has_not_and_every_failure_once() {
    let worlds = (world::scan(), vec(world::entry(), 0..8), world::policy(), vec(world::attested(), 0..4));
    let outcome = runner(600).run(&worlds, |(scan, mut entries, policy, attested)| {
        for (index, entry) in entries.iter_mut().enumerate() {
            entry.id = format!("entry-{index}");
        }
        let mut scan = Scan { finished: Moment::parse("2026-11-20T10:00:00Z"), ..scan };
        (scan.target.account, scan.target.region) = (Some("111122223333".to_owned()), Some("us-west-2".to_owned()));
        let registry = Registry { entries, policy, attested, ..Registry::default() };
        let options = CaseOptions::default().with_mappings(MAPPINGS.clone());
        let case = Case::new(vec![scan], registry, world::DAY, options).expect("a case");
        let view = AssessedView::new(&case, None);
        hdf(&view)?;
        ocsf(&view)?;
        asff(&view)?;
        oscal(&view)?;
        xccdf(&view)
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}
