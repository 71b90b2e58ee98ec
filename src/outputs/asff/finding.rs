//! The finding of a recommendation, and the update that sets its workflow.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::model::{
    Compliance, Details, Finding, Identifier, ImportNote, Recommendation, Remediation, Resource, Severity,
    StatusReason, Update, UpdateNote, Workflow,
};
use crate::model::Status;
use crate::outputs::joined::{
    Times, covering, credentials, cut, each_once, heading, lapsed, latest_times, links, one_line, reasons, uri,
    workarounds,
};
use crate::outputs::output::OutputError;
use crate::views::Disposition;
use crate::views::{AssessedImage, AssessedRecommendation, AssessedView, EntryRecord};

/// The limits of Security Hub, in characters.
const TITLE: usize = 256;
const DESCRIPTION: usize = 1024;
const NOTE: usize = 512;
const FIELD: usize = 2048;
const REQUIREMENTS: usize = 32;

/// What all findings of an image share.
pub(super) struct OfImage<'v> {
    view: &'v AssessedView,
    image: &'v AssessedImage,
    account: &'v str,
    region: &'v str,
    partition: &'v str,
    times: Times,
}

/// The workflow of a finding, with its reason.
pub(super) struct Set {
    identifier: Identifier,
    workflow: Workflow,
    note: UpdateNote,
}

impl<'v> OfImage<'v> {
    /// What Security Hub cannot be without: account and region, which nobody may invent.
    pub(super) fn new(view: &'v AssessedView, image: &'v AssessedImage) -> Result<Self, OutputError> {
        let target = &image.target;
        let lacks = |what: &str, option: &str| OutputError::Lacks {
            output: "asff",
            lacks: format!("no scan of {} states the {what}; give it with {option}", image.name),
        };
        let account = target.account.as_deref().ok_or_else(|| lacks("AWS account", "--account"))?;
        let region = target.region.as_deref().ok_or_else(|| lacks("AWS region", "--region"))?;
        if account.len() != 12 || !account.bytes().all(|byte| byte.is_ascii_digit()) {
            let lacks = format!("the account of {} is no AWS account of 12 digits; give it with --account", image.name);
            return Err(OutputError::Lacks { output: "asff", lacks });
        }
        let partition = target.partition.as_deref().unwrap_or("aws");
        Ok(Self { view, image, account, region, partition, times: latest_times("asff", image)? })
    }

    pub(super) fn findings(&self) -> impl Iterator<Item = Finding> {
        self.image.recommendations.iter().filter(|one| is_written(one)).map(|one| self.finding(one))
    }

    /// The workflow of every finding: what is excepted or attested is suppressed, what passes is resolved, and everything
    /// else is NEW, so that a finding is open again whose exception lapsed.
    pub(super) fn updates(&self) -> impl Iterator<Item = Set> {
        self.image.recommendations.iter().filter(|one| is_written(one)).map(|one| {
            let entries = covering(self.view, &one.entries);
            let workflow = workflow(one);
            let text = match (workflow, one.disposition) {
                ("SUPPRESSED", _) => note(&entries, one),
                ("RESOLVED", _) => format!("passed, as of {}", self.view.as_of),
                (_, Disposition::Lapsed) => format!("lapsed: {}", lapsed(&one.entries).join("; ")),
                (_, other) => format!("{}: no exception applies as of {}", other.word(), self.view.as_of),
            };
            Set {
                identifier: Identifier { id: self.id(one), product_arn: self.product() },
                workflow: Workflow { status: workflow },
                note: UpdateNote { text: cut(&one_line(&text), NOTE), updated_by: "amicis".to_owned() },
            }
        })
    }

    fn id(&self, recommendation: &AssessedRecommendation) -> String {
        format!("amicis/{}/{}", self.image.uid, recommendation.uid)
    }

    fn product(&self) -> String {
        let Self { partition, region, account, .. } = self;
        format!("arn:{partition}:securityhub:{region}:{account}:product/{account}/default")
    }

    fn finding(&self, recommendation: &AssessedRecommendation) -> Finding {
        let entries = covering(self.view, &recommendation.entries);
        let (started, finished) = (self.times.started.to_string(), self.times.finished.to_string());
        let title = cut(&heading(recommendation), TITLE);
        let workaround = one_line(&workarounds(&entries));
        let suppressed = workflow(recommendation) == "SUPPRESSED";
        let updated_at = self.updated();
        Finding {
            schema_version: "2018-10-08",
            id: self.id(recommendation),
            product_arn: self.product(),
            generator_id: cut(&self.generator(recommendation), 512),
            aws_account_id: self.account.to_owned(),
            types: vec![
                "Software and Configuration Checks/Industry and Regulatory Standards/CIS Host Hardening Benchmarks",
            ],
            first_observed_at: started.clone(),
            last_observed_at: finished,
            created_at: started,
            updated_at: updated_at.clone(),
            severity: severity(recommendation.severity.as_deref()),
            description: cut(&self.description(recommendation, &title), DESCRIPTION),
            title,
            remediation: (!workaround.is_empty()).then(|| Remediation {
                recommendation: Recommendation {
                    text: cut(&workaround, NOTE),
                    url: links(&entries).into_iter().find(|link| link.starts_with("http")).map(|link| uri(&link)),
                },
            }),
            product_fields: self.fields(recommendation, &entries),
            resources: vec![self.resource()],
            compliance: self.compliance(recommendation),
            workflow: Workflow { status: workflow(recommendation) },
            record_state: "ACTIVE",
            note: suppressed.then(|| ImportNote {
                text: cut(&one_line(&note(&entries, recommendation)), NOTE),
                updated_by: "amicis".to_owned(),
                updated_at,
            }),
        }
    }

    /// The later of the scan and the day that decided: Security Hub passes over an import that is not newer.
    fn updated(&self) -> String {
        let day = self.view.as_of;
        if self.times.finished.utc_date() < day { midnight(day) } else { self.times.finished.to_string() }
    }

    fn generator(&self, recommendation: &AssessedRecommendation) -> String {
        let benchmark = &self.image.benchmark;
        let version = benchmark.version.as_deref().unwrap_or("unknown");
        one_line(&format!("{}/{version}/{}", benchmark.slug, recommendation.id))
    }

    fn description(&self, recommendation: &AssessedRecommendation, title: &str) -> String {
        let own = self.image.checks_of(recommendation).find_map(|(_, check)| check.description.as_deref());
        let evidence: Vec<&str> = self
            .image
            .deciding(recommendation)
            .flat_map(|(_, check)| check.evidence.iter().map(String::as_str))
            .collect();
        let shown = evidence.join("; ");
        let parts = [own.unwrap_or(title), self.image.benchmark.name.as_str(), shown.as_str()];
        one_line(&each_once(parts.into_iter()).join(". "))
    }

    fn compliance(&self, recommendation: &AssessedRecommendation) -> Compliance {
        let idents = self.image.checks_of(recommendation).flat_map(|(_, check)| &check.idents);
        let all: Vec<String> = idents.map(|ident| one_line(&format!("{} {}", ident.system, ident.value))).collect();
        let all = each_once(all.iter().map(String::as_str)).into_iter().map(str::to_owned);
        let status = match recommendation.status {
            Some(Status::Pass | Status::Fixed) => "PASSED",
            Some(Status::Fail) => "FAILED",
            _ => "NOT_AVAILABLE",
        };
        let word = recommendation.status.map_or("unknown", Status::word);
        let disposition = recommendation.disposition.word();
        Compliance {
            status,
            related_requirements: all.take(REQUIREMENTS).collect(),
            status_reasons: vec![StatusReason {
                reason_code: format!("AMICIS_{}", disposition.to_uppercase().replace(' ', "_")),
                description: cut(
                    &one_line(&format!("{word}; {disposition}; {}", recommendation.why.join("; "))),
                    FIELD,
                )
                .trim_end_matches([';', ' '])
                .to_owned(),
            }],
        }
    }

    fn fields(
        &self,
        recommendation: &AssessedRecommendation,
        entries: &[&EntryRecord],
    ) -> BTreeMap<&'static str, String> {
        let deciding = || self.image.deciding(recommendation);
        let tool = deciding().find_map(|(scan, _)| scan.tool.as_ref());
        let scans = each_once(deciding().filter_map(|(scan, _)| scan.file.sha256.as_deref())).join(" ");
        let coverage = each_once(self.image.scans.iter().map(|scan| scan.coverage.meaning.as_str())).join("; ");
        let evidence: Vec<&str> = deciding().flat_map(|(_, check)| check.evidence.iter().map(String::as_str)).collect();
        let levels: Vec<String> = recommendation.levels.iter().map(u8::to_string).collect();
        let registry = self.view.registry.as_ref().and_then(|registry| registry.sha256.clone());
        let doubts: BTreeSet<String> = self.view.doubts.iter().map(|doubt| doubt.code.to_string()).collect();
        let doubts: Vec<String> = doubts.into_iter().collect();
        let all = [
            ("amicis/Number", recommendation.number.clone().unwrap_or_default()),
            ("amicis/Rule", deciding().find_map(|(_, check)| check.rule.clone()).unwrap_or_default()),
            ("amicis/Levels", levels.join(",")),
            ("amicis/Lineage", recommendation.lineage.clone()),
            ("amicis/Status", recommendation.status.map_or("", Status::word).to_owned()),
            ("amicis/Disposition", recommendation.disposition.word().to_owned()),
            ("amicis/Benchmark", self.image.benchmark.title.clone().unwrap_or_default()),
            ("amicis/BenchmarkVersion", self.image.benchmark.version.clone().unwrap_or_default()),
            ("amicis/Tool", tool.map(|tool| tool.name.clone()).unwrap_or_default()),
            ("amicis/Coverage", coverage),
            ("amicis/Doubts", doubts.join(" ")),
            ("amicis/Evidence", evidence.join("\n")),
            ("amicis/Exceptions", entries.iter().map(|entry| credentials(entry)).collect::<Vec<_>>().join("; ")),
            ("amicis/Lapsed", lapsed(&recommendation.entries).join("; ")),
            ("amicis/AsOf", self.view.as_of.to_string()),
            ("amicis/ScanSha256", scans),
            ("amicis/RegistrySha256", registry.unwrap_or_default()),
        ];
        let fits = |text: &str| cut(&text.chars().filter(|c| !c.is_control() || *c == '\n').collect::<String>(), FIELD);
        all.into_iter().filter(|(_, value)| !value.trim().is_empty()).map(|(key, value)| (key, fits(&value))).collect()
    }

    fn resource(&self) -> Resource {
        let target = &self.image.target;
        let instance = target.ami_id.is_none().then(|| target.instance_arn()).flatten();
        let (kind, id, details) = if let Some(arn) = instance {
            ("AwsEc2Instance", arn, Details::AwsEc2Instance { image_id: target.ami_id.clone() })
        } else {
            // Security Hub has no type for an image.
            let id = target.image_arn().unwrap_or_else(|| self.image.key.clone());
            let facts = [
                ("ImageName", Some(self.image.name.clone())),
                ("AmiId", target.ami_id.clone()),
                ("Hostname", target.hostname.clone()),
            ];
            let facts = facts.into_iter().filter_map(|(key, value)| Some((key, value?)));
            ("Other", id, Details::Other(facts.filter(|(_, value)| !value.trim().is_empty()).collect()))
        };
        Resource { kind, id, partition: Some(self.partition.to_owned()), region: self.region.to_owned(), details }
    }
}

/// Recommendations that the profile left out are none of Security Hub's.
fn is_written(recommendation: &AssessedRecommendation) -> bool {
    recommendation.disposition != Disposition::NotSelected
}

fn workflow(recommendation: &AssessedRecommendation) -> &'static str {
    match recommendation.disposition {
        Disposition::Excepted | Disposition::Attested => "SUPPRESSED",
        Disposition::Unverified if recommendation.accepted_unverified => "SUPPRESSED",
        Disposition::Passed => "RESOLVED",
        _ => "NEW",
    }
}

fn note(entries: &[&EntryRecord], recommendation: &AssessedRecommendation) -> String {
    if let Some(words) = &recommendation.attested {
        return words.clone();
    }
    let ids = entries.iter().map(|entry| credentials(entry)).collect::<Vec<_>>().join("; ");
    format!("{ids}: {}", reasons(entries))
}

/// CIS states no severity, and Security Hub cannot be without. INFORMATIONAL would take the finding out of sight in
/// its readers, so the middle stands for "not stated".
fn severity(stated: Option<&str>) -> Severity {
    let label = match stated {
        Some("informational" | "info") => "INFORMATIONAL",
        Some("low") => "LOW",
        Some("high") => "HIGH",
        Some("critical") => "CRITICAL",
        _ => "MEDIUM",
    };
    let original = stated.filter(|word| !word.trim().is_empty()).unwrap_or("not stated");
    Severity { label, original: cut(&one_line(original), 64) }
}

fn midnight(day: Date) -> String {
    format!("{day}T00:00:00Z")
}

/// The updates of single findings as calls: a call sets one workflow with one note.
pub(super) fn batches(updates: Vec<Set>, most: usize) -> Vec<Update> {
    let mut groups: BTreeMap<(Workflow, UpdateNote), Vec<Identifier>> = BTreeMap::new();
    for Set { identifier, workflow, note } in updates {
        groups.entry((workflow, note)).or_default().push(identifier);
    }
    let call = |((workflow, note), identifiers): ((Workflow, UpdateNote), Vec<Identifier>)| {
        let of = move |part: &[Identifier]| Update {
            finding_identifiers: part.to_vec(),
            workflow: workflow.clone(),
            note: note.clone(),
        };
        identifiers.chunks(most).map(of).collect::<Vec<_>>()
    };
    groups.into_iter().flat_map(call).collect()
}
