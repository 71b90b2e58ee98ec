//! The event of a recommendation.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::OcsfVersion;
use super::model::{
    Account, Cloud, Compliance, Device, DeviceImage, Event, Feature, FindingInfo, Metadata, Product, Remediation,
    Resource,
};
use crate::model::Status;
use crate::outputs::joined::{
    covering, credentials, each_once, heading, lapsed, latest_times, links, one_line, reasons, workarounds,
};
use crate::outputs::output::OutputError;
use crate::views::Disposition;
use crate::views::{AssessedImage, AssessedRecommendation, AssessedView, stable_id};

/// What all events of an image share.
pub(super) struct OfImage<'v> {
    view: &'v AssessedView,
    image: &'v AssessedImage,
    version: OcsfVersion,
    start: i64,
    end: i64,
}

impl<'v> OfImage<'v> {
    pub(super) fn new(
        view: &'v AssessedView,
        image: &'v AssessedImage,
        version: OcsfVersion,
    ) -> Result<Self, OutputError> {
        let times = latest_times("ocsf", image)?;
        Ok(Self { view, image, version, start: times.started.epoch_millis(), end: times.finished.epoch_millis() })
    }

    pub(super) fn events(&self) -> impl Iterator<Item = Event> {
        self.image.recommendations.iter().map(|recommendation| self.event(recommendation))
    }

    fn event(&self, recommendation: &AssessedRecommendation) -> Event {
        let entries = covering(self.view, &recommendation.entries);
        let activity = activity(recommendation, self.image.follows_baseline);
        let (status_id, status) = finding_status(recommendation);
        let (severity_id, severity) = severity(recommendation.severity.as_deref());
        let resource = self.resource();
        let single = self.version == OcsfVersion::V1_1;
        let workaround = workarounds(&entries);
        let told: Vec<String> =
            entries.iter().map(|entry| one_line(&format!("{}: {}", credentials(entry), entry.reason))).collect();
        Event {
            activity_id: activity.0,
            activity_name: activity.1,
            category_uid: 2,
            category_name: "Findings",
            class_uid: 2003,
            class_name: "Compliance Finding",
            type_uid: 200_300 + activity.0,
            type_name: format!("Compliance Finding: {}", activity.1),
            time: self.end,
            start_time: self.start,
            end_time: self.end,
            severity_id,
            severity,
            status_id,
            status,
            status_detail: recommendation.disposition.word().to_owned(),
            comment: (!told.is_empty()).then(|| told.join("\n")),
            message: (!recommendation.why.is_empty()).then(|| one_line(&recommendation.why.join("; "))),
            compliance: self.compliance(recommendation),
            finding_info: FindingInfo {
                uid: recommendation.uid.clone(),
                title: heading(recommendation),
                desc: self.description(recommendation),
                types: vec!["CIS Benchmark recommendation"],
            },
            metadata: self.metadata(recommendation),
            resource: single.then(|| resource.clone()),
            resources: (!single).then(|| vec![resource]),
            device: Some(self.device()),
            cloud: self.cloud(),
            remediation: (!workaround.is_empty())
                .then(|| Remediation { desc: workaround, references: links(&entries) }),
            unmapped: self.unmapped(recommendation, &reasons(&entries)),
        }
    }

    fn compliance(&self, recommendation: &AssessedRecommendation) -> Compliance {
        let idents = self.image.checks_of(recommendation).flat_map(|(_, check)| &check.idents);
        let requirements: Vec<String> = idents.map(|ident| format!("{} {}", ident.system, ident.value)).collect();
        let (status_id, status) = match recommendation.status {
            Some(Status::Pass | Status::Fixed) => (1, "Pass"),
            Some(Status::Fail) => (3, "Fail"),
            Some(Status::Error) => (0, "error"),
            Some(Status::NotChecked) => (0, "notchecked"),
            Some(Status::Unknown) | None => (0, "Unknown"),
            Some(other) => (99, other.word()),
        };
        Compliance {
            control: recommendation.number.clone(),
            standards: vec![self.image.benchmark.name.clone()],
            requirements: each_once(requirements.iter().map(String::as_str)).into_iter().map(one_line).collect(),
            status_id,
            status,
        }
    }

    fn description(&self, recommendation: &AssessedRecommendation) -> Option<String> {
        self.image.checks_of(recommendation).find_map(|(_, check)| check.description.clone())
    }

    fn metadata(&self, recommendation: &AssessedRecommendation) -> Metadata {
        let scans: Vec<&str> =
            self.image.checks_of(recommendation).filter_map(|(scan, _)| scan.file.sha256.as_deref()).collect();
        let registry = self.view.registry.as_ref().and_then(|registry| registry.sha256.as_deref());
        let as_of = self.view.as_of.to_string();
        let mut parts = vec!["evaluation", &recommendation.uid, &as_of, registry.unwrap_or_default()];
        parts.extend(each_once(scans.into_iter()));
        let tool = self.image.deciding(recommendation).find_map(|(scan, _)| scan.tool.as_ref());
        let mut profiles = vec!["host"];
        if self.cloud().is_some() {
            profiles.insert(0, "cloud");
        }
        Metadata {
            uid: stable_id(&parts),
            version: self.version.word(),
            profiles,
            product: Product {
                name: "amicis",
                vendor_name: "amicis",
                version: env!("CARGO_PKG_VERSION"),
                feature: tool.map(|tool| Feature { name: tool.name.clone(), version: tool.version.clone() }),
            },
        }
    }

    fn resource(&self) -> Resource {
        let target = &self.image.target;
        let (uid, kind) = match (target.image_arn(), target.instance_arn()) {
            (Some(arn), _) => (arn, "AwsEc2Image"),
            (None, Some(arn)) => (arn, "AwsEc2Instance"),
            (None, None) if target.ami_id.is_some() => (self.image.key.clone(), "AwsEc2Image"),
            (None, None) if target.instance_id.is_some() => (self.image.key.clone(), "AwsEc2Instance"),
            (None, None) => (self.image.key.clone(), "Host"),
        };
        let (region, cloud_partition) = (target.region.clone(), target.partition.clone());
        Resource { uid, name: self.image.name.clone(), kind, region, cloud_partition }
    }

    fn device(&self) -> Device {
        let target = &self.image.target;
        let image = target
            .ami_id
            .clone()
            .map(|uid| DeviceImage { name: target.ami_name.clone().unwrap_or_else(|| uid.clone()), uid });
        Device {
            type_id: 1,
            kind: "Server",
            // OCSF can do without a name and an id; its readers in Python cannot.
            name: self.image.name.clone(),
            hostname: target.hostname.clone(),
            ip: target.addresses.first().cloned(),
            uid: target.instance_id.clone().unwrap_or_else(|| self.image.key.clone()),
            region: target.region.clone(),
            image,
        }
    }

    fn cloud(&self) -> Option<Cloud> {
        let target = &self.image.target;
        let of_aws = [&target.account, &target.region, &target.ami_id, &target.instance_id];
        of_aws.iter().any(|fact| fact.is_some()).then(|| Cloud {
            provider: "AWS",
            region: target.region.clone(),
            account: target.account.clone().map(|uid| Account { uid }),
        })
    }

    /// OCSF refuses unknown keys everywhere but here.
    fn unmapped(&self, recommendation: &AssessedRecommendation, reason: &str) -> Map<String, Value> {
        let evidence: Vec<&str> = self
            .image
            .deciding(recommendation)
            .flat_map(|(_, check)| check.evidence.iter().map(String::as_str))
            .collect();
        let exceptions: Vec<Value> = covering(self.view, &recommendation.entries)
            .iter()
            .map(|entry| {
                json!({"id": entry.id, "category": entry.category, "owner": entry.owner,
                    "approved_by": entry.approved_by, "approved_on": entry.approved_on, "expires": entry.expires})
            })
            .collect();
        let coverage = each_once(self.image.scans.iter().map(|scan| scan.coverage.meaning.as_str())).join("; ");
        let all = json!({
            "disposition": recommendation.disposition,
            "levels": recommendation.levels,
            "section": recommendation.section_name,
            "lineage": recommendation.lineage,
            "change": recommendation.change,
            "as_of": self.view.as_of,
            "exceptions": exceptions,
            "exception_reason": reason,
            "lapsed": lapsed(&recommendation.entries),
            "attested": recommendation.attested,
            "evidence": evidence,
            "coverage": coverage,
            "doubts": self.view.doubts.iter().map(|doubt| doubt.code).collect::<BTreeSet<_>>(),
        });
        match all {
            Value::Object(all) => all.into_iter().filter(|(_, value)| !is_nothing(value)).collect(),
            _ => Map::new(),
        }
    }
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

/// The state of the finding, which is not the result: a failure that an entry covers is suppressed.
fn finding_status(recommendation: &AssessedRecommendation) -> (u32, &'static str) {
    use Disposition::{Attested, Excepted, Lapsed, Open, Passed, Unverified};
    match recommendation.disposition {
        Excepted => (3, "Suppressed"),
        Unverified if recommendation.accepted_unverified => (3, "Suppressed"),
        Open | Lapsed | Unverified => (1, "New"),
        Passed => (4, "Resolved"),
        Attested => (99, "attested"),
        other => (99, other.word()),
    }
}

/// CIS states no severity: what no scanner stated is unknown, and never guessed from a level.
fn severity(stated: Option<&str>) -> (u32, &'static str) {
    match stated {
        Some("informational" | "info") => (1, "Informational"),
        Some("low") => (2, "Low"),
        Some("medium" | "moderate") => (3, "Medium"),
        Some("high") => (4, "High"),
        Some("critical") => (5, "Critical"),
        _ => (0, "Unknown"),
    }
}

/// The event's activity by the class of the change since the baseline; without one everything is new.
/// What lost its coverage is never closed.
fn activity(recommendation: &AssessedRecommendation, follows: bool) -> (u32, &'static str) {
    const CREATE: (u32, &str) = (1, "Create");
    const UPDATE: (u32, &str) = (2, "Update");
    const CLOSE: (u32, &str) = (3, "Close");
    // Findings of another image have other ids: there is nothing to update or to close.
    match recommendation.change.filter(|_| follows) {
        None | Some("regressed" | "newly-reported" | "new-recommendation" | "regressed-excepted") => CREATE,
        Some("resolved" | "exception-stale") => CLOSE,
        Some(_) => UPDATE,
    }
}
