//! Observations, findings and risks of an image.

use super::metadata::{party, prop, subject};
use super::model::{
    Actor, Evidence, Finding, LogEntry, LoggedBy, Observation, Origin, RelatedObservation, RelatedRisk, Remediation,
    Risk, RiskLog, Subject, Target, TargetStatus,
};
use crate::model::Status;
use crate::outputs::joined::{
    covering, credentials, each_once, expires, heading, lapsed, line, one_line, reasons, times, workarounds,
};
use crate::outputs::output::OutputError;
use crate::views::Disposition;
use crate::views::{AssessedCheck, AssessedImage, AssessedRecommendation, AssessedScan, AssessedView, stable_id};

/// An image of a document.
pub(super) struct OfImage<'v> {
    pub(super) output: &'static str,
    pub(super) view: &'v AssessedView,
    pub(super) image: &'v AssessedImage,
}

/// What OSCAL has of a recommendation.
pub(super) struct Judged {
    pub(super) observations: Vec<Observation>,
    pub(super) finding: Option<Finding>,
    pub(super) risk: Option<Risk>,
}

impl OfImage<'_> {
    /// The observations, the finding and the risk of a recommendation. What does not apply and what only informs has
    /// no finding, since OSCAL could only call it satisfied or not.
    pub(super) fn judged(&self, recommendation: &AssessedRecommendation) -> Result<Judged, OutputError> {
        let mut observations = Vec::new();
        for (place, (scan, check)) in self.image.checks_of(recommendation).enumerate() {
            observations.push(self.observation(recommendation, place, scan, check)?);
        }
        let related = || {
            let ids = observations.iter().map(|one| one.uuid.clone());
            ids.map(|observation_uuid| RelatedObservation { observation_uuid }).collect::<Vec<_>>()
        };
        let risk = self.risk(recommendation);
        let finding = target_status(recommendation).map(|status| Finding {
            uuid: stable_id(&["oscal-finding", &recommendation.uid]),
            title: heading(recommendation),
            description: self.described(recommendation),
            props: [
                prop("number", recommendation.number.as_deref().unwrap_or_default()),
                prop("disposition", recommendation.disposition.word()),
                prop("lineage", &recommendation.lineage),
                prop("change", recommendation.change.unwrap_or_default()),
                prop("attested", recommendation.attested.as_deref().unwrap_or_default()),
            ]
            .into_iter()
            .flatten()
            .collect(),
            target: Target { kind: "objective-id", target_id: token(&recommendation.id), status },
            related_observations: related(),
            related_risks: risk.iter().map(|risk| RelatedRisk { risk_uuid: risk.uuid.clone() }).collect(),
        });
        Ok(Judged { observations, finding, risk })
    }

    fn observation(
        &self,
        recommendation: &AssessedRecommendation,
        place: usize,
        scan: &AssessedScan,
        check: &AssessedCheck,
    ) -> Result<Observation, OutputError> {
        let collected = times(self.output, scan)?.finished.to_string();
        let as_of = self.view.as_of.to_string();
        let registry = self.view.registry.as_ref().and_then(|registry| registry.sha256.as_deref());
        let digest = scan.file.sha256.as_deref().unwrap_or(&scan.file.path);
        let place = place.to_string();
        let uuid =
            stable_id(&["observation", &recommendation.uid, digest, &place, registry.unwrap_or_default(), &as_of]);
        let levels: Vec<String> = check.levels.iter().map(u8::to_string).collect();
        let idents =
            check.idents.iter().filter_map(|ident| prop("ident", &format!("{} {}", ident.system, ident.value)));
        let props = [
            prop("number", check.number.as_deref().unwrap_or_default()),
            prop("rule", check.rule.as_deref().unwrap_or_default()),
            prop("status", check.status.word()),
            prop("disposition", check.disposition.word()),
            prop("levels", &levels.join(",")),
            prop("severity", check.severity.as_deref().unwrap_or_default()),
            prop("instance", scan.target.instance_id.as_deref().unwrap_or_default()),
            prop("scan-sha256", scan.file.sha256.as_deref().unwrap_or_default()),
        ];
        let evidence = check.evidence.iter().filter(|text| !text.trim().is_empty());
        Ok(Observation {
            uuid,
            title: line(check),
            description: check
                .description
                .clone()
                .filter(|text| !text.trim().is_empty())
                .unwrap_or_else(|| line(check)),
            props: props.into_iter().flatten().chain(idents).collect(),
            methods: vec!["TEST"],
            types: vec!["finding"],
            subjects: vec![Subject { subject_uuid: subject(self.image), kind: "inventory-item" }],
            relevant_evidence: evidence.map(|text| Evidence { description: text.clone() }).collect(),
            collected,
        })
    }

    fn described(&self, recommendation: &AssessedRecommendation) -> String {
        let why = recommendation.why.join("; ");
        let parts = [self.image.benchmark.name.as_str(), recommendation.disposition.word(), why.as_str()];
        one_line(&each_once(parts.into_iter()).join("; "))
    }

    /// The risk of a failure: open, or a deviation that was approved. It is never closed while the check fails.
    fn risk(&self, recommendation: &AssessedRecommendation) -> Option<Risk> {
        let excepted = recommendation.disposition == Disposition::Excepted;
        if !excepted && !recommendation.disposition.uncovered() {
            return None;
        }
        let uuid = stable_id(&["oscal-risk", &recommendation.uid]);
        let entries = if excepted { covering(self.view, &recommendation.entries) } else { Vec::new() };
        let lapsed = lapsed(&recommendation.entries);
        let reason = reasons(&entries);
        let statement = match (reason.is_empty(), lapsed.is_empty()) {
            (false, _) => reason,
            (true, false) => format!("The exception lapsed: {}", lapsed.join("; ")),
            (true, true) => "The recommendation fails, and no exception covers it.".to_owned(),
        };
        let origins = each_once(entries.iter().filter_map(|entry| entry.owner.as_deref()));
        let actor = |name: &str| Actor { kind: "party", actor_uuid: party(name) };
        let workaround = workarounds(&entries);
        let requested = recommendation
            .entries
            .iter()
            .any(|entry| !entry.covers && entry.lapses.iter().all(|lapse| *lapse == "requested"));
        let mut props: Vec<_> = entries.iter().filter_map(|entry| prop("exception", &credentials(entry))).collect();
        props.extend(prop("disposition", recommendation.disposition.word()));
        props.extend(entries.iter().filter_map(|entry| prop("category", entry.category.as_deref()?)));
        Some(Risk {
            title: heading(recommendation),
            description: self.described(recommendation),
            statement,
            props,
            status: match (excepted, requested) {
                (true, _) => "deviation-approved",
                (false, true) => "deviation-requested",
                (false, false) => "open",
            },
            origins: origins.into_iter().map(|name| Origin { actors: vec![actor(name)] }).collect(),
            deadline: expires(&entries).map(|end| format!("{end}T23:59:59Z")),
            remediations: (!workaround.is_empty())
                .then(|| Remediation {
                    uuid: stable_id(&["oscal-remediation", &recommendation.uid]),
                    lifecycle: "recommendation",
                    title: "Workaround".to_owned(),
                    description: workaround,
                })
                .into_iter()
                .collect(),
            risk_log: self.log(recommendation, &uuid),
            uuid,
        })
    }

    /// Approvals, and exceptions that lapsed, on their days.
    fn log(&self, recommendation: &AssessedRecommendation, risk: &str) -> Option<RiskLog> {
        let approved = covering(self.view, &recommendation.entries).into_iter().filter_map(|entry| {
            let on = entry.approved_on?;
            Some(LogEntry {
                uuid: stable_id(&["oscal-log", risk, &entry.id, "approved"]),
                title: "Exception approved".to_owned(),
                description: credentials(entry),
                start: format!("{on}T00:00:00Z"),
                logged_by: entry.approved_by.iter().map(|by| LoggedBy { party_uuid: party(by) }).collect(),
                status_change: Some("deviation-approved"),
            })
        });
        let lapsed = recommendation.entries.iter().filter(|entry| !entry.covers && !entry.why.is_empty());
        let lapsed = lapsed.map(|entry| LogEntry {
            uuid: stable_id(&["oscal-log", risk, &entry.id, "lapsed"]),
            title: "Exception does not apply".to_owned(),
            description: one_line(&format!("lapsed: {}: {}", entry.id, entry.why.join("; "))),
            start: format!("{}T00:00:00Z", self.view.as_of),
            logged_by: Vec::new(),
            status_change: Some("open"),
        });
        let excepted = recommendation.disposition == Disposition::Excepted;
        let entries: Vec<LogEntry> = if excepted { approved.collect() } else { lapsed.collect() };
        (!entries.is_empty()).then_some(RiskLog { entries })
    }
}

/// What OSCAL can say of it; nothing, where it has no words.
fn target_status(recommendation: &AssessedRecommendation) -> Option<TargetStatus> {
    let status = recommendation.status?;
    let (state, reason) = match status {
        Status::Pass | Status::Fixed => ("satisfied", "pass"),
        Status::Fail => ("not-satisfied", "fail"),
        Status::Error | Status::Unknown | Status::NotChecked => ("not-satisfied", "other"),
        Status::Informational | Status::NotApplicable | Status::NotSelected => return None,
    };
    let disposition = recommendation.disposition.word();
    Some(TargetStatus { state, reason, remarks: format!("The scan says {}; {disposition}.", status.word()) })
}

/// A token, as OSCAL wants it: `cis-1_1_22`.
fn token(id: &str) -> String {
    let name: String =
        id.chars().take(200).map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect();
    format!("cis-{name}")
}
