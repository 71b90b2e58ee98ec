//! The in-toto statement about a bundle: which results, of which image, with which registry.

use serde_json::{Value, json};

use crate::assess::{Assessment, Disposition, Image};
use crate::case::Case;
use crate::gate::JudgedDoubt;
use crate::model::Target;

/// The predicate's type.
pub(super) const PREDICATE_TYPE: &str = "https://in-toto.io/attestation/test-result/v0.1";

/// A file and its digest.
pub(super) struct Digested {
    pub(super) name: String,
    pub(super) sha256: String,
}

/// The names of the recommendations with some dispositions, as the statement lists them.
fn tests(assessment: &Assessment, wanted: impl Fn(Disposition) -> bool) -> Vec<String> {
    let named = |image: &Image| {
        let found = image.recommendations.iter().filter(|r| wanted(r.disposition));
        found.map(|r| image.line_of(r)).collect::<Vec<_>>()
    };
    let mut names: Vec<String> = assessment.images.iter().flat_map(named).collect();
    names.dedup();
    names
}

/// The names of what did not pass and nobody accepted.
pub(super) fn failed_tests(assessment: &Assessment) -> Vec<String> {
    tests(assessment, |disposition| disposition.uncovered() || disposition == Disposition::Unverified)
}

/// The predicate: the result over all recommendations, and what it was made from.
pub(super) fn predicate(case: &Case, inputs: &[Digested]) -> Value {
    let (assessment, doubts) = (&case.assessment, &case.doubts);
    let tests = |wanted: fn(Disposition) -> bool| tests(assessment, wanted);
    let failed = failed_tests(assessment);
    // A person's word is no test that passed.
    let warned = tests(|disposition| matches!(disposition, Disposition::Excepted | Disposition::Attested));
    // Nobody can say that an image passed while a doubt could hide a failure.
    let doubted = doubts.iter().any(JudgedDoubt::stops);
    let result = match (failed.is_empty() && !doubted, warned.is_empty()) {
        (false, _) => "FAILED",
        (true, false) => "WARNED",
        (true, true) => "PASSED",
    };
    let mut configuration: Vec<Value> =
        inputs.iter().map(|file| json!({"name": file.name, "digest": {"sha256": file.sha256}})).collect();
    let mut images: Vec<String> = assessment.scans().filter_map(|scan| image_uri(&scan.target)).collect();
    images.sort();
    images.dedup();
    configuration.extend(images.into_iter().map(|uri| json!({"uri": uri})));
    json!({
        "result": result,
        "configuration": configuration,
        "passedTests": tests(|disposition| disposition == Disposition::Passed),
        "warnedTests": warned,
        "failedTests": failed,
        // The test-result predicate has three lists; these say what stands among the failed ones.
        "openTests": tests(|disposition| disposition == Disposition::Open),
        "lapsedTests": tests(|disposition| disposition == Disposition::Lapsed),
        "unverifiedTests": tests(|disposition| disposition == Disposition::Unverified),
        "doubts": doubts,
        "account": case.account,
    })
}

/// An AMI has no digest: it stands as what it is configured from.
fn image_uri(target: &Target) -> Option<String> {
    let ami = target.ami_id.as_deref()?;
    Some(format!("arn:aws:ec2:{}::image/{ami}", target.region.as_deref().unwrap_or_default()))
}

/// The statement: the predicate about every file of the bundle.
pub(super) fn statement(predicate: &Value, subjects: &[Digested]) -> Value {
    let subject: Vec<Value> =
        subjects.iter().map(|file| json!({"name": file.name, "digest": {"sha256": file.sha256}})).collect();
    json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": subject,
        "predicateType": PREDICATE_TYPE,
        "predicate": predicate,
    })
}
