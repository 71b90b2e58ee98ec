//! The document of a scan.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::Waived;
use super::model::{
    Auxiliary, Control, Description, ExecJson, Outcome, Passthrough, Platform, Profile, SourceLocation, Statistics,
    Waiver,
};
use crate::controls::Framework;
use crate::model::Status;
use crate::outputs::joined::{covering, credentials, each_once, expires, lapsed, line, reasons, workarounds};
use crate::views::Disposition;
use crate::views::{AssessedCheck, AssessedImage, AssessedScan, AssessedView, EntryRecord};

/// A document for each scan, with the name of its file.
pub(super) fn documents(view: &AssessedView, waived: Waived) -> Vec<(String, ExecJson)> {
    let scans = view.images.iter().flat_map(|image| image.scans.iter().map(move |scan| (image, scan)));
    let document = |(place, (image, scan)): (usize, (&AssessedImage, &AssessedScan))| {
        (format!("hdf-{}.json", place + 1), Document { view, image, scan, waived }.make())
    };
    scans.enumerate().map(document).collect()
}

struct Document<'v> {
    view: &'v AssessedView,
    image: &'v AssessedImage,
    scan: &'v AssessedScan,
    waived: Waived,
}

impl Document<'_> {
    fn make(&self) -> ExecJson {
        let (image, scan) = (self.image, self.scan);
        let benchmark = &image.benchmark;
        let name = benchmark.id.clone().or_else(|| benchmark.title.clone()).unwrap_or_else(|| benchmark.slug.clone());
        ExecJson {
            platform: Platform {
                name: scan.target.os.clone().unwrap_or_else(|| "unknown".to_owned()),
                release: "unknown".to_owned(),
                target_id: Some(image.key.clone()),
            },
            profiles: vec![Profile {
                name,
                title: Some(benchmark.name.clone()),
                version: benchmark.version.clone(),
                sha256: scan.file.sha256.clone().unwrap_or_default(),
                summary: (scan.coverage.meaning != "full").then(|| format!("Coverage: {}", scan.coverage.meaning)),
                status: "loaded",
                supports: Vec::new(),
                attributes: Vec::new(),
                groups: Vec::new(),
                controls: self.controls(),
            }],
            statistics: Statistics {},
            version: scan.tool.as_ref().and_then(|tool| tool.version.clone()).unwrap_or_else(|| "unknown".to_owned()),
            passthrough: Passthrough { auxiliary_data: vec![self.auxiliary()] },
        }
    }

    fn controls(&self) -> Vec<Control> {
        requirement_ids(self.scan)
            .into_iter()
            .zip(&self.scan.checks)
            .map(|(id, check)| self.control(id, check))
            .collect()
    }

    fn control(&self, id: String, check: &AssessedCheck) -> Control {
        let entries = covering(self.view, &check.entries);
        let excepted = check.disposition == Disposition::Excepted;
        let waiver = excepted.then(|| self.waiver(&entries));
        let mut descriptions = Vec::new();
        let texts = [("default", &check.description), ("rationale", &check.rationale), ("fix", &check.remediation)];
        descriptions
            .extend(texts.into_iter().filter_map(|(label, text)| Some(Description { label, data: text.clone()? })));
        // Heimdall shows nothing of a waiver under which a control ran; it shows every description.
        descriptions.extend(waiver.iter().map(|waiver| Description { label: "waiver", data: waiver.text() }));
        Control {
            title: line(check),
            desc: check.description.clone().unwrap_or_default(),
            descriptions,
            impact: impact(check),
            refs: Vec::new(),
            tags: tags(check),
            code: "",
            source_location: SourceLocation {},
            results: vec![self.outcome(check)],
            waiver_data: waiver,
            id,
        }
    }

    fn waiver(&self, entries: &[&EntryRecord]) -> Waiver {
        let mut message = entries.iter().map(|entry| credentials(entry)).collect::<Vec<_>>();
        let workaround = workarounds(entries);
        if !workaround.is_empty() {
            message.push(format!("workaround: {workaround}"));
        }
        Waiver {
            justification: reasons(entries),
            run: true,
            skipped_due_to_waiver: self.waived == Waived::NotApplicable,
            expiration_date: expires(entries).map(|end| end.to_string()),
            message: message.join("; "),
        }
    }

    fn outcome(&self, check: &AssessedCheck) -> Outcome {
        let evidence = check.evidence.join("\n");
        let (status, skipped) = match check.status {
            Status::Pass | Status::Fixed => ("passed", None),
            Status::Fail => ("failed", None),
            Status::Error | Status::Unknown => ("error", None),
            other => ("skipped", Some(format!("the scan says {}", other.word()))),
        };
        let attested = check.attested.clone().map(|words| format!("attested by a person: {words}"));
        Outcome {
            status,
            code_desc: line(check),
            start_time: self.scan.started.or(self.scan.finished).map(|time| time.to_string()).unwrap_or_default(),
            message: (!evidence.is_empty()).then_some(evidence),
            skip_message: skipped
                .map(|text| each_once([Some(text.as_str()), attested.as_deref()].into_iter().flatten()).join("; ")),
        }
    }

    fn auxiliary(&self) -> Auxiliary {
        let scan = self.scan;
        let tool = scan.tool.as_ref();
        let data = json!({
            "generator": self.view.generator,
            "as_of": self.view.as_of,
            "image": self.image.name,
            "tool": tool.map(|tool| tool.name.as_str()),
            "scan": scan.file,
            "registry": self.view.registry,
            "coverage": scan.coverage,
            "raw_score": scan.raw,
            "accepted_score": scan.accepted,
            "doubts": self.view.doubts,
        });
        let data = match data {
            Value::Object(data) => data,
            _ => Map::new(),
        };
        Auxiliary { name: "amicis", data }
    }
}

/// The ids of a scan's checks, in their order: the rule, else the number. Each is its own, or readers lose all but the
/// last.
pub(crate) fn requirement_ids(scan: &AssessedScan) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let id = |check: &AssessedCheck| {
        let plain = check.rule.clone().or_else(|| check.number.clone()).unwrap_or_else(|| line(check));
        let numbered = (2_usize..).map(|count| format!("{plain} #{count}"));
        let id = std::iter::once(plain.clone()).chain(numbered).find(|id| !seen.contains(id)).unwrap_or_default();
        seen.insert(id.clone());
        id
    };
    scan.checks.iter().map(id).collect()
}

/// What HDF has no place for, in the names of ours; and identifiers, only those that the scan states.
pub(crate) fn tags(check: &AssessedCheck) -> Map<String, Value> {
    let mut tags = Map::new();
    let mut add = |key: &str, value: Value| {
        if !value.is_null() {
            tags.insert(key.to_owned(), value);
        }
    };
    add("cis_number", json!(check.number));
    add("cis_levels", if check.levels.is_empty() { Value::Null } else { json!(check.levels) });
    add("cis_weight", json!(check.weight));
    add("severity", check.severity.as_deref().filter(|word| impact_of(word).is_some()).map_or(Value::Null, Into::into));
    add("amicis_status", json!(check.status));
    add("amicis_disposition", json!(check.disposition));
    let entries: Vec<&str> = check.entries.iter().filter(|entry| entry.covers).map(|entry| entry.id.as_str()).collect();
    add("amicis_entries", if entries.is_empty() { Value::Null } else { json!(entries) });
    let lapsed = lapsed(&check.entries);
    add("amicis_lapsed", if lapsed.is_empty() { Value::Null } else { json!(lapsed) });
    // Only what the scan states: without one, Heimdall says that the control is not mapped, which is right.
    let listed = |values: Vec<&str>| if values.is_empty() { Value::Null } else { json!(values) };
    let controls = check.idents.iter().filter_map(|ident| Some((Framework::of(&ident.system)?, ident.value.as_str())));
    let controls: Vec<(Framework, &str)> = controls.collect();
    let of = |wanted: fn(&Framework) -> bool| {
        listed(controls.iter().filter(|(framework, _)| wanted(framework)).map(|(_, value)| *value).collect())
    };
    let cce = check.idents.iter().filter(|ident| ident.system.contains("cce"));
    add("cce", listed(cce.map(|ident| ident.value.as_str()).collect()));
    add("cci", of(Framework::is_cci));
    add("nist", of(Framework::is_nist_800_53));
    add("cis_controls", of(Framework::is_cis_controls));
    tags
}

/// HDF has no status for what does not apply: impact 0 says it, and only that does.
pub(crate) fn impact(check: &AssessedCheck) -> f64 {
    match check.status {
        Status::NotApplicable | Status::NotSelected => 0.0,
        // CIS states no severity; HDF cannot be without, and its middle is the neutral value.
        _ => check.severity.as_deref().and_then(impact_of).unwrap_or(0.5),
    }
}

/// Heimdall's steps.
fn impact_of(severity: &str) -> Option<f64> {
    match severity {
        "critical" => Some(0.9),
        "high" => Some(0.7),
        "medium" => Some(0.5),
        "low" => Some(0.3),
        _ => None,
    }
}
