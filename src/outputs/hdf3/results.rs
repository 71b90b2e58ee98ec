//! The results of an image: a baseline for each scan.

use serde_json::{Map, Value, json};

use super::model::{
    Baseline, Checksum, Component, Description, Evidence, Generator, Identity, Outcome, Override, Requirement, Results,
    Tool,
};
use crate::model::Status;
use crate::outputs::hdf::{impact, requirement_ids, tags};
use crate::outputs::joined::{covering, credentials, latest_times, line, one_line, times};
use crate::outputs::output::OutputError;
use crate::views::Disposition;
use crate::views::{AssessedCheck, AssessedImage, AssessedScan, AssessedView, EntryRecord, stable_id};

const OUTPUT: &str = "hdf3";

/// The document of an image.
pub(super) fn document(view: &AssessedView, image: &AssessedImage) -> Result<Results, OutputError> {
    let registry = view.registry.as_ref().and_then(|registry| registry.sha256.as_deref()).unwrap_or_default();
    let as_of = view.as_of.to_string();
    let mut parts = vec!["hdf3", &image.uid, registry, &as_of];
    parts.extend(image.scans.iter().map(|scan| scan.file.sha256.as_deref().unwrap_or(&scan.file.path)));
    let tool = image.scans.first().and_then(|scan| scan.tool.as_ref());
    Ok(Results {
        id: stable_id(&parts),
        timestamp: latest_times(OUTPUT, image)?.finished.to_string(),
        components: vec![component(image)],
        baselines: image.scans.iter().map(|scan| baseline(view, image, scan)).collect::<Result<_, _>>()?,
        generator: Generator::OURS,
        tool: tool.map(|tool| Tool { name: tool.name.clone(), version: tool.version.clone() }),
    })
}

/// The id of an image as a component.
pub(super) fn component_id(image: &AssessedImage) -> String {
    stable_id(&["component", &image.uid])
}

/// The name of a baseline: amendments refer to it.
pub(super) fn baseline_name(image: &AssessedImage) -> String {
    image.benchmark.id.clone().unwrap_or_else(|| image.benchmark.slug.clone())
}

fn component(image: &AssessedImage) -> Component {
    let target = &image.target;
    let known = [("ami", &target.ami_id), ("aws", &target.instance_id), ("hostname", &target.hostname)];
    let external: Map<String, Value> =
        known.into_iter().filter_map(|(key, value)| Some((key.to_owned(), json!(value.as_ref()?)))).collect();
    let image_of_aws = target.ami_id.is_some();
    Component {
        kind: if image_of_aws { "cloudResource" } else { "host" },
        name: image.name.clone(),
        component_id: component_id(image),
        external_ids: external,
        os_name: target.os.clone(),
        provider: image_of_aws.then_some("aws"),
        resource_type: image_of_aws.then_some("ec2:image"),
        resource_id: target.ami_id.clone(),
        arn: target.image_arn(),
        region: target.region.clone(),
    }
}

fn baseline(view: &AssessedView, image: &AssessedImage, scan: &AssessedScan) -> Result<Baseline, OutputError> {
    let start = times(OUTPUT, scan)?.started.to_string();
    let mut requirements = Vec::new();
    for (id, check) in requirement_ids(scan).into_iter().zip(&scan.checks) {
        requirements.push(requirement(view, id, check, &start)?);
    }
    if requirements.is_empty() {
        let lacks = format!("{} has no check, and the format wants a requirement", scan.file.path);
        return Err(OutputError::Lacks { output: OUTPUT, lacks });
    }
    let coverage = &scan.coverage.meaning;
    Ok(Baseline {
        name: baseline_name(image),
        title: image.benchmark.name.clone(),
        version: image.benchmark.version.clone(),
        summary: (coverage != "full").then(|| format!("Coverage: {coverage}")),
        results_checksum: scan.file.sha256.clone().map(|value| Checksum { algorithm: "sha256", value }),
        requirements,
    })
}

fn requirement(
    view: &AssessedView,
    id: String,
    check: &AssessedCheck,
    start: &str,
) -> Result<Requirement, OutputError> {
    let excepted = check.disposition == Disposition::Excepted;
    let entries = if excepted { covering(view, &check.entries) } else { Vec::new() };
    let overrides: Vec<Override> =
        entries.iter().map(|entry| status_override(OUTPUT, view, entry)).collect::<Result<_, _>>()?;
    let status = status(check.status);
    let texts = [("rationale", &check.rationale), ("fix", &check.remediation)];
    let texts = texts.into_iter().filter_map(|(label, text)| Some(Description { label, data: text.clone()? }));
    let default = Description { label: "default", data: check.description.clone().unwrap_or_else(|| line(check)) };
    Ok(Requirement {
        id,
        title: line(check),
        impact: impact(check),
        severity: severity(check.severity.as_deref()),
        tags: tags(check),
        descriptions: std::iter::once(default).chain(texts).collect(),
        results: vec![Outcome {
            status,
            code_desc: line(check),
            start_time: start.to_owned(),
            message: (!check.evidence.is_empty()).then(|| check.evidence.join("\n")),
        }],
        disposition: overrides.first().map(|one| one.kind),
        status_overrides: overrides,
        effective_status: status,
    })
}

/// The override of an exception: the status stays what the scan says.
pub(super) fn status_override(
    output: &'static str,
    view: &AssessedView,
    entry: &EntryRecord,
) -> Result<Override, OutputError> {
    let Some(expires) = entry.expires else {
        let place = if entry.line > 0 { format!("{}:{}: ", entry.file, entry.line) } else { String::new() };
        let lacks = format!(
            "{place}entry {} has no `expires`, and HDF v3 knows no exception without an end; give it one",
            entry.id
        );
        return Err(OutputError::Lacks { output, lacks });
    };
    let who = [&entry.approved_by, &entry.owner].into_iter().flatten().next();
    let since = entry.approved_on.or(entry.starts).unwrap_or(view.as_of);
    let mut reason = format!("{}: {}", credentials(entry), entry.reason);
    if !entry.workaround.is_empty() {
        reason.extend(["\nWorkaround: ", &entry.workaround]);
    }
    if let Some(scope) = &entry.evidence {
        reason.extend(["\nOnly for: ", &scope.join(", ")]);
    }
    Ok(Override {
        kind: kind(entry.category.as_deref()),
        requirement_id: None,
        baseline_ref: None,
        status: "failed",
        reason,
        applied_by: Identity { identifier: one_line(who.map_or("exception registry", String::as_str)), kind: "simple" },
        applied_at: format!("{since}T00:00:00Z"),
        expires_at: format!("{expires}T23:59:59Z"),
        evidence: entry.links.iter().map(|link| Evidence { kind: "url", data: link.clone() }).collect(),
        component_ref: None,
    })
}

fn kind(category: Option<&str>) -> &'static str {
    match category {
        Some("false-positive") => "falsePositive",
        Some("operational-impact") => "operationalRequirement",
        _ => "waiver",
    }
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Pass | Status::Fixed => "passed",
        Status::Fail => "failed",
        Status::Error | Status::Unknown => "error",
        Status::NotApplicable | Status::NotSelected => "notApplicable",
        Status::NotChecked | Status::Informational => "notReviewed",
    }
}

fn severity(stated: Option<&str>) -> Option<&'static str> {
    ["critical", "high", "medium", "low", "informational"].into_iter().find(|word| stated == Some(word))
}
