//! The in-toto statement about a bundle: which results, of which image, with which registry.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use crate::assess::{Account, Assessment, Disposition, Image};
use crate::case::Case;
use crate::gate::{GateVerdict, JudgedDoubt};
use crate::model::Target;

/// The type of the predicate.
const PREDICATE_TYPE: &str = "https://in-toto.io/attestation/test-result/v0.1";

/// The statement: the predicate about every file of the bundle.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct StatementView<'v> {
    /// in-toto's marker, `https://in-toto.io/Statement/v1`.
    #[serde(rename = "_type")]
    pub kind: &'static str,
    /// The files of the bundle.
    pub subject: Vec<DigestedView>,
    /// The type of the predicate.
    #[serde(rename = "predicateType")]
    pub predicate_type: &'static str,
    /// The predicate.
    pub predicate: &'v PredicateView,
}

/// A file and its digest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct DigestedView {
    /// Its name.
    pub name: String,
    /// Its digest.
    pub digest: DigestView,
}

/// The digest of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct DigestView {
    /// Its SHA-256.
    pub sha256: String,
}

/// A part of the configuration that the results were made with.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum ConfigurationView {
    /// A scan file, or a file of the registry.
    File(DigestedView),
    /// An image, which has no digest, or the program with its version.
    Named {
        /// The ARN, or the package's URL.
        uri: String,
    },
}

/// The result over all recommendations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum TestResult {
    /// All passed.
    Passed,
    /// All that did not pass is accepted.
    Warned,
    /// Something failed and is not accepted, or a doubt could hide that.
    Failed,
}

/// The names of the recommendations, by what became of them. in-toto's predicate has three lists; the
/// others tell apart what stands in them, and what was not judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TestLists {
    /// The recommendations that passed.
    pub passed_tests: Vec<String>,
    /// The recommendations that are accepted, or that a person attested: a person's word is no test that passed.
    pub warned_tests: Vec<String>,
    /// The recommendations that are open, lapsed or unverified: in-toto has one list for the three.
    pub failed_tests: Vec<String>,
    /// The recommendations that fail, and that no entry names.
    pub open_tests: Vec<String>,
    /// The recommendations that fail, and whose entry does not apply.
    pub lapsed_tests: Vec<String>,
    /// The recommendations that nothing verified.
    pub unverified_tests: Vec<String>,
    /// The recommendations that fail, and that an entry covers.
    pub excepted_tests: Vec<String>,
    /// The recommendations that a person attested.
    pub attested_tests: Vec<String>,
    /// The recommendations that only inform.
    pub informational_tests: Vec<String>,
    /// The recommendations that do not apply to the image.
    pub not_applicable_tests: Vec<String>,
    /// The recommendations that the profile does not select.
    pub not_selected_tests: Vec<String>,
}

/// The predicate: the result over all recommendations, and its inputs.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PredicateView {
    /// `amicis-predicate/1`; in-toto's own readers pass over what they do not know.
    pub format: &'static str,
    /// The result.
    pub result: TestResult,
    /// The files and images that it is about.
    pub configuration: Vec<ConfigurationView>,
    /// The day that decided what is in force.
    #[schemars(with = "String")]
    pub as_of: Date,
    /// The recommendations, by what became of them.
    #[serde(flatten)]
    pub tests: TestLists,
    /// Every doubt, accepted or not.
    pub doubts: Vec<JudgedDoubt>,
    /// What the gate judged alone, where it was narrowed to levels, sections or severities; the lists are of everything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub narrowed: Option<NarrowedView>,
    /// The account of all results.
    pub account: Account,
}

/// A gate that did not judge everything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NarrowedView {
    /// The levels, sections and severities.
    pub to: Vec<String>,
    /// How many recommendations were judged.
    pub judged: usize,
    /// How many were left out.
    pub left_out: usize,
}

impl NarrowedView {
    fn of(verdict: &GateVerdict) -> Option<Self> {
        let to = verdict.narrowed_to.clone();
        (!to.is_empty()).then_some(Self { to, judged: verdict.judged, left_out: verdict.left_out })
    }
}

impl DigestedView {
    /// A file with its SHA-256.
    pub fn new(name: String, sha256: String) -> Self {
        Self { name, digest: DigestView { sha256 } }
    }
}

impl<'v> StatementView<'v> {
    /// The marker that in-toto's readers go by.
    pub const KIND: &'static str = "https://in-toto.io/Statement/v1";

    /// The statement about some files.
    pub fn new(predicate: &'v PredicateView, subject: Vec<DigestedView>) -> Self {
        Self { kind: Self::KIND, subject, predicate_type: PREDICATE_TYPE, predicate }
    }
}

impl PredicateView {
    /// The `format` that it states.
    pub const FORMAT: &'static str = "amicis-predicate/1";

    /// The predicate about a case that was made from some files.
    pub fn new(case: &Case, inputs: &[DigestedView]) -> Self {
        let (assessment, doubts) = (&case.assessment, &case.doubts);
        let tests = TestLists::of(assessment);
        // Nobody can say that an image passed while a doubt could hide a failure.
        let result = TestResult::of(&tests, doubts.iter().any(JudgedDoubt::stops));
        // The lists and crosswalks that are compiled in are those of this version of the program.
        let program = concat!("pkg:cargo/amicis@", env!("CARGO_PKG_VERSION")).to_owned();
        let images = images(assessment).into_iter().chain([program]).map(|uri| ConfigurationView::Named { uri });
        Self {
            format: Self::FORMAT,
            result,
            configuration: inputs.iter().cloned().map(ConfigurationView::File).chain(images).collect(),
            as_of: assessment.as_of,
            tests,
            doubts: doubts.clone(),
            narrowed: case.verdict.as_ref().and_then(NarrowedView::of),
            account: case.account.clone(),
        }
    }
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

/// The images that were judged, each once.
pub(crate) fn images(assessment: &Assessment) -> Vec<String> {
    let mut images: Vec<String> = assessment.scans().filter_map(|scan| image_uri(&scan.target)).collect();
    images.sort();
    images.dedup();
    images
}

impl TestLists {
    /// The lists of an assessment.
    pub fn of(assessment: &Assessment) -> Self {
        let of = |wanted: fn(Disposition) -> bool| tests(assessment, wanted);
        Self {
            passed_tests: of(|disposition| disposition == Disposition::Passed),
            warned_tests: of(|disposition| matches!(disposition, Disposition::Excepted | Disposition::Attested)),
            failed_tests: of(|disposition| disposition.uncovered() || disposition == Disposition::Unverified),
            open_tests: of(|disposition| disposition == Disposition::Open),
            lapsed_tests: of(|disposition| disposition == Disposition::Lapsed),
            unverified_tests: of(|disposition| disposition == Disposition::Unverified),
            excepted_tests: of(|disposition| disposition == Disposition::Excepted),
            attested_tests: of(|disposition| disposition == Disposition::Attested),
            informational_tests: of(|disposition| disposition == Disposition::Informational),
            not_applicable_tests: of(|disposition| disposition == Disposition::NotApplicable),
            not_selected_tests: of(|disposition| disposition == Disposition::NotSelected),
        }
    }

    /// The lists with their keys.
    pub fn named(&self) -> [(&'static str, &[String]); 11] {
        [
            ("passedTests", &self.passed_tests),
            ("warnedTests", &self.warned_tests),
            ("failedTests", &self.failed_tests),
            ("openTests", &self.open_tests),
            ("lapsedTests", &self.lapsed_tests),
            ("unverifiedTests", &self.unverified_tests),
            ("exceptedTests", &self.excepted_tests),
            ("attestedTests", &self.attested_tests),
            ("informationalTests", &self.informational_tests),
            ("notApplicableTests", &self.not_applicable_tests),
            ("notSelectedTests", &self.not_selected_tests),
        ]
    }
}

impl TestResult {
    /// The result that the lists and the doubts lead to.
    pub fn of(tests: &TestLists, doubted: bool) -> Self {
        match (tests.failed_tests.is_empty() && !doubted, tests.warned_tests.is_empty()) {
            (false, _) => Self::Failed,
            (true, false) => Self::Warned,
            (true, true) => Self::Passed,
        }
    }

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Passed => "PASSED",
            Self::Warned => "WARNED",
            Self::Failed => "FAILED",
        }
    }
}

/// An AMI has no digest: it stands as what it is configured from.
fn image_uri(target: &Target) -> Option<String> {
    let ami = target.ami_id.as_deref()?;
    Some(format!("arn:{}:ec2:{}::image/{ami}", target.partition(), target.region.as_deref().unwrap_or_default()))
}
