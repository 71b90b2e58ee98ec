//! The in-toto statement about a bundle: which results, of which image, with which registry.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::layout::{PREDICATE, RESULTS};

use crate::assess::{Assessment, Disposition, Image};
use crate::case::Case;
use crate::digest::sha256_text;
use crate::gate::JudgedDoubt;
use crate::model::Target;

/// The predicate's type.
pub(super) const PREDICATE_TYPE: &str = "https://in-toto.io/attestation/test-result/v0.1";

const STATEMENT_TYPE: &str = "https://in-toto.io/Statement/v1";
const SUMMARY_TYPE: &str = "https://slsa.dev/verification_summary/v1";

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

/// A list of the predicate: its key, and the dispositions in it.
type List = (&'static str, fn(Disposition) -> bool);

/// The lists of the predicate. The test-result predicate has three; the others tell apart what stands in
/// them, and what was not judged.
const LISTS: [List; 11] = [
    ("passedTests", |disposition| disposition == Disposition::Passed),
    // A person's word is no test that passed.
    ("warnedTests", |disposition| matches!(disposition, Disposition::Excepted | Disposition::Attested)),
    ("failedTests", |disposition| disposition.uncovered() || disposition == Disposition::Unverified),
    ("openTests", |disposition| disposition == Disposition::Open),
    ("lapsedTests", |disposition| disposition == Disposition::Lapsed),
    ("unverifiedTests", |disposition| disposition == Disposition::Unverified),
    ("exceptedTests", |disposition| disposition == Disposition::Excepted),
    ("attestedTests", |disposition| disposition == Disposition::Attested),
    ("informationalTests", |disposition| disposition == Disposition::Informational),
    ("notApplicableTests", |disposition| disposition == Disposition::NotApplicable),
    ("notSelectedTests", |disposition| disposition == Disposition::NotSelected),
];

/// The predicate's lists, by their keys.
pub(super) fn lists(assessment: &Assessment) -> BTreeMap<&'static str, Vec<String>> {
    LISTS.into_iter().map(|(key, wanted)| (key, tests(assessment, wanted))).collect()
}

/// The result that the lists and the doubts lead to.
pub(super) fn result(lists: &BTreeMap<&'static str, Vec<String>>, doubted: bool) -> &'static str {
    let is_empty = |key: &str| lists.get(key).is_none_or(Vec::is_empty);
    match (is_empty("failedTests") && !doubted, is_empty("warnedTests")) {
        (false, _) => "FAILED",
        (true, false) => "WARNED",
        (true, true) => "PASSED",
    }
}

/// The predicate: the result over all recommendations, and what it was made from.
pub(super) fn predicate(case: &Case, inputs: &[Digested]) -> Value {
    let (assessment, doubts) = (&case.assessment, &case.doubts);
    let lists = lists(assessment);
    // Nobody can say that an image passed while a doubt could hide a failure.
    let result = result(&lists, doubts.iter().any(JudgedDoubt::stops));
    let mut configuration: Vec<Value> =
        inputs.iter().map(|file| json!({"name": file.name, "digest": {"sha256": file.sha256}})).collect();
    configuration.extend(images(assessment).into_iter().map(|uri| json!({"uri": uri})));
    // The lists and crosswalks that are compiled in are those of this version.
    configuration.push(json!({"uri": concat!("pkg:cargo/amicis@", env!("CARGO_PKG_VERSION"))}));
    let mut predicate = json!({
        "result": result,
        "configuration": configuration,
        "doubts": doubts,
        "account": case.account,
        "asOf": assessment.as_of,
    });
    if let Some(fields) = predicate.as_object_mut() {
        fields.extend(lists.into_iter().map(|(key, names)| (key.to_owned(), json!(names))));
    }
    predicate
}

/// The images that were judged, each once.
fn images(assessment: &Assessment) -> Vec<String> {
    let mut images: Vec<String> = assessment.scans().filter_map(|scan| image_uri(&scan.target)).collect();
    images.sort();
    images.dedup();
    images
}

/// The summary of the verification, as SLSA describes it: who judged which image by which policy. It says
/// PASSED where every failure is excepted, since the policy, the registry, is what it was held against.
///
/// Its time is the day that decided; the program has no clock of its own.
pub(super) fn summary(case: &Case, predicate: &Value, subjects: &[Digested], registry: &[Digested]) -> Value {
    let uri = images(&case.assessment).into_iter().next();
    let name = || case.assessment.images.first().map_or_else(String::new, |image| format!("image:{}", image.label));
    let passed = predicate.get("result").and_then(Value::as_str).is_some_and(|result| result != "FAILED");
    let policy = match registry {
        [only] => json!({"uri": only.name, "digest": {"sha256": only.sha256}}),
        several => {
            let lines: String = several.iter().flat_map(|file| [&file.sha256, "  ", &file.name, "\n"]).collect();
            json!({"uri": "registry", "digest": {"sha256": sha256_text(&lines)}})
        }
    };
    let evidence: Vec<Value> = subjects
        .iter()
        .filter(|file| file.name == PREDICATE)
        .map(|file| json!({"uri": file.name, "digest": {"sha256": file.sha256}}))
        .collect();
    json!({
        "_type": STATEMENT_TYPE,
        "subject": subject(subjects.iter().filter(|file| file.name == RESULTS)),
        "predicateType": SUMMARY_TYPE,
        "predicate": {
            "verifier": {"id": env!("CARGO_PKG_NAME"), "version": {"amicis": env!("CARGO_PKG_VERSION")}},
            "timeVerified": format!("{}T00:00:00Z", case.assessment.as_of),
            "resourceUri": uri.unwrap_or_else(name),
            "policy": policy,
            "inputAttestations": evidence,
            "verificationResult": if passed { "PASSED" } else { "FAILED" },
            "verifiedLevels": [],
        },
    })
}

/// An AMI has no digest: it stands as what it is configured from.
fn image_uri(target: &Target) -> Option<String> {
    let ami = target.ami_id.as_deref()?;
    Some(format!("arn:aws:ec2:{}::image/{ami}", target.region.as_deref().unwrap_or_default()))
}

/// The statement: the predicate about every file of the bundle.
pub(super) fn statement(predicate: &Value, subjects: &[Digested]) -> Value {
    json!({
        "_type": STATEMENT_TYPE,
        "subject": subject(subjects.iter()),
        "predicateType": PREDICATE_TYPE,
        "predicate": predicate,
    })
}

fn subject<'d>(files: impl Iterator<Item = &'d Digested>) -> Vec<Value> {
    files.map(|file| json!({"name": file.name, "digest": {"sha256": file.sha256}})).collect()
}
