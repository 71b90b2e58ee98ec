//! The summary of the verification, as SLSA describes it: who judged which image by which policy.

use schemars::JsonSchema;
use serde::Serialize;

use super::statement::{DigestView, DigestedView, PredicateView, StatementView, TestResult, images};
use crate::case::Case;
use crate::digest::sha256_text;

/// The summary in in-toto's envelope.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SummaryView {
    /// in-toto's marker, `https://in-toto.io/Statement/v1`.
    #[serde(rename = "_type")]
    pub kind: &'static str,
    /// The results that were judged.
    pub subject: Vec<DigestedView>,
    /// The type of the predicate.
    #[serde(rename = "predicateType")]
    pub predicate_type: &'static str,
    /// The predicate.
    pub predicate: VerificationView,
}

/// A verification: its policy, its subject and its result.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct VerificationView {
    /// The program.
    pub verifier: VerifierView,
    /// The beginning of the day that decided; the program has no clock of its own.
    pub time_verified: String,
    /// The image: its ARN, else its name.
    pub resource_uri: String,
    /// The registry, with its gate.
    pub policy: ReferenceView,
    /// The statement that the verdicts stand in.
    pub input_attestations: Vec<ReferenceView>,
    /// PASSED, also where every failure is excepted: the registry is what the image was held against. Else FAILED.
    pub verification_result: TestResult,
    /// No level of SLSA is claimed.
    pub verified_levels: Vec<String>,
}

/// The program that verified.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct VerifierView {
    /// Its package, with the version.
    pub id: String,
}

/// A file by its digest.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ReferenceView {
    /// Its name.
    pub uri: String,
    /// Its digest.
    pub digest: DigestView,
}

impl SummaryView {
    /// The type of the predicate.
    pub const TYPE: &'static str = "https://slsa.dev/verification_summary/v1";

    /// The summary of a case, about the files of its bundle; the names are those of the results and of the
    /// predicate among them.
    pub fn new(
        case: &Case,
        predicate: &PredicateView,
        files: &[DigestedView],
        registry: &[DigestedView],
        (results, statement): (&str, &str),
    ) -> Self {
        let named = |wanted: &str| files.iter().filter(|file| file.name == wanted).cloned().collect::<Vec<_>>();
        let reference = |file: DigestedView| ReferenceView { uri: file.name, digest: file.digest };
        let policy = match registry {
            [only] => reference(only.clone()),
            several => {
                let lines: String =
                    several.iter().flat_map(|file| [&file.digest.sha256, "  ", &file.name, "\n"]).collect();
                ReferenceView { uri: "registry".to_owned(), digest: DigestView { sha256: sha256_text(&lines) } }
            }
        };
        let image = case.assessment.images.first().map(|image| format!("image:{}", image.label));
        let resource_uri = images(&case.assessment).into_iter().next().or(image).unwrap_or_default();
        Self {
            kind: StatementView::KIND,
            subject: named(results),
            predicate_type: Self::TYPE,
            predicate: VerificationView {
                verifier: VerifierView { id: concat!("pkg:cargo/amicis@", env!("CARGO_PKG_VERSION")).to_owned() },
                time_verified: format!("{}T00:00:00Z", case.assessment.as_of),
                resource_uri,
                policy,
                input_attestations: named(statement).into_iter().map(reference).collect(),
                verification_result: match predicate.result {
                    TestResult::Passed | TestResult::Warned => TestResult::Passed,
                    TestResult::Failed => TestResult::Failed,
                },
                verified_levels: Vec::new(),
            },
        }
    }
}
