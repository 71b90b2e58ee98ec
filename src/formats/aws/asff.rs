//! AWS Security Hub findings (ASFF): the CIS findings of Amazon Inspector Classic.
//!
//! Failures only: Security Hub lists findings, never passes. Findings of other products are counted
//! and left out; those of Inspector v2 are vulnerabilities, as CIS scans do not go to Security Hub.
//! Source: the AWS Security Finding Format, 2018-10-08; samples: `samples/formats/asff`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::arn::Arn;
use super::handled::{Note, Workflow, handled, told};
use super::rule::{benchmark, is_rule_title, levels, number_and_title, profile, split_description};
use crate::diag::Code;
use crate::model::{Check, Coverage, Moment, Override, Scan, Status, Target, Tool};
use crate::read::grouped::Grouped;
use crate::read::json::{Item, Items, Pages, null_as_default};
use crate::read::repeated::join_repeated;
use crate::read::{About, Confidence, Format, Gap, Head, Input, ReadError, ReadOptions, Reading, Redundancy};

/// The format.
pub(in crate::formats) struct Asff;

impl Format for Asff {
    fn id(&self) -> &'static str {
        "asff"
    }

    fn about(&self) -> About {
        About {
            name: "ASFF",
            summary: "AWS Security Hub findings (ASFF) of Amazon Inspector Classic",
            tools: &["amazon-inspector-classic", "securityhub"],
            recognised_by: "JSON findings with `SchemaVersion` 2018-10-08 and a `ProductArn`",
            cannot_tell: &[Gap::Passes, Gap::Time, Gap::Evidence],
            redundancy: &[Redundancy::Pages, Redundancy::End],
            corpus: &[],
        }
    }

    fn sniff(&self, head: &Head) -> Confidence {
        Confidence::certain_if(head.json().is_some_and(|json| {
            json.paths().any(|(path, version)| {
                let at = path.strip_suffix("schemaversion");
                version == "2018-10-08" && at.is_some_and(|at| json.has(&format!("{at}productarn")))
            })
        }))
    }

    fn read(&self, input: &Input, _: &Head, options: &ReadOptions) -> Result<Reading, ReadError> {
        let items = Pages::read(input)?.items(&["findings"], &OWN_KEYS)?;
        let mut groups = Grouped::default();
        let mut others: BTreeMap<String, usize> = BTreeMap::new();
        for item in &items.items {
            let finding = Finding::parse(item)?;
            if !finding.is_cis() {
                *others.entry(finding.product()).or_default() += 1;
                continue;
            }
            groups.add(finding.key(), finding);
        }
        let others: Vec<_> = others.iter().map(|(product, count)| format!("{count} {product}")).collect();
        let mut scans: Vec<_> = groups.into_groups().map(|(key, findings)| scan(key, findings, options)).collect();
        if scans.is_empty() {
            return Err(nothing(&others));
        }
        finish(&mut scans, &others, &items);
        Ok(scans.into())
    }
}

/// Maps of names that are the user's own, of other products' findings as well: variables of functions, labels.
const OWN_KEYS: [&str; 8] =
    ["productfields", "tags", "userdefinedfields", "other", "variables", "labels", "dockerlabels", "annotations"];

fn nothing(others: &[String]) -> ReadError {
    let message = match others {
        [] => "the list of findings is empty".to_owned(),
        others => format!("there are no CIS checks here, only findings of other kinds: {}", others.join(", ")),
    };
    ReadError::no_checks(message).help(
        "CIS scans of Amazon Inspector v2 are not in Security Hub: run `aws inspector2 get-cis-scan-result-details`",
    )
}

fn finish(scans: &mut [Scan], others: &[String], items: &Items) {
    for scan in scans.iter_mut() {
        items.warn(scan);
    }
    if let (Some(scan), false) = (scans.first_mut(), others.is_empty()) {
        scan.warn(
            Code::OtherFindings,
            format!("Findings that are no CIS checks were left out: {}.", others.join(", ")),
        );
    }
}

/// Run, instance, benchmark: what makes a scan.
type Key = (Option<String>, Option<String>, Option<String>);

#[derive(Deserialize)]
struct Finding {
    id: String,
    productarn: String,
    awsaccountid: Option<String>,
    region: Option<String>,
    #[serde(default, deserialize_with = "null_as_default")]
    types: Vec<String>,
    updatedat: Option<String>,
    title: Option<String>,
    description: Option<String>,
    recordstate: Option<String>,
    workflow: Option<Workflow>,
    workflowstate: Option<String>,
    verificationstate: Option<String>,
    note: Option<Note>,
    severity: Option<Severity>,
    compliance: Option<Compliance>,
    remediation: Option<Remediation>,
    #[serde(default, deserialize_with = "null_as_default")]
    productfields: BTreeMap<String, String>,
    #[serde(default, deserialize_with = "null_as_default")]
    resources: Vec<Resource>,
}

#[derive(Deserialize)]
struct Severity {
    label: Option<String>,
}

#[derive(Deserialize)]
struct Compliance {
    status: Option<String>,
}

#[derive(Deserialize)]
struct Remediation {
    recommendation: Option<Recommendation>,
}

#[derive(Deserialize)]
struct Recommendation {
    text: Option<String>,
}

#[derive(Deserialize)]
struct Resource {
    id: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    region: Option<String>,
    #[serde(default)]
    tags: Option<BTreeMap<String, String>>,
    details: Option<Details>,
}

#[derive(Deserialize)]
struct Details {
    awsec2instance: Option<Instance>,
}

#[derive(Deserialize)]
struct Instance {
    imageid: Option<String>,
    #[serde(default, deserialize_with = "null_as_default")]
    ipv4addresses: Vec<String>,
}

impl Finding {
    fn parse(item: &Item) -> Result<Self, ReadError> {
        item.parse().map_err(|error| {
            error.help("every finding needs an Id and a ProductArn; give the answer of `aws securityhub get-findings`")
        })
    }

    fn field(&self, name: &str) -> Option<&str> {
        self.productfields.get(name).map(String::as_str).filter(|value| !value.trim().is_empty())
    }

    fn attribute(&self, name: &str) -> Option<&str> {
        self.field(&format!("attributes/{name}"))
    }

    fn is_cis(&self) -> bool {
        let named = ["BENCHMARK_RULE_ID", "BENCHMARK_ID", "CIS_BENCHMARK_PROFILE"];
        // The type is used by other products as well.
        let typed = self.types.iter().any(|kind| kind.ends_with("/CIS Host Hardening Benchmarks"));
        let titled = self.title.as_deref().is_some_and(is_rule_title);
        let by_inspector = self.productarn.ends_with(":product/aws/inspector");
        named.iter().any(|name| self.attribute(name).is_some()) || (typed || titled) && by_inspector
    }

    /// The name of the finding, for people.
    fn product(&self) -> String {
        let product = Arn::parse(&self.productarn).map_or(self.productarn.as_str(), |arn| arn.name());
        let kind = self.types.first().and_then(|kind| kind.rsplit('/').next()).unwrap_or("finding");
        format!("{product} ({kind})").chars().take(80).collect()
    }

    /// The instance among the resources, wherever it stands.
    fn resource(&self) -> Option<&Resource> {
        let is_instance = |resource: &&Resource| {
            let details = resource.details.as_ref().is_some_and(|details| details.awsec2instance.is_some());
            details || resource.kind.as_deref() == Some("AwsEc2Instance")
        };
        self.resources.iter().find(is_instance).or(self.resources.first())
    }

    fn instance(&self) -> Option<&str> {
        let id = self.resource().and_then(|resource| resource.id.as_deref());
        id.and_then(Arn::parse).map(|arn| arn.name()).or_else(|| self.attribute("INSTANCE_ID"))
    }

    fn key(&self) -> Key {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        (
            owned(self.field("serviceAttributes/assessmentRunArn")),
            owned(self.instance()),
            owned(self.attribute("BENCHMARK_ID")),
        )
    }

    fn updated(&self) -> Option<Moment> {
        Moment::parse(self.updatedat.as_deref()?)
    }

    fn status(&self) -> Status {
        match self.compliance.as_ref().and_then(|compliance| compliance.status.as_deref()) {
            Some("PASSED") => Status::Pass,
            Some("FAILED") => Status::Fail,
            Some(_) => Status::Unknown,
            None if self.archived() => Status::Unknown,
            None => Status::Fail,
        }
    }

    fn archived(&self) -> bool {
        self.recordstate.as_deref() == Some("ARCHIVED")
    }

    /// The handling of the finding by people in Security Hub. No result is changed by it.
    fn handled(&self) -> Option<Override> {
        let words = [
            self.workflow.as_ref().and_then(|workflow| workflow.status.as_deref()),
            self.workflowstate.as_deref(),
            self.verificationstate.as_deref(),
        ];
        handled(words, self.note.as_ref(), self.status())
    }

    fn check(&self, options: &ReadOptions) -> Check {
        let rule_id = self.attribute("BENCHMARK_RULE_ID");
        let id = self.field("aws/inspector/id");
        let (number, title) = number_and_title(rule_id.unwrap_or_default(), self.title.as_deref(), id);
        let rule = number.is_none().then(|| rule_id.or(id).unwrap_or(&self.id).to_owned());
        let (description, rationale) = match self.description.as_deref().filter(|_| options.text) {
            Some(text) => split_description(text),
            None => (None, None),
        };
        let remediation =
            self.remediation.as_ref().and_then(|remediation| remediation.recommendation.as_ref()?.text.clone());
        Check {
            number,
            rule,
            title,
            raw_status: self.archived().then(|| "ARCHIVED".to_owned()),
            levels: self.attribute("CIS_BENCHMARK_PROFILE").map(levels).unwrap_or_default(),
            severity: self.severity.as_ref().and_then(|severity| Some(severity.label.as_ref()?.to_lowercase())),
            overrides: self.handled().into_iter().collect(),
            description,
            rationale,
            remediation: remediation.filter(|_| options.text),
            ..Check::new(self.status())
        }
    }

    fn target(&self) -> Target {
        let resource = self.resource();
        let instance = resource.and_then(|resource| resource.details.as_ref()?.awsec2instance.as_ref());
        Target {
            ami_id: instance.and_then(|instance| instance.imageid.clone()),
            instance_id: self.instance().map(str::to_owned),
            account: self.awsaccountid.clone(),
            region: self.region.clone().or_else(|| resource?.region.clone()),
            addresses: instance.map(|instance| instance.ipv4addresses.clone()).unwrap_or_default(),
            tags: resource.and_then(|resource| resource.tags.clone()).unwrap_or_default(),
            ..Target::default()
        }
    }
}

fn scan((run, _, benchmark_id): Key, findings: Vec<Finding>, options: &ReadOptions) -> Scan {
    let before = findings.len();
    let findings = newest(findings);
    let mut scan = Scan {
        tool: Some(Tool::named("amazon-inspector-classic")),
        run,
        benchmark: benchmark_id.as_deref().map(benchmark).unwrap_or_default(),
        profile: profile(findings.iter().filter_map(|finding| finding.attribute("CIS_BENCHMARK_PROFILE"))),
        target: findings.first().map(Finding::target).unwrap_or_default(),
        finished: findings.iter().filter_map(Finding::updated).max(),
        times_approximate: true,
        coverage: Coverage::FailuresOnly,
        checks: findings.iter().map(|finding| finding.check(options)).collect(),
        ..Scan::default()
    };
    if before > findings.len() {
        scan.warn(Code::OlderFindings, format!("{} older states of findings were left out.", before - findings.len()));
    }
    let archived = findings.iter().filter(|finding| finding.archived()).count();
    if archived > 0 {
        scan.warn(Code::Archived, format!("{archived} findings are archived: whether they still fail is unknown."));
    }
    join_repeated(&mut scan);
    warn_of_handled(&mut scan);
    scan
}

/// Shows some of the checks that people dealt with in Security Hub.
fn warn_of_handled(scan: &mut Scan) {
    let told: Vec<String> =
        scan.checks.iter().flat_map(|check| check.overrides.iter().map(|change| told(&check.name(), change))).collect();
    if told.is_empty() {
        return;
    }
    let more = if told.len() > 3 { format!("; and {} more", told.len() - 3) } else { String::new() };
    let shown = told.iter().take(3).map(String::as_str).collect::<Vec<_>>().join("; ");
    scan.warn(
        Code::HandledElsewhere,
        format!("Findings were dealt with in Security Hub, which changes no result here: {shown}{more}."),
    );
}

/// Several states of one finding as one, at the first one's place: the one that was updated last. Where that
/// cannot be told a failure goes before other states.
fn newest(findings: Vec<Finding>) -> Vec<Finding> {
    let mut kept: Vec<Finding> = Vec::new();
    let mut index: BTreeMap<String, usize> = BTreeMap::new();
    for finding in findings {
        let known = index.get(&finding.id).and_then(|at| kept.get_mut(*at));
        match known {
            Some(known) if takes_place(&finding, known) => *known = finding,
            Some(_) => {}
            None => {
                index.insert(finding.id.clone(), kept.len());
                kept.push(finding);
            }
        }
    }
    kept
}

/// Whether a state of a finding goes before another one that stands above it.
fn takes_place(finding: &Finding, known: &Finding) -> bool {
    match (finding.updated(), known.updated()) {
        (Some(time), Some(before)) if time != before => time > before,
        _ => finding.status() == Status::Fail && known.status() != Status::Fail,
    }
}
